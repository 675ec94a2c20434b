"""Group chats: who sees what, forwards, anonymous administrators, ephemeral messages and the upgrade."""

import json
from typing import Any

import pytest

from sandbox.errors import NotPossible
from sandbox.server import Sandbox
from tests.sandbox.conftest import ADMINISTERED, BASIC, BINH, CHIEN, GROUP, HOA, LAN, call, refusal

CARD = json.dumps({"inline_keyboard": [[{"text": "Đồng ý", "callback_data": "yes"}]]})


async def pressed(sandbox: Sandbox, user_id: int, chat_id: int) -> str:
    """The query id of a press on the newest card."""
    await sandbox.person(user_id).taps("Đồng ý", chat=chat_id)
    return str(sandbox.updates_emitted[-1]["callback_query"]["id"])


def private_to(user_id: int, **more: Any) -> str:
    return json.dumps({"receiver_user_id": user_id, **more})


async def test_privacy_mode_hides_talk_and_shows_commands_replies_mentions_and_service_messages(
    sandbox: Sandbox,
) -> None:
    hoa = sandbox.person(HOA)
    sent = await call(sandbox, "sendMessage", chat_id=GROUP, text="a")
    card = sandbox.world.chats[GROUP].find(sent["message_id"])
    await hoa.says("chuyện trong xóm", chat=GROUP)
    await hoa.says("/lenh@other_bot", chat=GROUP)
    assert sandbox.updates_emitted == []
    for words in ("/ketqua", "/ketqua@thu_bot", "hỏi @thu_bot chút"):
        await hoa.says(words, chat=GROUP)
    await hoa.says("trả lời", chat=GROUP, reply_to=card)
    await sandbox.group(GROUP).gains(LAN)
    texts = [u["message"].get("text") for u in sandbox.updates_emitted]
    assert texts == ["/ketqua", "/ketqua@thu_bot", "hỏi @thu_bot chút", "trả lời", None]


async def test_a_bot_that_is_administrator_sees_everything(sandbox: Sandbox) -> None:
    await sandbox.person(HOA).says("chuyện trong xóm", chat=ADMINISTERED)
    assert sandbox.updates_emitted[-1]["message"]["text"] == "chuyện trong xóm"
    await sandbox.group(ADMINISTERED).demotes_bot()
    await sandbox.person(HOA).says("chuyện khác", chat=ADMINISTERED)
    assert "my_chat_member" in sandbox.updates_emitted[-1]


async def test_an_anonymous_administrator_speaks_as_the_group_and_presses_as_themselves(sandbox: Sandbox) -> None:
    chien = sandbox.person(CHIEN)
    await chien.says("/ketqua", chat=GROUP)
    message = sandbox.updates_emitted[-1]["message"]
    assert (message["from"]["id"], message["from"]["username"]) == (1087968824, "GroupAnonymousBot")
    assert message["sender_chat"]["id"] == GROUP
    await call(sandbox, "sendMessage", chat_id=GROUP, text="a", reply_markup=CARD)
    await chien.taps("Đồng ý", chat=GROUP)
    assert sandbox.updates_emitted[-1]["callback_query"]["from"]["id"] == CHIEN
    await chien.taps("Đồng ý", chat=GROUP, as_anonymous=True)
    assert sandbox.updates_emitted[-1]["callback_query"]["from"]["id"] == 1087968824


async def test_a_forwarded_card_loses_its_buttons_unless_asked_to_keep_them(sandbox: Sandbox) -> None:
    hoa = sandbox.person(HOA)
    await call(sandbox, "sendMessage", chat_id=GROUP, text="lấy ý kiến", reply_markup=CARD)
    card = hoa.last(GROUP)
    copy = await hoa.forwards(card, HOA)
    assert copy.buttons == []
    origin = sandbox.updates_emitted[-1]["message"]["forward_origin"]
    assert (origin["type"], origin["sender_user"]["username"]) == ("user", "thu_bot")
    await hoa.forwards(card, HOA, keep_keyboard=True)
    await hoa.taps("Đồng ý")
    tapped = sandbox.updates_emitted[-1]["callback_query"]["message"]
    assert (tapped["chat"]["id"], tapped["from"]["id"], "forward_origin" in tapped) == (HOA, HOA, True)


async def test_an_upgraded_group_answers_with_its_new_id(sandbox: Sandbox) -> None:
    group = sandbox.group(BASIC)
    new_id = await group.migrates()
    to, origin = sandbox.updates_emitted[-2]["message"], sandbox.updates_emitted[-1]["message"]
    assert (to["chat"]["id"], to["migrate_to_chat_id"]) == (BASIC, new_id)
    assert (origin["chat"]["id"], origin["migrate_from_chat_id"]) == (new_id, BASIC)
    assert (group.id, origin["chat"]["type"]) == (new_id, "supergroup")
    status, body = await sandbox.execute("sendMessage", _params(chat_id=BASIC, text="a"))
    assert (status, body["parameters"]) == (400, {"migrate_to_chat_id": new_id})
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    await call(sandbox, "sendMessage", chat_id=new_id, text="a")
    with pytest.raises(NotPossible):
        await sandbox.person(HOA).says("a", chat=BASIC)
    with pytest.raises(NotPossible):
        await sandbox.group(GROUP).migrates()


def _params(**values: Any) -> Any:
    from sandbox.methods.params import Params

    return Params(values)


async def test_an_ephemeral_message_is_seen_by_its_receiver_alone(sandbox: Sandbox) -> None:
    await call(sandbox, "sendMessage", chat_id=GROUP, text="lấy ý kiến", reply_markup=CARD)
    query = await pressed(sandbox, HOA, GROUP)
    sent = await call(
        sandbox, "sendMessage", chat_id=GROUP, text="Đã ghi",
        ephemeral_message_parameters=private_to(HOA, callback_query_id=query),
    )  # fmt: skip
    assert (sent["message_id"], sent["ephemeral_message_id"], sent["receiver_user"]["id"]) == (0, 1, HOA)
    assert sandbox.person(HOA).last(GROUP).text == "Đã ghi"
    assert sandbox.person(BINH).last(GROUP).text == "lấy ý kiến"
    where: dict[str, Any] = {"chat_id": GROUP, "receiver_user_id": HOA, "ephemeral_message_id": 1}
    assert await call(sandbox, "editEphemeralMessageText", **where, text="Đã ghi lại", reply_markup=CARD) is True
    assert sandbox.person(HOA).last(GROUP).buttons == ["Đồng ý"]
    await sandbox.person(HOA).taps("Đồng ý", chat=GROUP)
    tapped = sandbox.updates_emitted[-1]["callback_query"]["message"]
    assert (tapped["message_id"], tapped["ephemeral_message_id"]) == (0, 1)
    assert await call(sandbox, "editEphemeralMessageReplyMarkup", **where) is True
    assert (await refusal(sandbox, "editEphemeralMessageReplyMarkup", **where))[1].startswith(
        "Bad Request: message is not modified"
    )
    assert await call(sandbox, "deleteEphemeralMessage", **where) is True
    assert sandbox.person(HOA).last(GROUP).text == "lấy ý kiến"
    assert (await refusal(sandbox, "deleteEphemeralMessage", **where))[0] == 400


async def test_an_ephemeral_message_needs_a_recent_press_or_an_administrator(sandbox: Sandbox) -> None:
    await call(sandbox, "sendMessage", chat_id=GROUP, text="a", reply_markup=CARD)
    query = await pressed(sandbox, HOA, GROUP)

    async def tell(chat_id: int, **parameters: Any) -> int:
        status, _ = await sandbox.execute(
            "sendMessage",
            _params(chat_id=chat_id, text="a", ephemeral_message_parameters=json.dumps(parameters)),
        )
        return int(status)

    assert await tell(GROUP, receiver_user_id=HOA) == 400
    assert await tell(GROUP, receiver_user_id=BINH, callback_query_id=query) == 400
    assert await tell(HOA, receiver_user_id=HOA, callback_query_id=query) == 400
    assert await tell(GROUP, receiver_user_id=LAN, callback_query_id=query) == 400
    assert await tell(GROUP, receiver_user_id=HOA, callback_query_id=query) == 200
    assert await tell(ADMINISTERED, receiver_user_id=BINH) == 200
    await sandbox.advance(seconds=16)
    assert await tell(GROUP, receiver_user_id=HOA, callback_query_id=query) == 400


async def test_an_ephemeral_message_may_stand_in_place_of_the_card_for_one_person(sandbox: Sandbox) -> None:
    await call(sandbox, "sendMessage", chat_id=GROUP, text="thẻ", reply_markup=CARD)
    await call(sandbox, "sendMessage", chat_id=GROUP, text="sau thẻ")
    query = await pressed(sandbox, HOA, GROUP)
    replace = private_to(HOA, callback_query_id=query, replace_callback_query_message=True)
    await call(sandbox, "sendMessage", chat_id=GROUP, text="của bà Hoa", ephemeral_message_parameters=replace)
    assert [m.text for m in sandbox.messages(GROUP, HOA)] == ["của bà Hoa", "sau thẻ"]
    assert [m.text for m in sandbox.messages(GROUP, BINH)] == ["thẻ", "sau thẻ"]


async def test_an_ephemeral_message_can_be_lost_without_the_bot_knowing(sandbox: Sandbox) -> None:
    sandbox.ephemeral_delivery = False
    sent = await call(
        sandbox, "sendMessage", chat_id=ADMINISTERED, text="a", ephemeral_message_parameters=private_to(HOA)
    )
    assert sent["ephemeral_message_id"] == 1
    assert sandbox.messages(ADMINISTERED, HOA) == []


async def test_an_ephemeral_command_is_seen_by_the_bot_and_can_be_answered_privately(sandbox: Sandbox) -> None:
    commands = [{"command": "toi", "description": "hộ của tôi", "is_ephemeral": True}]
    scope = {"type": "all_group_chats"}
    await call(sandbox, "setMyCommands", commands=json.dumps(commands), scope=json.dumps(scope))
    await sandbox.person(HOA).says("/toi", chat=GROUP)
    asked = sandbox.updates_emitted[-1]["message"]
    assert (asked["message_id"], asked["ephemeral_message_id"]) == (0, 1)
    assert sandbox.messages(GROUP, BINH) == []
    await call(
        sandbox, "sendMessage", chat_id=GROUP, text="của bà", ephemeral_message_parameters=private_to(HOA),
        reply_parameters=json.dumps({"ephemeral_message_id": 1}),
    )  # fmt: skip
    assert [m.text for m in sandbox.messages(GROUP, HOA)] == ["/toi", "của bà"]
    assert sandbox.messages(GROUP, BINH) == []


async def test_command_menus_follow_scope_and_language(sandbox: Sandbox) -> None:
    from sandbox.profile import menu

    async def set_for(name: str, language: str = "", **scope: Any) -> None:
        commands = json.dumps([{"command": name, "description": "x"}])
        await call(sandbox, "setMyCommands", commands=commands, scope=json.dumps(scope), language_code=language)

    def shown(chat_id: int, user_id: int) -> list[str]:
        chat, person = sandbox.world.chats[chat_id], sandbox.world.users[user_id]
        return [command["command"] for command in menu(sandbox, chat, person)]

    await set_for("chung", type="default")
    assert shown(HOA, HOA) == shown(GROUP, HOA) == ["chung"]
    await set_for("rieng", type="all_private_chats")
    await set_for("rieng_vi", "vi", type="all_private_chats")
    await set_for("nhom", type="all_group_chats")
    await set_for("quan_tri", type="all_chat_administrators")
    await set_for("mot_nguoi", type="chat_member", chat_id=GROUP, user_id=BINH)
    assert shown(HOA, HOA) == ["rieng_vi"]
    assert shown(GROUP, HOA) == ["nhom"]
    assert shown(GROUP, CHIEN) == ["quan_tri"]
    assert shown(GROUP, BINH) == ["mot_nguoi"]
    wanted = json.dumps({"type": "all_group_chats"})
    assert [c["command"] for c in await call(sandbox, "getMyCommands", scope=wanted)] == ["nhom"]
    await call(sandbox, "deleteMyCommands", scope=wanted)
    assert shown(GROUP, HOA) == ["chung"]
    bad = json.dumps([{"command": "Hoa", "description": "x"}])
    assert await refusal(sandbox, "setMyCommands", commands=bad) == (400, "Bad Request: BOT_COMMAND_INVALID")


async def test_members_and_administrators_are_told_apart(sandbox: Sandbox) -> None:
    async def status(user_id: int) -> str:
        return str((await call(sandbox, "getChatMember", chat_id=GROUP, user_id=user_id))["status"])

    assert [await status(u) for u in (CHIEN, HOA, LAN, 424242, 1087968824)] == [
        "creator", "member", "left", "member", "left",
    ]  # fmt: skip
    admins = await call(sandbox, "getChatAdministrators", chat_id=ADMINISTERED)
    assert [row["user"]["id"] for row in admins] == [LAN, 424242]
    assert await call(sandbox, "getChatMemberCount", chat_id=GROUP) == 4
    assert (await refusal(sandbox, "getChatAdministrators", chat_id=HOA))[0] == 400


async def test_pinning_in_a_group_needs_an_administrator(sandbox: Sandbox) -> None:
    sent = await call(sandbox, "sendMessage", chat_id=GROUP, text="a")
    assert (await refusal(sandbox, "pinChatMessage", chat_id=GROUP, message_id=sent["message_id"]))[0] == 400
    sent = await call(sandbox, "sendMessage", chat_id=ADMINISTERED, text="a")
    assert await call(sandbox, "pinChatMessage", chat_id=ADMINISTERED, message_id=sent["message_id"]) is True
    assert (await call(sandbox, "getChat", chat_id=ADMINISTERED))["pinned_message"]["text"] == "a"
    assert await call(sandbox, "unpinChatMessage", chat_id=ADMINISTERED) is True
