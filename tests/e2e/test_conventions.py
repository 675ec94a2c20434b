"""A convention from its text to the phones of residents: drafted, discussed by clause, adopted at a meeting, read."""

from sandbox.driver import Person
from tests.e2e.conftest import GROUP_1, GROUP_2, Town

TEXT = """QUY ƯỚC TỔ DÂN PHỐ 1
Chương I. QUY ĐỊNH CHUNG
Điều 1. Phạm vi
Quy ước này áp dụng cho mọi hộ <trong> tổ.
Điều 2. Vệ sinh
Rác đổ lúc 18 giờ.
Điều 3. An ninh
Giữ trật tự sau 22 giờ."""


async def to_desk(person: Person) -> None:
    await person.says("/huonguoc")
    if "Việc cần làm" not in " ".join(person.last().buttons):
        await person.taps("Tổ dân phố 1")
    await person.taps("Việc cần làm")


async def to_version(person: Person, number: int = 1) -> None:
    await to_desk(person)
    await person.taps(f"Tổ dân phố 1 · lần {number}")


async def draft(head: Person, text: str = TEXT) -> None:
    """The text is there, not yet posted."""
    await to_desk(head)
    await head.taps("Bắt đầu: Tổ dân phố 1")
    await head.taps("Đề xuất bản mới")
    await head.taps("Quy ước")
    await head.taps("Tổ trưởng và Mặt trận thống nhất")
    await head.taps("Lập Tổ soạn thảo")
    await head.taps("Hôm nay")
    await head.says("Năm người, do Tổ trưởng làm trưởng nhóm")
    await head.taps("Nhập nội dung")
    await head.sends_document("du-thao.txt", text.encode())
    await head.taps("Xong")
    await head.taps("Đúng, lưu lại")


async def ask(head: Person) -> None:
    await draft(head)
    await head.taps("Niêm yết và lấy ý kiến")
    await head.taps("Hôm nay")
    await head.says("30")
    await head.taps("Chưa có biên bản")


async def adopt(head: Person, agree: str, *, present: str = "4") -> None:
    await head.taps("Ghi kết quả cuộc họp")
    await head.taps("Hôm nay")
    await head.says("4")
    await head.says(present)
    await head.says(agree)
    await head.sends_photo(b"\xff\xd8\xff bien ban mau")


async def test_from_the_text_to_the_residents_phones(town: Town) -> None:
    head, an, binh, cuc, official = (town.person(it) for it in ("head", "an", "binh", "cuc", "official"))
    await an.says("/huonguoc")
    assert "chưa có bản nào" in an.last().text
    await ask(head)
    assert "đang lấy ý kiến" in head.last().text
    await town.settle()

    card = an.last(GROUP_1)
    assert "không chính thức" in card.text
    assert "Góp ý dự thảo" not in cuc.last(GROUP_2).text if cuc.screen(GROUP_2) else True
    await an.taps("Đọc và góp ý từng điều", GROUP_1)
    assert "Đã xem 1/3 điều" in an.last().text
    assert "Quy ước này áp dụng cho mọi hộ <trong> tổ." in an.last().text
    await an.taps("Đồng ý")
    assert "Đã xem 2/3 điều, đã trả lời 1" in an.last().text
    await an.taps("Góp ý sửa")
    await an.says("Nên đổ rác lúc 19 giờ")
    assert "Đã xem 3/3" in an.last().text
    await an.taps("Không đồng ý")
    assert "đã xem đến điều cuối" in an.last().text
    await an.taps("Xem lại từ đầu")
    assert "Đồng ý" in an.last().text
    await an.taps("Điều sau")
    assert "Góp ý sửa" in an.last().text
    assert "19 giờ" in an.last().text

    await cuc.starts(f"c_{1}")
    assert "chỉ đại diện hộ đã xác nhận của tổ này" in cuc.last().text
    assert not [button for button in cuc.last().buttons if "Đồng ý" in button]

    await binh.taps("Đọc và góp ý từng điều")
    await binh.taps("Bỏ qua")
    assert "đã trả lời 0" in binh.last().text
    await binh.taps("Đồng ý")
    await to_version(head)
    assert "2/4 hộ đã góp ý" in head.last().text
    assert "Ghi kết quả cuộc họp" not in " ".join(head.last().buttons), "nothing is decided before people were heard"

    await town.later(days=31)
    await an.starts("c_1")
    assert "2/4 hộ đã góp ý" in an.last().text
    assert "👍 1 · 👎 0 · ✏️ 1" in an.last().text
    await to_version(head)
    await head.taps("Tổng hợp, trả lời góp ý")
    assert "Chưa xếp nhóm: 1" in head.last().text
    assert "Gửi bản tổng hợp" not in " ".join(head.last().buttons)
    await head.taps("Xếp góp ý vào nhóm")
    assert "Nên đổ rác lúc 19 giờ" in head.last().text
    assert "Bà Mẫu An" not in head.last().text
    await head.taps("Nhóm mới")
    await head.says("Giờ đổ rác")
    await head.taps("Giờ đổ rác (1)")
    await head.taps("Tiếp thu")
    await head.says("Sửa thành 19 giờ")
    await head.taps("Gửi bản tổng hợp")
    await town.settle()
    assert "Sửa thành 19 giờ" in an.last().text
    assert "Nên đổ rác lúc 19 giờ" in an.last().text
    assert not [it for it in binh.screen() if "Sửa thành 19 giờ" in it.text]
    assert "Đã tổng hợp góp ý" in an.last(GROUP_1).text

    await to_version(head)
    await adopt(head, "2")
    assert "chưa đủ trên 50% tổng số hộ" in head.last().text
    assert "chờ họp bàn" in head.last().text
    await adopt(head, "3")
    assert "chờ gửi hồ sơ" in head.last().text
    await head.taps("Gửi hồ sơ")
    await head.taps("Hôm nay")
    await town.settle()
    assert "chờ công nhận" in official.last().text or "công nhận" in official.last().text
    await an.says("/huonguoc")
    assert "Có hiệu lực" not in an.last().text

    await official.taps("Mở")
    await official.taps("Ghi quyết định công nhận")
    await official.says("12/QĐ-UBND")
    await official.taps("Hôm nay")
    await town.settle()
    assert "12/QĐ-UBND" in an.last(GROUP_1).text
    await an.says("/huonguoc")
    assert "✅ Có hiệu lực từ ngày" in an.last().text
    await an.taps("Đọc từng điều")
    await an.taps("Điều 3. An ninh")
    assert "Giữ trật tự sau 22 giờ." in an.last().text
    await an.taps("Điều trước")
    assert "Rác đổ lúc 18 giờ." in an.last().text
    await an.taps("Mục lục")
    await an.taps("Tìm")
    await an.says("trat tu")
    assert [button for button in an.last().buttons if "Điều 3" in button]
    for seen in (it.text for person in (an, binh, cuc) for chat in (None, GROUP_1) for it in person.screen(chat)):
        assert "biểu quyết" not in seen.lower()
        assert "thông qua" not in seen.lower()
    assert town.sandbox.rejected == []


async def test_a_paper_convention_is_brought_in_and_its_amendment_compared_word_by_word(town: Town) -> None:
    head, official, an = (town.person(name) for name in ("head", "official", "an"))
    await to_desk(head)
    await head.taps("Bắt đầu: Tổ dân phố 1")
    await head.taps("Nhập bản giấy")
    await head.taps("Hương ước")
    await head.says(TEXT)
    await head.taps("Xong")
    assert "1 chương, 3 điều" in head.last().text
    await head.taps("Đúng, lưu lại")
    await to_version(official)
    await official.taps("Ghi quyết định công nhận")
    await official.says("5/QĐ-UBND")
    await official.says("20/10/2025")
    await an.says("/huonguoc")
    assert "Có hiệu lực từ ngày 20/10/2025" in an.last().text
    assert "So với bản trước" not in " ".join(an.last().buttons)

    await to_desk(head)
    await head.taps("Sửa đổi: Tổ dân phố 1")
    await head.taps("Đề xuất bản mới")
    await head.taps("Tổ trưởng và Mặt trận thống nhất")
    await head.taps("Lập Tổ soạn thảo")
    await head.taps("Hôm nay")
    await head.says("Ba người")
    await head.taps("Nhập nội dung")
    await head.says(TEXT.replace("18 giờ", "19 giờ"))
    await head.taps("Xong")
    await head.taps("Đúng, lưu lại")
    await head.taps("Niêm yết và lấy ý kiến")
    await head.says("20/11/2026")
    await head.says("20")
    assert "ít nhất 30 ngày" in head.last().text
    assert "Nghị định 61/2023/NĐ-CP Điều 9" in head.last().text
    await head.says("30")
    await head.taps("Có biên bản thống nhất")
    await head.says("15/11/2026")
    await town.settle()
    assert "biên bản ngày 15/11/2026" in an.last(GROUP_1).text
    await town.later(days=31)
    await to_version(head, 2)
    await head.taps("Tổng hợp, trả lời góp ý")
    await head.taps("Gửi bản tổng hợp")
    await to_version(head, 2)
    await adopt(head, "2", present="2")
    assert "không đủ trên 50% tổng số hộ dự họp" in head.last().text
    await head.taps("Ghi kết quả phiếu")
    await head.taps("Hôm nay")
    for number in ("4", "4", "3"):
        await head.says(number)
    await head.sends_document("bien-ban.pdf", b"%PDF-1.4 mau")
    await head.taps("Gửi hồ sơ")
    await head.taps("Hôm nay")
    await to_version(official, 2)
    await official.taps("Ghi quyết định công nhận")
    await official.says("13/QĐ-UBND")
    await official.taps("Hôm nay")
    await an.says("/huonguoc")
    await an.taps("So với bản trước")
    assert "Rác đổ lúc 18 19 giờ." in " ".join(an.last().text.split())
    assert "Không thay đổi: " in an.last().text
    assert "Điều 3" in an.last().text


async def test_residents_and_strangers_record_nothing(town: Town) -> None:
    head, an, stranger = (town.person(name) for name in ("head", "an", "stranger"))
    await draft(head)
    for person in (an, stranger):
        await person.starts("c_1")
        assert "Không tìm thấy" in person.last().text
    await an.says("/huonguoc")
    assert "Việc cần làm" not in " ".join(an.last().buttons)
    await stranger.says("/huonguoc")
    assert "của tổ dân phố nào" in stranger.last().text
    await stranger.taps("Tổ dân phố 1")
    assert "chưa có bản nào" in stranger.last().text


async def test_a_command_leaves_what_was_being_recorded(town: Town) -> None:
    head = town.person("head")
    await to_desk(head)
    await head.taps("Bắt đầu: Tổ dân phố 1")
    await head.taps("Nhập bản giấy")
    await head.taps("Quy ước")
    await head.says("/menu")
    assert "muốn làm gì" in head.last().text
    await head.says("Điều 1. Không lưu")
    assert "chưa hiểu" in head.last().text
