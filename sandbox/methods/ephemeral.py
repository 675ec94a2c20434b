"""Changing and taking back messages that one member sees (Bot API 10.3)."""

from typing import Any

from sandbox.core import Core
from sandbox.errors import bad_request
from sandbox.methods import editing
from sandbox.methods.params import Params
from sandbox.methods.registry import method
from sandbox.world import Message


def _own(core: Core, params: Params) -> Message:
    chat = core.chat_for_bot(params.values.get("chat_id"))
    if chat.private:
        raise bad_request("ephemeral messages exist only in group and supergroup chats")
    receiver = params.number("receiver_user_id") or 0
    message = chat.find_ephemeral(receiver, params.number("ephemeral_message_id") or 0)
    if message is None or message.sender is not core.world.bot:
        raise bad_request("message to edit not found")
    return message


@method("editEphemeralMessageText")
async def edit_text(core: Core, params: Params) -> Any:
    """True."""
    editing.new_text(core, params, _own(core, params))
    return True


@method("editEphemeralMessageCaption")
async def edit_caption(core: Core, params: Params) -> Any:
    """True."""
    editing.new_caption(core, params, _own(core, params))
    return True


@method("editEphemeralMessageReplyMarkup")
async def edit_keyboard(core: Core, params: Params) -> Any:
    """True."""
    editing.new_keyboard(core, params, _own(core, params))
    return True


@method("deleteEphemeralMessage")
async def delete(core: Core, params: Params) -> Any:
    """True; the message it stood for is visible again."""
    _own(core, params).deleted = True
    core.changed()
    return True
