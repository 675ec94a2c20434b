"""What is owed, in words: the day, the article, whose it is, and only the buttons that do something."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest

from cards import calendar as calendar_cards
from cards import disclosures_register, obligations
from cards.card import TEXT_LIMIT, Card
from cards.outgoing import Addressee
from cards.polls import explaining
from rules.holidays import Name
from rules.obligations import Kind, Quarter, State
from rules.offices import Role
from rules.polls import Kind as Matter
from rules.polls import State as Standing
from services.calendar import Coming, DayView
from services.disclosures.register import RegisterLine, Span
from services.obligations import ObligationView
from services.polls.explaining import Answered, Awaited
from services.polls.views import PollView

VIEW = ObligationView(
    id=4,
    kind=Kind.DECISION_RECOGNITION,
    subject="decision",
    subject_id=1,
    title="Sửa nhà <văn hóa> & sân",
    role=Role.OFFICIAL,
    group=None,
    article="Luật 10/2022/QH15 Điều 21 khoản 2",
    is_local=False,
    due_on=date(2026, 11, 27),
    overdue=False,
    lasts=False,
    begun_on=None,
    state=State.OWED,
    mine=True,
)
POSTING = replace(VIEW, kind=Kind.POSTING, lasts=True)
NOON = datetime(2026, 12, 10, 5, tzinfo=UTC)
POLL = PollView(
    id=7,
    number=12,
    code="BC12",
    kind=Matter.CONSULTATION,
    title="Mở rộng ngõ <12>",
    body="",
    state=Standing.CLOSED,
    opens_at=NOON,
    closes_at=NOON,
    closed_at=NOON,
    options=(),
    group_ids=(1,),
    organiser_name=None,
    reminders_sent=0,
)


def labels(card: Card) -> list[str]:
    return [button.text for row in card.rows for button in row]


def fits(card: Card) -> bool:
    assert all(button.tap is None or len(button.tap.pack()) <= 64 for row in card.rows for button in row)
    return len(unescape(re.sub(r"<[^>]+>", "", card.html))) <= TEXT_LIMIT  # as Telegram counts


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_words(kind: Kind) -> None:
    card = obligations.one(replace(VIEW, kind=kind, subject_id=20264))
    assert VIEW.article in card.html
    assert "hạn hết ngày 27/11/2026" in card.html


def test_a_title_is_escaped_and_a_local_time_is_said_to_be_local() -> None:
    card = obligations.one(replace(VIEW, is_local=True))
    assert "Sửa nhà &lt;văn hóa&gt; &amp; sân" in card.html
    assert "phường tự đặt" in card.html
    assert "phường tự đặt" not in obligations.one(VIEW).html


@pytest.mark.parametrize(
    ("view", "offered"),
    [
        (VIEW, ["✅ Đã làm"]),
        (replace(VIEW, mine=False), []),
        (replace(VIEW, state=State.LATE), []),
        (replace(VIEW, kind=Kind.SYNTHESIS), ["✍️ Viết tiếp thu, giải trình"]),
        (POSTING, ["▶️ Bắt đầu từ hôm nay"]),
        (replace(POSTING, begun_on=date(2026, 10, 28)), []),
        (replace(POSTING, begun_on=date(2026, 10, 28), overdue=True), ["✅ Đã làm"]),
    ],
)
def test_only_what_can_be_done_is_offered(view: ObligationView, offered: list[str]) -> None:
    assert labels(obligations.one(view))[:-1] == offered


def test_what_is_overdue_is_counted_but_not_what_has_lasted_long_enough() -> None:
    over = replace(VIEW, overdue=True)
    lasted = replace(POSTING, begun_on=date(2026, 10, 28), overdue=True)
    section = obligations.section([over, lasted, VIEW])
    assert "3 việc, <b>1 việc quá hạn</b>" in section.html
    assert "quá hạn" not in obligations.section([lasted, VIEW]).html


def test_a_ward_that_owes_very_much_has_pages_that_fit() -> None:
    many = [replace(VIEW, id=number, title="Văn bản rất dài " * 12, mine=False) for number in range(60)]
    pages = [obligations.listing(many, page) for page in range(8)]
    assert all(fits(page) for page in pages)
    assert sum(label.startswith("Công nhận") for page in pages for label in labels(page)) == 60


def test_a_long_calendar_fits_and_days_in_a_row_are_one_line() -> None:
    tet = [DayView(date(2027, 2, day), False, Name.TET, None) for day in range(4, 9)]
    own = [DayView(date(2027, 3, day), bool(day % 2), None, "Lý do " * 30) for day in range(1, 21)]
    card = calendar_cards.overview(Coming((*tet, *own[:10]), 15))
    assert "04/02 – 08/02/2027" in card.html
    assert fits(card)
    assert fits(calendar_cards.overview(Coming((*tet, *own), 15)))


def test_an_answer_is_read_in_pages_and_goes_on_in_private() -> None:
    answered = Answered(POLL, "Tiếp thu ý kiến <bà con>.\n\n" * 300, NOON, None)
    first = explaining.page(answered, 1)
    assert first is not None
    assert "Mở rộng ngõ &lt;12&gt;" in first.html
    assert fits(first)
    assert labels(first)[0].startswith("📖 Đọc tiếp (2/")
    in_group = explaining.page(answered, 1, Addressee(None, 1, "mau_bot"))
    assert in_group is not None
    assert in_group.rows[0][0].url == "https://t.me/mau_bot?start=g_7"
    assert explaining.page(answered, 99) is None
    assert all(fits(card) for card in explaining.preview(POLL, answered.text))


def test_what_awaits_an_answer_says_until_when() -> None:
    card = explaining.awaited([Awaited(POLL, date(2026, 12, 31), True), Awaited(POLL, date(2026, 12, 31), False)])
    assert "Quá hạn: hạn là hết ngày 31/12/2026" in card.html
    assert fits(explaining.awaited([Awaited(replace(POLL, title="Tên dài " * 25), NOON.date(), False)] * 40))


def test_a_line_of_the_register_says_clause_forms_and_days() -> None:
    line = RegisterLine(
        category=7,
        title="=Danh sách hộ",
        number=2,
        decided_on=date(2026, 11, 20),
        published_at=NOON,
        in_time=False,
        posted=Span(date(2026, 11, 20), date(2026, 12, 20)),
        read_out=None,
        withdrawn_at=None,
    )
    cells = disclosures_register.row_of(1, line)
    assert cells[1].startswith("7. ")
    assert cells[2:] == [
        "=Danh sách hộ",
        "20/11/2026",
        "12:00 10/12/2026",
        "trễ hạn",
        "20/11/2026 – 20/12/2026",
        "chưa ghi",
        "Bản đính chính, bản thứ 2",
    ]
    assert labels(disclosures_register.choose([Quarter(2026, 4)]))[0] == "📋 Quý 4 năm 2026"
