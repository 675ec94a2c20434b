"""Answers that do not come by chat, as those live it who enter, confirm, and go from door to door."""

import base64
from io import BytesIO

import openpyxl

from sandbox.driver import Person
from sandbox.world import Message
from tests.e2e.conftest import GROUP_1, Town
from tests.e2e.consulting import card, open_consultation, words

PHOTO = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")


async def begin(person: Person, *, group: str | None = "Tổ dân phố 1", way: str = "Phiếu giấy") -> None:
    """The stack is ready for its first household."""
    await person.says("/nhapphieu")
    await person.taps("BC1")
    if group:
        await person.taps(group)
    await person.taps(way)
    await person.taps("Hôm nay")


async def enter(person: Person, code: str, option: str) -> None:
    await person.says(code)
    await person.taps(option)
    await person.taps("Gửi")


def alls(person: Person) -> str:
    return "\n".join(message.text for message in person.screen())


def told(person: Person, text: str) -> Message:
    return next(message for message in reversed(person.screen()) if text in message.text)


async def test_a_stack_of_slips_is_entered_quickly_and_counts_when_another_confirmed_it(town: Town) -> None:
    await open_consultation(town)
    front, head, an = (town.person(name) for name in ("front", "head", "an"))
    await begin(front)
    await front.says("3")  # the number in the code 01-003
    assert "Hộ 01-003" in front.last().text
    assert "Số 3 đường Mẫu" in front.last().text
    await front.taps("Đồng ý")
    assert "Phiếu giấy, ngày 20/11/2026" in front.last().text
    await front.taps("Gửi")
    assert "Đã nhập phiếu của hộ 01-003" in front.last().text
    await enter(front, "01-004", "Không đồng ý")
    await front.taps("Hộ tiếp theo")
    assert "Phiếu của hộ nào" in front.last().text

    await town.settle()
    assert sum("Có phiếu giấy chờ" in message.text for message in head.screen()) == 1
    await town.later(seconds=61)
    assert "Đã có 0/4 hộ trả lời" in card(an, GROUP_1).text

    await head.taps("Xem phiếu", message=told(head, "Có phiếu giấy chờ"))
    assert "còn 2 phiếu" in head.last().text
    assert "Cô Mẫu Mặt trận" in head.last().text
    await head.taps("Xác nhận", message=told(head, "Phiếu chờ xác nhận"))
    assert "Đã tính phiếu của hộ 01-003: Đồng ý" in head.last().text
    assert "Mã biên nhận" in head.last().text
    await head.taps("Phiếu tiếp theo")
    await head.taps("Xác nhận", message=told(head, "Phiếu chờ xác nhận"))
    await head.taps("Phiếu tiếp theo")
    assert "Không có phiếu nào chờ" in head.last().text

    await town.later(seconds=61)
    assert "Đã có 2/4 hộ trả lời" in card(an, GROUP_1).text
    await town.later(days=20, minutes=2)
    assert "Kết quả BC1" in alls(front)
    assert town.sandbox.rejected == []


async def test_who_entered_a_slip_cannot_confirm_it(town: Town) -> None:
    await open_consultation(town)
    front, head = town.person("front"), town.person("head")
    await begin(head, group=None)
    await enter(head, "01-003", "Đồng ý")
    await head.says("/nhapphieu")
    assert "chờ ông/bà xác nhận" not in head.last().text
    await front.says("/nhapphieu")
    assert "Có 1 phiếu" in front.last().text
    await front.taps("Xem phiếu chờ xác nhận")
    assert "Hộ 01-003" in front.last().text


async def test_a_slip_against_a_tap_asks_for_a_reason_and_the_household_may_change_it_back(town: Town) -> None:
    await open_consultation(town)
    front, head, an = (town.person(name) for name in ("front", "head", "an"))
    await an.taps("Đồng ý", GROUP_1)
    await town.later(hours=1)
    await begin(front)
    await enter(front, "01-001", "Không đồng ý")
    await head.says("/nhapphieu")
    await head.taps("Xem phiếu chờ xác nhận")
    seen = head.last().text
    assert "khác với phiếu" in seen
    assert "Telegram: 09:00" in seen
    assert "Phiếu: 10:00" in seen
    assert "tính theo phiếu" in seen
    await head.taps("Xác nhận")
    assert "Lý do được ghi vào sổ" in head.last().text
    await head.taps("Tính câu trả lời sau")
    assert "Đã tính phiếu của hộ 01-001" in head.last().text

    await town.settle()
    assert "được thay bằng: Không đồng ý" in an.last().text
    await an.taps("Xem và đổi câu trả lời")
    assert "Hộ ông/bà đã trả lời: Không đồng ý" in an.last().text
    await an.taps("Đồng ý")
    await town.settle()
    assert "Đã đổi câu trả lời của hộ ông/bà thành: Đồng ý" in an.last().text


async def test_a_slip_that_says_the_same_counts_once(town: Town) -> None:
    await open_consultation(town)
    front, head, an = (town.person(name) for name in ("front", "head", "an"))
    await an.taps("Đồng ý", GROUP_1)
    await begin(front)
    await enter(front, "01-001", "Đồng ý")
    await head.says("/nhapphieu")
    await head.taps("Xem phiếu chờ xác nhận")
    assert "giống như phiếu" in head.last().text
    await head.taps("Xác nhận")
    assert "được tính một lần" in head.last().text
    await town.later(seconds=61)
    assert "Đã có 1/4 hộ trả lời" in card(an, GROUP_1).text


async def test_a_refused_slip_comes_back_to_who_entered_it(town: Town) -> None:
    await open_consultation(town)
    front, head = town.person("front"), town.person("head")
    await begin(front)
    await enter(front, "01-003", "Đồng ý")
    await head.says("/nhapphieu")
    await head.taps("Xem phiếu chờ xác nhận")
    await head.taps("Từ chối")
    await head.says("Phiếu ghi <Không đồng ý> & chưa ký")
    assert "Đã từ chối phiếu của hộ 01-003" in head.last().text
    await town.settle()
    assert "Phiếu ghi <Không đồng ý> & chưa ký" in front.last().text
    assert town.sandbox.rejected == []


async def test_help_at_home_with_a_photo_another_day_and_a_search_by_address(town: Town) -> None:
    await open_consultation(town)
    front, head = town.person("front"), town.person("head")
    await town.later(days=2)
    await front.says("/nhapphieu")
    await front.taps("BC1")
    await front.taps("Tổ dân phố 1")
    await front.taps("Giúp tại nhà")
    await front.says("19/11")
    assert "trước khi bắt đầu" in front.last().text
    await front.says("25/12/2026")
    assert "chưa tới" in front.last().text
    await front.says("hôm qua")
    await front.taps("Tôi ghi giúp")
    await front.says("không có hộ nào như thế")
    assert "Không tìm thấy hộ nào" in front.last().text
    await front.says("số 2 đường Mẫu")
    assert "Hộ nào đúng với phiếu" in front.last().text
    await front.taps("01-002")
    await front.taps("Ý kiến khác")
    await front.taps("Thêm ảnh phiếu")
    await front.says("chưa có ảnh")
    assert "Xin gửi ảnh chụp phiếu" in front.last().text
    await front.sends_photo(PHOTO)
    assert "Có ảnh phiếu" in front.last().text
    await front.taps("Đổi ngày")
    await front.says("20/11")
    assert "ngày 20/11/2026" in front.last().text
    await front.taps("Gửi")

    await head.says("/nhapphieu")
    await head.taps("Xem phiếu chờ xác nhận")
    assert "Giúp tại nhà, ngày 20/11/2026" in head.last().text
    assert "Người ghi giúp: Cô Mẫu Mặt trận" in head.last().text
    await head.taps("Xem ảnh phiếu")
    assert "Ảnh phiếu của hộ 01-002" in head.last().text
    await head.taps("Xác nhận", message=told(head, "Phiếu chờ xác nhận"))
    assert "Đã tính phiếu của hộ 01-002" in alls(head)
    await town.settle()
    assert "Cách trả lời: Giúp tại nhà" in alls(town.person("binh"))


async def test_slips_that_nobody_confirmed_in_time_are_told_to_the_organiser(town: Town) -> None:
    await open_consultation(town)
    front, head = town.person("front"), town.person("head")
    await begin(head, group=None)
    await enter(head, "01-003", "Đồng ý")
    await enter(head, "01-004", "Đồng ý")
    await town.settle()
    waiting = told(front, "Có phiếu giấy chờ")
    await front.taps("Xem phiếu", message=waiting)
    seen = front.last()
    await town.later(days=20, minutes=2)
    assert "2 phiếu chưa kịp xác nhận" in alls(front)
    assert "Đã hết hạn" in words(await front.taps("Xác nhận", message=seen))


async def test_a_button_of_another_household_and_an_abandoned_stack_enter_nothing(town: Town) -> None:
    await open_consultation(town)
    front, head = town.person("front"), town.person("head")
    await begin(front)
    await front.says("01-003")
    first = front.last()
    await front.says("01-004")
    assert "Hộ 01-004" in front.last().text
    assert "Không tìm thấy" in words(await front.taps("Đồng ý", message=first))
    await front.taps("Đồng ý")
    assert "Hộ 01-004" in front.last().text
    summary = front.last()
    await front.says("/menu")
    await front.says("/nhapphieu")
    assert "Không tìm thấy" in words(await front.taps("Gửi", message=summary))
    await head.says("/nhapphieu")
    assert "chờ ông/bà xác nhận" not in head.last().text


async def test_residents_and_officials_can_neither_enter_nor_read_the_list(town: Town) -> None:
    await open_consultation(town)
    for name in ("an", "official", "inspector"):
        person = town.person(name)
        for command in ("/nhapphieu", "/chuatraloi"):
            await person.says(command)
            assert "dành cho người được giao nhiệm vụ" in person.last().text


async def test_the_list_for_going_door_to_door_as_messages_and_files(town: Town) -> None:
    await open_consultation(town)
    head, an = town.person("head"), town.person("an")
    await an.taps("Đồng ý", GROUP_1)
    await head.says("/chuatraloi")
    await head.taps("BC1")
    seen = head.last().text
    assert "Chưa trả lời: 3/4 hộ" in seen
    assert "Chưa nhắn tin được (2 hộ)" in seen
    assert "Đã nhắn tin, chưa trả lời (1 hộ)" in seen
    assert "01-001" not in seen
    assert "01-002 · Số 2 đường Mẫu · Nguyễn Văn Mẫu 2" in seen

    await head.taps("Bản in (PDF)")
    pdf = head.last()
    assert pdf.file is not None
    assert pdf.file.name == "BC1-01-chua-tra-loi.pdf"
    assert pdf.file.data.startswith(b"%PDF")
    await head.taps("Tệp Excel", message=told(head, "Chưa trả lời: 3/4"))
    file = head.last().file
    assert file is not None
    sheet = openpyxl.load_workbook(BytesIO(file.data)).worksheets[0]
    assert [row[1] for row in sheet.iter_rows(min_row=6, values_only=True)] == ["01-003", "01-004", "01-002"]


async def test_the_desk_of_a_matter_leads_to_slips_and_to_the_list(town: Town) -> None:
    await open_consultation(town)
    front = town.person("front")
    await front.says("/quanly")
    await front.taps("BC1")
    await front.taps("Nhập phiếu giấy")
    assert "Phiếu của tổ nào" in front.last().text
    await front.says("/quanly")
    await front.taps("BC1")
    await front.taps("Danh sách chưa trả lời")
    assert "của tổ nào" in front.last().text
    await front.taps("Tổ dân phố 2")
    assert "Chưa trả lời: 4/4 hộ" in front.last().text
