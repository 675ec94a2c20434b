"""Which household goes where when groups change: none is lost, none is in two groups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.regrouping import BadChangesError, Fault, Kind, Part, Step, assign, check

HOMES = {"A1": "01", "A2": "01", "B1": "02", "C1": "03"}


def merge(*old: str, code: str = "09") -> Step:
    return Step(Kind.MERGE, old, (Part(code, "Tổ mới", takes_rest=True),))


def split(*parts: Part, old: str = "01") -> Step:
    return Step(Kind.SPLIT, (old,), parts)


def fault(step: Step, homes: dict[str, str] = HOMES) -> Fault:
    try:
        check([step], {"01", "02", "03"})
        assign(step, homes)
    except BadChangesError as error:
        return error.fault
    raise AssertionError("the plan is possible")


def test_a_merged_group_takes_all_households_of_the_old_ones_and_no_others() -> None:
    assert assign(merge("01", "02"), HOMES) == {"A1": "09", "A2": "09", "B1": "09"}


def test_a_split_follows_its_lists_and_the_rest_goes_where_it_is_said() -> None:
    step = split(Part("01A", "a", households=("A1",)), Part("01B", "b", takes_rest=True))
    assert assign(step, HOMES) == {"A1": "01A", "A2": "01B"}


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (merge("01"), Fault.TOO_FEW),
        (split(Part("01A", "a", takes_rest=True)), Fault.TOO_FEW),
        (merge("01", "77"), Fault.GROUP_UNKNOWN),
        (merge("01", "01"), Fault.GROUP_TWICE),
        (merge("01", "02", code="03"), Fault.CODE_TAKEN),
        (split(Part("X", "a", households=("A1",)), Part("X", "b", takes_rest=True)), Fault.CODE_TAKEN),
        (split(Part("X", "a", households=("A1",)), Part("Y", "b")), Fault.HOUSEHOLDS_LEFT),
        (split(Part("X", "a", households=("B1",)), Part("Y", "b", takes_rest=True)), Fault.HOUSEHOLD_UNKNOWN),
        (split(Part("X", "a", households=("A1",)), Part("Y", "b", households=("A1", "A2"))), Fault.HOUSEHOLD_TWICE),
        (split(Part("X", "a", takes_rest=True), Part("Y", "b", takes_rest=True)), Fault.TWO_RESTS),
        (split(Part("X", "a", takes_chats=True), Part("Y", "b", takes_rest=True, takes_chats=True)), Fault.TWO_CHATS),
        (
            split(Part("X", "a", offices_of=("01",)), Part("Y", "b", takes_rest=True, offices_of=("01",))),
            Fault.TWO_OFFICES,
        ),
    ],
)
def test_an_impossible_plan_is_refused_with_its_reason(step: Step, expected: Fault) -> None:
    assert fault(step) is expected


def test_the_same_group_in_two_steps_is_refused() -> None:
    with pytest.raises(BadChangesError) as caught:
        check([merge("01", "02"), merge("02", "03", code="10")], {"01", "02", "03"})
    assert caught.value.fault is Fault.GROUP_TWICE


def test_a_new_group_may_have_the_code_of_one_that_ends() -> None:
    check([merge("01", "02", code="02")], {"01", "02", "03"})


codes = st.text("ABC123", min_size=1, max_size=3)


@given(
    st.dictionaries(codes, st.sampled_from(["01", "02", "03"])),
    st.lists(st.lists(codes, max_size=4), min_size=2, max_size=4),
    st.integers(0, 4),
)
def test_whatever_is_split_no_household_is_lost_or_in_two_groups(
    homes: dict[str, str], listed: list[list[str]], rest: int
) -> None:
    parts = [
        Part(f"N{place}", "tên", households=tuple(found), takes_rest=place == rest)
        for place, found in enumerate(listed)
    ]
    step = split(*parts)
    try:
        share = assign(step, homes)
    except BadChangesError:
        return
    assert share.keys() == {code for code, group in homes.items() if group == "01"}
    for part in parts:
        assert all(share[code] == part.code for code in part.households)
