"""The life of a convention: its steps, its thresholds on all households, its limits, and who owes what."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar
from rules.conventions import (
    COMPOSERS,
    CURRENT,
    FINAL,
    RECOGNISERS,
    TRANSITIONS,
    UNDER_WAY,
    Act,
    Basis,
    ClauseTally,
    Outcome,
    State,
    after,
    consultation_end,
    consultation_refusal,
    disputed_first,
    meeting_outcome,
    next_review,
    numbers_fit,
    offices,
    possible,
    slips_outcome,
    supporters_needed,
    who_owes,
)

counts = st.integers(0, 500)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


# --- adoption: Nghị định 61/2023/NĐ-CP Điều 10 ---------------------------------------------------------


@pytest.mark.parametrize(("households", "needed"), [(1, 1), (2, 2), (3, 2), (99, 50), (100, 51), (101, 51), (300, 151)])
def test_dieu_10_more_than_half_of_all_households_adopt(households: int, needed: int) -> None:
    assert meeting_outcome(households, households, needed) is Outcome.ADOPTED
    assert meeting_outcome(households, households, needed - 1) is Outcome.BELOW_THRESHOLD
    assert slips_outcome(households, needed) is Outcome.ADOPTED
    assert slips_outcome(households, needed - 1) is Outcome.BELOW_THRESHOLD


@given(counts, counts, counts)
def test_a_meeting_that_half_of_the_households_missed_is_no_refusal_of_the_matter(
    households: int, present: int, agree: int
) -> None:
    outcome = meeting_outcome(households, present, agree)
    assert (outcome is Outcome.TOO_FEW_PRESENT) == (households == 0 or 2 * present <= households)
    if outcome is Outcome.ADOPTED:
        assert 2 * agree > households


@given(counts, counts, counts)
def test_a_rounded_half_never_adopts(households: int, present: int, agree: int) -> None:
    if numbers_fit(households, present, agree) and 2 * agree <= households:
        assert meeting_outcome(households, present, agree) is not Outcome.ADOPTED


def test_most_of_those_present_is_not_most_of_all() -> None:
    assert meeting_outcome(100, 60, 50) is Outcome.BELOW_THRESHOLD


# --- proposal and consultation: Điều 7, Điều 9 ---------------------------------------------------------


@pytest.mark.parametrize(("households", "needed"), [(1, 1), (10, 1), (11, 2), (99, 10), (100, 10), (101, 11)])
def test_dieu_7_a_tenth_of_the_households_proposes_and_never_less(households: int, needed: int) -> None:
    assert supporters_needed(Basis.CITIZENS, households) == needed
    assert supporters_needed(Basis.ENDORSED, households) == 1
    assert supporters_needed(Basis.AGREED, households) == 0


@given(days, st.integers(0, 180))
def test_dieu_9_a_consultation_lasts_thirty_whole_days_after_the_day_of_posting(posted_on: date, length: int) -> None:
    assert (consultation_refusal(length) is not None) == (length < 30)
    end = consultation_end(posted_on, length)
    last_moment_of_posting_day = datetime(posted_on.year, posted_on.month, posted_on.day, 17, tzinfo=UTC)
    assert end - last_moment_of_posting_day == timedelta(days=length)


# --- steps ------------------------------------------------------------------------------------------------


def test_every_state_is_of_exactly_one_kind_and_can_be_reached() -> None:
    assert frozenset(State) == CURRENT | FINAL | UNDER_WAY
    assert not CURRENT & FINAL
    assert {State.PROPOSED} | set(TRANSITIONS.values()) == set(State)


def test_nothing_follows_a_final_state() -> None:
    assert all(possible(state) == () for state in FINAL)
    assert not [state for state, _ in TRANSITIONS if state in FINAL]


def test_only_a_meeting_or_slips_lead_to_adoption_and_only_a_recognition_into_force() -> None:
    assert {act for (_, act), to in TRANSITIONS.items() if to is State.ADOPTED} == {Act.MEET, Act.COUNT_SLIPS}
    into_force = {(state, act) for (state, act), to in TRANSITIONS.items() if to in CURRENT and state not in CURRENT}
    assert into_force == {(State.SENT, Act.RECOGNISE)}
    assert after(State.CONSULTED, Act.MEET) is None, "no adoption before the synthesis"
    assert after(State.DRAFTING, Act.SYNTHESISE) is None, "no synthesis without a consultation"


@pytest.mark.parametrize("act", Act)
def test_those_who_compose_never_recognise_and_officials_never_adopt(act: Act) -> None:
    assert offices(act) in ((), COMPOSERS, RECOGNISERS)
    if act in (Act.RECOGNISE, Act.RETURN, Act.SUSPEND, Act.RESUME, Act.ABOLISH):
        assert offices(act) == RECOGNISERS
    if act in (Act.MEET, Act.COUNT_SLIPS, Act.CONSULT):
        assert offices(act) == COMPOSERS


# --- who owes the next step -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
def test_somebody_owes_the_next_step_of_everything_that_lives_and_it_is_possible(state: State) -> None:
    owed = who_owes(state, date(2026, 11, 20), Calendar(), date(2026, 12, 20))
    assert (owed is None) == (state in FINAL)
    if owed:
        assert after(state, owed.act) is not None
        assert owed.roles == offices(owed.act)


def test_dieu_11_sending_and_recognising_take_five_working_days_each() -> None:
    friday = date(2026, 11, 20)
    for state in (State.ADOPTED, State.SENT):
        owed = who_owes(state, friday, Calendar())
        assert owed is not None
        assert owed.due == date(2026, 11, 27)
        assert owed.norm is not None
        assert "Nghị định 61/2023/NĐ-CP Điều 11" in owed.norm.article
        corrected = who_owes(state, friday, Calendar({date(2026, 11, 24): False}))
        assert corrected is not None
        assert corrected.due == date(2026, 11, 30)


@given(days)
def test_dieu_15_the_review_falls_on_the_next_18_november(day: date) -> None:
    review = next_review(day)
    assert (review.month, review.day) == (11, 18)
    assert timedelta(0) < review - day <= timedelta(days=366)


# --- the order of clauses ----------------------------------------------------------------------------------


def tally(position: int, agree: int, disagree: int, suggest: int) -> ClauseTally:
    return ClauseTally(position, f"Điều {position}", "", agree, disagree, suggest)


def test_the_most_disputed_clause_comes_first() -> None:
    quiet, split, silent, few = tally(1, 9, 0, 0), tally(2, 5, 4, 1), tally(3, 0, 0, 0), tally(4, 9, 1, 0)
    assert disputed_first([quiet, split, silent, few]) == [split, few, quiet, silent]
