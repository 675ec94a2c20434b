"""/soan and /quanly: what organisers compose, are refused, send, extend and stop."""

from tests.e2e.conftest import GROUP_1, Town
from tests.e2e.consulting import TITLE, card, compose, open_consultation, words


async def test_what_residents_see_is_what_the_preview_showed(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    await compose(front, groups=("Tổ dân phố 1",))
    await front.taps("Mở ngay")
    await front.taps("Sau 20 ngày")
    preview = card(front)
    answer = await front.taps("Đồng ý", message=preview)
    assert "xem trước" in words(answer)
    await front.taps("Gửi thử cho tôi")
    assert "Đã gửi thử" in front.last().text
    await town.settle()
    assert not [message for message in an.screen() if TITLE in message.text], "a trial goes to nobody else"
    await front.taps("Gửi ngay")
    await town.settle()
    posted = card(an, GROUP_1)
    assert posted.html == preview.html.replace("Lấy ý kiến · ", "Lấy ý kiến · BC1 · ")
    assert posted.buttons == preview.buttons


async def test_a_period_shorter_than_the_law_is_refused_by_its_article(town: Town) -> None:
    front = town.person("front")
    await compose(front, groups=("Tổ dân phố 1",))
    await front.taps("Mở ngay")
    await front.says("17:00 25/11/2026")
    assert "ít nhất 20 ngày" in front.last().text
    assert "Điều 28" in front.last().text
    await front.says("19 ngày")
    assert "Điều 28" in front.last().text
    await front.says("hôm nào đó")
    assert "Chưa đọc được ngày giờ" in front.last().text
    await front.says("17:00 25/12/2026")
    assert "Hết hạn: 17:00 thứ Sáu, 25/12/2026" in front.last().text


async def test_a_convention_asks_for_thirty_days(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    await compose(front, kind="Lấy ý kiến hương ước", groups=("Tổ dân phố 1",))
    assert "niêm yết" in front.last().text
    await front.says("30/11/2026")
    assert "chưa tới" in front.last().text
    await front.taps("Hôm nay")
    await front.taps("Mở ngay")
    await front.says("30 ngày")
    assert "ít nhất 30 ngày" in front.last().text
    assert "Nghị định 61/2023" in front.last().text
    await front.taps("Sau 31 ngày")
    await front.taps("Gửi ngay")
    await town.settle()
    assert "Điều 9, Nghị định 61/2023/NĐ-CP" in card(an, GROUP_1).text


async def test_every_question_leads_back_and_out(town: Town) -> None:
    front = town.person("front")
    await compose(front, groups=("Tổ dân phố 1",))
    for question in ("Hỏi những", "Bà con trả lời thế nào", "Xin gửi nội dung", "Hỏi về việc gì", "Soạn gửi bà con"):
        await front.taps("Quay lại")
        assert question in front.last().text
    await front.taps("Thăm dò nhanh")
    await front.taps("Hủy")
    assert "Đã hủy" in front.last().text
    await front.says(TITLE)
    assert "chưa hiểu" in front.last().text


async def test_a_finished_draft_is_edited_at_one_place(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    await compose(front, kind="Thăm dò nhanh", groups=("Tổ dân phố 1",))
    await front.taps("Mở ngay")
    await front.taps("Sau 3 ngày")
    await front.taps("Sửa")
    await front.taps("Tiêu đề")
    await front.says("Tên mới của việc này")
    await front.taps("Sửa")
    await front.taps("Các lựa chọn")
    await front.says("Buổi sáng\nBuổi chiều\nBuổi sáng")
    assert "lựa chọn khác nhau" in front.last().text
    await front.says("Buổi sáng\nBuổi chiều")
    await front.taps("Gửi ngay")
    await town.settle()
    posted = next(message for message in reversed(an.screen(GROUP_1)) if message.buttons)
    assert "Tên mới của việc này" in posted.text
    assert posted.buttons[:2] == ["Buổi sáng", "Buổi chiều"]


async def test_a_scheduled_poll_opens_at_its_hour(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    await compose(front, kind="Thăm dò nhanh", groups=("Tổ dân phố 1",))
    await front.says("8:00 21/11/2026")
    await front.taps("Sau 3 ngày")
    await front.taps("Hẹn giờ")
    await town.settle()
    assert "Đã hẹn giờ" in front.last().text
    assert not [message for message in an.screen(GROUP_1) if TITLE in message.text]
    await an.starts("p_1")
    assert "Bắt đầu lúc 08:00 21/11/2026" in an.last().text
    await town.later(hours=23, minutes=1)
    assert TITLE in card(an, GROUP_1).text


async def test_a_file_becomes_the_text_and_is_read_page_by_page(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    await front.says("/soan")
    await front.taps("Thăm dò nhanh")
    await front.says(TITLE)
    await front.sends_document("anh.jpg", b"\xff\xd8\xff" + bytes(2_000), "image/jpeg")
    assert "Không đọc được chữ" in front.last().text
    lines = [f"Khoản {number}. Bà con cùng giữ gìn ngõ xóm sạch sẽ, đoạn thứ {number}." for number in range(1, 121)]
    await front.sends_document("du-thao.txt", "\n\n".join(lines).encode())
    await front.taps("Xong")
    await front.taps("Đồng ý / Không đồng ý / Ý kiến khác")
    await front.taps("Tổ dân phố 1")
    await front.taps("Xong")
    await front.taps("Mở ngay")
    await front.taps("Sau 7 ngày")
    await front.taps("Gửi ngay")
    await town.settle()
    posted = card(an, GROUP_1)
    assert "Khoản 1." in posted.text
    assert lines[-1] not in posted.text
    await an.taps("Chi tiết", message=posted)
    assert "Khoản 20." in an.last(GROUP_1).text
    await an.taps("Đọc đầy đủ", GROUP_1)
    await an.taps("Chi tiết")
    await an.taps("Đọc tiếp")
    await an.taps("Đọc tiếp")
    assert lines[-1] in an.last().text


async def test_only_organisers_compose_and_each_for_their_own_groups(town: Town) -> None:
    an, head = town.person("an"), town.person("head")
    for command in ("/soan", "/quanly"):
        await an.says(command)
        assert "được giao nhiệm vụ" in an.last().text
    await compose(head, kind="Thăm dò nhanh", groups=("Tổ dân phố 1",))
    groups_asked = [message for message in head.screen() if "Tổ dân phố 2" in " ".join(message.buttons)]
    assert not groups_asked


async def test_the_organiser_reminds_extends_and_stops(town: Town) -> None:
    await open_consultation(town)
    front, an, binh = (town.person(name) for name in ("front", "an", "binh"))
    await an.taps("Đồng ý", GROUP_1)
    await town.settle()
    await front.says("/quanly")
    assert "Đã có 1/12 hộ trả lời" in front.last().text
    await front.taps("BC1")
    assert "Tổ dân phố 1: 1/4" in front.last().text
    await front.taps("Nhắc hộ chưa trả lời")
    assert "Đã nhắc 2 hộ" in front.last().text
    await town.settle()
    assert "Xin nhắc" in binh.last().text
    assert not [message for message in an.screen() if "Xin nhắc" in message.text]

    await front.taps("Gia hạn")
    await front.says("1/12/2026")
    assert "Chỉ có thể kéo dài thêm" in front.last().text
    await front.says("17:00 25/12/2026")
    await front.says("Nhiều hộ đi vắng")
    await town.settle()
    assert "Đã gia hạn" in front.last().text
    assert any("Nhiều hộ đi vắng" in message.text for message in an.screen(GROUP_1))
    assert "25/12/2026" in card(an, GROUP_1).text

    await front.taps("Quay lại")
    await front.taps("Dừng, không lấy ý kiến nữa")
    await front.says("Dự án hoãn lại")
    await front.taps("Dừng hẳn")
    await town.settle()
    assert "Đã dừng" in front.last().text
    assert any("Dự án hoãn lại" in message.text for message in binh.screen())
    final = next(message for message in an.screen(GROUP_1) if "Người hỏi" in message.text)
    assert "Đã dừng" in final.text
    assert final.buttons == []


async def test_a_head_sees_but_does_not_change_what_also_asks_other_groups(town: Town) -> None:
    await open_consultation(town)
    head = town.person("head")
    await head.says("/quanly")
    await head.taps("BC1")
    assert "Tổ dân phố 1: 0/4" in head.last().text
    assert "Gia hạn" not in " ".join(head.last().buttons)


async def test_send_tapped_twice_sends_once(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    await compose(front, kind="Thăm dò nhanh", groups=("Tổ dân phố 1",))
    await front.taps("Mở ngay")
    await front.taps("Sau 3 ngày")
    review = front.last()
    kept = review.keyboard
    await front.taps("Gửi ngay", message=review)
    review.keyboard = kept
    answer = await front.taps("Gửi ngay", message=review)
    assert "không còn nữa" in words(answer)
    await town.settle()
    assert sum(TITLE in message.text for message in an.screen(GROUP_1)) == 1


async def test_a_new_opening_asks_for_the_end_again(town: Town) -> None:
    front = town.person("front")
    await compose(front, groups=("Tổ dân phố 1",))
    await front.taps("Mở ngay")
    await front.says("17:00 15/12/2026")
    await front.taps("Sửa")
    await front.taps("Bắt đầu")
    await front.says("8:00 1/12/2026")
    assert "Khi nào hết hạn" in front.last().text
    await front.says("17:00 15/12/2026")
    assert "Điều 28" in front.last().text
    await front.says("17:00 25/12/2026")
    assert "Bắt đầu: 08:00 thứ Ba, 01/12/2026" in front.last().text
    assert "Hẹn giờ" in " ".join(front.last().buttons)


async def test_buttons_of_an_earlier_draft_do_not_finish_a_new_one(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    await compose(front, kind="Thăm dò nhanh", groups=("Tổ dân phố 1",))
    await front.taps("Mở ngay")
    await front.taps("Sau 3 ngày")
    earlier = front.last()
    await front.says("/soan")
    answer = await front.taps("Gửi ngay", message=earlier)
    assert "không còn nữa" in words(answer)
    await front.taps("Thăm dò nhanh")
    answer = await front.taps("Gửi ngay", message=earlier)
    assert "không còn nữa" in words(answer)
    await town.settle()
    assert not [message for message in an.screen(GROUP_1) if TITLE in message.text]
