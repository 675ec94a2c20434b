"""My data in the chat: seen, taken along, corrected, deleted."""

import json

from services.people import actors
from tests.e2e.conftest import PEOPLE, Town

AN = str(PEOPLE["an"][0])


async def opens(town: Town, name: str = "an") -> None:
    person = town.person(name)
    await person.says("/toi")
    await person.taps("Thông tin lưu về tôi")


async def test_my_data_are_taken_along_as_two_files(town: Town) -> None:
    an = town.person("an")
    await an.says("/toi")
    await an.taps("Nhận tin công khai")
    await an.taps("Thông tin lưu về tôi")
    assert "01-001, Tổ dân phố 1: đang đại diện" in an.last().text
    assert "nhận tin công khai: đồng ý" in an.last().text
    await an.taps("Xuất dữ liệu")
    machine, human = [message for message in an.screen() if message.document][-2:]
    told = json.loads(machine.file_bytes())
    assert [one["external_id"] for one in told["accounts"]] == [AN]
    assert [one["code"] for one in told["households"]] == ["01-001"]
    text = human.file_bytes().decode("utf-8-sig")
    assert AN in text
    assert "01-002" not in text
    await an.taps("Quay lại")
    assert "Xem, xuất dữ liệu (20/11/2026): đã xong" in an.last().text


async def test_a_correction_is_asked_acknowledged_and_answered(town: Town) -> None:
    an, admin = town.person("an"), town.person("admin")
    await opens(town)
    await an.taps("Yêu cầu sửa")
    await an.says("Số nhà <đúng> là 1A")
    assert "30/11/2026" in an.last().text
    assert "Điều 5" in an.last().text
    await town.settle()
    await admin.sees("yêu cầu mới về dữ liệu cá nhân")
    assert "1A" not in admin.last().text
    await admin.says("/caidat")
    await admin.taps("Yêu cầu về dữ liệu cá nhân")
    await admin.taps("Sửa dữ liệu")
    assert "Số nhà <đúng> là 1A" in admin.last().text
    assert "01-001" in admin.last().text
    await admin.taps("Đã làm")
    await admin.says("Đã sửa trong danh sách.")
    await town.settle()
    await an.sees("Đã sửa trong danh sách.")
    await admin.says("/caidat")
    await admin.taps("Yêu cầu về dữ liệu cá nhân")
    assert "Không có yêu cầu nào" in admin.last().text


async def test_every_consent_is_taken_back_with_one_more_question(town: Town) -> None:
    an = town.person("an")
    await opens(town)
    await an.taps("Rút đồng ý")
    await an.taps("Rút tất cả")
    found = await actors.recognise(town.env, "telegram", AN)
    assert found is not None
    assert found.household_id is None


async def test_my_data_are_deleted_once_that_is_certain_and_what_is_kept_is_said(town: Town) -> None:
    an = town.person("an")
    await opens(town)
    await an.taps("Xóa dữ liệu của tôi")
    assert "biên bản" in an.last().text
    assert await actors.recognise(town.env, "telegram", AN) is not None
    await an.taps("Xóa dữ liệu của tôi")
    assert "Đã xóa" in an.last().text
    await town.settle()
    assert await actors.recognise(town.env, "telegram", AN) is None
    await an.says("/toi")
    assert "chưa đăng ký là đại diện" in an.last().text


async def test_an_administrator_sets_how_long_things_are_kept(town: Town) -> None:
    admin = town.person("admin")
    await admin.says("/caidat")
    await admin.taps("Thời hạn lưu")
    assert "Tệp của bản nháp bị bỏ: 7 ngày" in admin.last().text
    await admin.taps("Tệp nháp")
    await admin.says("1")
    assert "từ 2 đến 90" in admin.last().text
    await admin.says("20")
    assert "Tệp của bản nháp bị bỏ: 20 ngày" in admin.last().text
    await admin.taps("Tệp nháp")
    await admin.taps("30 ngày")
    assert "Tệp của bản nháp bị bỏ: 30 ngày" in admin.last().text
