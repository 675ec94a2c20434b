"""Disclosures as cards: the pages hold the text and nothing else, and every message fits."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest

from cards import disclosures as cards
from cards import disclosures_compose as compose
from cards import disclosures_office as office
from cards.card import Card
from cards.disclosures_taps import ReadOn
from rules.disclosures import CATEGORIES, REASON_LENGTH, TITLE_LENGTH, State
from rules.markup import plain
from services.disclosures.views import Listed, Shelf, Text, VersionView
from services.documents import Fault, Note
from services.people.views import GroupView, WardView

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
WARD = WardView("phường", "Sao Mai", "tổ dân phố", "0999 000 000", "7:30–17:00")
TEXT = Text(
    title="Thu chi quỹ khuyến học",
    body="\n\n".join(f"Điều {number}. " + f"Mỗi hộ góp mười đồng, lần thứ {number}. " * 30 for number in range(1, 9)),
    category=5,
    decided_on=date(2026, 11, 19),
    groups=("Tổ dân phố 1", "Tổ dân phố 3"),
    whole_ward=False,
    published_at=NOW,
)
VERSION = VersionView(
    id=12,
    disclosure_id=4,
    number=1,
    text=TEXT,
    state=State.PUBLISHED,
    composer="Chị Mẫu Soạn",
    due_at=datetime(2026, 11, 26, 17, tzinfo=UTC),
    ended_at=None,
    ended_because=None,
)


def _link(payload: str) -> str:
    return f"https://t.me/mau_bot?start={payload}"


def _letters(html: str) -> str:
    return unescape(re.sub(r"</?[bi]>", "", html))


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


def _labels(card: Card) -> list[str]:
    return [button.text for row in card.rows for button in row]


def _fits(card: Card) -> None:
    """Telegram's limits: 4,096 UTF-16 units after the tags, 64 bytes on a button, a hundred buttons."""
    assert 0 < len(_letters(card.html).encode("utf-16-le")) // 2 <= 4096
    assert sum(len(row) for row in card.rows) <= 100
    assert all(button.text and (button.tap is None or button.tap.pack()) for row in card.rows for button in row)


async def _read(version: VersionView, link: cards.Link) -> list[Card]:
    """Every page of a version, by way of its own buttons."""
    read = [await cards.first(version, link)]
    while True:
        on = [b.tap for row in read[-1].rows for b in row if isinstance(b.tap, ReadOn)]
        if not on:
            return read
        page = await cards.following(version, on[0].page, link)
        assert page is not None
        read.append(page)


@pytest.mark.parametrize("link", [None, _link], ids=["private", "group"])
async def test_pages_after_the_header_are_the_text_word_for_word(link: cards.Link) -> None:
    read = await _read(VERSION, link)
    assert len(read) > 2
    for card in read:
        _fits(card)
    head = cards.header(TEXT) + "\n\n"
    assert read[0].html.startswith(head)
    text = " ".join([read[0].html.removeprefix(head), *(card.html for card in read[1:])])
    assert _words(_letters(text)) == _words(plain(TEXT.body))


@pytest.mark.resolutions
async def test_no_word_of_the_resolutions_is_lost_added_changed_or_moved(resolutions_path: Path) -> None:
    for name, source in _resolutions(resolutions_path).items():
        version = replace(VERSION, text=replace(TEXT, body=source))
        read = await _read(version, _link)
        head = cards.header(version.text) + "\n\n"
        shown = _words(_letters(" ".join([read[0].html.removeprefix(head), *(card.html for card in read[1:])])))
        assert shown == _bare(source), name


def _resolutions(folder: Path) -> dict[str, str]:
    found = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))}
    assert len(found) == 5
    return found


def _bare(source: str) -> list[str]:
    """The words of a resolution without asterisks, and without lines that are only a number."""
    lines = [line for line in source.splitlines() if not re.fullmatch(r"\s*\d{1,3}\s*", line)]
    return _words("\n".join(lines).replace("*", ""))


async def test_page_numbers_stand_on_the_button_and_nowhere_else() -> None:
    read = await _read(VERSION, None)
    count = len(read)
    for number, card in enumerate(read[:-1], 2):
        assert f"📖 Đọc tiếp ({number}/{count})" in _labels(card)
    assert _labels(read[-1]) == ["⬅️ Quay lại"]
    assert _labels((await _read(VERSION, _link))[-1]) == []


async def test_breaks_between_pages_stay_when_a_correction_appears_between_two_taps() -> None:
    before = await _read(VERSION, None)
    corrected = replace(VERSION, text=replace(TEXT, newer=13, newer_at=NOW, earlier=True, correction="Ghi nhầm " * 30))
    after = await _read(corrected, None)
    assert [card.html for card in before[1:]] == [card.html for card in after[1:]]


@pytest.mark.parametrize("letter", ["a", "😀", "&", "<"])
async def test_the_longest_header_fits_with_the_first_page(letter: str) -> None:
    text = replace(
        TEXT,
        title=letter * TITLE_LENGTH,
        correction=letter * REASON_LENGTH,
        groups=tuple(f"Tổ dân phố số {number} Đông Nam Sao Mai" for number in range(40)),
        newer=99,
        newer_at=NOW,
        category=10,
        body="từ " * 5_000,
    )
    _fits(await cards.first(replace(VERSION, text=text), None))
    _fits(await compose.preview(replace(text, published_at=None)))
    pending = replace(VERSION, text=text, state=State.PENDING, composer="Chị " * 40)
    _fits(await office.review(pending, approves=True))
    _fits(office.ask_return(text.title))


async def test_marks_of_html_in_title_and_reason_are_shown_as_typed() -> None:
    text = replace(TEXT, title="<b>Thu & chi</b>", correction="<i>sai</i>", groups=("<u>Tổ</u>",))
    html = (await cards.first(replace(VERSION, text=text), None)).html
    assert "<b>&lt;b&gt;Thu &amp; chi&lt;/b&gt;</b>" in html
    assert "&lt;i&gt;sai&lt;/i&gt;" in html
    assert "&lt;u&gt;Tổ&lt;/u&gt;" in html


async def test_a_group_reads_the_file_and_other_versions_in_the_private_chat() -> None:
    text = replace(TEXT, file_name="a.pdf", newer=13, newer_at=NOW, earlier=True)
    card = await cards.first(replace(VERSION, text=text), _link)
    urls = {button.text: button.url for row in card.rows for button in row if button.url}
    assert urls == {
        "📎 Tải tệp gốc": _link("d_12_f"),
        "🆕 Xem bản mới nhất": _link("d_13"),
        "🕘 Bản trước": _link("d_12_v"),
    }
    assert all(button.tap for row in (await cards.first(replace(VERSION, text=text), None)).rows for button in row)


async def test_a_replaced_text_says_so_and_a_correction_says_why() -> None:
    old = await cards.first(replace(VERSION, text=replace(TEXT, newer=13, newer_at=NOW)), None)
    assert "Bản này đã được thay bằng bản mới ngày 20/11/2026" in old.html
    new = await cards.first(replace(VERSION, text=replace(TEXT, earlier=True, correction="Ghi nhầm")), None)
    assert "Lý do: Ghi nhầm" in new.html


async def test_a_withdrawn_text_is_not_shown() -> None:
    gone = replace(VERSION, state=State.WITHDRAWN, ended_at=NOW, ended_because="Nhầm văn bản")
    card = await cards.first(gone, None)
    assert "Điều 1" not in card.html
    assert "đã được thu hồi ngày 20/11/2026" in card.html


async def test_a_page_that_does_not_exist_is_none() -> None:
    for page in (-1, 0, 1, 1_000):
        assert await cards.following(VERSION, page, None) is None
        assert await office.review_page(VERSION, page, approves=True) is None
        assert await compose.preview_page(TEXT, page) is None


def _shelf(count: int, offset: int, total: int) -> Shelf:
    lines = tuple(Listed(number, "Tiêu đề <dài> " * 14, 10, 1, NOW) for number in range(1, count + 1))
    return Shelf(lines, offset, total)


def test_lists_fit_and_turn_only_where_there_is_more() -> None:
    middle = cards.browse(_shelf(5, 5, 12), 0, subscribed=False)
    _fits(middle)
    assert {"⬅️ Trang trước", "Trang sau ➡️", "🗂 Theo lĩnh vực", "🔎 Tìm kiếm", "🔔 Nhận tin công khai mới"} <= set(
        _labels(middle)
    )
    assert "6. <b>" in middle.html
    last = _labels(cards.browse(_shelf(2, 10, 12), 0, subscribed=True))
    assert "Trang sau ➡️" not in last
    assert "🔕 Thôi nhận tin công khai" in last
    only = _labels(cards.browse(_shelf(5, 0, 5), 3, subscribed=True))
    assert not [label for label in only if "Trang" in label]
    for card in (
        cards.browse(_shelf(0, 0, 0), 7, subscribed=True),
        cards.found(_shelf(5, 0, 6), "<b>" * 500),
        cards.found(_shelf(0, 0, 0), "“&"),
        cards.in_group(_shelf(3, 0, 9), _link),
        cards.in_group(_shelf(0, 0, 0), _link),
        cards.versions(_shelf(5, 0, 5)),
        office.choose(_shelf(5, 0, 6), "correct"),
        office.waiting(_shelf(5, 0, 6), overdue=True),
    ):
        _fits(card)


def test_all_fourteen_categories_can_be_read_and_chosen() -> None:
    counted = cards.categories({5: 3})
    _fits(counted)
    assert len([label for label in _labels(counted) if label.endswith(")")]) == 14
    assert f"5. {CATEGORIES[5]} (3)" in _labels(counted)
    chosen = [label for page in (0, 1) for label in _labels(compose.ask_category(page, 8))]
    for number, name in CATEGORIES.items():
        assert f"{'✅ ' if number == 8 else ''}{number}. {name}" in chosen


def test_chosen_groups_are_marked() -> None:
    groups = [GroupView(number, f"{number:02}", f"Tổ dân phố {number}") for number in range(1, 13)]
    some = compose.ask_groups(groups, {2}, WARD)
    _fits(some)
    assert {"Tất cả (cả phường Sao Mai)", "Tổ dân phố 1", "✅ Tổ dân phố 2"} <= set(_labels(some))
    every = compose.ask_groups(groups, {group.id for group in groups}, WARD)
    assert "✅ Tất cả (cả phường Sao Mai)" in _labels(every)


def test_every_fault_and_every_note_of_a_file_has_its_sentence() -> None:
    assert len({compose.unreadable(fault).html for fault in Fault}) == len(Fault)
    assert len({compose.warning(note) for note in Note}) == len(Note)


async def test_the_official_is_warned_of_a_late_document_and_of_what_the_file_lost() -> None:
    late = await compose.preview_controls(TEXT, NOW, NOW, [Note.TABLES], WARD)
    assert "Đã quá hạn công khai" in late.html
    assert "Có bảng" in late.html
    timely = await compose.preview_controls(replace(TEXT, whole_ward=True), VERSION.due_at, NOW, [], WARD)
    assert "quá hạn" not in timely.html
    assert "hết ngày 26/11/2026" in timely.html
    assert "cả phường Sao Mai" in timely.html


async def test_only_approvers_are_offered_to_decide_and_only_while_it_waits() -> None:
    pending = replace(VERSION, state=State.PENDING)
    offered = "✅ Duyệt và công khai"
    assert offered in _labels(await office.review(pending, approves=True))
    assert offered not in _labels(await office.review(pending, approves=False))
    assert offered not in _labels(await office.review(VERSION, approves=True))
    last = len(await cards.pages(TEXT.body))
    page = await office.review_page(pending, last, approves=True)
    assert page is not None
    assert _labels(page) == [offered, "↩️ Trả lại"]
