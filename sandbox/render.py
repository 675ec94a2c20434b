"""Text and entities back into HTML, for readers of the page and for tests."""

from html import escape

from sandbox.entities import Entity, in_order

_SIMPLE = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "blockquote": "blockquote",
}  # fmt: skip
_LINKS = ("http://", "https://", "tg://", "ton://", "mailto:", "tel:")


def to_html(text: str, entities: list[Entity], *, page: bool = False) -> str:
    """Escaped HTML of a message: Telegram's own dialect, or safe HTML for the page with links that open aside."""
    units = text.encode("utf-16-le")
    return _span(units, in_order(entities), 0, len(units) // 2, page)


def _plain(units: bytes, start: int, end: int) -> str:
    return escape(units[start * 2 : end * 2].decode("utf-16-le", "replace"), quote=False)


def _span(units: bytes, entities: list[Entity], start: int, end: int, page: bool) -> str:
    parts, at, rest = [], start, list(entities)
    while rest:
        entity = rest.pop(0)
        first, last = entity["offset"], min(entity["offset"] + entity["length"], end)
        if first < at or last <= first:
            continue
        inner = [e for e in rest if e["offset"] < last]
        rest = [e for e in rest if e["offset"] >= last]
        parts.append(_plain(units, at, first))
        parts.append(_wrap(entity, _span(units, inner, first, last, page), _plain(units, first, last), page))
        at = last
    return "".join(parts) + _plain(units, at, end)


def _wrap(entity: Entity, inner: str, plain: str, page: bool) -> str:
    kind = entity["type"]
    if kind in _SIMPLE:
        return f"<{_SIMPLE[kind]}>{inner}</{_SIMPLE[kind]}>"
    if kind == "pre":
        language = escape(entity.get("language", ""))
        body = f'<code class="language-{language}">{inner}</code>' if language else inner
        return f"<pre>{body}</pre>"
    if kind == "expandable_blockquote":
        return (
            f'<blockquote class="expandable">{inner}</blockquote>'
            if page
            else (f"<blockquote expandable>{inner}</blockquote>")
        )
    if kind == "spoiler":
        return f'<span class="tg-spoiler">{inner}</span>' if page else f"<tg-spoiler>{inner}</tg-spoiler>"
    if kind == "text_link":
        return _link(entity["url"], inner, page)
    if kind == "date_time" and not page:
        shape = f' format="{escape(entity["date_time_format"])}"' if entity.get("date_time_format") else ""
        return f'<tg-time unix="{entity["unix_time"]}"{shape}>{inner}</tg-time>'
    if page and kind == "url":
        return _link(plain if "://" in plain else f"https://{plain}", inner, page, escaped=True)
    return inner


def _link(url: str, inner: str, page: bool, *, escaped: bool = False) -> str:
    if not url.lower().startswith(_LINKS):
        return inner
    address = url.replace('"', "&quot;") if escaped else escape(url)
    aside = ' target="_blank" rel="noopener noreferrer"' if page else ""
    return f'<a href="{address}"{aside}>{inner}</a>'
