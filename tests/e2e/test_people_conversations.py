"""First contact, households, offices and group chats, as people live them in the chat."""

import re

from rules.roll import RawRow
from sandbox.driver import Person
from services.people import me, roll, slips
from storage.models import Account, Chat, Conversation, Office
from tests.e2e.conftest import GROUP_1, PEOPLE, SMALL_GROUP, Town
from tests.fixtures import group_id
from tests.rows import rows

STRANGER = PEOPLE["stranger"][0]


async def household_of(town: Town, person: Person) -> str | None:
    from services.people import actors

    actor = await actors.recognise(town.env, "telegram", str(person.id))
    if actor is None:
        return None
    home = (await me.view(town.env, actor)).household
    return home.code if home else None


async def slip(town: Town, household: str) -> str:
    return next(line.code for line in await slips.issue(town.env) if line.household_code == household)


async def agrees(person: Person) -> None:
    """The welcome, yes to the household, no to disclosures."""
    await person.starts()
    await person.taps("Đồng ý")
    await person.taps("Không đồng ý")


# --- first contact -------------------------------------------------------------------------------


async def test_the_welcome_says_who_runs_this_and_what_it_is_not(town: Town) -> None:
    stranger = town.person("stranger")
    await stranger.starts()
    card = stranger.last()
    for words in ("phường Sao Mai", "113", "tố cáo"):
        assert words in card.text
    for label in ("Đồng ý", "Không đồng ý", "Xem chi tiết", "Để sau"):
        assert any(label in button for button in card.buttons)


async def test_consent_is_asked_one_purpose_at_a_time_and_can_be_read_about_first(town: Town) -> None:
    stranger = town.person("stranger")
    await stranger.starts()
    await stranger.taps("Xem chi tiết")
    assert "91/2025/QH15" in stranger.last().text
    await stranger.taps("Quay lại")
    await stranger.taps("Đồng ý")
    assert "tin công khai" in stranger.last().text
    await stranger.taps("Đồng ý")
    assert "thuộc hộ nào" in stranger.last().text


async def test_who_agrees_to_nothing_is_left_in_peace_and_may_still_read_and_report(town: Town) -> None:
    stranger = town.person("stranger")
    await stranger.starts()
    await stranger.taps("Không đồng ý")
    await stranger.taps("Không đồng ý")
    assert "Tôi không ghi gì về hộ" in stranger.last().text
    assert any("Phản ánh" in label for label in stranger.last().buttons)
    await stranger.starts()
    assert "Xin hỏi" not in stranger.last().text


async def test_who_did_not_agree_is_asked_before_a_household_is_stored(town: Town) -> None:
    stranger = town.person("stranger")
    await stranger.starts()
    await stranger.taps("Không đồng ý")
    await stranger.taps("Không đồng ý")
    await stranger.starts()
    await stranger.taps("Đăng ký hộ của tôi")
    await stranger.taps("Không đồng ý")
    assert await household_of(town, stranger) is None


async def test_for_later_leads_to_the_menu_and_decides_nothing(town: Town) -> None:
    stranger = town.person("stranger")
    await stranger.starts()
    await stranger.taps("Để sau")
    assert any("Hộ của tôi" in label for label in stranger.last().buttons)
    await stranger.starts()
    assert "Xin hỏi" in stranger.last().text


# --- by slip -------------------------------------------------------------------------------------


async def test_a_code_from_the_slip_is_typed_and_the_household_confirmed(town: Town) -> None:
    stranger = town.person("stranger")
    code = await slip(town, "01-003")
    await agrees(stranger)
    await stranger.taps("Nhập mã hộ")
    await stranger.says("sai-mã-này")
    assert "không đúng" in stranger.last().text
    await stranger.says(f"{code[:4].lower()}-{code[4:].lower()}")
    assert "01-003" in stranger.last().text
    assert await household_of(town, stranger) == "01-003"


async def test_a_slip_link_asks_consent_first_and_then_confirms_at_once(town: Town) -> None:
    stranger = town.person("stranger")
    code = await slip(town, "01-003")
    await stranger.starts(f"h_{code}")
    assert await household_of(town, stranger) is None
    kept = repr([vars(row) for row in await conversations(town)])
    assert code not in kept
    await stranger.taps("Đồng ý")
    await stranger.sees("01-003")
    assert await household_of(town, stranger) == "01-003"
    await stranger.taps("Không đồng ý")
    assert await household_of(town, stranger) == "01-003"


async def conversations(town: Town) -> list[Conversation]:
    from sqlalchemy import select

    async with town.env.db.read() as session:
        return list((await session.execute(select(Conversation))).scalars())


async def test_a_slip_link_that_is_refused_says_why_and_asks_nothing(town: Town) -> None:
    stranger = town.person("stranger")
    await stranger.starts("h_AAAA2222")
    assert "Mã này không đúng" in stranger.last().text
    an = town.person("an")
    await an.starts(f"h_{await slip(town, '01-003')}")
    assert "đã là đại diện" in an.last().text


async def test_a_second_person_with_the_same_slip_hears_why_not(town: Town) -> None:
    code = await slip(town, "01-003")
    stranger, official = town.person("stranger"), town.person("official")
    for person in (stranger, official):
        await agrees(person)
        await person.starts(f"h_{code}")
    assert "01-003" in stranger.last().text
    assert "đã được dùng" in official.last().text


async def test_an_old_question_answered_with_no_does_not_end_a_link_by_a_slip_of_the_finger(town: Town) -> None:
    an = town.person("an")
    await an.starts()
    await an.taps("Không đồng ý")
    assert await household_of(town, an) == "01-001"
    await an.taps("Rút đồng ý")
    assert await household_of(town, an) is None


# --- by phone ------------------------------------------------------------------------------------


async def phone_on_roll(town: Town, phone: str) -> None:
    cells = {
        "group_code": "01",
        "household_code": "01-004",
        "address": "Số 4 đường Mẫu",
        "representative": "Nguyễn Văn Mẫu 4",
        "phone": phone,
    }
    await roll.load(town.env, [RawRow(2, cells)])


async def test_ones_own_phone_on_the_roll_confirms_the_household(town: Town) -> None:
    stranger = town.person("stranger")
    await phone_on_roll(town, f"099900{STRANGER}")
    await agrees(stranger)
    await stranger.taps("Chia sẻ số điện thoại")
    await stranger.shares_contact()
    await stranger.sees("Xong rồi")
    assert await household_of(town, stranger) == "01-004"


async def test_somebody_elses_phone_is_not_taken_and_the_own_one_may_follow(town: Town) -> None:
    stranger = town.person("stranger")
    await phone_on_roll(town, "0999000999")
    await agrees(stranger)
    await stranger.taps("Chia sẻ số điện thoại")
    await stranger.shares_contact(own=False, phone="+84999000999")
    assert "chính ông/bà" in stranger.last().text
    await stranger.says("0999000999")
    assert "chính ông/bà" in stranger.last().text
    assert await household_of(town, stranger) is None


async def test_a_phone_that_is_not_on_the_roll_leads_back_to_the_other_ways(town: Town) -> None:
    stranger = town.person("stranger")
    await agrees(stranger)
    await stranger.taps("Chia sẻ số điện thoại")
    await stranger.shares_contact()
    await stranger.sees("chưa có trong danh sách")
    assert any("Nhập mã hộ" in label for label in stranger.last().buttons)


async def test_sharing_a_phone_has_a_way_out(town: Town) -> None:
    stranger = town.person("stranger")
    await agrees(stranger)
    await stranger.taps("Chia sẻ số điện thoại")
    await stranger.taps("Hủy")
    assert any("Nhập mã hộ" in label for label in stranger.last().buttons)


# --- by the head of the group --------------------------------------------------------------------


async def asks(town: Town, person: Person, words: str = "Mẫu 3, số 3 đường Mẫu") -> None:
    await agrees(person)
    await person.taps("Chọn tổ dân phố")
    await person.taps("Tổ dân phố 1")
    await person.says(words)
    await town.settle()


async def test_the_head_of_the_group_confirms_who_waits_and_they_are_told(town: Town) -> None:
    stranger, head = town.person("stranger"), town.person("head")
    await asks(town, stranger)
    assert "Đã gửi" in stranger.last().text
    await head.sees("đang chờ ông/bà xác nhận")
    await head.says("/duyetho")
    assert "Mẫu 3, số 3 đường Mẫu" in head.last().text
    await head.taps("Xác nhận")
    await head.says("01-003")
    await head.taps("01-003")
    await head.taps("Xác nhận đúng hộ này")
    await town.settle()
    await stranger.sees("01-003")
    assert await household_of(town, stranger) == "01-003"
    await head.says("/duyetho")
    assert "Không có ai" in head.last().text


async def test_the_head_of_the_group_refuses_and_they_are_told_how_to_go_on(town: Town) -> None:
    stranger, head = town.person("stranger"), town.person("head")
    await asks(town, stranger)
    await head.says("/duyetho")
    await head.taps("Từ chối")
    await town.settle()
    await stranger.sees("chưa xác nhận được")
    assert await household_of(town, stranger) is None
    await stranger.taps("Đăng ký lại")
    assert any("Nhập mã hộ" in label for label in stranger.last().buttons)


async def test_words_with_html_reach_the_head_as_they_were_written(town: Town) -> None:
    stranger, head = town.person("stranger"), town.person("head")
    await asks(town, stranger, "<b>Mẫu</b> & con, <script>số 3")
    await head.says("/duyetho")
    assert "<b>Mẫu</b> & con, <script>số 3" in head.last().text


async def test_who_holds_no_such_office_sees_nobody_who_waits(town: Town) -> None:
    await asks(town, town.person("stranger"))
    for name in ("an", "official", "inspector", "admin"):
        person = town.person(name)
        await person.says("/duyetho")
        assert "dành cho người được giao nhiệm vụ" in person.last().text


async def test_a_request_too_long_is_refused_and_may_be_sent_again(town: Town) -> None:
    stranger = town.person("stranger")
    await asks(town, stranger, "a" * 400)
    assert "dài quá 300" in stranger.last().text
    await stranger.says("Mẫu 3, số 3")
    assert "Đã gửi" in stranger.last().text


# --- /toi ----------------------------------------------------------------------------------------


async def test_my_household_is_shown_and_can_be_given_up(town: Town) -> None:
    an = town.person("an")
    await an.says("/toi")
    for words in ("01-001", "Tổ dân phố 1", "Số 1 đường Mẫu"):
        assert words in an.last().text
    await an.taps("Xóa liên kết hộ")
    assert await household_of(town, an) == "01-001"
    await an.taps("Xóa liên kết")
    assert await household_of(town, an) is None


async def test_disclosures_are_switched_on_and_off(town: Town) -> None:
    an = town.person("an")
    await an.says("/toi")
    for wanted in ("Nhận tin công khai", "Thôi nhận tin công khai"):
        await an.taps(wanted)
    assert "Gửi tin công khai cho tôi: không đồng ý" in an.last().text


async def test_what_is_stored_is_said(town: Town) -> None:
    head = town.person("head")
    await head.says("/toi")
    assert "Tổ trưởng" in head.last().text
    await head.taps("Thông tin lưu về tôi")
    assert "Bác Mẫu Tổ trưởng" in head.last().text


async def test_the_main_menu_leads_to_my_household_and_to_places_still_to_come(town: Town) -> None:
    an = town.person("an")
    for label, words in (("Hộ của tôi", "01-001"), ("Lịch họp", "chưa dùng được"), ("Hương ước", "chưa có bản nào")):
        await an.says("/menu")
        await an.taps(label)
        assert words in an.last().text
        assert any("Quay lại" in button for button in an.last().buttons)
    await an.says("/lich")
    assert "chưa dùng được" in an.last().text


# --- offices -------------------------------------------------------------------------------------


async def invitation(town: Town, *labels: str) -> str:
    """The payload of the link that the administrator was shown."""
    admin = town.person("admin")
    await admin.says("/caidat")
    await admin.taps("Mời vào nhiệm vụ")
    for label in (*labels, "Không đặt ngày"):
        await admin.taps(label)
    found = re.search(r"start=(o_\w+)", admin.last().text)
    assert found is not None
    return found[1]


async def test_an_office_is_taken_up_by_its_link(town: Town) -> None:
    stranger, admin = town.person("stranger"), town.person("admin")
    payload = await invitation(town, "Tổ trưởng", "Tổ dân phố 2")
    await stranger.starts(payload)
    assert "Tổ trưởng – Tổ dân phố 2" in stranger.last().text
    assert payload.removeprefix("o_") not in repr([vars(row) for row in await conversations(town)])
    await stranger.taps("Nhận nhiệm vụ")
    await stranger.says("Bà <Mẫu> Mới")
    assert "Bà <Mẫu> Mới" in stranger.last().text
    await town.settle()
    await admin.sees("Bà <Mẫu> Mới")
    await stranger.says("/duyetho")
    assert "Không có ai" in stranger.last().text


async def test_a_member_of_a_project_board_is_invited_for_a_term_and_stands_in_the_book(town: Town) -> None:
    admin, stranger = town.person("admin"), town.person("stranger")
    await admin.says("/caidat")
    assert "Điều 36" in admin.last().text  # the inspectorate lacks members
    await admin.taps("Mời vào nhiệm vụ")
    await admin.taps("Ban Giám sát đầu tư")
    await admin.says("Đường <Mẫu>")
    await admin.says("hôm qua")
    assert "ngày" in admin.last().text
    await admin.says("31/12/2027")
    found = re.search(r"start=(o_\w+)", admin.last().text)
    assert found is not None
    await stranger.starts(found[1])
    assert "Đường <Mẫu>, nhiệm kỳ đến hết 31/12/2027" in stranger.last().text
    await stranger.taps("Nhận nhiệm vụ")
    await stranger.says("Bà Mẫu")
    await admin.says("/caidat")
    assert "«Đường <Mẫu>» có 1/5" in admin.last().text
    await admin.taps("Sổ nhiệm vụ")
    assert "Ban Giám sát đầu tư – Đường <Mẫu>: Bà Mẫu, từ 20/11/2026, nhiệm kỳ đến hết 31/12/2027" in admin.last().text
    await town.later(days=407)
    await admin.says("/caidat")
    await admin.taps("Sổ nhiệm vụ")
    assert "(hết nhiệm kỳ)" in admin.last().text


async def test_an_inspector_is_invited_for_a_group_or_for_the_whole_ward(town: Town) -> None:
    stranger = town.person("stranger")
    await stranger.starts(await invitation(town, "Ban Thanh tra nhân dân", "Tổ dân phố 2"))
    assert "Ban Thanh tra nhân dân – Tổ dân phố 2" in stranger.last().text
    await stranger.starts(await invitation(town, "Mặt trận", "Cho cả phường"))
    assert "Mặt trận\n" in stranger.last().text


async def test_a_link_that_was_used_is_refused(town: Town) -> None:
    payload = await invitation(town, "Công chức")
    first, second = town.person("stranger"), town.person("an")
    await first.starts(payload)
    await second.starts(payload)
    await first.taps("Nhận nhiệm vụ")
    await first.says("Mẫu Một")
    answer = await second.taps("Nhận nhiệm vụ")
    assert answer is not None
    assert "đã được dùng" in answer.text
    assert len(await rows(town.env, Office, role="official")) == 2


async def test_an_office_that_excludes_another_is_refused_with_the_article(town: Town) -> None:
    inspector = town.person("inspector")
    await inspector.starts(await invitation(town, "Công chức"))
    assert "Điều 37" in inspector.last().text


async def test_an_administrator_ends_an_office_and_the_holder_is_told(town: Town) -> None:
    admin, official = town.person("admin"), town.person("official")
    await admin.says("/caidat")
    assert "Tổ dân phố 1" in admin.last().text
    await admin.taps("Người giữ nhiệm vụ")
    await admin.taps("Thu hồi: Chị Mẫu Công chức")
    await admin.taps("Thu hồi")
    await town.settle()
    await official.sees("đã kết thúc")
    assert await rows(town.env, Office, role="official", until=None) == []


async def test_the_only_administrator_stays(town: Town) -> None:
    admin = town.person("admin")
    await admin.says("/caidat")
    await admin.taps("Người giữ nhiệm vụ")
    await admin.taps("Thu hồi: Cô Mẫu Quản trị")
    answer = await admin.taps("Thu hồi")
    assert answer is not None
    assert "duy nhất" in answer.text


async def test_settings_are_for_administrators(town: Town) -> None:
    for name in ("an", "official", "front", "stranger"):
        person = town.person(name)
        await person.says("/caidat")
        assert "dành cho người được giao nhiệm vụ" in person.last().text


# --- group chats ---------------------------------------------------------------------------------


async def link_command(town: Town, group: str) -> str:
    admin = town.person("admin")
    await admin.says("/caidat")
    await admin.taps("Mã liên kết nhóm")
    await admin.taps(group)
    found = re.search(r"/lienket [\w-]+", admin.last().text)
    assert found is not None
    return found[0]


async def chat_group(town: Town, external_id: int) -> int | None:
    found = await rows(town.env, Chat, external_id=str(external_id))
    return found[0].group_id if found else None


async def test_an_administrator_of_the_chat_ties_it_to_another_group(town: Town) -> None:
    command = await link_command(town, "Tổ dân phố 3")
    an, head = town.person("an"), town.person("head")
    await an.says(command, chat=GROUP_1)
    assert "Chỉ quản trị viên" in an.last(GROUP_1).text
    await head.says(command, chat=GROUP_1)
    assert "Tổ dân phố 3" in head.last(GROUP_1).text
    assert await chat_group(town, GROUP_1) == await group_id(town.env, "03")
    await head.says(command, chat=GROUP_1)
    assert "đã được dùng" in head.last(GROUP_1).text


async def test_linking_needs_a_code_and_a_group(town: Town) -> None:
    head = town.person("head")
    await head.says("/lienket", chat=GROUP_1)
    assert "kèm mã" in head.last(GROUP_1).text
    await head.says("/lienket AAAA-2222")
    assert "nhóm chat" in head.last().text


async def test_a_group_that_becomes_a_supergroup_is_followed(town: Town) -> None:
    await town.person("head").says(await link_command(town, "Tổ dân phố 3"), chat=SMALL_GROUP)
    assert await chat_group(town, SMALL_GROUP) == await group_id(town.env, "03")
    new = await town.sandbox.group(SMALL_GROUP).migrates()
    assert await chat_group(town, SMALL_GROUP) is None
    assert await chat_group(town, new) == await group_id(town.env, "03")


async def test_an_administrator_who_stays_anonymous_ties_the_chat_too(town: Town) -> None:
    command = await link_command(town, "Tổ dân phố 3")
    head = town.person("head")
    town.sandbox.world.chats[GROUP_1].anonymous.add(head.id)
    await head.says(command, chat=GROUP_1)
    assert await chat_group(town, GROUP_1) == await group_id(town.env, "03")


async def test_a_chat_that_removed_the_assistant_is_known_until_it_is_back(town: Town) -> None:
    group = town.sandbox.group(GROUP_1)
    await group.removes_bot()
    assert (await rows(town.env, Chat, external_id=str(GROUP_1)))[0].unreachable_since is not None
    await group.adds_bot()
    assert (await rows(town.env, Chat, external_id=str(GROUP_1)))[0].unreachable_since is None


async def test_a_person_who_blocked_the_assistant_is_known_until_they_are_back(town: Town) -> None:
    an = town.person("an")
    await an.blocks_bot()
    assert (await rows(town.env, Account, external_id=str(an.id)))[0].unreachable_since is not None
    await an.unblocks_bot()
    assert (await rows(town.env, Account, external_id=str(an.id)))[0].unreachable_since is None
