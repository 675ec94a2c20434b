"""Composing a poll: one question at a time, what the law asks, the preview."""

from collections.abc import Collection, Sequence

from cards.announcements_taps import BeginAnnouncement
from cards.card import Button, Card, Row, back, column, row, safe
from cards.choices import group_rows
from cards.common import cancel, home
from cards.polls.sayings import kind_name, moment
from cards.polls.taps import (
    ChooseKind,
    CloseAfter,
    Compose,
    Desk,
    EditDraft,
    GroupsDone,
    OpenNow,
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
from rules.polls import MINIMUM_PERIOD, OPTION_LENGTH, OPTION_LIMIT, STANDARD_OPTIONS, TITLE_LENGTH, Kind, State
from rules.texts import fold
from services.polls.drafting import GroupChoice
from services.polls.views import Draft, PollView

# The kind that is explained, not run.
BINDING_VOTE = "vote"
# The questions in their order.
STEPS = ("title", "text", "options", "groups", "opens", "closes")
# Words of a binding decision, which no consultation may seem to be.
_BINDING_WORDS = ("bieu quyet", "thong qua")
_SUGGESTED_DAYS = {Kind.SURVEY: (3, 7)}


def kinds() -> Card:
    """What shall be sent to the households."""
    return Card(
        _(
            "<b>Soạn gửi bà con</b>\nÔng/bà muốn soạn gì?\n\n"
            "<b>Thông báo</b>: báo tin cho bà con.\n"
            "<b>Lấy ý kiến</b>: hỏi từng hộ về một việc, có tổng hợp.\n"
            "<b>Lấy ý kiến hương ước</b>: góp ý dự thảo hương ước, quy ước.\n"
            "<b>Biểu quyết</b>: xem luật cho phép đến đâu.\n"
            "<b>Thư mời họp</b>: mời đại diện các hộ đi họp.\n"
            "<b>Thăm dò nhanh</b>: hỏi nhanh, không theo thủ tục."
        ),
        column(
            Button(_("📢 Thông báo"), BeginAnnouncement(AnnouncementKind.NOTICE.value)),
            Button(_("🗳 Lấy ý kiến"), ChooseKind(Kind.CONSULTATION.value)),
            Button(_("📜 Lấy ý kiến hương ước"), ChooseKind(Kind.CONVENTION_CONSULTATION.value)),
            Button(_("✋ Biểu quyết"), ChooseKind(BINDING_VOTE)),
            Button(_("📨 Thư mời họp"), BeginAnnouncement(AnnouncementKind.INVITATION.value)),
            Button(_("⚡ Thăm dò nhanh"), ChooseKind(Kind.SURVEY.value)),
            home(),
        ),
    )


def binding_votes() -> Card:
    """What the law allows to be voted on in chat, and that it is not done here."""
    return Card(
        _(
            "<b>Biểu quyết</b>\n\n"
            "Luật Thực hiện dân chủ ở cơ sở, <b>Điều 17 khoản 2</b>:\n"
            "• Hương ước, quy ước; bầu, cho thôi Trưởng thôn, Tổ trưởng; bầu Ban Thanh tra nhân dân, Ban Giám sát "
            "đầu tư của cộng đồng: <b>phải làm tại cuộc họp</b>.\n"
            "• Mức đóng góp, thu chi quỹ: tại cuộc họp hoặc bằng phiếu của từng hộ.\n"
            "• Trực tuyến: chỉ với việc tự quản khác (<b>Điều 15 khoản 6</b>), theo đúng trình tự ở <b>Điều 5 "
            "Nghị định 59/2023/NĐ-CP</b>: báo trước Ủy ban và Mặt trận, lập tổ 3–5 người, trên 50% số hộ đồng ý "
            "cách làm này.\n\n"
            "Bản này <b>chưa tổ chức biểu quyết</b> có giá trị quyết định. Ông/bà có thể lấy ý kiến để chuẩn bị "
            "trước cho cuộc họp."
        ),
        (
            row(Button(_("🗳 Lấy ý kiến"), ChooseKind(Kind.CONSULTATION.value), style="primary")),
            row(Button(_("📜 Lấy ý kiến hương ước"), ChooseKind(Kind.CONVENTION_CONSULTATION.value))),
            row(back(Compose()), cancel()),
        ),
    )


# --- the questions ----------------------------------------------------------------------------------------


def what_the_law_allows(kind: Kind) -> str:
    """The shortest period of the kind, with its article, and that it binds nobody."""
    if kind is Kind.SURVEY:
        return _(
            "Hỏi nhanh để tham khảo, không thay cho lấy ý kiến theo luật. Luật không quy định thời gian tối thiểu."
        )
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


def _question(number: int, words: str) -> str:
    return _("<b>Câu {number}/{count}.</b> ").format(number=number, count=len(STEPS)) + words


def ask_title(kind: Kind, previous: Tap) -> Card:
    """What is asked, in one line."""
    words = _question(1, _("Hỏi về việc gì? Xin viết <b>tiêu đề</b> trong một dòng, dài nhất {limit} chữ cái."))
    html = f"<b>{kind_name(kind)}</b>\n{what_the_law_allows(kind)}\n\n{words.format(limit=TITLE_LENGTH)}"
    return Card(html, (_ways(previous),))


def ask_text(previous: Tap) -> Card:
    """The text that is put to the households."""
    words = _(
        "Xin gửi <b>nội dung</b>: viết một hoặc nhiều tin, chuyển tiếp tin có sẵn, hoặc gửi tệp .docx, .txt, .pdf. "
        "Gửi đủ rồi thì bấm <b>Xong</b>."
    )
    return Card(_question(2, words), (_ways(previous),))


def got_text(length: int, previous: Tap) -> Card:
    """What came so far."""
    return Card(
        _("Đã nhận {n} chữ cái. Gửi tiếp, hoặc bấm <b>Xong</b>.").format(n=length),
        (row(Button(_("✅ Xong"), TextDone(), style="primary")), _ways(previous)),
    )


def ask_options(previous: Tap) -> Card:
    """What can be answered."""
    words = _(
        "Bà con trả lời thế nào? Bấm nút dưới đây, hoặc viết các lựa chọn, <b>mỗi lựa chọn một dòng</b> "
        "(2 đến {limit} dòng, mỗi dòng dài nhất {length} chữ cái). Lựa chọn “Ý kiến khác” cho bà con viết thêm lời."
    ).format(limit=OPTION_LIMIT, length=OPTION_LENGTH)
    return Card(_question(3, words), (row(Button(" / ".join(STANDARD_OPTIONS), UseStandardOptions())), _ways(previous)))


def ask_groups(groups: Sequence[GroupChoice], chosen: Collection[int], label: str, previous: Tap) -> Card:
    """Whose households are asked."""
    return Card(
        _question(4, _("Hỏi những {label} nào? Bấm để chọn hoặc bỏ chọn, rồi bấm <b>Xong</b>.")).format(
            label=safe(label)
        ),
        (
            *group_rows(((it.id, it.name) for it in groups), chosen, ToggleGroup),
            row(Button(_("✅ Xong"), GroupsDone(), style="primary")),
            _ways(previous),
        ),
    )


def ask_opening(previous: Tap) -> Card:
    """When it opens."""
    words = _("Khi nào bắt đầu? Bấm <b>Mở ngay</b>, hoặc viết ngày giờ, ví dụ: <code>8:00 25/12/2026</code>.")
    return Card(_question(5, words), (row(Button(_("▶️ Mở ngay"), OpenNow(), style="primary")), _ways(previous)))


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
    return Card(_question(6, words), (row(*buttons), _ways(previous)))


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


def what_to_edit() -> Card:
    """Which question to answer anew."""
    labels = {
        "title": _("Tiêu đề"),
        "text": _("Nội dung"),
        "options": _("Các lựa chọn"),
        "groups": _("Gửi đến ai"),
        "opens": _("Bắt đầu"),
        "closes": _("Hết hạn"),
    }
    buttons = [Button(labels[step], ToStep(step)) for step in STEPS]
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
