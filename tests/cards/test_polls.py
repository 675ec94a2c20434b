"""Cards of polls: within Telegram's limits with the longest words, safe with any, and never a binding vote."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.card import TEXT_LIMIT, Card
from cards.outgoing import Addressee
from cards.polls import answers, composing, managing, paper, taps
from cards.taps import LIMIT_BYTES, Tap
from handlers.ui import ALERT_LIMIT
from rules.polls import BINDING, BODY_LENGTH, OPTION_LENGTH, OPTION_LIMIT, TITLE_LENGTH, Kind, State
from sandbox.entities import parse
from services.polls.drafting import GroupChoice
from services.polls.views import (
    CardView,
    Draft,
    GroupParticipation,
    OptionView,
    Participation,
    PollView,
    Receipt,
    RunningView,
)
from tests.fixtures import MORNING

TO = Addressee(person_id=None, group_id=1, bot_name="danban_mau_bot")
WEIRD = "<b>đậm</b> & <script>x</script> </i> \u202e **sao** \"'"


def poll(**changes: object) -> PollView:
    standard = {
        "id": 2**40,
        "number": 12,
        "code": "BC12",
        "kind": Kind.CONSULTATION,
        "title": "Mở rộng ngõ 12",
        "body": "Phường dự kiến mở rộng ngõ 12.",
        "state": State.OPEN,
        "opens_at": MORNING,
        "closes_at": MORNING + timedelta(days=20),
        "closed_at": None,
        "options": (
            OptionView(0, "Đồng ý", is_free=False),
            OptionView(1, "Không đồng ý", is_free=False),
            OptionView(2, "Ý kiến khác", is_free=True),
        ),
        "group_ids": (2**40,),
        "organiser_name": "Cô Mẫu",
        "reminders_sent": 0,
    }
    return PollView(**{**standard, **changes})  # type: ignore[arg-type]


def view(of: PollView, own: int | None = None, name: str = "Tổ dân phố 1") -> CardView:
    return CardView(of, 2**40, name, "tổ dân phố", Participation(12, 40), own)


def longest(letter: str = "Ữ", **changes: object) -> PollView:
    options = tuple(OptionView(n, f"{n}" + letter * (OPTION_LENGTH - 1), is_free=n == 7) for n in range(OPTION_LIMIT))
    return poll(
        title=letter * TITLE_LENGTH,
        body=(letter * 9 + " ") * (BODY_LENGTH // 10),
        options=options,
        organiser_name=letter * 100,
        **changes,
    )


def cards_of(it: PollView, own: int | None = 0, name: str = "Tổ dân phố 1") -> Iterator[Card]:
    """Every card that tells this poll to residents."""
    for seen in (view(it, None, name), view(it, own, name)):
        yield paper.group_card(seen)
        yield paper.private_card(seen)
        yield paper.with_ways_out(paper.private_card(seen), it)
        yield paper.read_only(seen, registered=True)
        yield paper.read_only(seen, registered=False)
        yield answers.in_group([seen] * 8, TO)
        yield answers.overview([seen] * 8, [], registered=True, shown=5)
    for page in (0, 1, 5):
        yield paper.details(it, page)
    yield paper.details_in_group(it, TO)
    for changed, same in ((False, False), (True, False), (False, True)):
        label = it.options[-1].label
        yield answers.whispered(Receipt("ABC234", label, changed, same, it, asks_for_words=True), TO)
        yield answers.receipt_card(it, "ABC234", label, changed=changed, asks_for_words=True)
    yield answers.ask_words(it)
    yield answers.not_registered(it.id, TO)


def shown(card: Card) -> str:
    """What a reader sees; fails where Telegram could not parse it."""
    return parse(card.html, "HTML")[0]


def assert_fits(card: Card) -> None:
    assert 0 < len(shown(card)) <= TEXT_LIMIT
    for row in card.rows:
        assert row
        for button in row:
            assert 0 < len(button.text) <= 120
            if button.tap:
                assert len(button.tap.pack().encode()) <= LIMIT_BYTES


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("letter", ["Ữ", "&", "<", "🏘", "*"])
def test_the_longest_words_fit_into_every_card(state: State, letter: str) -> None:
    for card in cards_of(longest(letter, state=state), name=letter * 60):
        assert_fits(card)


def test_the_longest_lists_fit() -> None:
    running = [
        RunningView(
            longest(state=state),
            Participation(10_000, 20_000),
            tuple(GroupParticipation(n, f"{n:02}", f"Tổ dân phố số {n} " + "Ữ" * 40, 100, 200) for n in range(90)),
        )
        for state in (State.OPEN, State.SCHEDULED)
    ] * 20
    assert_fits(managing.desk(running))
    assert_fits(managing.one(running[0], may_act=True, news=managing.reminded(12)))
    it = running[0].poll
    draft = Draft(it.kind, it.title, it.body, tuple(o.label for o in it.options), (1,), None, it.closes_at)
    names = [group.name for group in running[0].groups]
    assert_fits(composing.review(draft, names))
    assert_fits(composing.sent(it, names))
    assert_fits(managing.confirm_stop(it, "Ữ" * 500))
    assert_fits(
        composing.ask_groups(it.kind, [GroupChoice(n, "Ữ" * 40) for n in range(40)], [1], "khu vực", taps.Compose())
    )


@pytest.mark.parametrize("state", list(State))
def test_what_people_typed_is_shown_as_they_typed_it(state: State) -> None:
    it = poll(title=WEIRD, organiser_name=WEIRD, options=(OptionView(0, WEIRD, is_free=False),), state=state)
    for card in cards_of(it, name=WEIRD):
        shown(card)
    seen = shown(paper.group_card(view(it, name=WEIRD)))
    assert seen.count("<b>đậm</b>") == 3
    assert "<script>" in seen


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=80), st.text(max_size=300))
def test_any_words_can_be_parsed(title: str, body: str) -> None:
    for card in cards_of(poll(title=title, body=body, organiser_name=title), name=title):
        shown(card)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in BINDING])
@pytest.mark.parametrize("state", list(State))
def test_no_consultation_calls_itself_a_binding_vote(kind: Kind, state: State) -> None:
    for card in cards_of(poll(kind=kind, state=state)):
        words = " ".join([shown(card), *(button.text for row in card.rows for button in row)]).lower()
        assert "biểu quyết" not in words
        assert "thông qua" not in words


@pytest.mark.parametrize(
    ("kind", "article"),
    [(Kind.CONSULTATION, "Điều 28"), (Kind.CONVENTION_CONSULTATION, "Nghị định 61/2023/NĐ-CP")],
)
def test_the_card_names_its_article_and_binds_nobody(kind: Kind, article: str) -> None:
    text = shown(paper.group_card(view(poll(kind=kind))))
    assert article in text
    assert "không thay thế cuộc họp hoặc phiếu lấy ý kiến theo Luật Thực hiện dân chủ ở cơ sở." in text
    assert "Đã có 12/40 hộ trả lời" in text
    assert "09:00 thứ Năm, 10/12/2026" in text


def test_a_finished_poll_has_no_buttons() -> None:
    for state in (State.CLOSED, State.VOID):
        assert paper.group_card(view(poll(state=state))).rows == ()
        assert paper.private_card(view(poll(state=state), own=1)).rows == ()
    assert "không có kết quả" in shown(paper.group_card(view(poll(state=State.VOID))))


def test_the_own_answer_is_marked_in_private_and_nowhere_else() -> None:
    labels = [button.text for row in paper.private_card(view(poll(), own=1)).rows for button in row]
    assert "✔️ Không đồng ý" in labels
    assert "Đồng ý" in labels
    assert "✔️" not in str(paper.group_card(view(poll())))


def test_the_same_view_gives_the_same_card() -> None:
    assert paper.group_card(view(longest())) == paper.group_card(view(longest()))


def test_a_long_text_is_folded_and_all_of_it_is_in_the_details() -> None:
    body = "\n\n".join(f"Khoản {number}. " + "Bà con cùng bàn bạc. " * 8 for number in range(60))
    it = poll(body=body)
    folded = paper.group_card(view(it))
    assert "<blockquote expandable>" in folded.html
    assert "bấm Chi tiết" in shown(folded)
    told = ""
    page = 0
    while True:
        card = paper.details(it, page)
        told += shown(card)
        page += 1
        if "Đọc tiếp ▶️" not in [button.text for row in card.rows for button in row]:
            break
    assert page > 1
    for number in range(60):
        assert told.count(f"Khoản {number}. Bà") == 1


def test_alerts_fit_into_two_hundred_letters() -> None:
    it = longest()
    receipt = Receipt("ABC234", it.options[7].label, False, False, it, asks_for_words=True)
    for words in (
        answers.brief(receipt),
        answers.brief(Receipt("ABC234", it.options[0].label, False, True, it, asks_for_words=False)),
        answers.not_registered_brief(),
        answers.anonymous(),
        answers.only_preview(),
        paper.details_brief(it),
        composing.gone(),
    ):
        assert 0 < len(words) <= ALERT_LIMIT


def test_words_of_a_decision_in_a_title_are_noticed_before_sending() -> None:
    draft = Draft(Kind.SURVEY, "Thông qua quy ước mới", "", ("Có", "Không"), (1,), None, MORNING)
    assert "không hiểu nhầm" in shown(composing.review(draft, ["Tổ dân phố 1"]))
    plain = Draft(Kind.SURVEY, "Góp ý quy ước mới", "", ("Có", "Không"), (1,), None, MORNING)
    assert "không hiểu nhầm" not in shown(composing.review(plain, ["Tổ dân phố 1"]))


def test_every_tap_comes_back_as_it_was() -> None:
    for kind in vars(taps).values():
        if isinstance(kind, type) and issubclass(kind, Tap) and kind is not Tap:
            assert kind.prefix.startswith("p")
            values = [2**40 if spec.type in (int, "int") else "x" for spec in kind.__dataclass_fields__.values()
                      if spec.name != "prefix"]  # fmt: skip
            tap = kind(*values)
            assert kind.unpack(tap.pack()) == tap
