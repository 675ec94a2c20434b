"""Formatted text becomes plain text with entities in UTF-16 units, or is refused in Telegram's words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import parse, slice16, utf16
from sandbox.errors import ApiError
from sandbox.render import to_html

KINDS = ["bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "text_link"]
LETTERS = st.text(st.sampled_from(list("aăâđêôơưệữ🏡👨‍👩‍👧<>&\"'= .\n*_")), min_size=1, max_size=8)


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>Kính</b> gửi", "Kính gửi", [entity("bold", 0, 4)]),
        ("🏡🏡 <i>nhà</i>", "🏡🏡 nhà", [entity("italic", 5, 3)]),
        ("<b><i>x</i></b>", "x", [entity("italic", 0, 1), entity("bold", 0, 1)]),
        ("&lt;b&gt; &amp; &quot; &#272; &#x1F3E1; &nbsp;", '<b> & " Đ 🏡 &nbsp;', []),
        ('<a href="https://example.org/?a=1&amp;b">x</a>', "x", [entity("text_link", 0, 1, url="https://example.org/?a=1&b")]),
        ('<a href="javascript:x">x</a>', "x", []),
        ("<blockquote expandable>dài</blockquote>", "dài", [entity("expandable_blockquote", 0, 3)]),
        ("<blockquote>dài</blockquote>", "dài", [entity("blockquote", 0, 3)]),
        ('<pre><code class="language-sql">a</code></pre>', "a", [entity("pre", 0, 1, language="sql")]),
        ('<span class="tg-spoiler">a</span>', "a", [entity("spoiler", 0, 1)]),
        ('<tg-time unix="1700000000" format="wDT">giờ</tg-time>', "giờ",
         [entity("date_time", 0, 3, unix_time=1700000000, date_time_format="wDT")]),
        ("<B>a</B>", "a", [entity("bold", 0, 1)]),
        ("  <b> a </b>\n", "a", [entity("bold", 0, 1)]),
        ("<b></b>a", "a", []),
    ],
)  # fmt: skip
def test_html_is_read_as_telegram_reads_it(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    plain, found = parse(source, "HTML")
    assert plain == text
    assert sorted(found, key=repr) == sorted(entities, key=repr)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("đ<b>a</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("a <div>", 'Unsupported start tag "div" at byte offset 2'),
        ("Nguyễn <Văn A>", 'Unsupported start tag "văn" at byte offset 9'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x?>a</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_with_the_byte_where_it_breaks(source: str, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse(source, "HTML")
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*đậm* _nghiêng_", "đậm nghiêng", [entity("bold", 0, 3), entity("italic", 4, 7)]),
        ("__gạch__ ~bỏ~ ||kín||", "gạch bỏ kín",
         [entity("underline", 0, 4), entity("strikethrough", 5, 2), entity("spoiler", 8, 3)]),
        (r"1\. a\_b", "1. a_b", []),
        ("`a*b`", "a*b", [entity("code", 0, 3)]),
        ("```sql\nselect *```", "select *", [entity("pre", 0, 8, language="sql")]),
        (r"[x](https://example.org/\))", "x", [entity("text_link", 0, 1, url="https://example.org/)")]),
        (">a\n>b\nc", "a\nb\nc", [entity("blockquote", 0, 3)]),
        (">a\n>b||", "a\nb", [entity("expandable_blockquote", 0, 3)]),
        ("*a _b_ c*", "a b c", [entity("bold", 0, 5), entity("italic", 2, 1)]),
    ],
)  # fmt: skip
def test_markdown_v2_is_read_as_telegram_reads_it(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    plain, found = parse(source, "MarkdownV2")
    assert plain == text
    assert sorted(found, key=repr) == sorted(entities, key=repr)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1. a", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a *b", "Can't find end of Bold entity at byte offset 2"),
        ("[x](https://a.b", "Can't find end of a URL at byte offset 4"),
        ("a-b", "Character '-' is reserved and must be escaped with the preceding '\\'"),
    ],
)
def test_broken_markdown_is_refused(source: str, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse(source, "MarkdownV2")
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


def test_modes_that_are_not_read_are_refused_rather_than_guessed() -> None:
    for mode in ("Markdown", "rtf"):
        with pytest.raises(ApiError):
            parse("*a*", mode)


def test_commands_mentions_and_links_are_found_without_marks() -> None:
    text = "🏡 /congkhai@thu_bot xem https://example.org/a, hỏi @ong_binh #tổ_1 a@example.org"
    _, found = parse(text, None)
    assert [(e["type"], slice16(text, e["offset"], e["length"])) for e in found] == [
        ("bot_command", "/congkhai@thu_bot"),
        ("url", "https://example.org/a"),
        ("mention", "@ong_binh"),
        ("hashtag", "#tổ_1"),
        ("email", "a@example.org"),
    ]


def test_direction_overrides_and_control_characters_do_not_pass() -> None:
    assert parse("a\u202eb\rc\x07d", None)[0] == "abc d"


@pytest.mark.parametrize(
    "broken",
    [entity("bold", 0, 9), entity("bold", -1, 2), entity("bold", 0, 0), entity("text_link", 0, 1, url="x"), "bold"],
)
def test_entities_outside_the_text_are_refused(broken: Any) -> None:
    with pytest.raises(ApiError):
        parse("🏡🏡a", None, [broken])


@st.composite
def formatted(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A text and well-nested entities on it, no two of a kind inside each other, trimmed as Telegram does."""
    text, entities = "", []
    for piece in draw(st.lists(LETTERS, min_size=1, max_size=5)):
        start = utf16(text)
        text += piece
        kinds = draw(st.lists(st.sampled_from(KINDS), unique=True, max_size=3))
        for kind in kinds:
            more = {"url": "https://example.org/?a=\"1\"&b='2'"} if kind == "text_link" else {}
            entities.append(entity(kind, start, utf16(piece), **more))
    return parse(text, None, entities)


@given(formatted())
def test_text_and_entities_survive_being_written_as_html_and_read_again(
    example: tuple[str, list[dict[str, Any]]],
) -> None:
    text, entities = example
    again, found = parse(to_html(text, entities), "HTML")
    assert again == text
    assert sorted(found, key=repr) == sorted(entities, key=repr)
    for item in found:
        assert 0 <= item["offset"] < item["offset"] + item["length"] <= utf16(text)


@given(st.text(max_size=60))
def test_the_page_never_gets_markup_that_people_typed(text: str) -> None:
    plain, found = parse(text, None)
    html = to_html(plain, found, page=True)
    assert "<script" not in html.lower()
    assert html.count("<") == html.count(">") == 2 * sum(1 for e in found if e["type"] == "url")


@given(
    st.text(st.sampled_from(list("<>/ab i=\"'&;*_`[]()~|!>\\\n🏡")), max_size=40),
    st.sampled_from(["HTML", "MarkdownV2"]),
)
def test_any_input_is_either_read_or_refused_as_unreadable(source: str, mode: str) -> None:
    try:
        text, found = parse(source, mode)
    except ApiError as refusal:
        outcome = refusal.description.startswith("Bad Request: can't parse entities: ")
    else:
        outcome = all(e["offset"] + e["length"] <= utf16(text) for e in found)
    assert outcome
