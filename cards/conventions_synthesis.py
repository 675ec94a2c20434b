"""Writing the synthesis: suggestions one after another into themes, an answer to each theme, and out."""

from collections.abc import Sequence

from cards.card import Button, Card, back, column, row, safe
from cards.common import cancel
from cards.conventions import kind_name, shorten
from cards.conventions_asking import reply_name
from cards.conventions_taps import (
    AnswerTheme,
    Assign,
    Life,
    NewTheme,
    ReplyAs,
    Results,
    SendSynthesis,
    Suggestion,
    Synthesis,
)
from cards.words import _
from rules.conventions import REPLY_LENGTH, THEME_LENGTH, Reply
from services.conventions.views import ResultsView, SuggestionView, ThemeView

THEMES_SHOWN = 20
WORDS_LENGTH = 2_500


def overview(view: ResultsView, suggestions: Sequence[SuggestionView]) -> Card:
    """How far it is: what waits for a theme, which themes wait for an answer."""
    version = view.version
    left = [number for number, it in enumerate(suggestions) if it.theme_id is None]
    used = [theme for theme in view.themes if theme.suggestions]
    open_themes = [theme for theme in used if theme.reply is None]
    parts = [
        _("🗂 <b>Tổng hợp góp ý dự thảo {kind} – {group}</b>").format(
            kind=kind_name(version.kind).lower(), group=safe(version.group_name)
        ),
        _("{took}/{all} hộ đã góp ý, có {count} góp ý sửa.\nChưa xếp nhóm: {left}. Nhóm chưa trả lời: {open}.").format(
            took=view.participants,
            all=version.households or 0,
            count=len(suggestions),
            left=len(left),
            open=len(open_themes),
        ),
    ]
    buttons = [Button(_("📊 Xem từng điều"), Results(version.id, 0))]
    if left:
        buttons.append(Button(_("🧺 Xếp góp ý vào nhóm"), Suggestion(version.id, left[0]), style="primary"))
    elif suggestions:
        buttons.append(Button(_("🧺 Xem lại cách xếp nhóm"), Suggestion(version.id, 0)))
    buttons += [
        Button(
            f"{'✅' if theme.reply else '❔'} {shorten(theme.name, 40)} ({theme.suggestions})",
            AnswerTheme(version.id, theme.id),
        )
        for theme in used[:THEMES_SHOWN]
    ]
    if not left and not open_themes:
        parts.append(_("Gửi rồi thì nhóm chat của tổ biết, và mỗi hộ góp ý nhận câu trả lời của mình."))
        buttons.append(Button(_("📨 Gửi bản tổng hợp"), SendSynthesis(version.id), style="success"))
    return Card("\n\n".join(parts), (*column(*buttons), row(back(Life(version.id)))))


def one(version_id: int, suggestions: Sequence[SuggestionView], number: int, themes: Sequence[ThemeView]) -> Card:
    """A suggestion and the themes that it may belong to."""
    number = min(max(number, 0), len(suggestions) - 1)
    it = suggestions[number]
    buttons = [
        Button(
            f"{'☑️' if theme.id == it.theme_id else '🧺'} {shorten(theme.name, 40)}",
            Assign(version_id, number, it.line_id, theme.id),
        )
        for theme in themes[:THEMES_SHOWN]
    ]
    buttons.append(Button(_("➕ Nhóm mới"), NewTheme(version_id, number, it.line_id)))
    turning = []
    if number > 0:
        turning.append(Button(_("◀️ Góp ý trước"), Suggestion(version_id, number - 1)))
    if number + 1 < len(suggestions):
        turning.append(Button(_("Góp ý sau ▶️"), Suggestion(version_id, number + 1)))
    return Card(
        _("✏️ Góp ý {number}/{count} – <b>{clause}</b>\n\n“{words}”\n\nGóp ý này thuộc nhóm nào?").format(
            number=number + 1,
            count=len(suggestions),
            clause=safe(it.clause or _("Toàn văn")),
            words=safe(shorten(it.words, WORDS_LENGTH)),
        ),
        (*column(*buttons), *((tuple(turning),) if turning else ()), row(back(Synthesis(version_id)))),
    )


def ask_name(version_id: int, number: int) -> Card:
    """How is the theme called?"""
    return Card(
        _("Nhóm góp ý này nói về việc gì? Xin viết trong một dòng, dài nhất {limit} chữ cái.").format(
            limit=THEME_LENGTH
        ),
        (row(back(Suggestion(version_id, number)), cancel()),),
    )


def how_to_answer(version_id: int, theme: ThemeView, suggestions: Sequence[SuggestionView]) -> Card:
    """Taken up, or explained?"""
    parts = [_("🧺 <b>{name}</b> ({count} góp ý)").format(name=safe(theme.name), count=theme.suggestions)]
    parts += [f"• {safe(it.clause)}: “{safe(shorten(it.words, 250))}”" for it in suggestions[:8]]
    if theme.reply:
        parts.append(
            _("<b>{reply}</b>: {words}").format(
                reply=reply_name(theme.reply), words=safe(shorten(theme.words or "", 800))
            )
        )
    buttons = [
        Button(_("✅ Tiếp thu"), ReplyAs(version_id, theme.id, Reply.TAKEN.value)),
        Button(_("💬 Giải trình"), ReplyAs(version_id, theme.id, Reply.EXPLAINED.value)),
    ]
    return Card("\n".join(parts), (row(*buttons), row(back(Synthesis(version_id)))))


def ask_reply(version_id: int, theme_id: int, reply: Reply) -> Card:
    """With which words?"""
    asked = {
        Reply.TAKEN: _("<b>Tiếp thu</b>: dự thảo sẽ được sửa thế nào?"),
        Reply.EXPLAINED: _("<b>Giải trình</b>: vì sao giữ nguyên?"),
    }[reply]
    return Card(
        _("{asked}\nXin viết vào đây, dài nhất {limit} chữ cái. Người góp ý sẽ đọc câu trả lời này.").format(
            asked=asked, limit=REPLY_LENGTH
        ),
        (row(back(AnswerTheme(version_id, theme_id)), cancel()),),
    )


def sent(version_id: int) -> Card:
    """The synthesis is out."""
    return Card(
        _("✅ Đã gửi bản tổng hợp. Bước sau: họp bàn, quyết định; sau cuộc họp xin ghi kết quả ở đây."),
        column(back(Life(version_id))),
    )
