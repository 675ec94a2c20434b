"""A report from the first tap to the last answer, as the reporter and the inspectorate live it."""

import re
from io import BytesIO

from PIL import Image

from tests.e2e.conftest import Town


def _photo() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (64, 48), "green").save(buffer, "JPEG")
    return buffer.getvalue()


PHOTO = _photo()


async def _file(town: Town, naming: str = "Giữ kín tên tôi") -> str:
    an = town.person("an")
    await an.says("/phananh")
    await an.taps("Ban Thanh tra nhân dân")
    await an.taps("Phản ánh, kiến nghị")
    await an.taps(naming)
    await an.taps("Tổ dân phố 1")
    await an.says("Cống trước nhà văn hóa bị tắc")
    await an.sends_photo(PHOTO, caption="Ảnh chụp sáng nay")
    await an.sends_voice(b"OggS" + bytes(50))
    await an.sends_document("don.pdf", b"%PDF-1.4 mau", "application/pdf")
    await an.sends_location(21.03, 105.85)
    await an.taps("Xong")
    assert "Cống trước nhà văn hóa bị tắc" in an.last().text
    await an.taps("Gửi")
    code = re.search(r"PA-\w{4}-\w{4}", an.last().text)
    assert code
    await town.settle()
    return code.group()


async def test_every_step_reaches_the_reporter(town: Town) -> None:
    an, inspector = town.person("an"), town.person("inspector")
    code = await _file(town)
    assert code in inspector.last().text
    assert "Cống" not in inspector.last().text  # nothing of the matter on a locked screen

    await inspector.says("/hopthu")
    await inspector.taps(code)
    assert "Cống trước nhà văn hóa bị tắc" in inspector.last().text
    assert "Mẫu An" not in inspector.last().text
    await inspector.taps("tệp")
    kept = [message.file_bytes() for message in inspector.screen()[-3:]]
    assert PHOTO in kept
    assert b"%PDF-1.4 mau" in kept

    await inspector.taps("Tiếp nhận")
    await town.settle()
    assert "tiếp nhận" in an.last().text
    await inspector.taps("Hỏi thêm")
    await inspector.says("Cống tắc từ bao giờ ạ?")
    await town.settle()
    assert "Cống tắc từ bao giờ ạ?" in an.last().text

    await an.taps("Trả lời")
    await an.says("Từ thứ Hai tuần này")
    await town.settle()
    assert code in inspector.last().text
    await inspector.taps("Mở phản ánh")
    assert "Từ thứ Hai tuần này" in inspector.last().text
    await inspector.taps("Trả lời")
    await inspector.says("Đã báo đội thoát nước, sửa xong ngày 22/11.")
    await town.settle()
    assert "Đã báo đội thoát nước, sửa xong ngày 22/11." in an.last().text

    await inspector.says("/hopthu")
    await inspector.taps(code)
    await inspector.taps("Kết thúc")
    await town.settle()
    assert "Kết thúc" in an.last().text
    await an.says("/tracuu")
    await an.says(code.lower())
    assert "Đã kết thúc" in an.last().text
    assert "sửa xong ngày 22/11" in an.last().text
    assert town.sandbox.rejected == []


async def test_a_report_without_an_account_is_followed_by_its_code(town: Town) -> None:
    code = await _file(town, "Không gắn với tài khoản")
    inspector, an = town.person("inspector"), town.person("an")
    await inspector.says("/hopthu")
    await inspector.taps(code)
    heard = len(an.screen())
    await inspector.taps("Tiếp nhận")
    await town.settle()
    assert len(an.screen()) == heard
    stranger = town.person("stranger")
    await stranger.says("/tracuu")
    await stranger.says(code)
    assert "Đang xem xét" in stranger.last().text


async def test_a_denunciation_is_shown_the_formal_way_first(town: Town) -> None:
    an = town.person("an")
    await an.says("/phananh")
    await an.taps("Ban Thanh tra nhân dân")
    await an.taps("Tố cáo")
    assert "không phải là đơn tố cáo" in an.last().text
    await an.taps("Gửi như một thông tin")
    assert "Giữ kín tên tôi" in " ".join(an.last().buttons)


async def test_nothing_is_sent_when_the_reporter_cancels(town: Town) -> None:
    an, inspector = town.person("an"), town.person("inspector")
    await an.says("/phananh")
    await an.taps("Ban Thanh tra nhân dân")
    await an.taps("Phản ánh, kiến nghị")
    await an.taps("Giữ kín tên tôi")
    await an.taps("Không rõ")
    await an.says("Thôi")
    await an.taps("Hủy")
    assert "Chưa có gì được gửi đi" in an.last().text
    await inspector.says("/hopthu")
    assert "Chưa có phản ánh nào" in inspector.last().text


async def test_a_command_in_the_middle_is_a_command(town: Town) -> None:
    an = town.person("an")
    await an.says("/tracuu")
    await an.says("/menu")
    assert "Ông/bà muốn làm gì" in an.last().text


async def test_officials_of_the_ward_cannot_open_the_inspectorates_inbox(town: Town) -> None:
    await _file(town)
    for name in ("official", "approver", "admin", "front", "head", "an"):
        person = town.person(name)
        await person.says("/hopthu")
        assert "dành cho người được giao nhiệm vụ" in person.last().text


async def test_ten_thousand_letters_too_many_lose_nothing_that_was_written(town: Town) -> None:
    an = town.person("an")
    await an.says("/phananh")
    await an.taps("Ban Thanh tra nhân dân")
    await an.taps("Phản ánh, kiến nghị")
    await an.taps("Giữ kín tên tôi")
    await an.taps("Không rõ")
    await an.says("Đoạn đầu")
    for _ in range(3):
        await an.says("ă" * 4000)
    assert "dài quá" in an.last().text
    await an.taps("Xong")
    assert "Đoạn đầu" in an.last().text


async def test_an_update_delivered_twice_files_one_report(town: Town) -> None:
    await _file(town)
    town.sandbox.redeliver_last()
    await town.settle()
    inspector = town.person("inspector")
    await inspector.says("/hopthu")
    assert "1 phản ánh" in inspector.last().text


async def test_every_question_has_a_way_back(town: Town) -> None:
    an = town.person("an")
    await an.says("/phananh")
    await an.taps("Ban Thanh tra nhân dân")
    await an.taps("Phản ánh, kiến nghị")
    await an.taps("Ghi tên tôi")
    await an.taps("Quay lại")
    assert "để tên thế nào" in an.last().text
    await an.taps("Giữ kín tên tôi")
    await an.taps("Quay lại")
    await an.taps("Giữ kín tên tôi")
    await an.taps("Tổ dân phố 2")
    await an.taps("Quay lại")
    assert "Việc xảy ra ở" in an.last().text
    await an.taps("Tổ dân phố 1")
    await an.says("Viết nhầm")
    await an.taps("Viết lại")
    await an.says("Đèn đường hỏng")
    await an.taps("Xong")
    await an.taps("Viết thêm")
    await an.says("Ở đầu ngõ 3")
    await an.taps("Xong")
    for words in ("Đèn đường hỏng", "Ở đầu ngõ 3", "Tổ dân phố 1"):
        assert words in an.last().text
    assert "Viết nhầm" not in an.last().text


async def test_a_name_that_is_too_long_is_asked_for_again(town: Town) -> None:
    an = town.person("an")
    await an.says("/phananh")
    await an.taps("Ban Thanh tra nhân dân")
    await an.taps("Phản ánh, kiến nghị")
    await an.taps("Ghi tên tôi")
    await an.says("Mẫu " * 60)
    assert "dài quá 100" in an.last().text
    await an.says("Bà Mẫu An")
    assert "Việc xảy ra ở" in an.last().text
