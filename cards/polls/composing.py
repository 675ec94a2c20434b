"""Composing a poll: one question at a time, what the law asks, the preview."""

from collections.abc import Collection, Sequence

from cards.announcements_taps import BeginAnnouncement
from cards.card import Button, Card, Row, back, column, row, safe
from cards.choices import group_rows
from cards.common import cancel, home
from cards.polls.sayings import kind_name, moment
from cards.polls.taps import (
    ChooseKind,
    ChooseVote,
    CloseAfter,
    Desk,
    EditDraft,
    GroupsDone,
    OpenNow,
    PostedToday,
    Review,
    Send,
    TextDone,
    ToggleGroup,
    ToStep,
    TryOut,
    UseStandardOptions,
)
from cards.taps import Tap
from cards.words import _
from rules import law
from rules.announcements import Kind as AnnouncementKind
from rules.polls import (
    FIXED_ANSWERS,
    MINIMUM_PERIOD,
    OPTION_LENGTH,
    OPTION_LIMIT,
    STANDARD_OPTIONS,
    TITLE_LENGTH,
    Kind,
    State,
)
from rules.texts import fold
from services.polls.drafting import GroupChoice
from services.polls.views import Draft, PollView

# What is composed by these questions; votes that bind have their own way.
COMPOSED = (Kind.CONSULTATION, Kind.CONVENTION_PROPOSAL, Kind.CONVENTION_CONSULTATION, Kind.SURVEY)
# Every question, in its order.
STEPS = ("title", "text", "options", "groups", "posted", "opens", "closes")
# Words of a binding decision, which no consultation may seem to be.
_BINDING_WORDS = ("bieu quyet", "thong qua")
# A posted draft is consulted on for whole days after the day of posting, hence one more.
_SUGGESTED_DAYS = {
    Kind.SURVEY: (3, 7),
    Kind.CONVENTION_PROPOSAL: (7, 30),
    Kind.CONVENTION_CONSULTATION: (law.days("convention.minimum") + 1,),
}


def steps(kind: Kind) -> tuple[str, ...]:
    """The questions that are asked for this kind, in their order."""
    left_out = {"options"} if kind in FIXED_ANSWERS else set()
    if kind is not Kind.CONVENTION_CONSULTATION:
        left_out.add("posted")
    return tuple(step for step in STEPS if step not in left_out)


def kinds() -> Card:
    """What shall be sent to the households."""
    return Card(
        _(
            "<b>Soạn gửi bà con</b>\nÔng/bà muốn soạn gì?\n\n"
            "<b>Thông báo</b>: báo tin cho bà con.\n"
            "<b>Lấy ý kiến</b>: hỏi từng hộ về một việc, có tổng hợp.\n"
            "<b>Lấy ý kiến hương ước</b>: góp ý dự thảo hương ước, quy ước.\n"
            "<b>Đề nghị về hương ước</b>: hỏi các hộ có đồng ý đưa ra bàn không.\n"
            "<b>Biểu quyết</b>: quyết định theo luật, trực tuyến hoặc ghi lại số liệu.\n"
            "<b>Thư mời họp</b>: mời đại diện các hộ đi họp.\n"
            "<b>Thăm dò nhanh</b>: hỏi nhanh, không theo thủ tục."
        ),
        column(
            Button(_("📢 Thông báo"), BeginAnnouncement(AnnouncementKind.NOTICE.value)),
            Button(_("🗳 Lấy ý kiến"), ChooseKind(Kind.CONSULTATION.value)),
            Button(_("📜 Lấy ý kiến hương ước"), ChooseKind(Kind.CONVENTION_CONSULTATION.value)),
            Button(_("💡 Đề nghị về hương ước"), ChooseKind(Kind.CONVENTION_PROPOSAL.value)),
            Button(_("✋ Biểu quyết"), ChooseVote()),
            Button(_("📨 Thư mời họp"), BeginAnnouncement(AnnouncementKind.INVITATION.value)),
            Button(_("⚡ Thăm dò nhanh"), ChooseKind(Kind.SURVEY.value)),
            home(),
        ),
    )


# --- the questions ----------------------------------------------------------------------------------------


def what_the_law_allows(kind: Kind) -> str:
    """The shortest period of the kind, with its article, and that it binds nobody."""
    if kind is Kind.SURVEY:
        return _(
            "Hỏi nhanh để tham khảo, không thay cho lấy ý kiến theo luật. Luật không quy định thời gian tối thiểu."
        )
    if kind is Kind.CONVENTION_PROPOSAL:
        share, validity = law.NORMS["initiative.share"], law.NORMS["initiative.validity"]
        return _(
            "Cần ít nhất <b>10 % tổng số hộ</b> đồng ý; ít hơn thì cần Ban công tác Mặt trận tán thành ({article}). "
            "Ý kiến đồng ý có giá trị {months} {unit}. Ở đây chưa quyết định gì."
        ).format(article=share.article, months=validity.value, unit=validity.unit)
    norm = law.NORMS[MINIMUM_PERIOD[kind]]
    if kind is Kind.CONSULTATION:
        return _("Lấy ý kiến <b>ít nhất {days} {unit}</b> ({article}). Kết quả là ý kiến tham khảo.").format(
            days=norm.value, unit=norm.unit, article=norm.article
        )
    return _(
        "Dự thảo hương ước được lấy ý kiến <b>ít nhất {days} {unit}</b>, kể từ ngày niêm yết ({article}). "
        "Ở đây chỉ góp ý; hương ước được quyết định tại cuộc họp (Luật 10/2022/QH15 Điều 17 khoản 2)."
    ).format(days=norm.value, unit=norm.unit, article=norm.article)


def _ways(previous: Tap) -> Row:
    return row(back(previous), cancel())


def _question(kind: Kind, step: str, words: str) -> str:
    asked = steps(kind)
    return _("<b>Câu {number}/{count}.</b> ").format(number=asked.index(step) + 1, count=len(asked)) + words


def ask_title(kind: Kind, previous: Tap) -> Card:
    """What is asked, in one line."""
    words = _question(
        kind, "title", _("Hỏi về việc gì? Xin viết <b>tiêu đề</b> trong một dòng, dài nhất {limit} chữ cái.")
    )
    html = f"<b>{kind_name(kind)}</b>\n{what_the_law_allows(kind)}\n\n{words.format(limit=TITLE_LENGTH)}"
    return Card(html, (_ways(previous),))


def ask_text(kind: Kind, previous: Tap) -> Card:
    """The text that is put to the households."""
    words = _(
        "Xin gửi <b>nội dung</b>: viết một hoặc nhiều tin, chuyển tiếp tin có sẵn, hoặc gửi tệp .docx, .txt, .pdf. "
        "Gửi đủ rồi thì bấm <b>Xong</b>."
    )
    return Card(_question(kind, "text", words), (_ways(previous),))


def got_text(length: int, previous: Tap) -> Card:
    """What came so far."""
    return Card(
        _("Đã nhận {n} chữ cái. Gửi tiếp, hoặc bấm <b>Xong</b>.").format(n=length),
        (row(Button(_("✅ Xong"), TextDone(), style="primary")), _ways(previous)),
    )


def ask_options(kind: Kind, previous: Tap) -> Card:
    """What can be answered."""
    words = _(
        "Bà con trả lời thế nào? Bấm nút dưới đây, hoặc viết các lựa chọn, <b>mỗi lựa chọn một dòng</b> "
        "(2 đến {limit} dòng, mỗi dòng dài nhất {length} chữ cái). Lựa chọn “Ý kiến khác” cho bà con viết thêm lời."
    ).format(limit=OPTION_LIMIT, length=OPTION_LENGTH)
    standard = Button(" / ".join(STANDARD_OPTIONS), UseStandardOptions())
    return Card(_question(kind, "options", words), (row(standard), _ways(previous)))


def ask_groups(kind: Kind, groups: Sequence[GroupChoice], chosen: Collection[int], label: str, previous: Tap) -> Card:
    """Whose households are asked."""
    return Card(
        _question(kind, "groups", _("Hỏi những {label} nào? Bấm để chọn hoặc bỏ chọn, rồi bấm <b>Xong</b>.")).format(
            label=safe(label)
        ),
        (
            *group_rows(((it.id, it.name) for it in groups), chosen, ToggleGroup),
            row(Button(_("✅ Xong"), GroupsDone(), style="primary")),
            _ways(previous),
        ),
    )


def ask_posting(previous: Tap) -> Card:
    """When the draft was posted on paper."""
    words = _(
        "Dự thảo đã <b>niêm yết</b> ở nơi công cộng ngày nào? Bấm <b>Hôm nay</b>, hoặc viết ngày, "
        "ví dụ: <code>20/11/2026</code>. Thời gian góp ý tính từ ngày này ({article})."
    ).format(article=law.NORMS["convention.minimum"].article)
    return Card(
        _question(Kind.CONVENTION_CONSULTATION, "posted", words),
        (row(Button(_("📌 Hôm nay"), PostedToday(), style="primary")), _ways(previous)),
    )


def ask_opening(kind: Kind, previous: Tap) -> Card:
    """When it opens."""
    words = _("Khi nào bắt đầu? Bấm <b>Mở ngay</b>, hoặc viết ngày giờ, ví dụ: <code>8:00 25/12/2026</code>.")
    return Card(
        _question(kind, "opens", words), (row(Button(_("▶️ Mở ngay"), OpenNow(), style="primary")), _ways(previous))
    )


def suggested_days(kind: Kind) -> tuple[int, ...]:
    """Periods that are offered as buttons."""
    return _SUGGESTED_DAYS.get(kind) or (law.days(MINIMUM_PERIOD[kind]),)


def ask_closing(kind: Kind, previous: Tap) -> Card:
    """When it closes."""
    words = _(
        "Khi nào hết hạn? Bấm một nút, hoặc viết số ngày (ví dụ: <code>25 ngày</code>) hay ngày giờ "
        "(ví dụ: <code>17:00 25/12/2026</code>).\n{law}"
    ).format(law=what_the_law_allows(kind))
    buttons = [Button(_("Sau {days} ngày").format(days=days), CloseAfter(days)) for days in suggested_days(kind)]
    return Card(_question(kind, "closes", words), (row(*buttons), _ways(previous)))


# --- the preview --------------------------------------------------------------------------------------------


def seems_binding(draft: Draft) -> bool:
    """Whether its words could be taken for a decision, which a consultation is not."""
    said = fold(" ".join((draft.title, *draft.options)))
    return any(words in said for words in _BINDING_WORDS)


def review(draft: Draft, groups: Sequence[str], *, tried: bool = False) -> Card:
    """What can be done with the draft that stands above as residents will see it."""
    opens = moment(draft.opens_at) if draft.opens_at else _("ngay khi gửi")
    lines = [
        _("⬆️ Đã gửi thử: ở trên là tin bà con sẽ nhận.") if tried else _("⬆️ Bà con sẽ thấy đúng như trên."),
        _("Gửi đến: {groups}").format(groups=safe(_listed(groups))),
        _("Bắt đầu: {opens}").format(opens=opens),
        _("Hết hạn: {closes}").format(closes=moment(draft.closes_at)),
    ]
    if draft.posted_on is not None:
        lines.insert(2, _("Niêm yết ngày: {day:%d/%m/%Y}").format(day=draft.posted_on))
    if seems_binding(draft):
        lines.append(
            _(
                "\n⚠️ Tiêu đề hoặc lựa chọn có chữ “biểu quyết” hoặc “thông qua”. Đây chỉ là lấy ý kiến tham khảo, "
                "xin cân nhắc sửa để bà con không hiểu nhầm."
            )
        )
    send = _("⏰ Hẹn giờ") if draft.opens_at else _("📨 Gửi ngay")
    return Card(
        "\n".join(lines),
        (
            row(Button(send, Send(), style="success")),
            row(Button(_("👁 Gửi thử cho tôi"), TryOut())),
            row(Button(_("✏️ Sửa"), EditDraft()), cancel()),
        ),
    )


def _listed(groups: Sequence[str], room: int = 1_500) -> str:
    text = ", ".join(groups)
    return text if len(text) <= room else text[:room].rsplit(",", 1)[0] + ", …"


def what_to_edit(kind: Kind) -> Card:
    """Which question to answer anew."""
    labels = {
        "title": _("Tiêu đề"),
        "text": _("Nội dung"),
        "options": _("Các lựa chọn"),
        "groups": _("Gửi đến ai"),
        "posted": _("Ngày niêm yết"),
        "opens": _("Bắt đầu"),
        "closes": _("Hết hạn"),
    }
    buttons = [Button(labels[step], ToStep(step)) for step in steps(kind)]
    pairs = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    return Card(_("Ông/bà muốn sửa phần nào?"), (*pairs, row(back(Review()), cancel())))


def sent(poll: PollView, groups: Sequence[str]) -> Card:
    """The draft is a poll."""
    if poll.state is State.SCHEDULED:
        words = _("⏰ Đã hẹn giờ <b>{code}</b>. Sẽ gửi lúc {opens} đến: {groups}.\nHết hạn: {closes}.")
    else:
        words = _("✅ Đã gửi <b>{code}</b> đến: {groups}.\nHết hạn: {closes}.")
    html = words.format(
        code=poll.code, opens=moment(poll.opens_at), groups=safe(_listed(groups)), closes=moment(poll.closes_at)
    )
    return Card(html, column(Button(_("📋 Xem việc của tôi"), Desk()), home()))


def gone() -> str:
    """To the tap of a button whose draft is not there any more."""
    return _("Bản soạn này không còn nữa: đã gửi hoặc đã hủy. Gõ /quanly để xem việc đã gửi, /soan để soạn mới.")
