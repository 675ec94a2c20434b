"""A consultation from the card to the result, as households, outsiders and latecomers live it."""

from datetime import timedelta

from tests.e2e.conftest import GROUP_1, GROUP_2, Town
from tests.e2e.consulting import TEXT, TITLE, card, open_consultation, words


async def test_a_consultation_reaches_both_groups_and_every_representative(town: Town) -> None:
    await open_consultation(town)
    front, an, cuc = (town.person(name) for name in ("front", "an", "cuc"))
    assert "Đã gửi" in front.last().text

    for chat in (GROUP_1, GROUP_2):
        posted = card(an, chat)
        assert TITLE in posted.text
        assert TEXT in posted.text
        assert "Cô Mẫu Mặt trận" in posted.text
        assert "Điều 25" in posted.text
        assert "không thay thế cuộc họp" in posted.text
        assert "Đã có 0/4 hộ trả lời" in posted.text
        assert "thứ Năm, 10/12/2026" in posted.text
        assert posted.buttons == ["Đồng ý", "Không đồng ý", "Ý kiến khác", "📄 Chi tiết"]
        assert "biểu quyết" not in posted.text.lower()
    for person in (an, cuc):
        assert TITLE in person.last().text
        assert "chưa trả lời" in person.last().text


async def test_a_tap_in_the_group_is_confirmed_to_that_person_alone(town: Town) -> None:
    await open_consultation(town)
    an, binh = town.person("an"), town.person("binh")
    await an.taps("Đồng ý", GROUP_1)
    whisper = an.last(GROUP_1)
    assert "Đã ghi nhận" in whisper.text
    assert "Mã biên nhận" in whisper.text
    assert "Có thể đổi cho đến" in whisper.text
    assert not [message for message in binh.screen(GROUP_1) if "Mã biên nhận" in message.text]
    await town.settle()
    receipt = an.last()
    assert "Đã ghi nhận" in receipt.text
    assert whisper.text.split("Mã biên nhận: ")[1][:6] in receipt.text


async def test_where_no_whisper_arrives_an_alert_says_it(town: Town) -> None:
    await open_consultation(town)
    an = town.person("an")
    town.sandbox.fail_next("sendMessage", status=400)
    answer = await an.taps("Không đồng ý", GROUP_1)
    assert answer is not None
    assert answer.show_alert
    assert "Đã ghi nhận: Không đồng ý" in answer.text
    assert len(answer.text) <= 200


async def test_a_second_tap_changes_nothing_and_another_answer_changes_it(town: Town) -> None:
    await open_consultation(town)
    an = town.person("an")
    await an.taps("Đồng ý", GROUP_1)
    first = an.last(GROUP_1).text.split("Mã biên nhận: ")[1][:6]
    await an.taps("Đồng ý", GROUP_1, card(an, GROUP_1))
    assert "đã trả lời như vậy rồi" in an.last(GROUP_1).text
    assert first in an.last(GROUP_1).text
    await an.taps("Không đồng ý", GROUP_1, card(an, GROUP_1))
    assert "Đã đổi câu trả lời" in an.last(GROUP_1).text
    await town.settle()
    assert "Đã đổi" in an.last().text
    await town.later(seconds=61)
    assert "Đã có 1/4 hộ trả lời" in card(an, GROUP_1).text


async def test_people_who_may_not_answer_read_why_and_nothing_is_counted(town: Town) -> None:
    await open_consultation(town)
    stranger, cuc, official, admin = (town.person(name) for name in ("stranger", "cuc", "official", "head"))

    await stranger.taps("Đồng ý", GROUP_1)
    assert "chưa được tính" in stranger.last(GROUP_1).text
    await stranger.taps("Xác nhận hộ của tôi", GROUP_1)
    assert TITLE in stranger.last().text
    assert "chưa trả lời được" in stranger.last().text
    assert "Đồng ý" not in stranger.last().buttons

    await official.taps("Đồng ý", GROUP_1, card(official, GROUP_1))
    assert "chưa được tính" in official.last(GROUP_1).text

    answer = await cuc.taps("Đồng ý", GROUP_1, card(cuc, GROUP_1))
    assert "Tổ dân phố 1" in words(answer)
    assert "Tổ dân phố 2" in words(answer)

    answer = await admin.taps("Đồng ý", GROUP_1, card(admin, GROUP_1), as_anonymous=True)
    assert "ẩn danh" in words(answer)

    await town.later(seconds=61)
    assert "Đã có 0/4 hộ trả lời" in card(cuc, GROUP_1).text


async def test_a_forwarded_card_answers_for_the_household_of_whoever_taps_it(town: Town) -> None:
    await open_consultation(town, groups=("Tổ dân phố 1",))
    an, cuc = town.person("an"), town.person("cuc")
    original = card(an, GROUP_1)
    copy = await an.forwards(original, GROUP_2, keep_keyboard=True)
    answer = await cuc.taps("Đồng ý", message=copy)
    assert "Tổ dân phố 2" in words(answer)
    await an.taps("Đồng ý", message=copy)
    assert "Đã ghi nhận" in an.last(GROUP_2).text
    own = await an.forwards(original, keep_keyboard=True)
    await an.taps("Không đồng ý", message=own)
    assert "Không đồng ý" in an.last().text
    await town.later(seconds=61)
    assert "Đã có 1/4 hộ trả lời" in card(an, GROUP_1).text


async def test_another_opinion_continues_in_words(town: Town) -> None:
    await open_consultation(town)
    an, front = town.person("an"), town.person("front")
    await an.taps("Ý kiến khác", GROUP_1)
    await town.settle()
    assert "Viết ý kiến" in " ".join(an.last().buttons)
    await an.says("Nên làm cống trước khi mở đường.")
    assert "Đã ghi nhận ý kiến" in an.last().text
    await an.taps("Viết thêm")
    await an.says("Và trồng lại hàng cây.")
    await an.says("Câu này không phải ý kiến.")
    assert "Đã ghi nhận ý kiến" not in an.last().text

    await town.later(days=20, minutes=2)
    await front.says("/tonghop")
    await front.taps("BC1")
    await front.taps("Ý kiến bà con")
    assert "làm cống trước" in front.last().text
    assert "hàng cây" in front.last().text
    assert "không phải ý kiến" not in front.last().text


async def test_the_words_of_a_group_tap_do_not_break_into_another_conversation(town: Town) -> None:
    await open_consultation(town)
    an = town.person("an")
    await an.says("/tracuu")
    await an.taps("Ý kiến khác", GROUP_1)
    await town.settle()
    await an.says("PA-0000-0000")
    assert "Đã ghi nhận ý kiến" not in an.last().text
    await an.taps("Viết ý kiến", GROUP_1)
    assert "viết ý kiến vào đây" in an.last().text
    await an.says("Tôi muốn góp ý.")
    assert "Đã ghi nhận ý kiến" in an.last().text


async def test_an_opinion_that_is_too_long_is_refused_whole(town: Town) -> None:
    await open_consultation(town)
    an, front = town.person("an"), town.person("front")
    await an.taps("Ý kiến khác")
    await an.says("dài " * 2_500)
    assert any("chưa được ghi nhận" in message.text for message in an.screen()[-4:])
    await town.later(days=20, minutes=2)
    await front.says("/tonghop")
    await front.taps("BC1")
    assert "Bà con viết thêm" not in " ".join(message.text for message in front.screen())


async def test_in_private_the_card_itself_shows_the_own_answer(town: Town) -> None:
    await open_consultation(town)
    an = town.person("an")
    private = card(an)
    answer = await an.taps("Đồng ý", message=private)
    assert "Đã ghi nhận: Đồng ý" in words(answer)
    assert "✔️ Đồng ý" in private.buttons
    assert "Hộ ông/bà đã trả lời: Đồng ý" in private.text
    await an.taps("Không đồng ý", message=private)
    assert "✔️ Không đồng ý" in private.buttons
    assert "✔️ Đồng ý" not in private.buttons


async def test_the_participation_line_follows_at_most_once_a_minute(town: Town) -> None:
    await open_consultation(town)
    an, binh = town.person("an"), town.person("binh")
    await an.taps("Đồng ý", GROUP_1)
    await town.later(seconds=20)
    assert "Đã có 0/4 hộ trả lời" in card(an, GROUP_1).text
    await town.later(seconds=45)
    assert "Đã có 1/4 hộ trả lời" in card(an, GROUP_1).text
    await binh.taps("Không đồng ý", GROUP_1, card(binh, GROUP_1))
    await town.later(seconds=10)
    assert "Đã có 1/4 hộ trả lời" in card(an, GROUP_1).text
    await town.later(seconds=55)
    assert "Đã có 2/4 hộ trả lời" in card(an, GROUP_1).text
    calls = [call for call in town.sandbox.calls if call.method == "editMessageText"]
    edits = [call for call in calls if str(call.params["chat_id"]) == str(GROUP_1)]
    assert len(edits) == 2


async def test_reminders_go_only_to_households_that_have_not_answered(town: Town) -> None:
    await open_consultation(town)
    an, binh, cuc = (town.person(name) for name in ("an", "binh", "cuc"))
    await an.taps("Đồng ý", GROUP_1)
    await town.settle()
    await town.later(days=10, minutes=1)
    assert not [message for message in an.screen() if "Xin nhắc" in message.text]
    for person in (binh, cuc):
        assert "Xin nhắc" in person.last().text
        assert "Đồng ý" in person.last().buttons
    await binh.taps("Đồng ý", message=binh.last())
    assert "Hộ ông/bà đã trả lời" in " ".join(message.text for message in binh.screen())


async def test_it_closes_on_time_and_a_late_tap_is_refused(town: Town) -> None:
    await open_consultation(town)
    an, binh = town.person("an"), town.person("binh")
    await an.taps("Đồng ý", GROUP_1)
    posted = card(an, GROUP_1)
    await town.sandbox.advance(seconds=timedelta(days=20, minutes=2).total_seconds())
    answer = await binh.taps("Đồng ý", message=posted)
    assert "Đã hết hạn" in words(answer)

    await town.later(seconds=1)
    assert "Đã hết hạn lúc 09:01 thứ Năm, 10/12/2026" in posted.text
    assert "Đã có 1/4 hộ trả lời" in posted.text
    assert posted.buttons == []
    assert "Kết quả BC1" in an.last(GROUP_1).text
    await binh.says("/ykien")
    assert "Đã hết hạn" in binh.last().text
    await binh.taps("BC1")
    assert "Kết quả BC1" in " ".join(message.text for message in binh.screen())


async def test_ykien_shows_what_is_open_for_whom(town: Town) -> None:
    await open_consultation(town, groups=("Tổ dân phố 1",))
    an, cuc, stranger = (town.person(name) for name in ("an", "cuc", "stranger"))
    await an.says("/ykien")
    assert any("chưa trả lời" in message.text for message in an.screen()[-2:])
    await an.taps("Đồng ý")
    await an.says("/ykien")
    assert any("đã trả lời: Đồng ý" in message.text for message in an.screen()[-2:])
    await cuc.says("/ykien")
    assert "không có việc nào" in cuc.last().text
    await stranger.says("/ykien")
    assert "Hộ của tôi" in " ".join(stranger.last().buttons)

    await an.says("/ykien", GROUP_1)
    assert "Đã có 1/4 hộ trả lời" in an.last(GROUP_1).text
    await cuc.says("/ykien", GROUP_2)
    assert "không có việc nào" in cuc.last(GROUP_2).text
    await cuc.taps("BC1", GROUP_1)
    assert "không hỏi hộ của ông/bà" in cuc.last().text


async def test_no_message_was_refused_by_telegram_in_a_whole_consultation(town: Town) -> None:
    await open_consultation(town)
    an = town.person("an")
    await an.taps("Ý kiến khác", GROUP_1)
    await an.says("Một ý kiến <b>đậm</b> & khác.")
    await town.later(days=20, minutes=2)
    assert town.sandbox.rejected == []


async def test_a_reminder_that_waits_for_the_morning_spares_who_answers_at_night(town: Town) -> None:
    await open_consultation(town)
    front, an, binh = (town.person(name) for name in ("front", "an", "binh"))
    await town.later(hours=13)  # 22:00
    await front.says("/quanly")
    await front.taps("BC1")
    await front.taps("Nhắc hộ chưa trả lời")
    assert "Đã nhắc 3 hộ" in front.last().text
    await an.taps("Đồng ý", GROUP_1)
    await town.later(hours=1)
    assert not [message for message in binh.screen() if "Xin nhắc" in message.text]
    await town.later(hours=8, minutes=1)
    assert "Xin nhắc" in binh.last().text
    assert not [message for message in an.screen() if "Xin nhắc" in message.text]


async def test_an_update_that_is_delivered_twice_counts_once(town: Town) -> None:
    await open_consultation(town)
    an = town.person("an")
    await an.taps("Đồng ý", GROUP_1)
    town.sandbox.redeliver_last()
    await town.settle()
    assert sum("Mã biên nhận" in message.text for message in an.screen()) == 1
    await town.later(seconds=61)
    assert "Đã có 1/4 hộ trả lời" in card(an, GROUP_1).text


async def test_a_new_answer_without_words_ends_the_waiting_for_words(town: Town) -> None:
    await open_consultation(town)
    an = town.person("an")
    await an.taps("Ý kiến khác", GROUP_1)
    await an.taps("Đồng ý", GROUP_1, card(an, GROUP_1))
    await an.says("Chào buổi sáng")
    assert "Đã ghi nhận ý kiến" not in an.last().text


async def test_somebody_who_blocked_the_bot_still_answers_in_the_group(town: Town) -> None:
    await town.person("binh").blocks_bot()
    await open_consultation(town)
    an, binh = town.person("an"), town.person("binh")
    await binh.taps("Đồng ý", GROUP_1, card(binh, GROUP_1))
    assert "Đã ghi nhận" in binh.last(GROUP_1).text
    await town.later(seconds=61)
    assert "Đã có 1/4 hộ trả lời" in card(an, GROUP_1).text


async def test_the_private_card_follows_an_answer_given_in_the_group(town: Town) -> None:
    await open_consultation(town)
    an = town.person("an")
    private = card(an)
    assert "Hộ ông/bà chưa trả lời" in private.text
    await an.taps("Đồng ý", GROUP_1)
    await town.settle()
    assert "chưa trả lời" not in private.text
    assert any("✔️" in label and "Đồng ý" in label for label in private.buttons)
    assert town.sandbox.rejected == []
