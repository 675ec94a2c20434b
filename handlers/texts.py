"""Long texts that come in pieces: several messages, or a file."""

import asyncio
from collections.abc import Sequence

from aiogram import Bot
from aiogram.types import Message

from handlers.files import download, incoming
from services.documents import Fault, Unreadable, extract
from services.refusals import Refused, Why

# Telegram's apps cut a longer text into messages of about this length.
MESSAGE_CUT = 4_000


def is_done(message: Message) -> bool:
    """Whether the person wrote that this was all."""
    return (message.text or "").strip().lower() == "xong"


async def piece(bot: Bot, message: Message) -> str:
    """What the message says, or the file that came with it.

    Refused EMPTY, FILE_UNREADABLE, FILE_TOO_BIG.
    """
    file = incoming(message)
    if file is None:
        if not (message.text or "").strip():
            raise Refused(Why.EMPTY)
        return message.text or ""
    if file.kind != "document":
        raise Refused(Why.FILE_UNREADABLE)
    content = await download(bot, file)
    try:
        return (await asyncio.to_thread(extract, file.name, content)).text
    except Unreadable as fault:
        raise Refused(Why.FILE_TOO_BIG if fault.code is Fault.TOO_BIG else Why.FILE_UNREADABLE) from fault


def joined(pieces: Sequence[str]) -> str:
    """The pieces as one text; those that an app cut from one long text go on in the next line, others stand apart."""
    text = ""
    for before, part in zip(["", *pieces], pieces, strict=False):
        text += ("\n" if len(before) >= MESSAGE_CUT else "\n\n") + part
    return text.strip()
