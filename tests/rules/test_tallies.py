"""Tallies: the order of ballots does not matter, and a household counts once."""

import random
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from rules.tallies import Ballot, GroupTally, Tally, percent, recount

OPTIONS = 4


@st.composite
def books(draw: st.DrawFn) -> list[Ballot]:
    """A book of a poll: households of three groups answer, and change their minds."""
    homes = {household: household % 3 for household in range(draw(st.integers(1, 12)))}
    lines = draw(st.lists(st.tuples(st.sampled_from(sorted(homes)), st.integers(0, OPTIONS - 1)), max_size=40))
    return [Ballot(number, household, homes[household], option) for number, (household, option) in enumerate(lines)]


@given(books(), st.randoms(use_true_random=False))
def test_the_order_in_which_ballots_are_read_never_changes_a_tally(
    book: list[Ballot], randomness: random.Random
) -> None:
    shuffled = list(book)
    randomness.shuffle(shuffled)

    assert recount(OPTIONS, shuffled) == recount(OPTIONS, book)


@given(books())
def test_every_household_that_answered_counts_once(book: list[Ballot]) -> None:
    counts = recount(OPTIONS, book)

    assert sum(map(sum, counts.values())) == len({ballot.household_id for ballot in book})


@given(books())
def test_the_last_answer_of_each_household_is_what_counts(book: list[Ballot]) -> None:
    by_home = sorted(book, key=lambda ballot: (ballot.household_id, ballot.sequence))
    last = [list(lines)[-1] for _, lines in groupby(by_home, key=lambda ballot: ballot.household_id)]

    assert recount(OPTIONS, book) == recount(OPTIONS, last)
    for group_id, row in recount(OPTIONS, book).items():
        for option, count in enumerate(row):
            assert count == sum(ballot.group_id == group_id and ballot.option == option for ballot in last)


@given(books(), st.integers(0, 11), st.lists(st.integers(0, OPTIONS - 1), min_size=3, max_size=3))
def test_changing_an_answer_three_times_counts_one_household(
    book: list[Ballot], household: int, changes: list[int]
) -> None:
    others = [ballot for ballot in book if ballot.household_id != household]
    changed = [Ballot(1000 + number, household, household % 3, option) for number, option in enumerate(changes)]

    before = recount(OPTIONS, others)
    after = recount(OPTIONS, others + changed)

    assert sum(map(sum, after.values())) == sum(map(sum, before.values())) + 1
    was = before.get(household % 3, (0,) * OPTIONS)[changes[-1]]
    assert after[household % 3][changes[-1]] == was + 1


@st.composite
def whole(draw: st.DrawFn) -> Tally:
    """A tally of up to six groups in which nobody answers twice."""
    groups = []
    for number in range(draw(st.integers(0, 6))):
        counts = tuple(draw(st.lists(st.integers(0, 50), min_size=OPTIONS, max_size=OPTIONS)))
        households = sum(counts) + draw(st.integers(0, 50))
        groups.append(GroupTally(number, f"{number:02}", f"Tổ {number}", households, counts))
    return Tally(tuple(f"Cách {place}" for place in range(OPTIONS)), tuple(groups))


@given(whole())
def test_groups_add_up_to_the_ward(tally: Tally) -> None:
    assert tally.answered == sum(tally.counts) == sum(group.answered for group in tally.groups)
    assert tally.answered <= tally.households == sum(group.households for group in tally.groups)
    for group in tally.groups:
        assert tally.group(group.group_id) is group


@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_share_is_never_rounded_up_into_a_pass(part: int, more: int) -> None:
    total = part + more
    share = percent(part, total)

    assert 0 <= share <= 100
    assert share * total <= part * 100
    assert (share == 100) == (total > 0 and part == total)
