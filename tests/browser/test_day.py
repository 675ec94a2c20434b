"""A whole day of the ward in the page, with the real program behind it: to know, to discuss, to oversee."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.async_api import expect

from bot.sample_day import AN, APPROVER, BINH, FIRST_CHAT, FRONT, INSPECTOR, OFFICIAL
from bot.sandbox_mode import open_town
from bot.settings import Settings
from tests.browser.phones import Town, browser_page

STRANGER = 1014  # Anh Mẫu Dũng, who belongs to no household yet

NOTICE = "Vận động quỹ khuyến học năm 2026"
NOTICE_TEXT = """**THÔNG BÁO**

Phường vận động mỗi hộ góp 20.000 đồng cho quỹ khuyến học, trên tinh thần tự nguyện.

Danh sách đóng góp được niêm yết tại nhà văn hóa từng tổ.
"""
QUESTION = "Đặt ghế đá ở sân nhà văn hóa"
QUESTION_TEXT = "Tổ dự kiến đặt sáu ghế đá dưới hàng cây ở sân nhà văn hóa, bằng tiền xã hội hóa."
MATTER = "Nắp cống trước số 12 đường Sao Mai bị vỡ, trẻ nhỏ đi qua rất nguy hiểm."
UNREADABLE = "rgba(0, 0, 0, 0)"
WORDS = "Xin để một lối cho xe lăn."


@pytest.mark.browser
async def test_a_day_of_the_ward_is_lived_in_the_page(chromium_path: str, tmp_path: Path) -> None:
    trouble: list[str] = []
    async with (
        open_town(Settings(sandbox_port=0), tmp_path / "town", lived_in=True) as (app, sandbox),
        browser_page(chromium_path, tmp_path, trouble) as page,
    ):
        town = Town(page, app, sandbox)
        await page.goto(sandbox.url)
        await a_newcomer_answers(town)
        await an_official_discloses(town, tmp_path)
        await a_resident_finds_it(town)
        await the_front_asks(town)
        await residents_answer_in_the_group(town)
        await a_neighbour_blocks_the_assistant(town)
        await a_resident_reports(town, tmp_path)
        await the_inspectorate_asks_and_is_answered(town)
        await it_closes_and_the_result_is_there(town)
        await the_front_takes_the_numbers_away(town, tmp_path)
        assert trouble == []
        assert sandbox.rejected == []


async def a_newcomer_answers(town: Town) -> None:
    """Whoever opens the page is told what it is, and the first tap already does something."""
    await expect(town.page.get_by_test_id("banner")).to_contain_text("không phải Telegram thật")
    first, second = town.phone(1), town.phone(2)
    await expect(first.root).to_have_attribute("data-open-user", str(AN))
    await first.sees("Mở rộng ngõ 12", "Đã có 75/118 hộ trả lời")
    await second.give(BINH, FIRST_CHAT)
    await first.taps("Đồng ý")
    await first.sees("Đã ghi nhận câu trả lời của hộ: Đồng ý", "Chỉ Bà Mẫu An thấy tin này")
    await expect(second.message("Mở rộng ngõ 12")).to_be_visible()
    await expect(second.message("của hộ: Đồng ý")).to_have_count(0)


# --- to know ------------------------------------------------------------------------------------------


async def an_official_discloses(town: Town, folder: Path) -> None:
    """One composes, another releases; nothing is out before."""
    file = folder / "quy-khuyen-hoc.txt"
    file.write_text(NOTICE_TEXT, encoding="utf-8")
    official = await town.phone(1).give(OFFICIAL)
    await official.says("/congbo")
    await official.taps("Soạn công khai mới")
    await official.says(NOTICE)
    await official.sends("document", file)
    await official.taps("5. Quỹ…")
    await official.taps("Tất cả…")
    await official.taps("Xong")
    await official.taps("Hôm nay")
    await official.sees("Bà con sẽ đọc đúng như trên")
    await official.taps("Gửi duyệt")
    await official.sees("Đã gửi duyệt")

    group = await town.phone(2).give(AN, FIRST_CHAT)
    await expect(group.message(NOTICE)).to_have_count(0)
    approver = await town.phone(1).give(APPROVER)
    await approver.taps("Duyệt và công khai")
    await group.sees(NOTICE, "mỗi hộ góp 20.000 đồng")


async def a_resident_finds_it(town: Town) -> None:
    """Words without accents find it."""
    an = await town.phone(2).give(AN)
    await an.says("/congkhai")
    await an.taps("Tìm kiếm")
    await an.says("quy khuyen hoc")
    await an.taps("1. Vận động quỹ…")
    await an.sees(NOTICE, "trên tinh thần tự nguyện")


# --- to discuss ---------------------------------------------------------------------------------------


async def the_front_asks(town: Town) -> None:
    """A consultation from its title to the group chat."""
    front = await town.phone(1).give(FRONT)
    await front.says("/soan")
    await front.taps("Lấy ý kiến")
    await front.says(QUESTION)
    await front.says(QUESTION_TEXT)
    await front.taps("Xong")
    await front.taps("Đồng ý / Không đồng ý…")
    await front.taps("Tổ dân phố 1")
    await front.taps("Xong")
    await front.taps("Mở ngay")
    await front.taps("Sau 20 ngày")
    await front.taps("Đồng ý")
    await expect(town.page.get_by_test_id("alert")).to_contain_text("bản xem trước")
    await front.closes_alert()
    await front.taps("Gửi ngay")
    await front.sees("Đã gửi BC3")


async def residents_answer_in_the_group(town: Town) -> None:
    """By one tap, seen by nobody else; a stranger is told why not; the line follows at most once a minute."""
    an = await town.phone(1).give(AN, FIRST_CHAT)
    card = an.message(QUESTION)
    await expect(card).to_contain_text("Đã có 0/118 hộ trả lời")
    await an.taps("Không đồng ý")
    await an.sees("Đã ghi nhận câu trả lời của hộ: Không đồng ý")
    await an.taps("Đồng ý", card)
    await an.sees("Đã đổi câu trả lời của hộ thành: Đồng ý")

    stranger = await town.phone(2).give(STRANGER, FIRST_CHAT)
    await stranger.taps("Đồng ý")
    await stranger.sees("chưa được tính", "Chỉ Anh Mẫu Dũng thấy tin này")
    await expect(an.message("chưa được tính")).to_have_count(0)

    await town.control("advance-minute")
    await expect(card).to_contain_text("Đã có 1/118 hộ trả lời")

    binh = await town.phone(2).give(BINH, FIRST_CHAT)
    await town.control("ephemeral")
    await binh.taps("Ý kiến khác", binh.message(QUESTION))
    await town.control("ephemeral")
    await town.phone(2).give(BINH)
    await binh.taps("Viết ý kiến")
    await binh.says(WORDS)
    await binh.sees("Đã ghi nhận ý kiến")
    await town.control("advance-minute")
    await expect(card).to_contain_text("Đã có 2/118 hộ trả lời")

    await town.control("twice")
    await town.control("advance-minute")
    await expect(card).to_contain_text("Đã có 2/118 hộ trả lời")
    await expect(binh.message("Đã ghi nhận ý kiến")).to_have_count(1)


async def a_neighbour_blocks_the_assistant(town: Town) -> None:
    """The block is his; the others go on."""
    binh = await town.phone(2).give(BINH)
    await town.control("block")
    await expect(binh.root.locator('[data-act="unblock"]')).to_be_visible()


async def it_closes_and_the_result_is_there(town: Town) -> None:
    """After its last hour the group reads the result, with a picture."""
    an = await town.phone(1).give(AN, FIRST_CHAT)
    await town.control("advance-day")
    await town.days_pass(20)
    result = an.message("Kết quả BC3")
    await expect(result).to_contain_text("2/118 hộ trả lời")
    await expect(result).to_contain_text("Đồng ý: 1")
    await expect(result).to_contain_text("Không đồng ý: 0")
    await result.locator(".photo").click()
    picture = town.page.get_by_test_id("lightbox").locator("img")
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("image => image.naturalWidth") > 500
    await town.page.keyboard.press("Escape")
    await expect(an.message(QUESTION_TEXT).locator("[data-button]")).to_have_count(0)


async def the_front_takes_the_numbers_away(town: Town, folder: Path) -> None:
    """Picture, table, what was written, and the file."""
    front = await town.phone(2).give(FRONT, FIRST_CHAT)
    await town.tries("/tonghop")
    await front.taps("BC3…")
    await front.sees("Bảng theo tổ")
    await front.taps("Tải tệp Excel")
    async with town.page.expect_download() as download:
        await front.newest().locator("a[download]").click()
    file = await download.value
    assert file.suggested_filename == "BC3-tong-hop.xlsx"
    await file.save_as(folder / file.suggested_filename)
    workbook = load_workbook(folder / file.suggested_filename)
    cells = [cell for sheet in workbook for line in sheet.values for cell in line]
    assert WORDS in cells
    await front.taps("Ý kiến bà con…")
    await expect(front.message(WORDS)).to_be_visible()


# --- to oversee ---------------------------------------------------------------------------------------


async def a_resident_reports(town: Town, folder: Path) -> None:
    """Words and a photo become a case with a code."""
    buffer = BytesIO()
    Image.new("RGB", (320, 240), "#7a8b6f").save(buffer, "JPEG")
    photo = folder / "nap-cong.jpg"
    photo.write_bytes(buffer.getvalue())
    an = await town.phone(1).give(AN)
    await an.says("/phananh")
    await an.taps("Ban Thanh tra nhân dân")
    await an.taps("Phản ánh, kiến nghị")
    await an.taps("Giữ kín tên tôi")
    await an.taps("Tổ dân phố 1")
    await an.says(MATTER)
    await an.sends("photo", photo, "Ảnh chụp sáng nay")
    await an.taps("Xong")
    await an.taps("Gửi")
    await an.sees("Đã gửi tới Ban Thanh tra nhân dân")


async def the_inspectorate_asks_and_is_answered(town: Town) -> None:
    """Every step reaches the reporter, whose name the inspectorate does not see."""
    an, inspector = town.phone(1), await town.phone(2).give(INSPECTOR)
    found = re.search(r"PA-\w{4}-\w{4}", await an.newest().inner_text())
    assert found
    code = found.group()
    await inspector.taps("Mở phản ánh")
    await inspector.sees(MATTER)
    await expect(inspector.newest()).not_to_contain_text("Mẫu An")
    await inspector.taps("Xem 1 tệp")
    await expect(inspector.newest().locator("img")).to_be_visible()
    await inspector.taps("Tiếp nhận")
    await an.sees(code, "đã tiếp nhận")
    await inspector.taps("Hỏi thêm")
    await inspector.says("Nắp cống vỡ từ hôm nào ạ?")
    await an.sees("hỏi thêm", "Nắp cống vỡ từ hôm nào ạ?")
    await expect(an.newest().get_by_text("Nắp cống vỡ")).to_have_css("color", UNREADABLE)
    await an.newest().get_by_text("Nắp cống vỡ").click()
    await expect(an.newest().get_by_text("Nắp cống vỡ")).not_to_have_css("color", UNREADABLE)
    await an.taps("Trả lời")
    await an.says("Từ tối hôm qua.")
    await inspector.taps("Mở phản ánh")
    await inspector.sees("Từ tối hôm qua.")
    await inspector.taps("Trả lời")
    await inspector.says("Đã báo đội thoát nước thay nắp mới trong ngày.")
    await an.sees("thay nắp mới trong ngày")
    await inspector.taps("Quay lại")
    await inspector.taps("Kết thúc")
    await an.sees("Kết thúc", "Nếu ông/bà thấy chưa ổn")

    await an.says("/tracuu")
    await an.says(code.lower())
    await an.sees("Đã kết thúc", "thay nắp mới trong ngày")
