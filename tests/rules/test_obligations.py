"""What follows from an event: one test for each article that asks for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import law
from rules.calendar import CalendarDays, WorkingDays
from rules.obligations import (
    AFTER_CLOSING,
    AFTER_SENDING,
    ON_A_DAY,
    RULES,
    Kind,
    Quarter,
    after_publishing,
    is_local,
    lasting,
    quarter_coded,
    quarter_of,
    responsible,
    review_day,
    time,
)
from rules.offices import Role
from rules.polls import Kind as Poll
from rules.polls import Matter


def test_every_kind_has_its_rule_and_its_norms_exist() -> None:
    assert set(RULES) == set(Kind)
    assert {rule.norm for rule in RULES.values()} - {None} <= set(law.NORMS)
    assert {rule.lasts for rule in RULES.values()} - {None} <= set(law.NORMS)


def test_article_28_clause_3_sets_no_days_so_the_ward_does() -> None:
    assert AFTER_CLOSING[Poll.CONSULTATION] is Kind.SYNTHESIS
    assert is_local(Kind.SYNTHESIS)
    assert time(Kind.SYNTHESIS, 15) == WorkingDays(15)
    assert time(Kind.SYNTHESIS, 10) == WorkingDays(10)


def test_decree_61_article_9_a_draft_that_was_consulted_on_is_synthesised() -> None:
    assert AFTER_CLOSING[Poll.CONVENTION_CONSULTATION] is Kind.CONVENTION_SYNTHESIS
    assert responsible(Kind.CONVENTION_SYNTHESIS, 7) is Role.GROUP_HEAD
    assert responsible(Kind.CONVENTION_SYNTHESIS, None) is Role.FRONT


def test_a_survey_owes_nothing() -> None:
    assert Poll.SURVEY not in AFTER_CLOSING


def test_article_12_clause_3_the_answer_is_public_within_five_working_days() -> None:
    assert time(Kind.ANSWER_DISCLOSURE, 15) == WorkingDays(5)
    assert not is_local(Kind.ANSWER_DISCLOSURE)


def test_article_20_clause_3_a_decision_is_sent_within_five_working_days() -> None:
    assert time(Kind.DECISION_SENDING, 15) == WorkingDays(5)


def test_article_21_clause_2_and_decree_61_article_11_recognition_within_five_working_days() -> None:
    assert time(Kind.DECISION_RECOGNITION, 15) == time(Kind.CONVENTION_RECOGNITION, 15) == WorkingDays(5)
    assert responsible(Kind.DECISION_RECOGNITION, 7) is Role.OFFICIAL


def test_article_21_clause_2_who_recognises_what() -> None:
    assert set(AFTER_SENDING) == {Matter.CONVENTION, Matter.HEAD, Matter.BOARDS}
    assert responsible(AFTER_SENDING[Matter.HEAD], 7) is Role.OFFICIAL
    assert responsible(AFTER_SENDING[Matter.BOARDS], 7) is Role.FRONT
    assert time(AFTER_SENDING[Matter.BOARDS], 15) == WorkingDays(5)


@pytest.mark.parametrize("category", range(1, 15))
def test_article_13_clauses_2_and_3_what_is_posted_and_what_is_read_out(category: int) -> None:
    kinds = after_publishing(category)
    assert (Kind.POSTING in kinds) is (category not in (4, 13, 14))
    assert (Kind.LOUDSPEAKER in kinds) is (7 <= category <= 12)


def test_article_13_clause_2_thirty_days_and_clause_3_three_days_of_the_calendar() -> None:
    assert lasting(Kind.POSTING) == CalendarDays(30)
    assert lasting(Kind.LOUDSPEAKER) == CalendarDays(3)
    assert lasting(Kind.REGISTER) is None


def test_decree_61_article_15_clause_4_the_review_is_on_18_november() -> None:
    assert review_day(2027) == date(2027, 11, 18)
    assert Kind.CONVENTION_REVIEW in ON_A_DAY
    assert time(Kind.CONVENTION_REVIEW, 15) == CalendarDays(0)


@given(st.dates(date(2020, 1, 1), date(2050, 12, 31)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.first <= day < quarter.next.first
    assert quarter.next.before == quarter
    assert quarter_coded(quarter.code) == quarter


@pytest.mark.parametrize("code", [0, -4, 20260, 20265, 4, 999994])
def test_no_other_number_is_a_quarter(code: int) -> None:
    assert quarter_coded(code) is None


def test_the_last_quarter_of_a_year_is_followed_by_the_first() -> None:
    assert Quarter(2026, 4).next == Quarter(2027, 1)
