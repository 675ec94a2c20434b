"""A notice and an invitation, from /soan to the group chats and the households."""

from sandbox.driver import Person
from tests.e2e.conftest import GROUP_1, GROUP_2, Town


async def invite(front: Person, when: str, *, to: str = "Tổ dân phố 1") -> None:
    await front.says("/soan")
    await front.taps("Thư mời họp")
    await front.says("Họp bàn sửa nhà văn hóa")
    await front.says("Bàn kinh phí và thời gian sửa.")
    await front.taps("Xong")
    await front.says(when)
    await front.says("Nhà văn hóa tổ 1")
    await front.taps(to)
    await front.taps("Xong")


async def test_a_notice_goes_to_the_chosen_groups_and_says_who_sent_it(town: Town) -> None:
    front, an, cuc = (town.person(name) for name in ("front", "an", "cuc"))
    await front.says("/soan")
    await front.taps("Thông báo")
    await front.says("Cắt nước <b>sáng mai</b>")
    await front.says("Từ 8 giờ đến 11 giờ.")
    await front.says("Bà con tích nước trước.")
    await front.taps("Xong")
    await front.taps("Xong")
    assert "Gửi đến những tổ dân phố nào" in front.last().text, "nobody is written to by mistake"
    await front.taps("Tổ dân phố 1")
    await front.taps("Xong")
    await front.taps("Gửi thử cho tôi")
    await town.settle()
    assert not [message for message in an.screen() if "Cắt nước" in message.text], "a trial goes to nobody else"
    await front.taps("Gửi ngay")
    assert "1 nhóm chat và 2 đại diện hộ" in front.last().text
    await town.settle()

    for seen in (an.last(GROUP_1), an.last()):
        assert "Cắt nước <b>sáng mai</b>" in seen.text
        assert "tích nước trước" in seen.text
        assert "Người gửi: Cô Mẫu Mặt trận" in seen.text
    assert not [message for message in cuc.screen() if "Cắt nước" in message.text]
    assert not [message for message in cuc.screen(GROUP_2) if "Cắt nước" in message.text]


async def test_an_invitation_says_when_and_where(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    await invite(front, "19:30 25/11/2026")
    assert "⚠️" not in front.last().text
    await front.taps("Gửi ngay")
    await town.settle()
    seen = an.last(GROUP_1)
    assert "Kính mời" in seen.text
    assert "19:30 thứ Tư, 25/11/2026" in seen.text
    assert "Nhà văn hóa tổ 1" in seen.text
    assert "Bàn kinh phí" in seen.text


async def test_a_late_invitation_is_warned_about_and_may_still_be_sent(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    await invite(front, "19:30 21/11/2026")
    assert "ít nhất 2 ngày" in front.last().text
    assert "Nghị định 59/2023/NĐ-CP Điều 3 khoản 3" in front.last().text
    await front.taps("Gửi ngay")
    await town.settle()
    assert "19:30 thứ Bảy, 21/11/2026" in an.last().text


async def test_a_meeting_in_the_past_or_at_no_time_is_asked_again(town: Town) -> None:
    front = town.person("front")
    await front.says("/soan")
    await front.taps("Thư mời họp")
    await front.says("Họp bàn sửa nhà văn hóa")
    await front.says("Bàn kinh phí.")
    await front.taps("Xong")
    await front.says("19:30 19/11/2026")
    assert "đã qua" in front.last().text
    await front.says("tối nào đó")
    assert "Chưa đọc được ngày giờ" in front.last().text
    await front.says("19:30 25/11/2026")
    assert "Họp ở đâu" in front.last().text


async def test_a_head_writes_to_the_own_group_and_residents_to_nobody(town: Town) -> None:
    head, an = town.person("head"), town.person("an")
    await head.says("/soan")
    await head.taps("Thông báo")
    await head.says("Dọn ngõ")
    await head.says("Sáng thứ Bảy.")
    await head.taps("Xong")
    assert "Tổ dân phố 2" not in " ".join(head.last().buttons)
    await an.says("/soan")
    assert "được giao nhiệm vụ" in an.last().text


async def test_a_long_notice_is_read_on_and_no_word_is_lost(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    lines = [f"Mục {number}: bà con lưu ý giữ gìn vệ sinh chung của khu, đoạn {number}." for number in range(1, 101)]
    await front.says("/soan")
    await front.taps("Thông báo")
    await front.says("Vệ sinh môi trường")
    await front.sends_document("thong-bao.txt", "\n\n".join(lines).encode())
    await front.taps("Xong")
    await front.taps("Tất cả")
    await front.taps("Xong")
    await front.taps("Gửi ngay")
    await town.settle()
    first = an.last(GROUP_1).text
    await an.taps("Đọc tiếp", GROUP_1)
    texts = [first]
    while "Đọc tiếp ▶️" in an.last().buttons:
        await an.taps("Đọc tiếp ▶️")
        texts.append(an.last().text)
    for line in lines:
        assert sum(line in text for text in texts) == 1
    assert town.sandbox.rejected == []


async def test_what_is_wrong_is_edited_before_it_is_sent(town: Town) -> None:
    front, an = town.person("front"), town.person("an")
    await invite(front, "19:30 25/11/2026")
    await front.taps("Sửa")
    await front.taps("Địa điểm")
    await front.says("Sân đình")
    await front.taps("Gửi ngay")
    await town.settle()
    assert "Sân đình" in an.last(GROUP_1).text
    await front.says("/soan")
    await front.taps("Thông báo")
    await front.taps("Quay lại")
    assert "Soạn gửi bà con" in front.last().text
