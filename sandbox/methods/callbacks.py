"""Answers to pressed buttons."""

from typing import Any

from sandbox.core import ANSWER_WITHIN, QUERY_EXPIRED, Answer, Core
from sandbox.errors import bad_request
from sandbox.methods.params import Params
from sandbox.methods.registry import method
from sandbox.people import deep_link

MAX_ANSWER = 200


@method("answerCallbackQuery")
async def answer_callback_query(core: Core, params: Params) -> Any:
    """True, once, within 15 seconds of the press; the presser sees the words."""
    press = core.answerable(params.text("callback_query_id"), ANSWER_WITHIN)
    if press is None or press.done.is_set():
        raise bad_request(QUERY_EXPIRED)
    text = params.text("text")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if params.has("url"):
        press.start = deep_link(core, params.text("url"))
        if press.start is None:
            raise bad_request("URL_INVALID")
    if text:
        press.answer = Answer(text, params.flag("show_alert"))
        core.alerts.setdefault(press.user.id, []).append(press.answer)
    press.done.set()
    core.changed()
    return True
