"""The consultation on a draft: clause by clause for a household, announced to the group, and what came out."""

from collections.abc import Mapping
from typing import Any

from cards.card import Button, Card, Row, back, column, row, safe
from cards.common import cancel, home
from cards.conventions import clause_pages, clause_title, day, kind_name, last_day, shorten, title
from cards.conventions_taps import Home, Results, Say, Suggest, Walk
from cards.outgoing import Addressee, Writer
from cards.words import _
from rules.conventions import (
    CHANNEL_ARTICLE,
    CONSULTATION_ARTICLE,
    SUGGESTION_LENGTH,
    Choice,
    Reply,
)
from rules.pages import length
from services.context import Env
from services.conventions import answering, synthesis
from services.conventions.steps import CONSULTATION_CARD, INVITATION_CARD
from services.conventions.synthesis import REPLY_CARD, SYNTHESIS_CARD
from services.conventions.views import AnswerView, ResultsView, ThemeView, VersionView, WalkView

TALLIES_ON_A_PAGE = 12
NAME_LENGTH = 60
ANSWERS_LENGTH = 3_000
WORDS_LENGTH = 300


def standing(version: VersionView) -> str:
    """What answers given here count for, as HTML."""
    if version.network_agreed_on is None:
        return _(
            "<i>Góp ý ở đây là không chính thức, để tham khảo. Cách góp ý theo {article}: bản gửi từng hộ, hòm thư, "
            "cuộc họp. Hương ước, quy ước chỉ được quyết định tại cuộc họp của tổ.</i>"
        ).format(article=CONSULTATION_ARTICLE)
    return _(
        "<i>Cộng đồng dân cư đã thống nhất góp ý qua mạng này (biên bản ngày {day}; {article}). Đây là góp ý dự "
        "thảo; hương ước, quy ước chỉ được quyết định tại cuộc họp của tổ.</i>"
    ).format(day=day(version.network_agreed_on), article=CHANNEL_ARTICLE)


# --- one clause per card -------------------------------------------------------------------------------


def walk(view: WalkView, page: int, *, first: bool = False) -> Card:
    """One clause of the draft with the household's own answer, and the way on."""
    pages = clause_pages(view.clause)
    page = min(max(page, 0), len(pages) - 1)
    version = view.version
    parts = [
        _("📝 <b>Góp ý dự thảo {kind} – {group}</b>\n{progress}").format(
            kind=kind_name(version.kind).lower(), group=safe(version.group_name), progress=_progress(view)
        )
    ]
    if first:
        parts.append(standing(version))
    parts.append(f"<b>{safe(clause_title(view.clause))}</b>")
    if pages[page].html:
        parts.append(pages[page].html)
    if own := _own(view):
        parts.append(own)
    elif not view.may_answer:
        parts.append(_("<i>Ông/bà đọc được, nhưng chỉ đại diện hộ đã xác nhận của tổ này mới góp ý ở đây.</i>"))
    rows: list[Row] = []
    if page + 1 < len(pages):
        rows.append(row(Button(_("⬇️ Đọc tiếp điều này"), Walk(version.id, view.place, page + 1))))
    if view.may_answer:
        rows += _answers(view)
    rows.append(_ways(view))
    rows.append(row(back(Home(version.group_id))))
    return Card("\n\n".join(parts), tuple(rows))


def _progress(view: WalkView) -> str:
    seen = _("Đã xem {seen}/{count} điều").format(seen=view.place + 1, count=view.count)
    return _("{seen}, đã trả lời {answered}").format(seen=seen, answered=view.answered) if view.may_answer else seen


def choice_name(choice: Choice) -> str:
    """What the button says."""
    return {
        Choice.AGREE: _("Đồng ý"),
        Choice.DISAGREE: _("Không đồng ý"),
        Choice.SUGGEST: _("Góp ý sửa"),
    }[choice]


def _own(view: WalkView) -> str:
    if view.own is None:
        return ""
    line = _("☑️ Hộ ông/bà đã chọn: <b>{choice}</b>. Bấm nút khác nếu muốn đổi.").format(choice=choice_name(view.own))
    return f"{line}\n“{safe(shorten(view.own_words, WORDS_LENGTH))}”" if view.own_words else line


def _answers(view: WalkView) -> list[Row]:
    version, place = view.version.id, view.place
    return [
        row(
            Button(_("👍 Đồng ý"), Say(version, place, Choice.AGREE.value)),
            Button(_("👎 Không đồng ý"), Say(version, place, Choice.DISAGREE.value)),
        ),
        row(Button(_("✏️ Góp ý sửa"), Suggest(version, place))),
    ]


def _ways(view: WalkView) -> Row:
    ways = []
    if view.place > 0:
        ways.append(Button(_("◀️ Điều trước"), Walk(view.version.id, view.place - 1, 0)))
    if view.place + 1 < view.count:
        words = _("Bỏ qua ▶️") if view.may_answer and view.own is None else _("Điều sau ▶️")
        ways.append(Button(words, Walk(view.version.id, view.place + 1, 0)))
    return tuple(ways) or row(home())


def noted() -> str:
    """The answer is kept."""
    return _("Đã ghi nhận.")


def walked(view: WalkView) -> Card:
    """The last clause was answered."""
    version = view.version
    parts = [
        _("✅ <b>Ông/bà đã xem đến điều cuối.</b> Hộ đã trả lời {answered}/{count} điều.").format(
            answered=view.answered, count=view.count
        ),
        _("Đổi ý thì trả lời lại được đến hết ngày {until}. Kết quả có sau ngày đó.").format(until=last_day(version)),
    ]
    rows = []
    if view.answered < view.count:
        rows.append(row(Button(_("📝 Đến điều chưa trả lời"), Walk(version.id, -1, 0))))
    rows.append(row(Button(_("◀️ Xem lại từ đầu"), Walk(version.id, 0, 0)), back(Home(version.group_id))))
    return Card("\n\n".join(parts), tuple(rows))


def ask_suggestion(view: WalkView) -> Card:
    """What should be changed?"""
    return Card(
        _(
            "✏️ <b>Góp ý sửa {clause}</b>\nÔng/bà muốn sửa thế nào? Xin viết vào đây, dài nhất {limit} chữ cái.\n\n"
            "Người soạn thảo đọc nội dung góp ý, không thấy tên ông/bà kèm theo."
        ).format(clause=safe(view.clause.name or _("phần này")), limit=SUGGESTION_LENGTH),
        (row(back(Walk(view.version.id, view.place, 0)), cancel()),),
    )


def suggestion_kept(view: WalkView) -> Card:
    """The suggestion is kept and will be answered."""
    return Card(
        _("✅ Đã ghi góp ý về {clause}. Khi có trả lời, tôi báo ông/bà.").format(
            clause=safe(view.clause.name or _("phần này"))
        )
    )


def words_please() -> Card:
    """Something else came where words were asked for."""
    return Card(_("Xin gõ bằng chữ."))


# --- what came out --------------------------------------------------------------------------------------


def results(view: ResultsView, page: int) -> Card:
    """A page: first clause by clause, the most disputed first, then the whole answers to suggestions."""
    version = view.version
    bodies = [*_tally_pages(view), *_answer_pages(view)]
    page = min(max(page, 0), len(bodies) - 1)
    parts = [
        _("📊 <b>Kết quả góp ý dự thảo {kind} – {group}</b>\n{took}/{all} hộ đã góp ý.").format(
            kind=kind_name(version.kind).lower(),
            group=safe(version.group_name),
            took=view.participants,
            all=version.households or 0,
        ),
        bodies[page],
    ]
    if page == 0:
        parts.append(standing(version))
    turning = []
    if page > 0:
        turning.append(Button(_("◀️ Trang trước"), Results(version.id, page - 1)))
    if page + 1 < len(bodies):
        turning.append(Button(_("Trang sau ▶️"), Results(version.id, page + 1)))
    return Card("\n\n".join(parts), (*((tuple(turning),) if turning else ()), row(back(Home(version.group_id)))))


def _tally_pages(view: ResultsView) -> list[str]:
    head = _("Điều còn nhiều ý kiến khác nhau đứng trước.\n👍 đồng ý · 👎 không đồng ý · ✏️ góp ý sửa")
    lines = [
        f"<b>{safe(shorten(_named(it.name, it.heading), NAME_LENGTH))}</b>: "
        f"👍 {it.agree} · 👎 {it.disagree} · ✏️ {it.suggest}"
        for it in view.tallies
    ]
    parts = [lines[start : start + TALLIES_ON_A_PAGE] for start in range(0, len(lines), TALLIES_ON_A_PAGE)]
    return ["\n\n".join((head, "\n".join(part))) for part in parts] or [head]


def _answer_pages(view: ResultsView) -> list[str]:
    pages: list[list[str]] = []
    used = ANSWERS_LENGTH
    for theme in view.themes:
        if not (theme.reply and theme.suggestions):
            continue
        size = length(theme.name) + length(theme.words or "") + 60
        if used + size > ANSWERS_LENGTH:
            pages.append([_("<b>Trả lời góp ý</b>")])
            used = 0
        pages[-1].append(_answered(theme))
        used += size
    return ["\n\n".join(page) for page in pages]


def _named(name: str, heading: str) -> str:
    return ". ".join(part for part in (name, heading) if part) or _("Toàn văn")


def reply_name(reply: Reply) -> str:
    """How a theme is answered."""
    return {Reply.TAKEN: _("Tiếp thu"), Reply.EXPLAINED: _("Giải trình")}[reply]


def _answered(theme: ThemeView) -> str:
    assert theme.reply is not None
    return _("• <b>{name}</b> ({count} góp ý) – {reply}: {words}").format(
        name=safe(theme.name),
        count=theme.suggestions,
        reply=reply_name(theme.reply),
        words=safe(theme.words),
    )


# --- messages that are sent later ----------------------------------------------------------------------


def _invitation(version: VersionView, clauses: int) -> str:
    return _(
        "📝 <b>Góp ý dự thảo {kind} – {group}</b>\n\n"
        "Dự thảo có {clauses} điều, đã niêm yết từ ngày {posted}. Kính mời đại diện các hộ đọc từng điều và góp ý, "
        "đến hết ngày {until}.\n\n{standing}"
    ).format(
        kind=kind_name(version.kind).lower(),
        group=safe(version.group_name),
        clauses=clauses,
        posted=day(version.posted_on) if version.posted_on else "",
        until=last_day(version),
        standing=standing(version),
    )


async def _announced(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    there = await answering.open_in(env, int(values["version"]))
    if there is None:
        return None
    link = to.link(f"c_{there[0].id}")
    return Card(_invitation(*there), (row(Button(_("📝 Đọc và góp ý từng điều"), url=link)),))


async def _invited(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    there = await answering.open_in(env, int(values["version"]))
    if there is None:
        return None
    return Card(_invitation(*there), column(Button(_("📝 Đọc và góp ý từng điều"), Walk(there[0].id, -1, 0))))


async def _synthesised(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    version_id = int(values["version"])
    version, suggestions, themes = await synthesis.summary(env, version_id)
    return Card(
        _(
            "📊 <b>Đã tổng hợp góp ý dự thảo {kind} – {group}</b>\n\n"
            "Bà con gửi {suggestions} góp ý sửa, xếp thành {themes} nhóm, nhóm nào cũng đã được trả lời. "
            "Bước sau: cuộc họp của tổ bàn và quyết định."
        ).format(
            kind=kind_name(version.kind).lower(),
            group=safe(version.group_name),
            suggestions=suggestions,
            themes=themes,
        ),
        (row(Button(_("📊 Xem kết quả và trả lời"), url=to.link(f"c_{version_id}"))),),
    )


def answer_card(view: AnswerView) -> Card:
    """The answer to one's own suggestion."""
    assert view.theme.reply is not None
    return Card(
        _("{title}\n\nÔng/bà đã góp ý sửa <b>{clause}</b>:\n“{words}”\n\n<b>{reply}</b>: {answer}").format(
            title=title(view.version),
            clause=safe(view.suggestion.clause or _("dự thảo")),
            words=safe(shorten(view.suggestion.words, 1_000)),
            reply=reply_name(view.theme.reply),
            answer=safe(view.theme.words),
        ),
        column(Button(_("📊 Xem kết quả góp ý"), Results(view.version.id, 0))),
    )


async def _replied(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    view = await synthesis.answer_to(env, int(values["line"]))
    return answer_card(view) if view else None


OUTGOING: dict[str, Writer] = {
    CONSULTATION_CARD: _announced,
    INVITATION_CARD: _invited,
    SYNTHESIS_CARD: _synthesised,
    REPLY_CARD: _replied,
}
