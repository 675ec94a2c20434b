"""The convention of a group as everybody reads it: clause by clause, searched, compared with the one before."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from cards.card import Button, Card, Row, back, column, row, safe
from cards.common import cancel, home
from cards.conventions_taps import (
    Compare,
    Contents,
    Desk,
    Groups,
    Home,
    Results,
    Seek,
    ShowClause,
    Walk,
)
from cards.taps import Go, Tap
from cards.words import _
from rules.calendar import local_date
from rules.clauses import Clause
from rules.compare import Change, Fate
from rules.conventions import State
from rules.markup import escape
from rules.pages import Page, length, to_pages
from services.conventions.views import ComparisonView, DocumentView, HomeView, VersionView
from services.people.views import GroupView, WardView

CLAUSE_LENGTH = 3_000
COMPARISON_LENGTH = 3_000
BUTTON_LENGTH = 48
ON_A_PAGE = 10
FOUND_SHOWN = 10


def kind_name(kind: str) -> str:
    """The name that the community chose."""
    return {"huong_uoc": _("Hương ước"), "quy_uoc": _("Quy ước")}[kind]


def day(when: date) -> str:
    """A day as people here write it."""
    return f"{when:%d/%m/%Y}"


def title(version: VersionView) -> str:
    """What it is and whose, as HTML."""
    return f"📜 <b>{kind_name(version.kind)} – {safe(version.group_name)}</b>"


def shorten(text: str, limit: int = BUTTON_LENGTH) -> str:
    """The text as it fits a button, cut between words."""
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"


def clause_title(clause: Clause) -> str:
    """How a clause is called in lists."""
    words = " ".join(part for part in (clause.label, clause.heading) if part)
    return words or _("Phần mở đầu")


def clause_pages(clause: Clause) -> list[Page]:
    """The text of a clause as pages, at least one."""
    return to_pages(escape(clause.text), CLAUSE_LENGTH) or [Page("", "")]


def last_day(version: VersionView) -> str:
    """The last day on which a consultation takes answers."""
    assert version.closes_at is not None
    return day(local_date(version.closes_at) - timedelta(days=1))


# --- what a group has ----------------------------------------------------------------------------------


def which_group(groups: Sequence[GroupView], ward: WardView) -> Card:
    """Whose convention is to be read?"""
    buttons = [Button(group.name, Home(group.id)) for group in groups]
    pairs = [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
    return Card(
        _("<b>Hương ước, quy ước</b>\n\nÔng/bà muốn xem của {label} nào?").format(label=safe(ward.group_label)),
        (*pairs, row(home())),
    )


def group_home(view: HomeView, ward: WardView) -> Card:
    """What the group has, and what can be done."""
    parts = [_in_force(view, ward)]
    rows: list[Row] = []
    if view.current:
        rows += _reading(view)
    if view.under_way:
        parts.append(_under_way(view.under_way))
        rows += _consultation(view.under_way)
    if view.works_here:
        rows.append(row(Button(_("🛠 Việc cần làm"), Desk(0))))
    rows.append(row(Button(_("🏘 Xem tổ khác"), Groups()), home()))
    return Card("\n\n".join(parts), tuple(rows))


def _in_force(view: HomeView, ward: WardView) -> str:
    current = view.current
    if current is None:
        return _(
            "📜 <b>Hương ước, quy ước – {group}</b>\n\n"
            "Ở đây chưa có bản nào được ghi nhận là đang có hiệu lực. Có thể tổ đã có bản giấy mà chưa được nhập: "
            "xin hỏi tổ trưởng, hoặc gọi {hotline} ({hours})."
        ).format(group=safe(view.group_name), hotline=safe(ward.hotline), hours=safe(ward.office_hours))
    assert current.recognised_on is not None
    if current.state is State.SUSPENDED:
        return _(
            "{title}\n\n⛔ <b>Đang bị tạm ngừng thực hiện</b> từ ngày {since}. Ông/bà vẫn đọc được để biết nội dung."
        ).format(title=title(current), since=day(current.since))
    return _("{title}\n\n✅ Có hiệu lực từ ngày {since}, theo Quyết định công nhận số {decision}.").format(
        title=title(current), since=day(current.recognised_on), decision=safe(current.decision)
    )


def _reading(view: HomeView) -> list[Row]:
    assert view.current is not None
    version = view.current
    rows = [
        row(Button(_("📑 Đọc từng điều"), Contents(version.id, 0), style="primary")),
        row(Button(_("🔎 Tìm trong văn bản"), Seek(version.id))),
    ]
    if view.previous:
        rows.append(row(Button(_("🆚 So với bản trước"), Compare(version.id, 0, 0))))
    return rows


def _under_way(version: VersionView) -> str:
    if version.state is State.CONSULTATION:
        return _(
            "📝 <b>Đang góp ý dự thảo</b>, đến hết ngày {until}. Bấm <b>Góp ý dự thảo</b> để đọc và góp ý."
        ).format(until=last_day(version))
    return _("📝 Có một bản đang được làm: {state}.").format(state=state_name(version.state))


def _consultation(version: VersionView) -> list[Row]:
    if version.state is State.CONSULTATION:
        rows = [row(Button(_("📝 Góp ý dự thảo"), Walk(version.id, -1, 0), style="success"))]
    elif version.state in (State.PROPOSED, State.DRAFTING):
        rows = []
    else:
        rows = [row(Button(_("📑 Đọc bản đang làm"), Contents(version.id, 0)))]
    if version.asked_edition and version.state not in (State.CONSULTATION, State.PROPOSED, State.DRAFTING):
        rows.append(row(Button(_("📊 Kết quả góp ý"), Results(version.id, 0))))
    return rows


def state_name(state: State) -> str:
    """Where a version stands."""
    return {
        State.PROPOSED: _("đã đề xuất"),
        State.DRAFTING: _("đang soạn thảo"),
        State.CONSULTATION: _("đang lấy ý kiến"),
        State.CONSULTED: _("đã hết hạn góp ý, đang tổng hợp"),
        State.SYNTHESISED: _("đã tổng hợp góp ý, chờ họp bàn, quyết định"),
        State.ADOPTED: _("cuộc họp đã quyết định, chờ gửi hồ sơ"),
        State.SENT: _("đã gửi Ủy ban, chờ công nhận"),
        State.RETURNED: _("Ủy ban đã trả lại"),
        State.RECOGNISED: _("có hiệu lực, chờ niêm yết, phổ biến"),
        State.IN_FORCE: _("đang có hiệu lực"),
        State.SUSPENDED: _("đang bị tạm ngừng thực hiện"),
        State.REPLACED: _("đã có bản khác thay"),
        State.ABOLISHED: _("đã bị bãi bỏ"),
    }[state]


# --- the text ------------------------------------------------------------------------------------------


def contents(document: DocumentView, page: int) -> Card:
    """The list of clauses, a button each."""
    version = document.version
    listed = [clause for clause in document.clauses if clause.whole]
    last = max(0, -(-len(listed) // ON_A_PAGE) - 1)
    page = min(max(page, 0), last)
    buttons = [
        Button(shorten(clause_title(clause)), ShowClause(version.id, clause.position, 0))
        for clause in listed[page * ON_A_PAGE :][:ON_A_PAGE]
    ]
    turning = []
    if page > 0:
        turning.append(Button(_("◀️ Phần trước"), Contents(version.id, page - 1)))
    if page < last:
        turning.append(Button(_("Phần sau ▶️"), Contents(version.id, page + 1)))
    html = _("{title}\n{state}\n\n<b>Mục lục</b>: bấm vào điều muốn đọc.").format(
        title=title(version), state=_standing(version)
    )
    rows = (*column(*buttons), *((tuple(turning),) if turning else ()))
    extra: tuple[Row, ...] = ()
    if version.asked_edition and version.edition > version.asked_edition:
        extra = (row(Button(_("🆚 So với dự thảo đã góp ý"), Compare(version.id, 1, 0))),)
    return Card(html, (*rows, *extra, row(Button(_("🔎 Tìm"), Seek(version.id)), back(Home(version.group_id)))))


def _standing(version: VersionView) -> str:
    return _("Tình trạng: {state}.").format(state=state_name(version.state))


def clause_card(document: DocumentView, position: int, page: int) -> Card:
    """A page of one clause, and the way to its neighbours."""
    version = document.version
    listed = [clause for clause in document.clauses if clause.whole]
    place = next((at for at, clause in enumerate(listed) if clause.position == position), 0)
    clause = listed[place]
    pages = clause_pages(clause)
    page = min(max(page, 0), len(pages) - 1)
    parts = [f"<b>{safe(clause_title(clause))}</b>"]
    if pages[page].html:
        parts.append(pages[page].html)
    rows: list[Row] = []
    if len(pages) > 1:
        rows.append(_page_buttons(page, len(pages), lambda to: ShowClause(version.id, clause.position, to)))
    neighbours = []
    if place > 0:
        neighbours.append(Button(_("◀️ Điều trước"), ShowClause(version.id, listed[place - 1].position, 0)))
    if place + 1 < len(listed):
        neighbours.append(Button(_("Điều sau ▶️"), ShowClause(version.id, listed[place + 1].position, 0)))
    if neighbours:
        rows.append(tuple(neighbours))
    rows.append(row(Button(_("📑 Mục lục"), Contents(version.id, place // ON_A_PAGE)), back(Home(version.group_id))))
    return Card("\n\n".join([title(version), *parts]), tuple(rows))


def _page_buttons(page: int, count: int, to: Callable[[int], Tap]) -> Row:
    buttons = []
    if page > 0:
        buttons.append(Button(_("⬆️ Trang trước"), to(page - 1)))
    if page + 1 < count:
        buttons.append(Button(_("⬇️ Đọc tiếp ({page}/{count})").format(page=page + 2, count=count), to(page + 1)))
    return tuple(buttons)


def ask_words(version_id: int) -> Card:
    """Which words?"""
    return Card(
        _("🔎 Xin gõ từ cần tìm rồi gửi. Gõ có dấu hay không dấu đều được.\nVí dụ: đám cưới"),
        (row(back(Contents(version_id, 0)), cancel()),),
    )


def found(version: VersionView, clauses: Sequence[Clause], typed: str) -> Card:
    """The clauses that have the words."""
    asked = safe(shorten(typed, 100))
    if not clauses:
        html = _("🔎 Không có điều nào có đủ các từ “{query}”. Ông/bà thử gõ ít từ hơn. Gõ luôn ở đây cũng được.")
    else:
        html = _("🔎 Có {count} điều nói đến “{query}”. Bấm để đọc; muốn tìm tiếp thì gõ từ khác.")
    buttons = [
        Button(shorten(clause_title(clause)), ShowClause(version.id, clause.position, 0))
        for clause in clauses[:FOUND_SHOWN]
    ]
    return Card(html.format(query=asked, count=len(clauses)), column(*buttons, back(Contents(version.id, 0))))


# --- versions beside each other ------------------------------------------------------------------------


def comparison(view: ComparisonView, page: int, *, since_asked: bool) -> Card:
    """A page of what changed: new words underlined, words that went struck through."""
    changed = [change for change in view.changes if change.is_changed]
    same = [change.name or _("Phần mở đầu") for change in view.changes if not change.is_changed]
    version = view.new
    way_back = Contents(version.id, 0) if since_asked else Home(version.group_id)
    if since_asked:
        what = _("So với dự thảo đã lấy ý kiến")
    else:
        assert view.old.recognised_on is not None
        what = _("So với bản có hiệu lực từ ngày {day}").format(day=day(view.old.recognised_on))
    if not changed:
        return Card(_("🆚 <b>{what}</b>\n\nKhông có chữ nào thay đổi.").format(what=what), column(back(way_back)))
    pages = comparison_pages(changed)
    page = min(max(page, 0), len(pages) - 1)
    parts = [
        _(
            "🆚 <b>{what}</b> ({page}/{count})\n"
            "<b><u>Chữ gạch dưới</u></b> là mới thêm, <s>chữ gạch ngang</s> là đã bỏ."
        ).format(what=what, page=page + 1, count=len(pages)),
        pages[page],
    ]
    if same and page == len(pages) - 1:
        parts.append(_("<i>Không thay đổi: {names}.</i>").format(names=safe(shorten(", ".join(same), 400))))
    rows: list[Row] = []
    if len(pages) > 1:
        rows.append(_page_buttons(page, len(pages), lambda to: Compare(version.id, int(since_asked), to)))
    return Card("\n\n".join(parts), (*rows, row(back(way_back))))


def comparison_pages(changes: Sequence[Change]) -> list[str]:
    """The changes as pages of Telegram HTML; every word once, divided between words."""
    pages: list[list[tuple[Fate | None, str]]] = [[]]
    used = 0
    for fate, text in _words(changes):
        if used and used + length(text) > COMPARISON_LENGTH:
            pages.append([])
            used = 0
        pages[-1].append((fate, text))
        used += length(text)
    return ["".join(_run(fate, "".join(text for _fate, text in run)) for fate, run in _runs(page)) for page in pages]


def _runs(words: list[tuple[Fate | None, str]]) -> Iterator[tuple[Fate | None, list[tuple[Fate | None, str]]]]:
    for fate, run in groupby(words, key=lambda it: it[0]):
        yield fate, list(run)


def _words(changes: Sequence[Change]) -> Iterator[tuple[Fate | None, str]]:
    for number, change in enumerate(changes):
        yield None, "\n\n" * bool(number) + _sign(change) + "\n"
        for piece in change.pieces:
            for word in _pieces_of(piece.text):
                yield piece.fate, word


def _pieces_of(text: str) -> Iterator[str]:
    """Words with the space after them, none longer than a page."""
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and not text[end].isspace() and end - at < COMPARISON_LENGTH // 4:
            end += 1
        while end < len(text) and text[end].isspace():
            end += 1
        yield text[at:end]
        at = end


def _sign(change: Change) -> str:
    name = change.name or _("Phần mở đầu")
    if change.old is None:
        return _("➕ {name} (mới)").format(name=name)
    if change.new is None:
        return _("➖ {name} (bỏ)").format(name=name)
    return f"✏️ {name}"


def _run(fate: Fate | None, text: str) -> str:
    """Words of one fate as HTML, with the space around them outside the tags."""
    inner = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if not inner:
        return text
    tags = {
        None: ("<b>", "</b>"),
        Fate.SAME: ("", ""),
        Fate.DELETED: ("<s>", "</s>"),
        Fate.INSERTED: ("<b><u>", "</u></b>"),
    }[fate]
    return f"{before}{tags[0]}{safe(inner)}{tags[1]}{after}"


def to_menu() -> Button:
    """To the screen of conventions."""
    return Button(_("📜 Hương ước"), Go("huonguoc"))
