"""Outcomes: on all households, in whole numbers, by group and for the commune, and why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.outcomes import Ballot, Outcome, Reason, decide
from rules.polls import Kind, Matter, Step, consent_ends, earliest_end_after_posting, refusal_of_way
from rules.tallies import GroupTally, Tally

OPTIONS = ("Đồng ý", "Không đồng ý", "Ý kiến khác")
TWO_THIRDS = (Matter.CONTRIBUTION, Matter.FUND)


def tally(*groups: tuple[int, int]) -> Tally:
    """Groups of (households, of which agree); the others say nothing."""
    return Tally(
        OPTIONS, tuple(GroupTally(n, f"{n:02}", f"Tổ {n}", of, (yes, 0, 0)) for n, (of, yes) in enumerate(groups, 1))
    )


def outcome(ballot: Ballot, counted: Tally, present: dict[int, int] | None = None) -> Outcome:
    found = decide(ballot, counted, present or {})
    assert found is not None
    return found


@st.composite
def rolls(draw: st.DrawFn) -> list[tuple[int, int]]:
    households = draw(st.lists(st.integers(1, 400), min_size=1, max_size=12))
    return [(of, draw(st.integers(0, of))) for of in households]


@given(st.integers(1, 5_000), st.data(), st.sampled_from(Matter))
def test_a_group_decides_by_all_its_households(households: int, data: st.DataObject, matter: Matter) -> None:
    edges = [edge for edge in (households // 2, 2 * households // 3, households // 2 + 1) if edge <= households]
    agree = data.draw(st.sampled_from(edges) | st.integers(0, households))
    passed = 3 * agree >= 2 * households if matter in TWO_THIRDS else 2 * agree > households

    found = outcome(Ballot(Kind.SLIP_VOTE, matter), tally((households, agree)))

    assert found.passed == passed == (agree >= found.needed)
    assert found.reason is (Reason.PASSED if passed else Reason.BELOW_THRESHOLD)


@given(rolls(), st.sampled_from(TWO_THIRDS))
def test_the_commune_decides_by_two_thirds_of_households_and_two_thirds_of_groups(
    roll: list[tuple[int, int]], matter: Matter
) -> None:
    found = outcome(Ballot(Kind.SLIP_VOTE, matter), tally(*roll))

    households, agree = sum(of for of, _ in roll), sum(yes for _, yes in roll)
    agreeing = sum(3 * yes >= 2 * of for of, yes in roll)
    assert found.passed == (3 * agree >= 2 * households and 3 * agreeing >= 2 * len(roll))
    assert (found.groups_agreeing, found.agree) == (agreeing, agree)


def test_large_groups_do_not_outvote_most_groups() -> None:
    found = outcome(Ballot(Kind.SLIP_VOTE, Matter.FUND), tally((300, 300), (10, 0), (10, 0)))
    assert (found.reason, found.groups_agreeing, found.groups_needed) == (Reason.TOO_FEW_GROUPS, 1, 2)


def test_most_groups_do_not_outvote_the_households() -> None:
    found = outcome(Ballot(Kind.SLIP_VOTE, Matter.FUND), tally((300, 0), (10, 10), (10, 10)))
    assert (found.reason, found.groups_agreeing) == (Reason.BELOW_THRESHOLD, 2)


@pytest.mark.parametrize("matter", Matter)
def test_too_few_present_is_no_refusal(matter: Matter) -> None:
    needed = 27 if matter in TWO_THIRDS else 21
    ballot, counted = Ballot(Kind.MEETING_VOTE, matter), tally((40, 20))

    assert outcome(ballot, counted, {1: needed - 1}).reason is Reason.TOO_FEW_PRESENT
    assert outcome(ballot, counted, {1: needed}).reason is Reason.BELOW_THRESHOLD


@given(st.integers(1, 1_000), st.data())
def test_a_convention_asks_for_more_than_half_present_and_more_than_half_agreeing(n: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, n))
    agree = data.draw(st.integers(0, present))

    found = outcome(Ballot(Kind.MEETING_VOTE, Matter.CONVENTION), tally((n, agree)), {1: present})

    assert (found.reason is Reason.TOO_FEW_PRESENT) == (2 * present <= n)
    assert found.passed == (2 * agree > n)


@given(st.integers(1, 1_000), st.data(), st.booleans())
def test_a_proposal_asks_for_a_tenth_or_the_support_of_the_front(n: int, data: st.DataObject, endorsed: bool) -> None:
    agree = data.draw(st.integers(0, n))

    found = outcome(Ballot(Kind.CONVENTION_PROPOSAL, endorsed=endorsed), tally((n, agree)))

    assert (found.reason is Reason.PASSED) == (10 * agree >= n)
    assert found.passed == (10 * agree >= n or (endorsed and agree > 0))


def test_a_method_that_half_want_is_not_agreed() -> None:
    method = Ballot(Kind.ONLINE_VOTE, Matter.OTHER, Step.METHOD)
    assert outcome(method, tally((40, 20))).reason is Reason.METHOD_NOT_AGREED
    assert outcome(method, tally((40, 21))).reason is Reason.PASSED


@pytest.mark.parametrize("kind", [Kind.CONSULTATION, Kind.CONVENTION_CONSULTATION, Kind.SURVEY])
def test_an_opinion_decides_nothing(kind: Kind) -> None:
    assert decide(Ballot(kind), tally((4, 4)), {}) is None


def test_a_group_without_households_decides_nothing() -> None:
    for kind, matter in ((Kind.SLIP_VOTE, Matter.FUND), (Kind.ONLINE_VOTE, Matter.OTHER)):
        assert not outcome(Ballot(kind, matter), tally((0, 0))).passed


@pytest.mark.parametrize("matter", Matter)
def test_only_other_matters_are_decided_online(matter: Matter) -> None:
    assert (refusal_of_way(Kind.ONLINE_VOTE, matter) is None) == (matter is Matter.OTHER)
    assert refusal_of_way(Kind.MEETING_VOTE, matter) is None


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_a_posted_draft_is_consulted_on_for_thirty_whole_days(posted: date) -> None:
    end = earliest_end_after_posting(posted)
    midnight_after_posting = datetime(posted.year, posted.month, posted.day, tzinfo=UTC) + timedelta(hours=24 - 7)
    assert end - midnight_after_posting == timedelta(days=30)


@pytest.mark.parametrize(
    ("expressed", "last"),
    [
        (datetime(2026, 11, 20, 2, tzinfo=UTC), date(2027, 2, 20)),
        (datetime(2026, 11, 30, 2, tzinfo=UTC), date(2027, 2, 28)),
        (datetime(2027, 11, 30, 2, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 9, 30, 18, tzinfo=UTC), date(2027, 1, 1)),  # the first of October in Viet Nam
        (datetime(2026, 12, 31, 2, tzinfo=UTC), date(2027, 3, 31)),
        (datetime(2026, 8, 31, 2, tzinfo=UTC), date(2026, 11, 30)),
    ],
)
def test_consent_counts_for_three_months(expressed: datetime, last: date) -> None:
    assert consent_ends(expressed) == last
