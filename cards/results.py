"""Results as people meet them: own group first, then the ward; picture, table, opinions and file."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from cards import charts, sheets, verdicts
from cards.card import CAPTION_LIMIT, Attachment, Button, Card, Row, column, row, safe
from cards.common import home
from cards.outgoing import Addressee, Writer
from cards.polls.explaining_taps import ReadAnswer
from cards.reports import when
from cards.results_taps import ListResults, ShowOpinions, ShowResult, TakeAway, TakeMinutes
from cards.words import _
from rules.tallies import Tally, percent
from services.context import Env
from services.polls import minutes, results
from services.polls.views import OpinionView, PollView, ResultView, RunningView

ROWS_PER_MESSAGE = 60
OPINIONS_PER_PAGE = 10
OPINION_SHOWN = 300
# The same picture goes to every group of a ward, and is drawn once.
PICTURES_KEPT = 32
_pictures: OrderedDict[tuple[str, Tally], bytes] = OrderedDict()


async def chart(result: ResultView) -> bytes:
    """The picture of a result."""
    key = (result.poll.title, result.tally)
    if key not in _pictures:
        _pictures[key] = await charts.picture(result.poll.title, result.tally)
        if len(_pictures) > PICTURES_KEPT:
            _pictures.popitem(last=False)
    return _pictures[key]


def _block(name: str, households: int, answered: int, options: Sequence[str], counts: Sequence[int]) -> str:
    lines = [
        _("<b>{name}</b>: {answered}/{households} hộ trả lời ({percent} %)").format(
            name=safe(name), answered=answered, households=households, percent=percent(answered, households)
        )
    ]
    lines += [f"• {safe(label)}: <b>{count}</b>" for label, count in zip(options, counts, strict=True)]
    return "\n".join(lines)


def text(result: ResultView, group_id: int | None) -> str:
    """The numbers in words: of this group first where one is given, then of the ward."""
    tally = result.tally
    parts = [_("📊 <b>Kết quả {code}: {title}</b>").format(code=result.poll.code, title=safe(result.poll.title))]
    if result.outcome is not None:
        decided, *why = verdicts.lines(result.poll, result.outcome)
        parts.append("\n".join([f"<b>{safe(decided)}</b>", *map(safe, why)]))
    if group_id is not None and len(tally.groups) > 1:
        own = tally.group(group_id)
        parts.append(_block(own.name, own.households, own.answered, tally.options, own.counts))
    name = tally.groups[0].name if len(tally.groups) == 1 else _("Toàn địa bàn")
    parts.append(_block(name, tally.households, tally.answered, tally.options, tally.counts))
    if result.opinions:
        parts.append(_("Bà con viết thêm {n} ý kiến.").format(n=result.opinions))
    parts.append(f"<i>{safe(verdicts.standing(result.poll))}</i>")
    return "\n\n".join(parts)


def _fits_caption(html: str) -> bool:
    return len(html) <= CAPTION_LIMIT  # tags do not count on Telegram, so this errs on the short side


async def with_picture(result: ResultView, group_id: int | None) -> Card:
    """The result with its picture, or in words alone when they are too many for a caption."""
    html = text(result, group_id)
    return Card(html, photo=await chart(result) if _fits_caption(html) else None)


def _lines(tally: Tally) -> tuple[str, list[str]]:
    """The heading and one line for each group, in columns just wide enough, as a small phone wants them."""
    cells = [
        [(code or "∑")[:6], str(households), str(answered), *map(str, counts)]
        for code, _name, households, answered, counts, _silent in sheets.rows(tally)
    ]
    head = [_("Tổ"), _("Hộ"), _("TL"), *(f"({place})" for place in range(1, len(tally.options) + 1))]
    widths = [max(len(row[place]) for row in (head, *cells)) for place in range(len(head))]

    def line(row: Sequence[str]) -> str:
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        return "  ".join([first.strip().ljust(widths[0]), *others])

    return line(head), [line(row) for row in cells]


def table(result: ResultView) -> list[Card]:
    """The table by group; a ward of very many groups takes several messages."""
    legend = "\n".join(f"({place}) {safe(label)}" for place, label in enumerate(result.tally.options, start=1))
    head, lines = _lines(result.tally)
    bodies = [
        "\n".join([head, *lines[start : start + ROWS_PER_MESSAGE]]) for start in range(0, len(lines), ROWS_PER_MESSAGE)
    ]
    first, *others = [f"<pre>{safe(body)}</pre>" for body in bodies]
    title = _("<b>{code}. Bảng theo tổ</b>\nTL: số hộ đã trả lời. ∑: toàn địa bàn.\n{legend}").format(
        code=result.poll.code, legend=legend
    )
    return [Card(f"{title}\n{first}"), *map(Card, others)]


def choices(
    result: ResultView, *, may_read_opinions: bool, explained: bool = False, minutes: bool = False
) -> tuple[Row, ...]:
    """What can be done with a result: read the official answer and what was written, take the file away."""
    poll = result.poll.id
    answer = (row(Button(_("📝 Tiếp thu, giải trình"), ReadAnswer(poll, 1))),) if explained else ()
    if not may_read_opinions:
        return (*answer, row(home()))
    return (
        *answer,
        *((row(Button(_("📄 Biên bản"), TakeMinutes(poll), style="primary")),) if minutes else ()),
        row(Button(_("💬 Ý kiến bà con ({n})").format(n=result.opinions), ShowOpinions(poll, 0))),
        row(Button(_("📥 Tải tệp Excel"), TakeAway(poll), style="primary")),
        row(Button(_("⬅️ Quay lại"), ListResults())),
    )


def opinions_page(poll: PollView, opinions: Sequence[OpinionView], page: int) -> Card:
    """A page of what households wrote, by option, without names."""
    order = {option.label: option.position for option in poll.options}
    listed = sorted(opinions, key=lambda opinion: order.get(opinion.option_label or "", len(order)))
    shown = listed[page * OPINIONS_PER_PAGE : (page + 1) * OPINIONS_PER_PAGE]
    parts = [_("<b>{code}. Ý kiến bà con</b> ({n})").format(code=poll.code, n=len(listed))]
    last: object = object()
    for opinion in shown:
        if opinion.option_label != last:
            last = opinion.option_label
            parts.append(f"<b>— {safe(last or _('Chưa chọn'))}</b>")
        words = opinion.text if len(opinion.text) <= OPINION_SHOWN else opinion.text[:OPINION_SHOWN] + "…"
        parts.append(f"<i>{safe(opinion.group_name)}, {when(opinion.at)}</i>\n{safe(words)}")
    if not listed:
        parts.append(_("Chưa có ý kiến viết thêm."))
    turning = []
    if page:
        turning.append(Button(_("◀️ Trước"), ShowOpinions(poll.id, page - 1)))
    if (page + 1) * OPINIONS_PER_PAGE < len(listed):
        turning.append(Button(_("Sau ▶️"), ShowOpinions(poll.id, page + 1)))
    rows = ((tuple(turning),) if turning else ()) + (row(Button(_("⬅️ Quay lại"), ListResults())),)
    return Card("\n\n".join(parts), rows)


def overview(closed: Sequence[PollView], running: Sequence[RunningView]) -> Card:
    """What was asked: finished matters with their results, running ones with participation only."""
    parts = [_("<b>Tổng hợp lấy ý kiến</b>")]
    for view in running:
        parts.append(
            _("⏳ <b>{code}</b> {title}\nĐã có {answered}/{households} hộ trả lời, đến {closes}.").format(
                code=view.poll.code,
                title=safe(view.poll.title),
                answered=view.participation.answered,
                households=view.participation.households,
                closes=when(view.poll.closes_at),
            )
        )
    if running:
        parts.append(_("<i>Kết quả chỉ có sau khi hết hạn, không ai xem trước được.</i>"))
    parts.append(_("Chọn một việc để xem kết quả:") if closed else _("Chưa có việc nào kết thúc."))
    buttons = [Button(f"📊 {poll.code} · {poll.title}"[:60], ShowResult(poll.id)) for poll in closed]
    return Card("\n\n".join(parts), column(*buttons, home()))


def file_name(poll: PollView) -> str:
    """The name of the file that is taken away."""
    return f"{poll.code}-tong-hop.xlsx"


async def file_card(result: ResultView, opinions: Sequence[OpinionView]) -> Card:
    """The file, ready to keep."""
    return Card(
        _("Tổng hợp {code}: mỗi tổ một trang.").format(code=result.poll.code),
        document=Attachment(file_name(result.poll), await sheets.file(result, opinions)),
    )


def none_for_group() -> Card:
    """The group has no result yet."""
    return Card(_("Nhóm này chưa có kết quả lấy ý kiến nào."))


# --- messages that are sent later -------------------------------------------------------------------


async def _poll_result(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    result = await results.result(env, None, int(values["poll"]))
    group = to.group_id if to.group_id is not None else values.get("group")
    asked = {own.group_id for own in result.tally.groups}
    card = await with_picture(result, int(group) if group in asked and group is not None else None)
    return card.with_rows(row(Button(_("📋 Xem bảng theo tổ"), url=to.link(f"t_{result.poll.id}"))))


async def _poll_result_private(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    result = await results.result(env, None, int(values["poll"]))
    group = values.get("group")
    asked = {own.group_id for own in result.tally.groups}
    html = text(result, int(group) if group in asked and group is not None else None)
    return Card(html, (row(Button(_("📊 Xem biểu đồ"), ShowResult(result.poll.id))),))


async def _poll_result_organiser(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    result = await results.result(env, None, int(values["poll"]))
    words = _("⏰ <b>{code}</b> đã hết hạn, kết quả đã gửi tới các nhóm.").format(code=result.poll.code)
    return Card(
        f"{words}\n\n{text(result, None)}",
        choices(result, may_read_opinions=True, minutes=minutes.has_minutes(result.poll)),
    )


OUTGOING: dict[str, Writer] = {
    "poll_result": _poll_result,
    "poll_result_private": _poll_result_private,
    "poll_result_organiser": _poll_result_organiser,
}
