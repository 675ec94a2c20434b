"""Cards about conventions: within a message's limits, with no word lost, and never speaking of a vote."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards import conventions, conventions_asking, conventions_desk, conventions_synthesis
from cards.card import TEXT_LIMIT, Card
from cards.conventions_taps import Desk, Life
from rules import clauses, compare
from rules.calendar import VIETNAM, Calendar
from rules.clauses import Clause
from rules.conventions import Act, Choice, ClauseTally, Outcome, Reply, State, who_owes
from rules.pages import length
from services.conventions.views import (
    ComparisonView,
    DocumentView,
    HomeView,
    LifeView,
    ResultsView,
    StepView,
    SuggestionView,
    ThemeView,
    VersionView,
    WalkView,
)
from services.people.views import WardView

WARD = WardView("phường", "Sao Mai", "tổ dân phố", "0999 000 000", "7:30–17:00")
TODAY = date(2026, 11, 20)
LONG = "Giữ gìn <ngõ> xóm sạch & đẹp. " * 70
WIDE = "Tổ dân phố có tên rất dài để thử xem còn vừa không " * 3


def version(state: State = State.IN_FORCE, **changes: object) -> VersionView:
    base = VersionView(
        id=7,
        number=2,
        kind="quy_uoc",
        group_id=1,
        group_name=WIDE,
        state=state,
        since=TODAY,
        edition=2,
        asked_edition=1,
        posted_on=TODAY,
        closes_at=datetime(2026, 12, 21, tzinfo=VIETNAM),
        households=120,
        network_agreed_on=None,
        adopted_on=TODAY,
        decision="12/QĐ-UBND",
        recognised_on=TODAY,
        owed=who_owes(state, TODAY, Calendar(), TODAY),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def clause(position: int = 1, text: str = LONG) -> Clause:
    return Clause(position, f"Điều {position}.", "Giữ gìn vệ sinh chung " * 6, text)


def walking(**changes: object) -> WalkView:
    base = WalkView(version(State.CONSULTATION), clause(), 1, 23, Choice.SUGGEST, LONG, 5, True)
    return replace(base, **changes)  # type: ignore[arg-type]


def step(number: int, act: Act) -> StepView:
    outcome = Outcome.TOO_FEW_PRESENT if act in (Act.MEET, Act.COUNT_SLIPS) else None
    note = "citizens" if act is Act.PROPOSE else LONG
    return StepView(number, act, State.SENT, TODAY, outcome, 120, 40, 30, note, True)


RESULTS = ResultsView(
    version(State.CONSULTED),
    tuple(ClauseTally(number, f"Điều {number}", "Tên điều " * 20, 3, 2, 1) for number in range(40)),
    60,
    tuple(ThemeView(number, "Chủ đề " * 15, Reply.TAKEN, LONG, 3) for number in range(30)),
)
SUGGESTIONS = tuple(SuggestionView(number, f"Điều {number}", LONG, 1) for number in range(60))


def many_cards() -> Iterator[Card]:
    homes = [HomeView(1, WIDE, version(), version(state), None, True, True) for state in State] * 2
    document = DocumentView(version(), tuple(clause(number, LONG * 5) for number in range(60)))
    for state in State:
        current = version(state) if state in (State.RECOGNISED, State.IN_FORCE, State.SUSPENDED) else None
        yield conventions.group_home(HomeView(1, WIDE, current, version(state), version(), True, True), WARD)
        steps = tuple(step(number, act) for number, act in enumerate(Act))
        yield conventions_desk.life(
            LifeView(version(state), steps, tuple(Act), 60), TODAY + timedelta(days=90), "Đã ghi"
        )
    for page in range(40):
        yield conventions_desk.desk(homes, page, TODAY)
        yield conventions.contents(document, page)
        yield conventions.clause_card(document, page, page)
        yield conventions_asking.results(RESULTS, page)
        yield conventions_asking.walk(walking(), page, first=True)
    for act in Act:
        for to_group in (True, False):
            yield conventions_desk.news(version(State.SENT), step(1, act), TODAY, to_group=to_group)
    for act, questions in conventions_desk.FORMS.items():
        for question in questions:
            yield conventions_desk.ask(act, question, Life(7))
    yield conventions_desk.desk([], 0, TODAY)
    yield conventions_desk.ask_text(Desk(0))
    yield conventions_desk.divided(tuple(clause(number) for number in range(200)))
    yield conventions.found(version(), document.clauses, "sạch")
    yield conventions_asking.walked(walking())
    yield conventions_asking.ask_suggestion(walking())
    yield conventions_synthesis.overview(RESULTS, SUGGESTIONS)
    yield conventions_synthesis.one(7, SUGGESTIONS, 3, RESULTS.themes)
    yield conventions_synthesis.how_to_answer(7, RESULTS.themes[0], SUGGESTIONS)


def read(html: str) -> str:
    return unescape(re.sub(r"</?[a-z]+>", "", html))


def test_every_card_fits_a_message_and_has_buttons_that_fit() -> None:
    cards = list(many_cards())
    assert len(cards) > 100
    for card in cards:
        assert length(read(card.html)) <= TEXT_LIMIT
        assert all(card.rows), "an empty row is refused"
        for button in (button for row in card.rows for button in row):
            assert button.tap is None or len(button.tap.pack()) <= 64
            assert len(button.text) <= 80
        assert re.findall(r"<(?!/?(?:b|i|s|u)>)", card.html) == [], "what people typed is escaped"


def test_every_answer_to_suggestions_is_read_in_full() -> None:
    first = conventions_asking.results(RESULTS, 0)
    shown = "".join(read(conventions_asking.results(RESULTS, page).html) for page in range(60))
    assert "Trang sau" in " ".join(button.text for row in first.rows for button in row)
    assert shown.count(LONG.strip()) >= len(RESULTS.themes)


def test_nothing_in_chat_is_called_a_vote_or_an_adoption() -> None:
    for card in many_cards():
        said = " ".join([card.html, *(button.text for row in card.rows for button in row)]).lower()
        assert "biểu quyết" not in said
        assert "thông qua" not in said


def test_a_draft_without_the_minutes_of_the_community_is_called_informal() -> None:
    assert "không chính thức" in conventions_asking.walk(walking(), 0, first=True).html
    agreed = walking(version=version(State.CONSULTATION, network_agreed_on=TODAY))
    words = conventions_asking.walk(agreed, 0, first=True).html
    assert "không chính thức" not in words
    assert "Điều 9 khoản 2 điểm b" in words


def test_who_may_not_answer_sees_no_answer_buttons() -> None:
    card = conventions_asking.walk(walking(may_answer=False, own=None, own_words=None), 0)
    labels = [button.text for row in card.rows for button in row]
    assert not [label for label in labels if "ồng ý" in label or "Góp ý" in label]
    assert [label for label in labels if "Điều sau" in label]


@pytest.mark.parametrize("state", State)
def test_what_is_overdue_is_said_with_its_article(state: State) -> None:
    owed = who_owes(state, TODAY, Calendar())
    late = conventions_desk.owed_line(owed, TODAY + timedelta(days=400))
    assert ("Quá hạn" in late) == (owed is not None and owed.due is not None)
    assert "Quá hạn" not in conventions_desk.owed_line(owed, TODAY)


words = st.lists(st.sampled_from(["rác", "<b>", "&amp;", "giờ", "x" * 900, "hộ\n", "Điều 2."]), max_size=60).map(
    " ".join
)


@given(words, words)
def test_pages_of_a_comparison_hold_every_word_once_and_fit_a_message(old: str, new: str) -> None:
    before, after = clauses.split(f"Điều 1. {old}"), clauses.split(f"Điều 1. {new}")
    view = ComparisonView(version(), version(), compare.clauses(before, after))
    changed = [change for change in view.changes if change.is_changed]
    if not changed:
        return
    pages = conventions.comparison_pages(changed)
    for number in range(len(pages)):
        card = conventions.comparison(view, number, since_asked=False)
        assert length(read(card.html)) <= TEXT_LIMIT
    shown = "".join(read(page) for page in pages)
    expected = "".join(conventions._sign(change) + "".join(piece.text for piece in change.pieces) for change in changed)
    assert "".join(shown.split()) == "".join(expected.split())
    for page in pages:
        assert page.count("<s>") == page.count("</s>")
        assert page.count("<u>") == page.count("</u>")
