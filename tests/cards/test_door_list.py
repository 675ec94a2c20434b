"""The list for going door to door: as messages, as a sheet, and on paper."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from cards import door_list
from cards.card import TEXT_LIMIT
from cards.polls import doors as cards
from cards.polls import entering
from rules.polls import Kind, Origin
from rules.polls import State as PollState
from rules.texts import normalise
from services.polls.entry_views import Door, DoorList, GroupView, HouseholdView, Slip
from services.polls.views import OptionView, PollView

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
EVIL = '=HYPERLINK("http://mau.vn") #panic() *đậm* [x](y) @z <b>&amp; $1$ \\ "'


def _poll(title: str = "Mở rộng ngõ 12") -> PollView:
    return PollView(
        id=1,
        number=12,
        code="BC12",
        kind=Kind.CONSULTATION,
        title=title,
        body="",
        state=PollState.OPEN,
        opens_at=NOW,
        closes_at=NOW + timedelta(days=20),
        closed_at=None,
        options=(OptionView(0, "Đồng ý", is_free=False),),
        group_ids=(1,),
        organiser_name=None,
        reminders_sent=0,
    )


def _door(number: int, address: str = "Số 1 đường Mẫu", name: str = "Nguyễn Thị Phượng Ỷ") -> Door:
    return Door(f"01-{number:04}", address, name, "0912345678", has_waiting_entry=number % 2 == 0)


def _list(unreached: int = 1, reached: int = 1, **changes: str) -> DoorList:
    made = [_door(number, **changes) for number in range(unreached + reached)]
    return DoorList(
        poll=_poll(),
        ward_name="phường Sao Mai",
        group=GroupView(1, "01", "Tổ dân phố 1"),
        households=unreached + reached,
        unreached=tuple(made[:unreached]),
        reached=tuple(made[unreached:]),
        made_at=NOW,
    )


def _text(pdf: bytes) -> str:
    return normalise(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def test_long_lists_fit_into_messages_and_tell_every_household_once() -> None:
    it = _list(200, 150, address="<&>" * 66, name="&" * 120)
    found: list[str] = []
    pages = len(cards._pages(it))
    for page in range(pages):
        card = cards.listed(it, page)
        assert len(card.html) <= TEXT_LIMIT
        found += re.findall(r"01-\d{4}", card.html)
    assert found == [door.code for door in it.doors]
    assert cards.listed(it, 999).html == cards.listed(it, pages - 1).html


def test_a_group_where_everybody_answered_has_no_list() -> None:
    card = cards.listed(_list(0, 0), 0)
    assert "Tất cả các hộ đã trả lời" in card.html
    assert "PDF" not in str(card.rows)


def test_what_stands_on_the_roll_is_never_a_formula_in_the_sheet() -> None:
    it = replace(_list(1, 1, address=EVIL, name="+cmd|' /C calc'!A0"), poll=_poll(EVIL))
    sheet = load_workbook(BytesIO(door_list.workbook(it))).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    assert [row[2] for row in sheet.iter_rows(min_row=6, values_only=True)] == [EVIL, EVIL]
    assert [row[5] for row in sheet.iter_rows(min_row=6, values_only=True)] == [
        "Chưa nhắn tin được",
        "Đã nhắn tin, chưa trả lời",
    ]


def test_what_stands_on_the_roll_is_never_markup_on_paper() -> None:
    it = replace(_list(1, 0, address=EVIL), poll=_poll(EVIL))
    text = "".join(_text(door_list.page(it)).split())
    assert text.count("".join(EVIL.split())) == 2


def test_the_page_is_a4_in_vietnamese_letters_without_phones() -> None:
    pdf = door_list.page(_list(60, 20))
    reader = PdfReader(BytesIO(pdf))
    assert [round(side) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    text = _text(pdf)
    assert len(reader.pages) > 2
    assert "DANH SÁCH HỘ CHƯA TRẢ LỜI" in text
    assert text.count("Phượng Ỷ") == 80
    pages = [normalise(page.extract_text()) for page in reader.pages]
    assert all("Chữ ký, ghi chú" in page for page in pages if "Phượng Ỷ" in page)
    assert "0912345678" not in text
    assert sorted(re.findall(r"01-\d{4}", text)) == [f"01-{number:04}" for number in range(80)]


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
async def test_a_file_is_sent_with_a_word_about_personal_data(kind: str) -> None:
    it = _list()
    card = cards.file(it, kind, await door_list.file(it, kind))
    assert card.document is not None
    assert card.document.name == f"BC12-01-chua-tra-loi.{kind}"
    assert "thông tin cá nhân" in card.html


def test_the_longest_summary_and_choice_of_households_fit_into_a_message() -> None:
    home = HouseholdView(1, "<" * 32, "<" * 200, "&" * 120)
    slip = Slip(1, 1, 0, Origin.ASSISTED, NOW.date(), "<" * 80)
    for card in (
        entering.summary(_poll("&" * 200), home, slip, has_photo=True),
        entering.which_household([home] * 6),
        entering.ask_option(_poll(), home),
    ):
        assert "<<" not in card.html
        assert len(unescape(re.sub("<[^>]+>", "", card.html))) <= TEXT_LIMIT
