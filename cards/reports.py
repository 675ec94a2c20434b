"""Reports as people meet them: the reporter's way, and the inspectorate's desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cards.card import Button, Card, Row, back, column, row, safe
from cards.common import cancel, home
from cards.outgoing import Addressee, Writer
from cards.reports_taps import (
    Act,
    Add,
    ChooseGroup,
    ChooseKind,
    ChooseNaming,
    Desk,
    Files,
    Follow,
    More,
    Open,
    Recipient,
    Rewrite,
    Send,
    Written,
)
from cards.taps import Go
from cards.words import _
from rules.calendar import local
from rules.reports import Kind, Move, Naming, State
from services import reports
from services.context import Env
from services.people.views import WardView
from services.reports import CaseView, StepView

INSPECTORATE = "bttnd"


def when(moment: datetime) -> str:
    """Day and time as people in Viet Nam write them."""
    return f"{local(moment):%H:%M %d/%m/%Y}"


def kind_name(kind: Kind) -> str:
    """What the reporter calls it."""
    return {
        Kind.FEEDBACK: _("Phản ánh, kiến nghị"),
        Kind.COMPLAINT: _("Khiếu nại"),
        Kind.DENUNCIATION: _("Tố cáo"),
    }[kind]


def state_name(state: State) -> str:
    """Where the case stands, in a few words."""
    return {
        State.NEW: _("🕓 Đã nhận, chờ xem"),
        State.ACCEPTED: _("🔍 Đang xem xét"),
        State.ASKED: _("❓ Chờ ông/bà trả lời thêm"),
        State.ANSWERED: _("💬 Đã có trả lời"),
        State.CLOSED: _("✅ Đã kết thúc"),
    }[state]


# --- filing -----------------------------------------------------------------------------------------


def to_whom(ward: WardView) -> Card:
    """The first question of a report."""
    return Card(
        _(
            "<b>Gửi phản ánh</b>\n"
            "Ông/bà muốn gửi tới ai?\n\n"
            "<b>Ban Thanh tra nhân dân</b> do bà con bầu ra, Mặt trận chỉ đạo; cán bộ Ủy ban không đọc được "
            "phản ánh gửi vào đây.\n\n"
            "Muốn gửi thẳng Ủy ban, xin gọi {hotline} hoặc đến trụ sở trong giờ làm việc. "
            "Việc khẩn cấp xin gọi 113, 114, 115."
        ).format(hotline=safe(ward.hotline)),
        column(Button(_("Ban Thanh tra nhân dân"), Recipient(INSPECTORATE), style="primary"), cancel()),
    )


def what_kind() -> Card:
    """Which kind of matter it is."""
    return Card(
        _("Việc của ông/bà là gì?"),
        (
            *column(*(Button(kind_name(kind), ChooseKind(kind.value)) for kind in Kind)),
            row(Button(_("⬅️ Quay lại"), Go("phananh")), cancel()),
        ),
    )


def formal_way(kind: Kind) -> Card:
    """What the law asks of a complaint or denunciation, and that a message is not one."""
    if kind is Kind.COMPLAINT:
        text = _(
            "<b>Khiếu nại</b> là đề nghị xem lại một quyết định, việc làm của cơ quan mà ông/bà cho là trái luật "
            "và ảnh hưởng đến quyền lợi của mình. Khiếu nại gửi bằng đơn có chữ ký, hoặc trình bày trực tiếp, "
            "với người đã ra quyết định, trong 90 ngày từ khi biết (Luật Khiếu nại, Điều 9).\n\n"
            "Tin nhắn ở đây <b>không phải là đơn khiếu nại</b>. Ông/bà vẫn có thể gửi như một thông tin để "
            "Ban Thanh tra nhân dân biết."
        )
    else:
        text = _(
            "<b>Tố cáo</b> phải có đơn ký tên hoặc trình bày trực tiếp với người có thẩm quyền, có họ tên, địa chỉ; "
            "người tố cáo được giữ bí mật và bảo vệ (Luật Tố cáo, Điều 9, 22 và 23).\n\n"
            "Tin nhắn ở đây <b>không phải là đơn tố cáo</b> và không tính thời hạn giải quyết. Ông/bà vẫn có thể gửi "
            "như một thông tin để Ban Thanh tra nhân dân biết. Việc nghiêm trọng, xin đến gặp trực tiếp."
        )
    return Card(
        text,
        (
            row(Button(_("Gửi như một thông tin"), ChooseKind(f"{kind.value}!"))),
            row(Button(_("⬅️ Quay lại"), Recipient(INSPECTORATE)), cancel()),
        ),
    )


def how_named() -> Card:
    """How the reporter wants to be known, said honestly."""
    return Card(
        _(
            "Ông/bà muốn để tên thế nào?\n\n"
            "<b>Ghi tên tôi</b>: Ban Thanh tra nhân dân thấy tên ông/bà ghi.\n"
            "<b>Giữ kín tên tôi</b>: không ai ở Ban thấy ông/bà là ai; máy chỉ giữ để chuyển trả lời.\n"
            "<b>Không gắn với tài khoản</b>: máy không lưu ai gửi. Chỉ có mã để tra cứu, "
            "mất mã là không xem lại được.\n\n"
            "Dù chọn cách nào, Telegram vẫn biết tài khoản nào đã nhắn. Việc cần giữ kín tuyệt đối, "
            "xin gặp trực tiếp."
        ),
        (
            row(Button(_("Ghi tên tôi"), ChooseNaming(Naming.NAMED.value))),
            row(Button(_("Giữ kín tên tôi"), ChooseNaming(Naming.CONFIDENTIAL.value))),
            row(Button(_("Không gắn với tài khoản"), ChooseNaming(Naming.UNLINKED.value))),
            row(back(Recipient(INSPECTORATE)), cancel()),
        ),
    )


def ask_name(kind: Kind) -> Card:
    """The name to show to the inspectorate."""
    return Card(
        _("Xin ông/bà ghi họ tên, và nếu muốn, số điện thoại để liên hệ."),
        (row(back(ChooseKind(f"{kind.value}!")), cancel()),),
    )


def where(groups: Sequence[tuple[int, str]], ward: WardView, kind: Kind) -> Card:
    """Where it happened."""
    buttons = [Button(name, ChooseGroup(group)) for group, name in groups]
    pairs = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    return Card(
        _("Việc xảy ra ở {label} nào?").format(label=safe(ward.group_label)),
        (
            *pairs,
            row(Button(_("Không rõ, hoặc nơi khác"), ChooseGroup(0))),
            row(back(ChooseKind(f"{kind.value}!")), cancel()),
        ),
    )


def write_now(naming: Naming) -> Card:
    """The reporter may write and send whatever belongs to it."""
    return Card(
        _(
            "Xin ông/bà kể lại: <b>việc gì, ở đâu, khi nào</b>.\n"
            "Có thể viết nhiều tin, gửi ảnh, tệp, ghi âm giọng nói hoặc vị trí. Gửi đủ rồi thì bấm <b>Xong</b>."
        ),
        (row(back(ChooseNaming(naming.value)), cancel()),),
    )


def got_piece(texts: int, pieces: int, *, has_place: bool) -> Card:
    """What has come so far."""
    parts = [_("{n} tin viết").format(n=texts)] if texts else []
    parts += [_("{n} ảnh, tệp hoặc ghi âm").format(n=pieces)] if pieces else []
    parts += [_("vị trí")] if has_place else []
    return Card(
        _("Đã nhận: {parts}. Gửi tiếp, hoặc bấm Xong.").format(parts=", ".join(parts)),
        (row(Button(_("✅ Xong"), Written(), style="primary")), row(Button(_("🔁 Viết lại"), Rewrite()), cancel())),
    )


def write_more() -> Card:
    """The reporter goes on writing."""
    return Card(
        _("Xin viết hoặc gửi thêm. Những gì đã gửi vẫn được giữ. Đủ rồi thì bấm <b>Xong</b>."),
        (row(Button(_("✅ Xong"), Written(), style="primary")), row(Button(_("🔁 Viết lại"), Rewrite()), cancel())),
    )


def nothing_yet() -> Card:
    """Done was tapped before anything came."""
    return Card(_("Chưa có nội dung nào. Xin viết vài dòng, hoặc gửi ảnh, ghi âm."), column(cancel()))


def summary(kind: Kind, naming: Naming, group: str | None, text: str, pieces: int, *, has_place: bool) -> Card:
    """The report as it will be sent."""
    named = {
        Naming.NAMED: _("Ghi tên"),
        Naming.CONFIDENTIAL: _("Giữ kín tên"),
        Naming.UNLINKED: _("Không gắn với tài khoản"),
    }[naming]
    lines = [
        _("<b>Xin xem lại trước khi gửi</b>"),
        _("Gửi tới: Ban Thanh tra nhân dân"),
        _("Loại: {kind}").format(kind=kind_name(kind)),
        _("Tên: {named}").format(named=named),
    ]
    lines += [_("Nơi xảy ra: {group}").format(group=safe(group))] if group else []
    lines += [_("Ảnh, tệp, ghi âm: {n}").format(n=pieces)] if pieces else []
    lines += [_("Có vị trí kèm theo")] if has_place else []
    return Card(
        "\n".join([*lines, "", quoted(text)]).strip(),
        (row(Button(_("📨 Gửi"), Send(), style="success")), row(Button(_("✏️ Viết thêm"), More()), cancel())),
    )


def quoted(text: str, limit: int = 2500) -> str:
    """What somebody wrote, set apart; a very long one is shortened on the screen only."""
    if not text:
        return ""
    shown = text if len(text) <= limit else text[:limit].rstrip() + "…"
    return f"<blockquote expandable>{safe(shown)}</blockquote>"


def sent(code: str, naming: Naming) -> Card:
    """The report is a case."""
    keep = (
        _("<b>Xin chép lại mã này ra giấy.</b> Máy không lưu ông/bà là ai, mất mã là không xem lại được.")
        if naming is Naming.UNLINKED
        else _("Mọi trả lời sẽ được nhắn về đây. Ông/bà cũng xem được bằng mã này trong mục Tra cứu.")
    )
    return Card(
        _("✅ Đã gửi tới Ban Thanh tra nhân dân.\n\nMã: <code>{code}</code>\n\n{keep}").format(code=code, keep=keep),
        (row(Button(_("📋 Chép mã"), copy=code)), row(home())),
    )


# --- following ---------------------------------------------------------------------------------------


def ask_code(mine: Sequence[CaseView]) -> Card:
    """Asks for the code; what was sent under the account is one tap away."""
    buttons = [Button(f"{case.code} · {state_name(case.state)}", Follow(case.code)) for case in mine]
    return Card(
        _("<b>Tra cứu</b>\nXin nhập mã phản ánh, ví dụ: PA-7K3M-92QX.")
        + ("\n" + _("Hoặc bấm vào phản ánh ông/bà đã gửi:") if mine else ""),
        column(*buttons, home()),
    )


def _step_title(step: StepView) -> str:
    return {
        "report": _("Đã gửi"),
        "accept": _("Ban Thanh tra nhân dân đã tiếp nhận"),
        "ask": _("Ban Thanh tra nhân dân hỏi thêm"),
        "add": _("Người gửi bổ sung"),
        "answer": _("Ban Thanh tra nhân dân trả lời"),
        "close": _("Kết thúc"),
        "reopen": _("Người gửi mở lại"),
    }[step.move]


def _timeline(case: CaseView) -> str:
    parts: list[str] = []
    room = 3000
    for step in reversed(case.steps):
        text = quoted(step.text, min(1200, max(200, room)))
        extra = _("📎 {n} tệp").format(n=len(step.files)) if step.files else ""
        extra += f" 📍 {step.place[0]:.5f}, {step.place[1]:.5f}" if step.place else ""
        part = "\n".join(filter(None, [f"<b>{_step_title(step)}</b> · {when(step.at)}", extra.strip(), text]))
        room -= len(part)
        if room < 0 and parts:
            parts.append(_("… còn các bước trước."))
            break
        parts.append(part)
    return "\n\n".join(reversed(parts))


def followed(case: CaseView) -> Card:
    """A case as its reporter sees it."""
    code = case.code
    rows: list[Row] = []
    if Move.ADD in case.moves:
        label = _("✍️ Trả lời") if case.state is State.ASKED else _("➕ Bổ sung")
        rows.append(row(Button(label, Add(Move.ADD.value, code), style="primary")))
    if Move.REOPEN in case.moves:
        rows.append(row(Button(_("↩️ Mở lại"), Add(Move.REOPEN.value, code))))
    head = _("<b>{code}</b>\n{state}").format(code=code, state=state_name(case.state))
    return Card(f"{head}\n\n{_timeline(case)}", (*rows, row(Button(_("⬅️ Quay lại"), Go("tracuu")))))


def ask_addition(move: Move) -> Card:
    """Asks for the words of an addition."""
    words = (
        _("Vì sao ông/bà muốn mở lại? Xin viết vài dòng.")
        if move is Move.REOPEN
        else _("Xin viết điều ông/bà muốn trả lời hoặc bổ sung. Có thể gửi một ảnh hoặc tệp kèm lời.")
    )
    return Card(words, column(cancel()))


def added(case: CaseView) -> Card:
    """The addition is part of the case."""
    return Card(
        _("✅ Đã gửi thêm vào {code}. Ban Thanh tra nhân dân đã được báo.").format(code=case.code),
        column(Button(_("🔎 Xem phản ánh"), Follow(case.code)), home()),
    )


# --- the inspectorate ---------------------------------------------------------------------------------


def desk(cases: Sequence[CaseView], total: int, *, closed: bool, page: int, size: int) -> Card:
    """The inspectorate's inbox."""
    title = _("<b>Phản ánh đã kết thúc</b>") if closed else _("<b>Hộp thư Ban Thanh tra nhân dân</b>")
    body = _("{n} phản ánh. Việc mới và việc chờ lâu ở trên.").format(n=total) if total else _("Chưa có phản ánh nào.")
    buttons = [
        Button(
            f"{state_name(case.state).split(' ')[0]} {case.code} · {case.group_name or _('chưa rõ nơi')}", Open(case.id)
        )
        for case in cases
    ]
    turning = []
    if page:
        turning.append(Button(_("◀️ Trước"), Desk(int(closed), page - 1)))
    if (page + 1) * size < total:
        turning.append(Button(_("Sau ▶️"), Desk(int(closed), page + 1)))
    other = Button(_("Đang xử lý"), Desk(0, 0)) if closed else Button(_("Đã kết thúc"), Desk(1, 0))
    rows = [*column(*buttons), *((tuple(turning),) if turning else ()), row(other, home())]
    return Card(f"{title}\n{body}", tuple(rows))


def _desk_state(state: State) -> str:
    return {
        State.NEW: _("🕓 Mới, chờ tiếp nhận"),
        State.ACCEPTED: _("🔍 Đang xem xét"),
        State.ASKED: _("❓ Chờ người gửi trả lời"),
        State.ANSWERED: _("💬 Đã trả lời"),
        State.CLOSED: _("✅ Đã kết thúc"),
    }[state]


def case_card(case: CaseView) -> Card:
    """A case as an inspector sees it."""
    named = {
        Naming.NAMED: safe(case.reporter or _("(không ghi tên)")),
        Naming.CONFIDENTIAL: _("giữ kín"),
        Naming.UNLINKED: _("không gắn với tài khoản (người gửi tự tra cứu bằng mã)"),
    }[case.naming]
    head = _("<b>{code}</b> · {kind}\n{state}\nNgười gửi: {named}\nNơi: {group}").format(
        code=case.code,
        kind=kind_name(case.kind),
        state=_desk_state(case.state),
        named=named,
        group=safe(case.group_name or _("chưa rõ")),
    )
    labels = {
        Move.ACCEPT: _("📥 Tiếp nhận"),
        Move.ASK: _("❓ Hỏi thêm"),
        Move.ANSWER: _("💬 Trả lời"),
        Move.CLOSE: _("✅ Kết thúc"),
    }
    acts = [Button(label, Act(move.value, case.id)) for move, label in labels.items() if move in case.moves]
    count = sum(len(step.files) for step in case.steps)
    rows: list[Row] = [tuple(acts[start : start + 2]) for start in range(0, len(acts), 2)]
    if count:
        rows.append(row(Button(_("📎 Xem {n} tệp").format(n=count), Files(case.id))))
    rows.append(row(Button(_("⬅️ Quay lại"), Desk(int(case.state is State.CLOSED), 0))))
    return Card(f"{head}\n\n{_timeline(case)}", tuple(rows))


def ask_words(move: Move, code: str) -> Card:
    """Asks an inspector for the words to the reporter."""
    words = (
        _("Xin viết câu hỏi gửi người phản ánh {code}.")
        if move is Move.ASK
        else _("Xin viết trả lời cho {code}. Người gửi sẽ đọc đúng lời này.")
    )
    return Card(words.format(code=code), column(cancel()))


def moved(case: CaseView, move: Move) -> Card:
    """What the inspector did is done."""
    words = {
        Move.ACCEPT: _("Đã tiếp nhận {code}."),
        Move.ASK: _("Đã gửi câu hỏi về {code}."),
        Move.ANSWER: _("Đã gửi trả lời về {code}."),
        Move.CLOSE: _("Đã kết thúc {code}."),
    }[move].format(code=case.code)
    told = (
        _("Người gửi không gắn với tài khoản: họ sẽ thấy khi tra cứu bằng mã.")
        if case.naming is Naming.UNLINKED
        else _("Người gửi đã được báo.")
    )
    return Card(f"{words} {told}", column(Button(_("⬅️ Quay lại"), Open(case.id))))


# --- messages that are sent later ------------------------------------------------------------------------


async def _case_news(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    case = await reports.news(env, int(values["case"]))
    if case is None:
        return None
    words = {
        "report": _("📬 Có phản ánh mới: <b>{code}</b> · {group}"),
        "add": _("📬 Người gửi đã bổ sung vào <b>{code}</b> · {group}"),
        "reopen": _("📬 Người gửi mở lại <b>{code}</b> · {group}"),
    }[str(values["move"])]
    return Card(
        words.format(code=case.code, group=safe(case.group_name or _("chưa rõ nơi"))),
        column(Button(_("Mở phản ánh"), Open(case.id), style="primary")),
    )


async def _case_step(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    found = await reports.step_words(env, int(values["case"]), int(values["step"]))
    if found is None:
        return None
    case, step = found
    text = safe(step.text[:2500] + ("…" if len(step.text) > 2500 else ""))
    if text and case.naming is not Naming.NAMED:
        hidden = f"<tg-spoiler>{text}</tg-spoiler>"  # not shown on a locked screen
        text = _("<i>Chạm vào phần mờ để đọc:</i>") + f"\n{hidden}"
    buttons = [Button(_("🔎 Xem phản ánh"), Follow(case.code))]
    if step.move == Move.ASK.value:
        buttons.insert(0, Button(_("✍️ Trả lời"), Add(Move.ADD.value, case.code), style="primary"))
    if step.move == Move.CLOSE.value:
        text = text or _("Ban Thanh tra nhân dân đã xem xét xong. Nếu ông/bà thấy chưa ổn, xin bấm <b>Mở lại</b>.")
        buttons.append(Button(_("↩️ Mở lại"), Add(Move.REOPEN.value, case.code)))
    head = f"<b>{case.code}</b>\n{_step_title(step)}."
    return Card(f"{head}\n\n{text}".strip(), column(*buttons))


OUTGOING: dict[str, Writer] = {"case_news": _case_news, "case_step": _case_step}
