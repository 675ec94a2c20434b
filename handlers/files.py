"""Files that people send, brought in from the network."""

from dataclasses import dataclass
from io import BytesIO

from aiogram import Bot
from aiogram.types import Message

from rules import texts
from services.refusals import Refused, Why

# Telegram hands files out to bots up to this size (Bot API, getFile).
DOWNLOAD_LIMIT = 20 * 1024 * 1024
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file of a message: kind is photo, document or voice."""

    file_id: str
    name: str
    mime: str
    kind: str
    size: int


def incoming(message: Message) -> Incoming | None:
    """The file that came with this message, the largest size of a photo."""
    if message.photo:
        photo = message.photo[-1]
        return Incoming(photo.file_id, "anh.jpg", "image/jpeg", "photo", photo.file_size or 0)
    if message.voice:
        voice = message.voice
        return Incoming(voice.file_id, "ghi-am.ogg", voice.mime_type or "audio/ogg", "voice", voice.file_size or 0)
    media = message.document or message.video or message.audio
    if media is None:
        return None
    name = texts.clean_line(media.file_name or "tep", NAME_LENGTH)
    return Incoming(
        media.file_id, name, media.mime_type or "application/octet-stream", "document", media.file_size or 0
    )


async def download(bot: Bot, file: Incoming) -> bytes:
    """The bytes of the file; Refused when it is larger than the network hands out."""
    if file.size > DOWNLOAD_LIMIT:
        raise Refused(Why.FILE_TOO_BIG)
    buffer = BytesIO()
    await bot.download(file.file_id, destination=buffer)
    return buffer.getvalue()
