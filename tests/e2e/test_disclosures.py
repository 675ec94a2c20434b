"""A disclosure from the official's first tap to the residents' phones, over HTTP, through the real program."""

import asyncio
import re
import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from sqlalchemy import select

from sandbox.driver import Person
from storage.models import File
from tests.e2e.conftest import GROUP_1, GROUP_2, Town

TITLE = "Thu chi quỹ khuyến học năm 2026"
BODY = "Điều 1. Mỗi hộ góp 10.000 đồng.\n\nĐiều 2. Thu trong tháng Mười hai."
# Pages that a reader turns have no end only if something is wrong.
MOST_PAGES = 40


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


async def _compose(town: Town, text: str | tuple[str, bytes], title: str = TITLE, groups: str = "Tất cả") -> Person:
    """The official has a whole draft before the eyes."""
    official = town.person("official")
    await official.says("/congbo")
    await official.taps("Soạn công khai mới")
    await official.says(title)
    if isinstance(text, str):
        await official.says(text)
        await official.taps("Xong")
    else:
        await official.sends_document(text[0], text[1])
    await official.taps("5. Quỹ")
    await official.taps(groups)
    await official.taps("Xong")
    await official.taps("Hôm nay")
    return official


async def _release(town: Town) -> None:
    """The draft of the official is public, and everybody concerned has it."""
    await town.person("official").taps("Gửi duyệt")
    await town.settle()
    await town.person("approver").taps("Duyệt và công khai")
    await town.settle()


async def _publish(town: Town, text: str | tuple[str, bytes] = BODY, title: str = TITLE) -> None:
    await _compose(town, text, title)
    await _release(town)


async def _read(reader: Person, title: str, chat: int | None = None) -> str:
    """What the newest disclosure in sight says below its header, read on to the end; each page is a new message."""
    pages = [await reader.sees(title, chat)]
    while "Đọc tiếp" in " ".join(pages[-1].buttons):
        await reader.taps("Đọc tiếp", message=pages[-1])
        following = reader.last(chat)
        assert following is not pages[-1]
        pages.append(following)
        assert len(pages) < MOST_PAGES
    assert not [button for page in pages for button in page.buttons if "Đọc tiếp" in button]
    header, _, first = pages[0].text.partition("\n\n")
    assert title in header
    return "\n\n".join((first, *(page.text for page in pages[1:])))


def _texts(reader: Person, chat: int | None = None) -> str:
    return "\n".join(message.text for message in reader.screen(chat))


def _document(reader: Person) -> tuple[str, bytes]:
    """Name and bytes of the newest file in the private chat."""
    message = next(message for message in reversed(reader.screen()) if message.document)
    assert message.document is not None
    return message.document.name, message.file_bytes()


# --- the whole way ---------------------------------------------------------------------------------


async def test_nothing_goes_out_before_a_second_person_released_it(town: Town) -> None:
    an, official, approver = town.person("an"), await _compose(town, BODY), town.person("approver")
    assert "Bà con sẽ đọc đúng như trên" in official.last().text
    shown = official.screen()[-2].text
    assert BODY in shown
    await official.taps("Gửi duyệt")
    await town.settle()
    assert "Đã gửi duyệt" in official.last().text
    assert "hết ngày 27/11/2026" in official.last().text
    assert BODY in approver.last().text
    assert "Chị Mẫu Công chức" in approver.last().text
    assert TITLE not in _texts(an, GROUP_1)
    await an.says("/congkhai")
    assert "Chưa có văn bản nào" in an.last().text

    await approver.taps("Duyệt và công khai")
    await town.settle()
    assert "Đã duyệt và công khai" in approver.last().text
    assert "đã được duyệt và công khai" in official.last().text
    for group in (GROUP_1, GROUP_2):
        told = an.last(group)
        day = "Công khai ngày 20/11/2026"
        assert told.text == shown.replace("Công khai ngay khi được duyệt", day)
    assert (await approver.sees("Người soạn")).buttons == []
    assert sum(TITLE in message.text for message in an.screen(GROUP_1)) == 1


async def test_who_composed_cannot_release(town: Town) -> None:
    approver = town.person("approver")
    await approver.says("/congbo")
    await approver.taps("Soạn công khai mới")
    await approver.says(TITLE)
    await approver.says(BODY)
    await approver.says("xong")
    await approver.taps("8–14")
    await approver.taps("14. Nội dung khác")
    await approver.taps("Tổ dân phố 1")
    await approver.taps("Xong")
    await approver.says("19/11/2026")
    await approver.taps("Gửi duyệt")
    assert "Chưa có người khác được giao quyền duyệt" in approver.last().text
    await approver.taps("Quay lại")
    await approver.taps("Chờ duyệt (1)")
    await approver.taps(TITLE[:20])
    refused = await approver.taps("Duyệt và công khai")
    assert refused is not None
    assert "Người soạn không được tự duyệt" in (refused.text or "")
    await town.settle()
    assert TITLE not in _texts(approver, GROUP_1)


async def test_residents_cannot_reach_the_desk(town: Town) -> None:
    for name in ("an", "front", "head", "inspector"):
        person = town.person(name)
        await person.says("/congbo")
        assert "được giao nhiệm vụ" in person.last().text


async def test_a_returned_text_comes_back_with_its_reason_and_is_sent_again(town: Town) -> None:
    official, approver = await _compose(town, BODY), town.person("approver")
    await official.taps("Gửi duyệt")
    await town.settle()
    await approver.taps("Trả lại")
    await approver.says("Thiếu số văn bản")
    await town.settle()
    assert "Lý do: Thiếu số văn bản" in official.last().text
    await official.taps("Soạn lại")
    await official.taps("Sửa")
    await official.taps("Tiêu đề")
    await official.says("Thu chi quỹ khuyến học, số 12")
    await _release(town)
    assert "Thu chi quỹ khuyến học, số 12" in official.last(GROUP_1).text
    assert BODY in official.last(GROUP_1).text


async def test_a_correction_replaces_the_text_and_the_old_one_stays_readable(town: Town) -> None:
    await _publish(town)
    official, an = town.person("official"), town.person("an")
    await official.says("/congbo")
    await official.taps("Đính chính")
    await official.taps(TITLE[:20])
    await official.says("Ghi nhầm mức góp")
    await official.says("Điều 1. Mỗi hộ góp 12.000 đồng.")
    await official.taps("Xong")
    await official.taps("Hôm nay")
    await _release(town)
    assert "Lý do: Ghi nhầm mức góp" in an.last(GROUP_1).text
    assert "12.000" in an.last(GROUP_1).text

    await an.says("/congkhai")
    assert "Có 1 văn bản" in an.last().text
    await an.taps(TITLE[:20])
    assert "12.000" in an.last().text
    await an.taps("Bản trước")
    await an.taps("Bản 1")
    assert "10.000" in an.last().text
    assert "đã được thay bằng bản mới ngày 20/11/2026" in an.last().text
    await an.taps("Xem bản mới nhất")
    assert "12.000" in an.last().text
    await an.taps("Bản trước", GROUP_1)
    assert "đã được thay" in an.last().text


async def test_a_withdrawn_text_is_gone_and_the_groups_are_told(town: Town) -> None:
    await _publish(town)
    approver, an = town.person("approver"), town.person("an")
    await approver.says("/congbo")
    await approver.taps("Thu hồi")
    await approver.taps(TITLE[:20])
    await approver.says("Gửi nhầm văn bản")
    await town.settle()
    for group in (GROUP_1, GROUP_2):
        assert "đã được thu hồi" in an.last(group).text
        assert "Gửi nhầm văn bản" in an.last(group).text
    await an.says("/congkhai")
    assert "Chưa có văn bản nào" in an.last().text
    await an.starts("d_1")
    assert "đã được thu hồi" in an.last().text
    assert BODY not in an.last().text


async def test_residents_who_asked_are_sent_what_concerns_their_group(town: Town) -> None:
    an, cuc, binh = town.person("an"), town.person("cuc"), town.person("binh")
    for person in (an, cuc):
        await person.says("/congkhai")
        await person.taps("Nhận tin công khai mới")
        assert "tôi sẽ gửi" in (person.alerts[-1].text or "")
    await _compose(town, BODY, groups="Tổ dân phố 1")
    await _release(town)
    assert BODY in an.last().text
    assert "Dành cho: Tổ dân phố 1" in an.last().text
    assert BODY not in _texts(cuc)
    assert BODY not in _texts(binh)
    assert BODY in _texts(cuc, GROUP_1)
    assert BODY not in _texts(cuc, GROUP_2)


async def test_officials_are_told_once_when_the_time_is_over(town: Town) -> None:
    official, approver = await _compose(town, BODY), town.person("approver")
    await official.taps("Gửi duyệt")
    await town.later(days=7)
    assert "Quá hạn công khai" not in _texts(official)
    await town.later(days=1)
    for person in (official, approver):
        assert "Quá hạn công khai" in person.last().text
    await town.later(days=1)
    assert _texts(official).count("Quá hạn công khai.") == 1
    await official.taps("Xem văn bản")
    assert BODY in official.last().text
    await official.says("/congbo")
    await official.taps("Quá hạn (1)")
    assert TITLE in official.last().text


# --- reading ---------------------------------------------------------------------------------------


LONG = "\n\n".join(f"Điều {number}. " + "Mỗi hộ góp mười đồng cho quỹ. " * 40 for number in range(1, 9))


async def test_two_readers_of_a_group_who_tap_at_once_turn_the_page_once(town: Town) -> None:
    await _publish(town, ("nghi-quyet.txt", LONG.encode()))
    an, binh = town.person("an"), town.person("binh")
    first = an.last(GROUP_1)
    await asyncio.gather(*(person.taps("Đọc tiếp", message=first) for person in (an, binh, an)), return_exceptions=True)
    await town.settle()
    assert len([m for m in an.screen(GROUP_1) if "(3/" in " ".join(m.buttons)]) == 1
    assert first.buttons == ["📎 Tải tệp gốc"]


async def test_a_page_that_telegram_does_not_take_now_can_be_asked_for_again(town: Town) -> None:
    await _publish(town, ("nghi-quyet.txt", LONG.encode()))
    an = town.person("an")
    first = an.last(GROUP_1)
    town.sandbox.fail_next("sendMessage", status=429, retry_after=30)
    told = await an.taps("Đọc tiếp", message=first)
    assert told is not None
    assert "chờ một phút rồi bấm lại" in (told.text or "")
    assert len(first.buttons) == 2
    await an.taps("Đọc tiếp", message=first)
    assert "(3/" in " ".join(an.last(GROUP_1).buttons)
    assert first.buttons == ["📎 Tải tệp gốc"]


async def test_the_list_is_read_by_category_and_by_words_with_and_without_accents(town: Town) -> None:
    await _publish(town)
    an = town.person("an")
    await an.says("/congkhai")
    await an.taps("Theo lĩnh vực")
    await an.taps("5. Quỹ, đầu tư, tài trợ, đóng góp của Nhân dân (1)")
    assert TITLE in an.last().text
    await an.taps("Quay lại")
    await an.taps("Tìm kiếm")
    for query in ("khuyến học", "KHUYEN HOC", "muoi hai", '"quỹ" OR *'):
        await an.says(query)
        if "OR" in query:
            assert "Không thấy" in an.last().text
        else:
            assert TITLE in an.last().text, query
    await an.says("thang muoi hai")
    await an.taps(TITLE[:20])
    assert BODY in an.last().text


async def test_a_group_is_answered_briefly_and_reads_in_the_private_chat(town: Town) -> None:
    await _publish(town)
    an = town.person("an")
    await an.says("/congkhai", GROUP_1)
    assert TITLE in an.last(GROUP_1).text
    assert BODY not in an.last(GROUP_1).text
    await an.taps("Đọc: Thu chi", GROUP_1)
    assert BODY in an.last().text
    await an.taps("Xem tất cả", GROUP_1)
    assert "Có 1 văn bản" in an.last().text


@pytest.mark.parametrize("payload", ["d_999", "d_0", "d_x", "d_-1", "d_99999999999999999999", "d_1_z", "d_²"])
async def test_a_link_to_nothing_is_answered_in_words(town: Town, payload: str) -> None:
    an = town.person("an")
    await an.starts(payload)
    assert "Không tìm thấy" in an.last().text


@pytest.mark.resolutions
async def test_no_word_of_a_resolution_is_lost_added_changed_or_moved(town: Town, resolutions_path: Path) -> None:
    an, binh = town.person("an"), town.person("binh")
    await binh.says("/congkhai")
    await binh.taps("Nhận tin công khai mới")
    for name, content in _resolutions(resolutions_path).items():
        title = f"Nghị quyết {name.partition('.')[0]}"
        await _publish(town, (name, content), title)
        lines = content.decode().replace("*", "").splitlines()
        expected = _words("\n".join(line for line in lines if not re.fullmatch(r"\s*\d{1,3}\s*", line)))
        assert _words(await _read(an, title, GROUP_1)) == expected, f"{name} in the group"
        assert _words(await _read(binh, title)) == expected, f"{name} as it was sent"
        await an.says("/congkhai")
        await an.taps(title)
        assert _words(await _read(an, title)) == expected, f"{name} by /congkhai"
        await an.taps("Tải tệp gốc", GROUP_1)
        assert _document(an) == (name, content)


def _resolutions(folder: Path) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in sorted(folder.glob("*.txt"))}
    assert len(found) == 5
    return found


# --- what is sent as text --------------------------------------------------------------------------


async def test_a_long_text_typed_in_several_messages_keeps_its_order(town: Town) -> None:
    official = town.person("official")
    await official.says("/congbo")
    await official.taps("Soạn công khai mới")
    await official.says(TITLE)
    parts = [f"Phần {number}. " + f"chữ{number} " * 600 for number in range(1, 6)]
    for part in parts:
        await official.says(part[:4096])
    assert "Đã nhận 5 đoạn" in official.last().text
    await official.taps("Xong")
    await official.taps("5. Quỹ")
    await official.taps("Tất cả")
    await official.taps("Xong")
    await official.taps("Hôm nay")
    await _release(town)
    read = await _read(town.person("an"), TITLE, GROUP_1)
    assert _words(read) == [word for part in parts for word in _words(part[:4096])]


def _docx() -> bytes:
    document = Document()
    document.add_heading("QUYẾT ĐỊNH", 1)
    document.add_paragraph("Điều 1. Mức góp là 10.000 đồng.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Tổ 1", "120 hộ"
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _pdf() -> bytes:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure = pyplot.figure()
    with mpl.rc_context({"pdf.fonttype": 42}):
        figure.text(0.1, 0.8, "Điều 1. Mức góp là 10.000 đồng.")
        buffer = BytesIO()
        figure.savefig(buffer, format="pdf")
    pyplot.close(figure)
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "make"), [("Quyết định số 1.docx", _docx), ("quyet-dinh.pdf", _pdf)])
async def test_a_word_or_pdf_file_is_read_and_given_back_byte_for_byte(town: Town, name: str, make: object) -> None:
    content = make()  # type: ignore[operator]
    official = await _compose(town, (name, content))
    if name.endswith("docx"):
        assert "Có bảng" in official.last().text
    await _release(town)
    an = town.person("an")
    assert "Điều 1. Mức góp là 10.000 đồng." in an.last(GROUP_1).text
    await an.taps("Tải tệp gốc", GROUP_1)
    assert _document(an) == (name, content)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("lon.pdf", b"%PDF-1.4" + bytes(21 * 1024 * 1024), "lớn quá 20 MB"),
        ("hong.docx", b"PK\x03\x04" + bytes(500), "bị hỏng"),
        ("rong.txt", b" \n ", "không có chữ nào"),
        ("anh.jpg", b"\xff\xd8\xff" + bytes(500), "Không đọc được chữ trong loại tệp này"),
    ],
)
async def test_a_file_without_text_is_answered_and_the_next_one_goes_on(
    town: Town, name: str, content: bytes, words: str
) -> None:
    official = town.person("official")
    await official.says("/congbo")
    await official.taps("Soạn công khai mới")
    await official.says(TITLE)
    await official.sends_document(name, content)
    assert words in official.last().text
    await official.sends_document("tot.txt", BODY.encode())
    assert "Lĩnh vực" in official.last().text


async def test_unusable_answers_leave_the_draft_where_it_was(town: Town) -> None:
    official = town.person("official")
    await official.says("/congbo")
    await official.taps("Soạn công khai mới")
    await official.says("a" * 4096)
    assert "dài quá 200" in official.last().text
    await official.sends_photo(b"\xff\xd8\xff" + bytes(50))
    assert "Xin gõ bằng chữ" in official.last().text
    await official.says("\u200b\u202e")
    assert "đang trống" in official.last().text
    await official.says("Thu <b>& chi</b> **quỹ**\u202e")
    await official.taps("Xong")
    assert "Chưa có nội dung nào" in official.last().text
    await official.sends_location(21.0, 105.8)
    assert "không có chữ" in official.last().text
    await official.says("…")
    await official.taps("Xong")
    await official.taps("Viết lại")
    await official.says(BODY)
    await official.sends_document("thua.txt", b"abc")
    assert "tệp này chưa được dùng" in official.last().text
    await official.taps("Xong")
    await official.says("Lĩnh vực thứ năm")
    assert "Văn bản thuộc nội dung nào" in official.last().text
    await official.taps("5. Quỹ")
    nothing = await official.taps("Xong")
    assert nothing is not None
    assert "ít nhất một tổ" in (nothing.text or "")
    await official.taps("Tổ dân phố 2")
    await official.taps("Xong")
    for typed, words in (("hôm qua", "Chưa đọc được"), ("31/2/2026", "Chưa đọc được"), ("21/11/2026", "chưa tới")):
        await official.says(typed)
        assert words in official.last().text
    await official.says(" 5-10-2026 ")
    assert "Đã quá hạn công khai" in official.last().text
    await _release(town)
    card = official.last(GROUP_2)
    assert card.text.startswith("📢 Thu <b>& chi</b> **quỹ**\n")
    assert BODY in card.text
    assert TITLE not in _texts(official, GROUP_1)


async def test_a_draft_that_was_thrown_away_leaves_nothing(town: Town) -> None:
    official = await _compose(town, ("a.txt", BODY.encode()))
    await official.taps("Hủy")
    assert "Đã hủy" in official.last().text
    async with town.env.db.read() as session:
        assert (await session.execute(select(File.id))).all() == []
    await official.says("/congbo")
    assert "Chờ duyệt (0)" in " ".join(official.last().buttons)


async def test_a_command_leaves_what_was_being_written(town: Town) -> None:
    official = town.person("official")
    await official.says("/congbo")
    await official.taps("Soạn công khai mới")
    await official.says("/menu")
    await official.says("/congkhai")
    await official.taps("Tìm kiếm")
    await official.says("/phananh")
    assert "Ban Thanh tra nhân dân" in " ".join(official.last().buttons)
