"""What follows a consultation and a disclosure, from the event to the day it is done; and setting a day right."""

from io import BytesIO

from openpyxl import load_workbook

from sandbox.driver import Person
from tests.e2e.conftest import GROUP_1, GROUP_2, Town
from tests.e2e.consulting import open_consultation


def said(person: Person, chat: int | None = None) -> str:
    return "\n".join(message.text for message in person.screen(chat))


async def _closed(town: Town) -> None:
    await open_consultation(town, ("Tổ dân phố 1", "Tổ dân phố 2"))
    await town.person("an").taps("Đồng ý", GROUP_1)
    await town.settle()
    await town.later(days=20, minutes=1)


async def test_a_consultation_is_answered_after_its_reminder_and_everybody_asked_reads_it(town: Town) -> None:
    await _closed(town)  # Thursday 10 December
    official, an = town.person("official"), town.person("an")
    await official.says("/quanly")
    assert "Việc đến hạn: 1 việc" in official.last().text
    await official.taps("Việc đến hạn (1)")
    assert "Mở rộng ngõ 12" in official.last().text
    assert "hạn hết ngày 31/12/2026" in official.last().text
    await town.later(days=19)
    assert "việc sắp đến hạn" not in said(official)
    await town.later(days=1)  # Wednesday, the working day before
    reminder = official.last()
    assert "việc sắp đến hạn" in reminder.text
    assert "Điều 28 khoản 3" in reminder.text
    assert "phường tự đặt" in reminder.text

    await official.taps("Viết tiếp thu, giải trình")
    await official.says("Ủy ban tiếp thu ý kiến về giờ thi công.")
    await official.says("Chưa làm được mái che vì thiếu kinh phí.")
    await official.taps("Xong")
    assert "Chưa làm được mái che" in official.screen()[-2].text
    await official.taps("Gửi bà con")
    await town.settle()

    assert "Đã gửi phần tiếp thu" in said(official)
    for chat in (GROUP_1, GROUP_2):
        posted = an.last(chat)
        assert "Tiếp thu, giải trình ý kiến BC1" in posted.text
        assert "Ủy ban tiếp thu ý kiến về giờ thi công." in posted.text
    assert "Chưa làm được mái che" in an.last().text
    await an.taps("Kết quả")
    assert [label for label in an.last().buttons if "Tiếp thu, giải trình" in label]
    await official.says("/giaitrinh")
    assert "Không có việc nào đang chờ" in official.last().text
    await official.says("/quanly")
    await official.taps("Việc đến hạn (1)")
    assert "Công khai phần tiếp thu, giải trình" in official.last().text
    await official.taps("Công khai phần tiếp thu")
    await official.taps("Đã làm")
    await official.says("Đã công khai bằng /congbo, văn bản số 12")
    assert "Đã làm, đúng hạn" in official.last().text
    await town.later(days=60)
    overdue = [message.text for message in official.screen() if "Việc đã quá hạn" in message.text]
    assert not [text for text in overdue if "tiếp thu" in text]
    assert town.sandbox.rejected == []


async def test_a_long_answer_is_read_on_in_private(town: Town) -> None:
    await _closed(town)
    official, an = town.person("official"), town.person("an")
    await official.says("/giaitrinh")
    await official.taps("BC1")
    for part in range(1, 4):
        await official.says(f"Phần {part}. " + "Tiếp thu ý kiến bà con. " * 80)
    await official.says("xong")
    await official.taps("Gửi bà con")
    await town.settle()
    assert "Phần 3." not in an.last(GROUP_1).text
    await an.taps("Đọc tiếp", GROUP_1)
    await an.taps("Đọc tiếp (2/3)")
    await an.taps("Đọc tiếp (3/3)")
    assert "Phần 3." in an.last().text
    assert town.sandbox.rejected == []


async def test_a_command_leaves_the_answer_unwritten(town: Town) -> None:
    await _closed(town)
    official = town.person("official")
    await official.says("/giaitrinh")
    await official.taps("BC1")
    await official.says("/menu")
    await official.says("Câu này không phải là giải trình.")
    assert "chưa hiểu ý" in official.last().text
    await town.person("head").says("/giaitrinh")
    assert "Không có việc nào đang chờ" in town.person("head").last().text
    await town.person("an").says("/giaitrinh")
    assert "dành cho người được giao nhiệm vụ" in town.person("an").last().text


async def _publish(town: Town) -> None:
    official, approver = town.person("official"), town.person("approver")
    await official.says("/congbo")
    await official.taps("Soạn công khai mới")
    await official.says("Thu chi quỹ khuyến học")
    await official.says("Điều 1. Thu 10 đồng.")
    await official.taps("Xong")
    await official.taps("7.")
    await official.taps("Tất cả")
    await official.taps("Xong")
    await official.says("20/11/2026")
    await official.taps("Gửi duyệt")
    await town.settle()
    await approver.taps("Duyệt và công khai")
    await town.settle()


async def test_a_posting_is_begun_lasts_thirty_days_and_stands_in_the_register(town: Town) -> None:
    await _publish(town)
    official = town.person("official")
    await official.says("/quanly")
    await official.taps("Việc đến hạn (2)")
    await official.taps("Niêm yết 30 ngày")
    assert not [label for label in official.last().buttons if "Đã làm" in label]
    await official.taps("Bắt đầu từ hôm nay")
    await official.taps("Đúng, bắt đầu hôm nay")
    assert "giữ liên tục đến hết ngày 20/12/2026" in official.last().text

    await official.says("/congbo")
    await official.taps("Danh mục quý")
    await official.taps("Quý 4 năm 2026")
    sheet = load_workbook(BytesIO(official.last().file_bytes()))["Danh mục quý"]
    cells = [cell.value for row in sheet.iter_rows(min_row=6) for cell in row]
    assert "Thu chi quỹ khuyến học" in cells
    assert "20/11/2026 – 20/12/2026" in cells
    assert "chưa ghi" in cells  # the loudspeaker

    await town.later(days=31)
    assert "Đã đủ thời gian" in said(official)
    await official.says("/quanly")
    await official.taps("Việc đến hạn")
    await official.taps("Niêm yết 30 ngày")
    await official.taps("Đã làm")
    await official.taps("không ghi thêm")
    assert "Đã làm, đúng hạn" in official.last().text
    assert town.sandbox.rejected == []


async def test_an_administrator_sets_a_day_right(town: Town) -> None:
    admin = town.person("admin")
    await admin.says("/caidat")
    await admin.taps("Lịch làm việc")
    assert "04/02 – 08/02/2027: 🌿 nghỉ, Tết Nguyên đán" in admin.last().text
    await admin.taps("Thêm ngày nghỉ")
    await admin.says("ngày gì đó")
    assert "Chưa đọc được ngày" in admin.last().text
    await admin.says("04/01/2027")
    await admin.says("Thông báo mẫu số 5")
    assert "thứ Hai, 04/01/2027: 🌿 nghỉ, Thông báo mẫu số 5 (phường đặt)" in admin.last().text
    await admin.taps("Bỏ sửa ngày 04/01/2027")
    assert "Thông báo mẫu số 5" not in admin.last().text
    await admin.taps("Đổi thời hạn trả lời ý kiến")
    await admin.taps("10")
    assert "trong 10 ngày làm việc" in admin.last().text
    await town.person("official").says("/caidat")
    assert "dành cho người được giao nhiệm vụ" in town.person("official").last().text
    assert town.sandbox.rejected == []
