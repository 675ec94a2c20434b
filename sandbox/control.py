"""The page's own HTTP interface: what a person sees, and what they do."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from aiohttp import BodyPartReader, web

from sandbox import groups, people
from sandbox.core import ANSWER_WITHIN, Call, Json
from sandbox.entities import slice16
from sandbox.errors import ApiError, NotPossible
from sandbox.methods.files import MAX_UPLOAD
from sandbox.methods.receiving import LOOPBACK
from sandbox.profile import menu
from sandbox.render import to_html
from sandbox.world import Chat, Message, User

if TYPE_CHECKING:
    from sandbox.server import Sandbox

PAGE = Path(__file__).with_name("page")
SHOWN_CALLS = 200
MAX_WAIT = 25.0
_SHOWN_INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/ogg", "audio/mpeg", "audio/webm")
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_SERVICE = {
    "new_chat_members": "{0} được thêm vào nhóm",
    "left_chat_member": "{0} rời nhóm",
    "migrate_to_chat_id": "Nhóm được nâng cấp",
    "migrate_from_chat_id": "Nhóm được nâng cấp",
}
_TAG = re.compile(r"<[^>]*>")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def only_loopback(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Requests that a foreign web page could have caused (DNS rebinding, forms) are refused."""
    origin = request.headers.get("Origin")
    hosts = [urlsplit(f"//{request.host}").hostname]
    if origin is not None:
        hosts.append(urlsplit(origin).hostname)
    if any(host not in LOOPBACK for host in hosts):
        return web.json_response({"error": "Chỉ nhận yêu cầu từ chính máy này."}, status=403)
    return await handler(request)


def add_routes(app: web.Application, sandbox: "Sandbox") -> None:
    """The page, its files and its interface are served."""
    desk = Control(sandbox)
    app.router.add_get("/", desk.index)
    app.router.add_get("/sandbox/world", desk.world)
    app.router.add_get("/sandbox/chat/{chat_id}", desk.chat)
    app.router.add_get("/sandbox/wait", desk.wait)
    app.router.add_post("/sandbox/act", desk.act)
    app.router.add_get("/sandbox/calls", desk.calls)
    app.router.add_get("/sandbox/file/{file_id}", desk.file)
    app.router.add_get(r"/page/{name:[A-Za-z0-9_-]+\.[a-z0-9]+}", desk.static)
    app.router.add_get(r"/{name:[A-Za-z0-9_-]+\.(?:js|css|svg|html)}", desk.static)


class Control:
    """Answers the page. Nothing here knows more than the people's apps would show."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self.sandbox = sandbox

    async def index(self, request: web.Request) -> web.StreamResponse:
        """The page."""
        return _page_file("index.html")

    async def static(self, request: web.Request) -> web.StreamResponse:
        """A file of the page."""
        return _page_file(request.match_info["name"])

    async def world(self, request: web.Request) -> web.Response:
        """Everybody and every chat, with the clock and the switches."""
        box, world = self.sandbox, self.sandbox.world
        return web.json_response(
            {
                "title": world.title,
                "bot": {"id": world.bot.id, "username": world.bot.username, "name": world.bot.name},
                "now": box.clock.now().isoformat(),
                "offset_seconds": round(box.clock.offset.total_seconds()),
                "offline": box.is_offline,
                "ephemeral_delivery": box.ephemeral_delivery,
                "version": world.version,
                "users": [self._user(person) for person in world.users.values()],
                "chats": [self._chat(chat) for chat in world.chats.values() if chat.migrated_to is None],
            }
        )

    def _user(self, person: User) -> Json:
        found: Json = {"id": person.id, "name": person.name, "note": person.note, "blocked": person.blocked}
        found["tries"] = list(person.tries)
        if person.phone:
            found["phone"] = person.phone
        return found | {"chats": [chat.id for chat in self.sandbox.world.chats_of(person.id)]}

    def _chat(self, chat: Chat) -> Json:
        unread = {user_id: self.sandbox.world.unread(chat, user_id) for user_id in chat.members}
        return {
            "id": chat.id, "type": chat.type, "title": chat.title, "members": chat.members,
            "bot_status": chat.bot_status, "unread": {user_id: n for user_id, n in unread.items() if n},
        }  # fmt: skip

    async def chat(self, request: web.Request) -> web.Response:
        """One chat as one person sees it; it counts as read by them."""
        try:
            person, chat = self._find(request.query.get("user"), request.match_info["chat_id"])
        except NotPossible as error:
            return _no(error)
        shown = chat.seen_by(person.id)
        newest = max((message.order for message in shown), default=0)
        if newest > chat.read.get(person.id, 0):
            unread = self.sandbox.world.unread(chat, person.id)
            chat.read[person.id] = newest
            if unread:
                self.sandbox.changed()
        keyboard = chat.reply_keyboards.get(person.id)
        rows = [[_key(button) for button in row] for row in keyboard["keyboard"]] if keyboard else None
        return web.json_response(
            {
                "messages": [self._message(message) for message in shown],
                "reply_keyboard": rows,
                "commands": [
                    {"command": c["command"], "description": c["description"]} for c in menu(self.sandbox, chat, person)
                ],
            }
        )

    def _message(self, message: Message) -> Json:
        anonymous = message.anonymous
        name = message.chat.title if anonymous else message.sender.name
        found: Json = {
            "id": _id(message),
            "from": {
                "id": self.sandbox.world.anonymous_admin.id if anonymous else message.sender.id,
                "name": name, "is_bot": message.sender.is_bot, "anonymous": anonymous,
            },
            "date": message.date.isoformat(),
            "edited": message.edited is not None,
            "kind": "service" if message.kind == "pinned" else message.kind,
            "html": _service(message) or to_html(message.text, message.entities, page=True),
            "ephemeral": message.ephemeral_id is not None,
            "keyboard": [
                [_button(button, row, column) for column, button in enumerate(buttons)]
                for row, buttons in enumerate(message.keyboard or [])
            ],
        }  # fmt: skip
        if message.file is not None:
            blob = message.file
            found["file"] = {
                "name": blob.name, "mime": blob.mime, "size": len(blob.data),
                "url": f"/sandbox/file/{blob.file_id}",
            }  # fmt: skip
        if message.kind == "location":
            found["location"] = message.extra
        if message.reply_to is not None:
            original = message.reply_to
            found["reply_to"] = {"id": _id(original), "snippet": original.text[:120], "name": original.sender.name}
        if message.forward_origin:
            found["forwarded_from"] = _origin_name(message.forward_origin)
        return found

    async def wait(self, request: web.Request) -> web.Response:
        """Returns when the world is not at `version` any more, or after `timeout` seconds."""
        try:
            version = int(request.query.get("version", "-1"))
            timeout = min(float(request.query.get("timeout", MAX_WAIT)), MAX_WAIT)
        except ValueError:
            return _no(NotPossible("Yêu cầu không đúng."))
        if version == self.sandbox.world.version:
            await self.sandbox.next_change(timeout)
        return web.json_response({"version": self.sandbox.world.version})

    async def calls(self, request: web.Request) -> web.Response:
        """The latest Bot API calls, oldest first."""
        latest = list(self.sandbox.call_log)[-SHOWN_CALLS:]
        return web.json_response([_call_row(at.isoformat(), call) for at, call in latest])

    async def file(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file; anything but pictures and sound is only ever saved, never shown."""
        blob = self.sandbox.world.files.get(request.match_info["file_id"])
        if blob is None:
            return web.json_response({"error": "Không có tệp này."}, status=404)
        inline = blob.mime in _SHOWN_INLINE
        way = "inline" if inline else "attachment"
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": f"{way}; filename*=UTF-8''{quote(blob.name, safe='')}",
        }
        kind = blob.mime if inline else "application/octet-stream"
        return web.Response(body=blob.data, content_type=kind, headers=headers)

    async def act(self, request: web.Request) -> web.Response:
        """One thing a person does; 400 with words when it cannot be done."""
        try:
            fields, upload = await _read_act(request)
            person, chat = self._find(fields.get("as"), fields.get("chat"))
            what = str(fields.get("do", ""))
            if what == "tap":
                return web.json_response(await self._tap(person, chat, fields))
            if what == "file":
                self._send_file(person, chat, fields, upload)
            elif what == "advance":
                await self.sandbox.advance(timedelta(seconds=float(fields.get("seconds", 0))))
            elif (deed := self._deeds(person, chat, fields).get(what)) is not None:
                deed()
            else:
                raise NotPossible("Máy mô phỏng không biết việc này.")
        except NotPossible as error:
            return _no(error)
        except ApiError as error:
            return _no(NotPossible(error.description))
        except (KeyError, TypeError, ValueError):
            return _no(NotPossible("Yêu cầu không đúng."))
        return web.json_response({"ok": True})

    def _deeds(self, person: User, chat: Chat, fields: Json) -> dict[str, Callable[[], object]]:
        box = self.sandbox
        return {
            "text": lambda: people.say(
                box, person, chat, str(fields["text"]), self._reply(person, chat, fields.get("reply_to"))
            ),
            "location": lambda: people.send_location(box, person, chat, float(fields["lat"]), float(fields["lon"])),
            "contact": lambda: people.share_contact(box, person, chat),
            "forward": lambda: people.forward(
                box, person, self._seen(person, chat, fields["message"]), self._find(person.id, fields["to"])[1]
            ),
            "start": lambda: people.start(box, person, str(fields.get("payload") or "")),
            "block": lambda: people.block(box, person),
            "unblock": lambda: people.unblock(box, person),
            "remove_bot": lambda: groups.Group(box, chat).removes_bot(person.id),
            "add_bot": lambda: groups.Group(box, chat).adds_bot(person.id),
            "migrate": lambda: groups.Group(box, chat).migrates(),
            "twice": self._twice,
            "offline": lambda: box.offline(_truth(fields["on"])),
            "ephemeral": lambda: self._ephemeral(_truth(fields["deliver"])),
        }

    def _twice(self) -> None:
        if not self.sandbox.redeliver_last():
            raise NotPossible("Chưa có việc nào để gửi lặp lại.")

    def _ephemeral(self, deliver: bool) -> None:
        self.sandbox.ephemeral_delivery = deliver
        self.sandbox.changed()

    def _send_file(self, person: User, chat: Chat, fields: Json, upload: tuple[str, str, bytes] | None) -> None:
        if upload is None:
            raise NotPossible("Chưa chọn tệp.")
        name, mime, data = upload
        reply = self._reply(person, chat, fields.get("reply_to"))
        people.send_file(
            self.sandbox, person, chat, str(fields["kind"]), name, mime, data, str(fields.get("caption", "")), reply
        )

    async def _tap(self, person: User, chat: Chat, fields: Json) -> Json:
        message = self._seen(person, chat, fields["message"])
        button = people.button_at(message, int(fields["row"]), int(fields["col"]))
        press = people.tap(self.sandbox, person, message, button)
        if press is None:
            payload = people.deep_link(self.sandbox, str(button.get("url", "")))
            return {"alert": None, "start": payload}
        try:
            async with asyncio.timeout(ANSWER_WITHIN.total_seconds()):
                await press.done.wait()
        except TimeoutError:
            return {"alert": None, "start": None}
        alert = press.answer._asdict() if press.answer else None
        return {"alert": alert, "start": press.start}

    def _find(self, user_id: Any, chat_id: Any) -> tuple[User, Chat]:
        try:
            person, chat = self.sandbox.world.users[int(user_id)], self.sandbox.world.chats[int(chat_id)]
        except (KeyError, TypeError, ValueError):
            raise NotPossible("Không có người hoặc cuộc trò chuyện này.") from None
        if person.id not in chat.members:
            raise NotPossible(f"{person.name} không ở trong cuộc trò chuyện này.")
        return person, chat

    def _seen(self, person: User, chat: Chat, key: Any) -> Message:
        for message in chat.seen_by(person.id):
            if message.key == str(key):
                return message
        raise NotPossible("Tin này không còn nữa.")

    def _reply(self, person: User, chat: Chat, key: Any) -> Message | None:
        return None if key in (None, "") else self._seen(person, chat, key)


def _no(error: NotPossible) -> web.Response:
    return web.json_response({"error": str(error)}, status=400)


def _truth(value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "1")


def _id(message: Message) -> int | str:
    return message.id if message.ephemeral_id is None else message.key


def _key(button: Json) -> Json:
    return {
        "text": button["text"],
        "request_contact": bool(button.get("request_contact")),
        "request_location": bool(button.get("request_location")),
    }


def _button(button: Json, row: int, column: int) -> Json:
    kind = "url" if "url" in button else "copy" if "copy_text" in button else "callback"
    found: Json = {
        "text": button["text"], "kind": kind, "style": button.get("style"), "row": row, "col": column,
        "url": button.get("url"), "disabled": "disabled" in button,
    }  # fmt: skip
    if kind == "copy":
        found["copy"] = button["copy_text"]["text"]
    return found


def _service(message: Message) -> str | None:
    if message.kind == "pinned":
        return "Một tin được ghim"
    if message.kind != "service":
        return None
    for key, words in _SERVICE.items():
        if key in message.extra:
            about = message.extra[key]
            person = about[0] if isinstance(about, list) else about
            name = person.get("first_name", "") if isinstance(person, dict) else ""
            return to_html(words.format(name), [])
    return ""


def _origin_name(origin: Json) -> str:
    if origin["type"] == "chat":
        return str(origin["sender_chat"].get("title", ""))
    return str(origin["sender_user"]["first_name"])


def _call_row(at: str, call: Call) -> Json:
    chat = call.params.get("chat_id")
    text = str(call.params.get("text") or call.params.get("caption") or "")
    if call.params.get("parse_mode") == "HTML":
        text = unescape(_TAG.sub("", text))
    return {
        "at": at, "method": call.method, "ok": call.ok, "error": call.error,
        "chat": int(str(chat)) if re.fullmatch(r"-?\d+", str(chat)) else None,
        "snippet": slice16(text, 0, 60),
    }  # fmt: skip


def _page_file(name: str) -> web.StreamResponse:
    path = PAGE / name
    if not path.is_file():
        return web.Response(status=404, text="Không có trang này.")
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8", headers=headers)


async def _read_act(request: web.Request) -> tuple[Json, tuple[str, str, bytes] | None]:
    """Fields, and the file when a form brought one."""
    if not request.content_type.startswith("multipart/"):
        body = await request.json()
        if not isinstance(body, dict):
            raise ValueError
        return body, None
    fields: Json = {}
    upload = None
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        if part.filename is None:
            fields[part.name] = await part.text()
            continue
        data = bytearray()
        while chunk := await part.read_chunk(256 * 1024):
            data += chunk
            if len(data) > MAX_UPLOAD:
                raise NotPossible("Tệp quá lớn: máy mô phỏng nhận tới 50 MB.")
        mime = part.headers.get("Content-Type", "application/octet-stream").split(";")[0]
        upload = (part.filename, mime, bytes(data))
    return fields, upload
