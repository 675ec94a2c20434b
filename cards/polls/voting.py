"""Votes that bind: what the law allows, preparing one online, entering what was counted elsewhere."""

from collections.abc import Sequence
from datetime import date

from cards.card import Button, Card, Row, back, column, row, safe
from cards.common import cancel, home
from cards.polls.sayings import kind_name, moment, shortened
from cards.polls.taps import ChooseVote, Compose, Desk, Manage
from cards.polls.voting_taps import (
    AskEnd,
    ChooseMatter,
    ConfirmCounts,
    CountGroup,
    DoDuty,
    DossierGroup,
    EnterCounts,
    HeldToday,
    OpenStep,
    SendBack,
    SendCounts,
    ShowCounts,
    ShowDossier,
    StartDossier,
    VoteDesk,
)
from cards.results_taps import ShowResult
from cards.sections import Section
from cards.verdicts import headline
from cards.words import _
from rules import law
from rules.polls import (
    AFTER_A_MEETING,
    DUTIES,
    MEETING_FIRST,
    OF_THE_COMMUNE,
    REASON_LENGTH,
    RECORDED_DUTIES,
    TITLE_LENGTH,
    WHERE_TO_DECIDE,
    Duty,
    Kind,
    Matter,
    State,
    Step,
)
from services.polls.drafting import GroupChoice
from services.polls.views import CountingView, DossierView, PollView, ResultView

DAYS_OFFERED = (3, 7, 14)
TITLE_SHOWN = 120
NOTE_SHOWN = 80
BUTTON_SHOWN = 40
LISTED = 20


# --- what is decided -------------------------------------------------------------------------------------


def matter_name(matter: Matter) -> str:
    """What is decided, in a few words."""
    return {
        Matter.CONTRIBUTION: _("Mức đóng góp làm công trình"),
        Matter.FUND: _("Thu, chi, quản lý quỹ"),
        Matter.CONVENTION: _("Hương ước, quy ước"),
        Matter.HEAD: _("Bầu, cho thôi Trưởng thôn, Tổ trưởng"),
        Matter.BOARDS: _("Bầu Ban Thanh tra, Ban Giám sát"),
        Matter.OTHER: _("Việc tự quản khác"),
    }[matter]


def matters() -> Card:
    """Which matter of Luật 10/2022/QH15 Điều 15 shall be decided."""
    return Card(
        _(
            "<b>Biểu quyết</b>\nBà con cần quyết định việc gì? Mỗi loại việc luật cho làm một cách khác nhau "
            "(Luật 10/2022/QH15 Điều 15, Điều 17)."
        ),
        (
            *column(
                *(Button(f"{matter.value}. {matter_name(matter)}", ChooseMatter(matter.value)) for matter in Matter)
            ),
            row(back(Compose()), cancel()),
        ),
    )


def what_the_law_allows(matter: Matter) -> Card:
    """How this matter may be decided, and how many must agree."""
    norm = law.NORMS["decision.contributions" if matter in OF_THE_COMMUNE else "decision.matters"]
    if matter in OF_THE_COMMUNE:
        words = _(
            "Quyết định <b>tại cuộc họp</b> hoặc bằng <b>phiếu của từng hộ</b>, không làm trực tuyến ({where}).\n"
            "Cần <b>từ 2/3 tổng số hộ</b> của tổ đồng ý; việc của toàn xã, phường thì còn cần từ 2/3 số tổ ({article})."
        ).format(where=WHERE_TO_DECIDE, article=norm.article)
    elif matter in MEETING_FIRST:
        words = _(
            "<b>Phải quyết định tại cuộc họp</b>, không làm trực tuyến ({where}). Chỉ phát phiếu khi đã họp mà không "
            "đủ hộ dự ({slips}).\nCần <b>trên 50 % tổng số hộ</b> đồng ý ({article})."
        ).format(where=WHERE_TO_DECIDE, slips=AFTER_A_MEETING, article=norm.article)
    else:
        words = _(
            "Quyết định tại cuộc họp, bằng phiếu của từng hộ, hoặc <b>biểu quyết trực tuyến</b> ({where}).\n"
            "Cần <b>trên 50 % tổng số hộ</b> đồng ý ({article}). Trực tuyến thì phải chuẩn bị đủ theo {duties}, và "
            "trên 50 % tổng số hộ đồng ý cách làm này trước."
        ).format(where=WHERE_TO_DECIDE, article=norm.article, duties=DUTIES)
    buttons = [
        Button(_("📝 Ghi kết quả cuộc họp"), EnterCounts(Kind.MEETING_VOTE.value, matter.value)),
        Button(_("📄 Ghi kết quả phiếu lấy ý kiến"), EnterCounts(Kind.SLIP_VOTE.value, matter.value)),
    ]
    if matter is Matter.OTHER:
        buttons.insert(0, Button(_("📱 Biểu quyết trực tuyến"), StartDossier(), style="primary"))
    return Card(f"<b>{matter_name(matter)}</b>\n\n{words}", (*column(*buttons), row(back(ChooseVote()), cancel())))


# --- a vote online ------------------------------------------------------------------------------------------


def which_group(groups: Sequence[GroupChoice]) -> Card:
    """Whose vote it is."""
    return Card(
        _("Cộng đồng nào quyết định việc này?"),
        (*column(*(Button(group.name, DossierGroup(group.id)) for group in groups)), row(back(ChooseVote()), cancel())),
    )


def ask_title() -> Card:
    """What is to be decided, in one line."""
    words = _("Quyết định việc gì? Xin viết <b>tiêu đề</b> trong một dòng, dài nhất {limit} chữ cái.")
    return Card(words.format(limit=TITLE_LENGTH), (row(back(ChooseVote()), cancel()),))


def ask_body() -> Card:
    """The text that is to be decided."""
    return Card(
        _("Xin viết <b>nội dung</b> để bà con quyết định: ngắn gọn, rõ ràng, trong một tin."),
        (row(back(ChooseVote()), cancel()),),
    )


def duty_name(duty: Duty) -> str:
    """What has to be done."""
    return {
        Duty.AGREED: _("Tổ trưởng và Ban công tác Mặt trận thống nhất không cần họp, không cần phát phiếu"),
        Duty.DEVICES: _("Đại diện các hộ có điện thoại, mạng để tham gia"),
        Duty.REPORTED: _("Đã báo cáo Ủy ban và Mặt trận xã, phường"),
        Duty.TEAM: _("Đã lập tổ lấy ý kiến 3–5 người, Ban công tác Mặt trận làm tổ trưởng"),
        Duty.GATHERED: _("Đã mời đại diện các hộ vào nhóm trên mạng hợp pháp"),
        Duty.METHOD: _("Trên 50 % tổng số hộ đồng ý biểu quyết trực tuyến"),
    }[duty]


def dossier(it: DossierView) -> Card:
    """What is prepared, what is missing, and what can be done next."""
    done = {duty.duty: duty for duty in it.done}
    lines = [
        _("<b>Chuẩn bị biểu quyết trực tuyến</b> · {group}\n<b>{title}</b>").format(
            group=safe(it.group_name), title=safe(shortened(it.title, TITLE_SHOWN))
        ),
        "",
    ]
    for duty in RECORDED_DUTIES:
        mark = "✅" if duty in done else "⬜"
        lines.append(f"{mark} {duty.value}. {duty_name(duty)}")
        if kept := done.get(duty):
            clip = "📎 " if kept.has_file else ""
            lines.append(f"   <i>{clip}{safe(shortened(kept.note, NOTE_SHOWN))}</i>")
    lines.append(f"{'✅' if it.method_agreed else '⬜'} {Duty.METHOD.value}. {duty_name(Duty.METHOD)}")
    lines += ["", f"⚖️ {DUTIES}", "", f"<b>{_next(it)}</b>"]
    return Card("\n".join(lines), (*_dossier_buttons(it), row(back(VoteDesk()))))


def _next(it: DossierView) -> str:
    if it.missing:
        return _("Bấm vào từng việc đã làm để ghi lại. Đủ năm việc thì mở được bước hỏi cách làm.")
    if it.vote is not None:
        return _("Đã mở biểu quyết {code}, hết hạn {closes}.").format(
            code=it.vote.code, closes=moment(it.vote.closes_at)
        )
    if it.method_agreed:
        return _("Bà con đã đồng ý cách làm. Bây giờ mở được biểu quyết.")
    if it.method is not None and it.method.state is not State.CLOSED:
        return _("Đang hỏi bà con về cách làm ({code}), hết hạn {closes}.").format(
            code=it.method.code, closes=moment(it.method.closes_at)
        )
    if it.method is not None:
        return _("Lần hỏi {code} chưa đủ trên 50 % số hộ đồng ý. Có thể hỏi lại, hoặc chuyển sang họp.").format(
            code=it.method.code
        )
    return _("Đã đủ năm việc. Bước tiếp theo: hỏi bà con có đồng ý biểu quyết trực tuyến không.")


def _dossier_buttons(it: DossierView) -> tuple[Row, ...]:
    if it.missing:
        return column(
            *(Button(_("✔️ Đã làm việc {n}").format(n=duty.value), DoDuty(it.id, duty.value)) for duty in it.missing)
        )
    if it.vote is not None:
        return ()
    if it.method_agreed:
        return column(Button(_("✋ Mở biểu quyết"), AskEnd(it.id, Step.MATTER.value), style="success"))
    if it.method is not None and it.method.state is not State.CLOSED:
        return column(Button(_("📋 Xem {code}").format(code=it.method.code), Manage(it.method.id)))
    return column(Button(_("🗳 Hỏi về cách làm"), AskEnd(it.id, Step.METHOD.value), style="success"))


def ask_evidence(dossier_id: int, duty: Duty) -> Card:
    """What shows that the duty is done."""
    return Card(
        _(
            "<b>{n}. {duty}</b>\n\nXin ghi bằng chứng: số, ngày văn bản, những ai. Có thể gửi ảnh hoặc tệp kèm lời ghi."
        ).format(n=duty.value, duty=duty_name(duty)),
        (row(back(ShowDossier(dossier_id)), cancel()),),
    )


def ask_end(it: DossierView, step: Step) -> Card:
    """When the step closes."""
    words = (
        _("Hỏi bà con {group} có đồng ý biểu quyết trực tuyến không. Bấm một nút là gửi ngay.")
        if step is Step.METHOD
        else _("Bà con {group} biểu quyết: <b>{title}</b>. Bấm một nút là gửi ngay.")
    )
    return Card(
        words.format(group=safe(it.group_name), title=safe(it.title)),
        (
            *column(
                *(
                    Button(_("📨 Gửi ngay, hạn sau {n} ngày").format(n=days), OpenStep(it.id, step.value, days))
                    for days in DAYS_OFFERED
                )
            ),
            row(back(ShowDossier(it.id))),
        ),
    )


def opened(poll: PollView) -> Card:
    """The step is open."""
    words = _("✅ Đã gửi <b>{code}</b> đến bà con. Hết hạn: {closes}.")
    return Card(
        words.format(code=poll.code, closes=moment(poll.closes_at)),
        column(Button(_("📋 Xem việc của tôi"), Desk()), home()),
    )


# --- what was counted elsewhere -----------------------------------------------------------------------------


def count_where(kind: Kind, matter: Matter, groups: Sequence[GroupChoice]) -> Card:
    """Where it was counted."""
    buttons = [Button(group.name, CountGroup(group.id)) for group in groups]
    if matter in OF_THE_COMMUNE and len(groups) > 1:
        buttons.insert(0, Button(_("☑️ Tất cả các tổ (việc chung)"), CountGroup(0)))
    return Card(
        _("<b>{kind}</b>: {matter}\n\nKết quả của tổ nào?").format(kind=kind_name(kind), matter=matter_name(matter)),
        (*column(*buttons), row(back(ChooseMatter(matter.value)), cancel())),
    )


def ask_count_title(matter: Matter) -> Card:
    """What was decided, in one line."""
    return Card(
        _("Bà con quyết định việc gì? Xin viết trong một dòng, dài nhất {limit} chữ cái.").format(limit=TITLE_LENGTH),
        (row(back(ChooseMatter(matter.value)), cancel()),),
    )


def ask_day(kind: Kind, matter: Matter) -> Card:
    """When it was."""
    words = _("Họp ngày nào?") if kind is Kind.MEETING_VOTE else _("Kiểm phiếu ngày nào?")
    return Card(
        _("{words} Bấm <b>Hôm nay</b>, hoặc viết ngày, ví dụ: <code>20/11/2026</code>.").format(words=words),
        (
            row(Button(_("📌 Hôm nay"), HeldToday(), style="primary")),
            row(back(ChooseMatter(matter.value)), cancel()),
        ),
    )


def ask_numbers(kind: Kind, matter: Matter, group: str, households: int, place: int, count: int) -> Card:
    """The numbers of one group."""
    came = _("số hộ dự họp") if kind is Kind.MEETING_VOTE else _("số phiếu thu về")
    words = _(
        "<b>{group}</b> ({place}/{count}) có <b>{households} hộ</b> trong danh sách.\n"
        "Xin viết <b>4 số</b>, cách nhau bằng dấu cách: {came}, đồng ý, không đồng ý, ý kiến khác.\n"
        "Ví dụ: <code>35 28 5 2</code>"
    )
    return Card(
        words.format(group=safe(group), place=place, count=count, households=households, came=came),
        (row(back(ChooseMatter(matter.value)), cancel()),),
    )


def _numbers(kind: Kind, rows: Sequence[tuple[str, int, Sequence[int]]]) -> str:
    came = _("dự họp") if kind is Kind.MEETING_VOTE else _("phiếu thu về")
    return "\n".join(
        _("• <b>{group}</b> ({households} hộ): {came} {n[0]}; đồng ý {n[1]}, không đồng ý {n[2]}, khác {n[3]}").format(
            group=safe(group), households=households, came=came, n=numbers
        )
        for group, households, numbers in rows
    )


def review_counts(
    kind: Kind, matter: Matter, title: str, day: date, rows: Sequence[tuple[str, int, Sequence[int]]]
) -> Card:
    """All that was entered, before it goes to a second person."""
    return Card(
        _(
            "<b>{kind}</b>: {matter}\n<b>{title}</b>\nNgày {day:%d/%m/%Y}\n\n{numbers}\n\n"
            "Người khác phải xác nhận thì kết quả mới có giá trị."
        ).format(
            kind=kind_name(kind), matter=matter_name(matter), title=safe(title), day=day, numbers=_numbers(kind, rows)
        ),
        (
            row(Button(_("📨 Gửi để xác nhận"), SendCounts(), style="success")),
            row(back(ChooseMatter(matter.value)), cancel()),
        ),
    )


def counts_sent(poll: PollView) -> Card:
    """A second person is waited for."""
    words = _("✅ Đã ghi <b>{code}</b>. Xin nhờ người khác của Mặt trận hoặc tổ trưởng vào /quanly xác nhận.")
    return Card(words.format(code=poll.code), column(Button(_("📋 Xem việc của tôi"), Desk()), home()))


def counts(view: CountingView) -> Card:
    """The numbers that wait, for whoever may say that they are right."""
    rows = [
        (it.name, it.households, (it.numbers.present, it.numbers.agree, it.numbers.disagree, it.numbers.other))
        for it in view.groups
    ]
    poll = view.poll
    parts = [
        _("<b>{kind} {code}</b>\n<b>{title}</b>").format(
            kind=kind_name(poll.kind), code=poll.code, title=safe(poll.title)
        ),
        _numbers(poll.kind, rows),
    ]
    buttons = [Button(_("↩️ Số sai, trả lại"), SendBack(poll.id), style="danger")]
    if view.may_confirm:
        parts.append(_("Xin so với biên bản giấy rồi mới xác nhận."))
        buttons.insert(0, Button(_("✅ Số đúng, xác nhận"), ConfirmCounts(poll.id), style="success"))
    else:
        parts.append(_("Ông/bà đã nhập số này. Đang chờ người khác xác nhận."))
    return Card("\n\n".join(parts), (*column(*buttons), row(back(VoteDesk()))))


def confirmed(result: ResultView) -> Card:
    """What the numbers decide."""
    assert result.outcome is not None
    return Card(
        _("✅ Đã xác nhận <b>{code}</b>. Kết quả được gửi cho bà con.\n\n<b>{words}</b>").format(
            code=result.poll.code, words=safe(headline(result.poll, result.outcome))
        ),
        column(Button(_("📊 Xem kết quả"), ShowResult(result.poll.id)), home()),
    )


def ask_back_reason(poll_id: int) -> Card:
    """Why the numbers are wrong."""
    return Card(
        _("Số nào sai? Xin viết lý do trả lại, dài nhất {limit} chữ cái.").format(limit=REASON_LENGTH),
        (row(back(ShowCounts(poll_id)), cancel()),),
    )


def sent_back() -> Card:
    """The numbers count for nothing."""
    return Card(_("↩️ Đã trả lại. Số này không được tính; xin nhập lại ở /soan."), (row(back(VoteDesk())),))


# --- /quanly --------------------------------------------------------------------------------------------------


def section(dossiers: Sequence[DossierView], waiting: Sequence[CountingView]) -> Section | None:
    """What stands in /quanly: how many votes are prepared, how many wait."""
    if not dossiers and not waiting:
        return None
    words = _("✋ <b>Biểu quyết</b>: {prepared} việc đang chuẩn bị, {waiting} kết quả chờ xác nhận.")
    return Section(words.format(prepared=len(dossiers), waiting=len(waiting)), Button(_("✋ Biểu quyết"), VoteDesk()))


def desk(dossiers: Sequence[DossierView], waiting: Sequence[CountingView]) -> Card:
    """Votes that are prepared, and numbers that wait for a second person."""
    if not dossiers and not waiting:
        return Card(
            _("<b>Biểu quyết</b>\n\nHiện không có việc nào đang chuẩn bị hoặc chờ xác nhận."), column(back(Desk()))
        )
    buttons = [
        Button(f"🔢 {view.poll.code} · {shortened(view.poll.title, BUTTON_SHOWN)}", ShowCounts(view.poll.id))
        for view in waiting[:LISTED]
    ]
    buttons += [Button(f"📱 {shortened(it.title, BUTTON_SHOWN)}", ShowDossier(it.id)) for it in dossiers[:LISTED]]
    return Card(
        _("<b>Biểu quyết</b>\n🔢 chờ xác nhận số liệu, 📱 đang chuẩn bị biểu quyết trực tuyến."),
        column(*buttons, back(Desk())),
    )


def endorsed() -> str:
    """The Front supports the proposal."""
    return _("Đã ghi: Ban công tác Mặt trận tán thành đề nghị này.")
