"""Votes that bind, from /soan to the minutes; and what the law does not let be voted on in chat."""

from io import BytesIO

from docx import Document
from sqlalchemy import update

from rules.calendar import local_date
from sandbox.driver import Person
from storage.models import Household
from tests.e2e.conftest import GROUP_1, Town
from tests.e2e.consulting import TITLE, card, compose, words

MATTER = "Tổng vệ sinh sáng thứ Bảy hằng tuần"


async def record_ground(town: Town, effect: str) -> None:
    """The ward decided that Telegram counts for this."""
    admin = town.person("admin")
    await admin.says("/caidat")
    await admin.taps("Căn cứ pháp lý của kênh")
    await admin.taps("Ghi căn cứ cho Telegram")
    await admin.taps(effect)
    await admin.says("12/QĐ-UBND")
    await admin.says("18/11/2026")
    await admin.taps("Không kèm tệp")
    assert "Đã ghi căn cứ" in admin.last().text


async def leave_two_households(town: Town) -> None:
    """Group 1 has two households, both with a representative."""
    async with town.env.db.write() as session:
        await session.execute(
            update(Household)
            .where(Household.code.in_(("01-003", "01-004")))
            .values(closed_on=local_date(town.env.clock.now()))
        )


async def prepare(front: Person) -> None:
    """The dossier stands, and every duty is recorded."""
    await front.says("/soan")
    await front.taps("Biểu quyết")
    await front.taps("6. Việc tự quản khác")
    assert "Điều 17 khoản 2" in front.last().text
    await front.taps("Biểu quyết trực tuyến")
    await front.taps("Tổ dân phố 1")
    await front.says(MATTER)
    await front.says("Cả tổ cùng dọn ngõ từ 7 giờ đến 8 giờ.")
    await front.taps("Đã làm việc 4")
    await front.sends_photo(b"\xff\xd8\xff" + bytes(100))
    assert "📎" in front.last().text
    for number in (1, 2, 3, 5):
        assert "Hỏi về cách làm" not in " ".join(front.last().buttons)
        await front.taps(f"Đã làm việc {number}")
        await front.says(f"Biên bản số {number}")
    assert "Đã đủ năm việc" in front.last().text


async def to_dossier(front: Person) -> None:
    """The dossier is in sight, from /quanly."""
    await front.says("/quanly")
    await front.taps("✋ Biểu quyết")
    await front.taps("Tổng vệ sinh")


async def ask(town: Town, step: str, *voters: str) -> None:
    """The step ran for three days and these agreed."""
    front = town.person("front")
    await to_dossier(front)
    await front.taps(step)
    await front.taps("hạn sau 3 ngày")
    await town.settle()
    for voter in voters:
        await town.person(voter).taps("Đồng ý", GROUP_1)
    await town.later(days=3, minutes=1)


def in_group(town: Town) -> str:
    """All that stands in the chat of group 1."""
    return "\n".join(message.text for message in town.person("an").screen(GROUP_1))


async def test_a_vote_online_from_its_duties_to_its_minutes(town: Town) -> None:
    front, head = town.person("front"), town.person("head")
    await leave_two_households(town)
    await prepare(front)
    await front.taps("Hỏi về cách làm")
    answer = await front.taps("hạn sau 3 ngày")
    assert "Chưa ghi căn cứ" in words(answer)
    await record_ground(town, "biểu quyết trực tuyến")

    await ask(town, "Hỏi về cách làm", "an")
    assert "Bước 1" in in_group(town)
    assert "Cần hơn 50 % của 2 hộ: ít nhất 2" in in_group(town)
    assert "Chưa đủ số hộ đồng ý biểu quyết trực tuyến" in in_group(town)
    await to_dossier(front)
    assert "Mở biểu quyết" not in " ".join(front.last().buttons), "one of two households is not more than half"

    await ask(town, "Hỏi về cách làm", "an", "binh")
    await ask(town, "Mở biểu quyết", "an", "binh")
    assert "Biểu quyết có giá trị quyết định" in in_group(town)
    assert "Đã thông qua." in in_group(town)

    await front.says("/ketqua")
    await front.taps("BC3")
    await front.taps("Biên bản")
    page = Document(BytesIO(front.last().file_bytes()))
    told = [paragraph.text for paragraph in page.paragraphs]
    facts, voters = ([[cell.text for cell in row.cells] for row in table.rows] for table in page.tables[:2])
    assert "Đã thông qua." in told
    assert ["Việc biểu quyết", f"BC3. {MATTER}"] in facts
    assert ["Tổng số hộ", "2"] in facts
    assert ["1", "01-001", "Nguyễn Văn Mẫu 1", "Số 1 đường Mẫu"] in voters
    assert ["2", "01-002", "Nguyễn Văn Mẫu 2", "Số 2 đường Mẫu"] in voters
    await head.says("/ketqua")
    await head.taps("BC3")
    assert "Biên bản" not in " ".join(head.last().buttons), "minutes hold names"


async def test_a_meeting_is_counted_by_two_persons(town: Town) -> None:
    front, head, an = (town.person(name) for name in ("front", "head", "an"))
    await front.says("/soan")
    await front.taps("Biểu quyết")
    await front.taps("3. Hương ước, quy ước")
    assert "Phải quyết định tại cuộc họp" in front.last().text
    assert "Biểu quyết trực tuyến" not in " ".join(front.last().buttons)
    await front.taps("Ghi kết quả phiếu")
    answer = await front.taps("Tổ dân phố 1")
    assert "phải họp trước" in words(answer)
    await front.taps("Quay lại")
    await front.taps("Ghi kết quả cuộc họp")
    await front.taps("Tổ dân phố 1")
    await front.says("Quy ước tổ dân phố 1")
    await front.taps("Hôm nay")
    assert "4 hộ" in front.last().text
    await front.says("5 3 1 1")
    assert "Số chưa khớp" in front.last().text
    await front.says("4 3 1 0")
    await front.taps("Gửi để xác nhận")
    await front.says("/quanly")
    await front.taps("✋ Biểu quyết")
    await front.taps("BC1")
    assert "Số đúng, xác nhận" not in " ".join(front.last().buttons)
    await head.says("/quanly")
    await head.taps("✋ Biểu quyết")
    await head.taps("BC1")
    await head.taps("Số đúng, xác nhận")
    assert "Đã thông qua." in head.last().text
    await town.settle()
    result = next(message for message in an.screen(GROUP_1) if "Quy ước tổ dân phố 1" in message.text)
    assert "Cần hơn 50 % của 4 hộ: ít nhất 3" in result.text


async def test_too_few_at_a_meeting_is_told_as_such_and_opens_the_way_to_slips(town: Town) -> None:
    front, head = town.person("front"), town.person("head")
    for way, numbers in (("Ghi kết quả cuộc họp", "2 2 0 0"), ("Ghi kết quả phiếu", "4 3 1 0")):
        await front.says("/soan")
        await front.taps("Biểu quyết")
        await front.taps("4. Bầu")
        await front.taps(way)
        await front.taps("Tổ dân phố 1")
        await front.says("Bầu Tổ trưởng tổ dân phố 1")
        await front.says("hôm qua")
        await front.says(numbers)
        await front.taps("Gửi để xác nhận")
        await head.says("/quanly")
        await head.taps("✋ Biểu quyết")
        await head.taps("Bầu Tổ trưởng")
        await head.taps("Số đúng, xác nhận")
        if way.endswith("họp"):
            assert "không phải là bà con không tán thành" in head.last().text
    assert "Đã thông qua." in head.last().text


async def test_wrong_numbers_are_sent_back(town: Town) -> None:
    front = town.person("front")
    await front.says("/soan")
    await front.taps("Biểu quyết")
    await front.taps("1. Mức đóng góp")
    assert "từ 2/3 tổng số hộ" in front.last().text
    await front.taps("Ghi kết quả cuộc họp")
    await front.taps("Tất cả các tổ")
    await front.says("Góp tiền làm đường")
    await front.taps("Hôm nay")
    for _group in range(3):
        await front.says("4 4 0 0")
    await front.taps("Gửi để xác nhận")
    await front.says("/quanly")
    await front.taps("✋ Biểu quyết")
    await front.taps("BC1")
    await front.taps("Số sai")
    await front.says("Nhầm cột")
    assert "Đã trả lại" in front.last().text
    await front.says("/quanly")
    assert "chờ xác nhận" not in front.last().text


async def test_a_consultation_says_that_it_is_informal_until_a_ground_is_recorded(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    for informal in (True, False):
        await compose(front, groups=("Tổ dân phố 1",))
        await front.taps("Mở ngay")
        await front.taps("Sau 20 ngày")
        await front.taps("Gửi ngay")
        await town.settle()
        posted = card(an, GROUP_1)
        assert TITLE in posted.text
        assert ("không chính thức" in posted.text) == informal
        if informal:
            await record_ground(town, "lấy ý kiến Nhân dân")


async def test_a_proposal_is_supported_by_the_front(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    await front.says("/soan")
    await front.taps("Đề nghị về hương ước")
    assert "10 % tổng số hộ" in front.last().text
    await front.says("Lập quy ước về giờ giấc")
    await front.says("Đề nghị bàn về quy ước giờ giấc.")
    await front.taps("Xong")
    await front.taps("Tổ dân phố 1")
    await front.taps("Xong")
    await front.taps("Mở ngay")
    await front.taps("Sau 7 ngày")
    await front.taps("Gửi ngay")
    await town.settle()
    assert "Lập quy ước về giờ giấc" in card(an, GROUP_1).text
    await front.says("/quanly")
    await front.taps("BC1")
    answer = await front.taps("Mặt trận tán thành")
    assert "Đã ghi" in words(answer)
    await an.taps("Đồng ý", GROUP_1)
    await town.later(days=7, minutes=1)
    assert "Đủ số hộ đề nghị" in in_group(town)
    assert "hông qua" not in in_group(town)
