"""Conventions for those whose office has to do with them: who owes what, the steps, and the forms that record them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cards.card import Attachment, Button, Card, back, column, row, safe
from cards.common import cancel
from cards.conventions import day, kind_name, shorten, state_name, title
from cards.conventions_taps import (
    Begin,
    Contents,
    Desk,
    Home,
    KeepText,
    Life,
    Minutes,
    Pick,
    Results,
    Synthesis,
    Take,
    TextDone,
)
from cards.outgoing import Addressee, Writer
from cards.taps import Go
from cards.words import _
from rules.clauses import Clause, asked, oddities
from rules.conventions import (
    ADOPTION_ARTICLE,
    DISSEMINATION_ARTICLE,
    PROPOSAL_ARTICLE,
    SLIPS_ARTICLE,
    Act,
    Basis,
    Outcome,
    Owed,
    State,
)
from rules.law import NORMS
from rules.offices import Role
from services.context import Env
from services.conventions import reading
from services.conventions.access import NEWS_CARD
from services.conventions.views import HomeView, LifeView, MinutesFile, StepView, VersionView
from services.refusals import Refused

GROUPS_ON_A_PAGE = 6
STEPS_SHOWN = 8
NOTE_LENGTH = 200
CLAUSES_SHOWN = 40


# --- who owes what -------------------------------------------------------------------------------------


def act_name(act: Act) -> str:
    """What the step is called."""
    return {
        Act.PROPOSE: _("Đề xuất"),
        Act.ENTER: _("Nhập bản đã có"),
        Act.DRAFT: _("Lập Tổ soạn thảo"),
        Act.WRITE: _("Nhập nội dung"),
        Act.CONSULT: _("Niêm yết và lấy ý kiến"),
        Act.CLOSE: _("Hết hạn góp ý"),
        Act.SYNTHESISE: _("Tổng hợp, trả lời góp ý"),
        Act.MEET: _("Ghi kết quả cuộc họp"),
        Act.COUNT_SLIPS: _("Ghi kết quả phiếu"),
        Act.REVISE: _("Soạn lại"),
        Act.SEND: _("Gửi hồ sơ lên Ủy ban"),
        Act.RECOGNISE: _("Ghi quyết định công nhận"),
        Act.RETURN: _("Trả lại, nêu lý do"),
        Act.DISSEMINATE: _("Niêm yết, phổ biến"),
        Act.REVIEW: _("Rà soát hằng năm"),
        Act.SUSPEND: _("Tạm ngừng"),
        Act.RESUME: _("Cho thực hiện lại"),
        Act.ABOLISH: _("Bãi bỏ"),
        Act.REPLACE: _("Được thay"),
    }[act]


def _roles(roles: Sequence[Role]) -> str:
    names = {
        Role.FRONT: _("Ban công tác Mặt trận"),
        Role.GROUP_HEAD: _("Tổ trưởng, Trưởng thôn"),
        Role.OFFICIAL: _("công chức của Ủy ban"),
    }
    return _(" hoặc ").join(names[role] for role in roles)


def owed_line(owed: Owed | None, today: date) -> str:
    """Who owes the next step until when, as HTML."""
    if owed is None:
        return _("Không còn việc phải làm.")
    if owed.act is Act.CLOSE:
        return _("⏳ Bà con đang góp ý, đến hết ngày {day}.").format(day=day(owed.due) if owed.due else "")
    line = _("➡️ Việc tiếp: <b>{act}</b>\n👤 Người làm: {who}").format(act=act_name(owed.act), who=_roles(owed.roles))
    if owed.due is None:
        return line
    mark = _("⚠️ <b>Quá hạn</b> từ hết ngày {day}") if owed.due < today else _("⏰ Hạn: hết ngày {day}")
    article = f" ({owed.norm.article})" if owed.norm else ""
    return f"{line}\n{mark.format(day=day(owed.due))}{article}"


def desk(homes: Sequence[HomeView], page: int, today: date) -> Card:
    """The groups with who owes what, the earliest due first."""
    last = max(0, -(-len(homes) // GROUPS_ON_A_PAGE) - 1)
    page = min(max(page, 0), last)
    shown = homes[page * GROUPS_ON_A_PAGE :][:GROUPS_ON_A_PAGE]
    parts = [_("🛠 <b>Hương ước, quy ước: việc cần làm</b>")]
    buttons: list[Button] = []
    for home in shown:
        lines = [f"🏘 <b>{safe(home.group_name)}</b>"]
        for version in (home.under_way, home.current):
            if version:
                lines.append(
                    _("{kind} lần {number}: {state}").format(
                        kind=kind_name(version.kind), number=version.number, state=state_name(version.state)
                    )
                )
                lines.append(owed_line(version.owed, today))
                buttons.append(
                    Button(f"{shorten(home.group_name, 28)} · {_('lần')} {version.number}", Life(version.id))
                )
        if home.current is None and home.under_way is None:
            lines.append(_("Chưa có bản nào ở đây."))
        parts.append("\n".join(lines))
        if home.under_way is None and home.may_begin:
            buttons.append(_beginning(home))
    turning = []
    if page > 0:
        turning.append(Button(_("◀️ Trang trước"), Desk(page - 1)))
    if page < last:
        turning.append(Button(_("Trang sau ▶️"), Desk(page + 1)))
    way_back = back(Home(homes[0].group_id)) if len(homes) == 1 else back(Go("huonguoc"))
    return Card("\n\n".join(parts), (*column(*buttons), *((tuple(turning),) if turning else ()), row(way_back)))


def _beginning(home: HomeView) -> Button:
    words = _("➕ Sửa đổi: {group}") if home.current else _("➕ Bắt đầu: {group}")
    return Button(words.format(group=shorten(home.group_name, 28)), Begin(home.group_id, ""))


def how_to_begin(group_id: int, *, is_first: bool) -> Card:
    """A proposal, or a convention that exists on paper."""
    buttons = [Button(_("✍️ Đề xuất bản mới"), Begin(group_id, Act.PROPOSE.value))]
    if is_first:
        buttons.append(Button(_("📄 Nhập bản giấy đang có hiệu lực"), Begin(group_id, Act.ENTER.value)))
    return Card(
        _(
            "Ông/bà muốn làm gì?\n\nĐề xuất: tổ trưởng và Ban công tác Mặt trận thống nhất, hoặc từ 10% số hộ trở lên "
            "đề nghị ({article})."
        ).format(article=PROPOSAL_ARTICLE),
        (*column(*buttons), row(back(Desk(0)), cancel())),
    )


def life(view: LifeView, today: date, news: str = "") -> Card:
    """A version, its steps, and what may be done now."""
    version = view.version
    parts = [
        _("{title}\nLần {number}: <b>{state}</b>").format(
            title=title(version), number=version.number, state=state_name(version.state)
        ),
        owed_line(version.owed, today),
    ]
    if view.participants is not None and version.state is State.CONSULTATION:
        parts.append(
            _("🏠 {took}/{all} hộ đã góp ý. Không ai xem được nội dung trước khi hết hạn.").format(
                took=view.participants, all=version.households or 0
            )
        )
    steps = [step_line(step) for step in view.steps[-STEPS_SHOWN:]]
    if steps:
        parts.append("\n".join([_("<b>Đã làm</b>"), *steps]))
    if news:
        parts.append(f"<b>{news}</b>")
    buttons = [_act_button(version, act) for act in view.acts]
    if version.edition:
        buttons.append(Button(_("📑 Đọc nội dung"), Contents(version.id, 0)))
    if version.asked_edition and version.state not in (State.CONSULTATION, State.DRAFTING):
        buttons.append(Button(_("📊 Kết quả góp ý"), Results(version.id, 0)))
    if any(step.has_file for step in view.steps):
        buttons.append(Button(_("📎 Biên bản đã lưu"), Minutes(version.id)))
    return Card("\n\n".join(parts), (*column(*buttons), row(back(Desk(0)))))


def minutes(version_id: int, file: MinutesFile) -> Card:
    """The newest minutes, as they were given."""
    return Card(_("Biên bản đã lưu."), column(back(Life(version_id))), document=Attachment(file.name, file.content))


def _act_button(version: VersionView, act: Act) -> Button:
    if act is Act.SYNTHESISE:
        return Button(f"🗂 {act_name(act)}", Synthesis(version.id), style="primary")
    first = version.owed is not None and version.owed.act is act
    words = _("Nhập bản hoàn chỉnh sau góp ý") if act is Act.WRITE and version.asked_edition else act_name(act)
    return Button(f"✏️ {words}", Take(version.id, act.value), style="primary" if first else None)


def outcome_name(outcome: Outcome) -> str:
    """What a meeting or slips came to."""
    return {
        Outcome.ADOPTED: _("đủ điều kiện, đã được quyết định"),
        Outcome.TOO_FEW_PRESENT: _("không đủ trên 50% tổng số hộ dự họp"),
        Outcome.BELOW_THRESHOLD: _("chưa đủ trên 50% tổng số hộ đồng ý"),
    }[outcome]


def step_line(step: StepView) -> str:
    """One step as recorded, as HTML."""
    words = f"• {day(step.on_day)}: {act_name(step.act)}"
    if step.outcome is not None:
        words += _(" – {agree} đồng ý, {present} dự, tổng {all} hộ: {outcome}").format(
            agree=step.agree, present=step.present, all=step.households, outcome=outcome_name(step.outcome)
        )
    elif step.act is Act.PROPOSE:
        words += f" – {basis_name(Basis(step.note))}" if step.note else ""
    elif step.note:
        words += f" – {safe(shorten(step.note, NOTE_LENGTH))}"
    return words + (" 📎" if step.has_file else "")


def basis_name(basis: Basis) -> str:
    """From where a proposal comes."""
    return {
        Basis.AGREED: _("Tổ trưởng và Mặt trận thống nhất"),
        Basis.CITIZENS: _("Từ 10% số hộ đề nghị"),
        Basis.ENDORSED: _("Dưới 10%, Mặt trận đồng ý"),
    }[basis]


# --- forms ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form: `kind` is day, number, words, choice or file."""

    name: str
    kind: str


_DAY, _NOTE = Question("day", "day"), Question("note", "words")
FORMS: dict[Act, tuple[Question, ...]] = {
    Act.PROPOSE: (Question("kind", "choice"), Question("basis", "choice"), Question("supporters", "number")),
    Act.ENTER: (Question("kind", "choice"),),
    Act.DRAFT: (_DAY, _NOTE),
    Act.CONSULT: (
        Question("posted", "day"),
        Question("days", "number"),
        Question("network", "choice"),
        Question("agreed", "day"),
    ),
    Act.MEET: (
        _DAY,
        Question("households", "number"),
        Question("present", "number"),
        Question("agree", "number"),
        Question("file", "file"),
    ),
    Act.COUNT_SLIPS: (
        _DAY,
        Question("households", "number"),
        Question("returned", "number"),
        Question("agree", "number"),
        Question("file", "file"),
    ),
    Act.REVISE: (_DAY, _NOTE),
    Act.SEND: (_DAY,),
    Act.RECOGNISE: (Question("decision", "words"), _DAY),
    Act.RETURN: (_DAY, _NOTE),
    Act.DISSEMINATE: (_DAY, Question("form", "choice")),
    Act.REVIEW: (_DAY, _NOTE),
    Act.SUSPEND: (_DAY, _NOTE),
    Act.RESUME: (_DAY, _NOTE),
    Act.ABOLISH: (_DAY, _NOTE),
}


def choices(name: str) -> dict[str, str]:
    """The answers offered to a question, by value."""
    return {
        "kind": {"huong_uoc": _("Hương ước"), "quy_uoc": _("Quy ước")},
        "basis": {basis.value: basis_name(basis) for basis in Basis},
        "network": {"no": _("Chưa có biên bản"), "yes": _("Có biên bản thống nhất")},
        "form": {
            "loudspeaker": _("Loa truyền thanh"),
            "meeting": _("Tại cuộc họp"),
            "copies": _("Gửi bản đến từng hộ"),
            "network": _("Mạng xã hội, nhóm chat"),
        },
    }.get(name, {})


def _day_asked(act: Act) -> str:
    return {
        Act.DRAFT: _("Tổ soạn thảo được lập ngày nào?"),
        Act.MEET: _("Cuộc họp diễn ra ngày nào?"),
        Act.COUNT_SLIPS: _("Thu phiếu xong ngày nào?"),
        Act.REVISE: _("Quyết định soạn lại từ ngày nào?"),
        Act.SEND: _("Hồ sơ được gửi lên Ủy ban ngày nào?"),
        Act.RECOGNISE: _("Quyết định được ký ngày nào? Hương ước có hiệu lực từ ngày này."),
        Act.RETURN: _("Ủy ban trả lại hồ sơ ngày nào?"),
        Act.DISSEMINATE: _("Đã niêm yết từ ngày nào?"),
        Act.REVIEW: _("Rà soát ngày nào? Theo luật là ngày 18/11 hoặc ngày khác tổ đã thống nhất."),
        Act.SUSPEND: _("Tạm ngừng từ ngày nào?"),
        Act.RESUME: _("Thực hiện lại từ ngày nào?"),
        Act.ABOLISH: _("Bãi bỏ từ ngày nào?"),
    }[act]


def _note_asked(act: Act) -> str:
    return {
        Act.DRAFT: _("Tổ soạn thảo gồm những ai, đại diện cho tổ chức nào?"),
        Act.REVISE: _("Vì sao soạn lại?"),
        Act.RETURN: _("Lý do trả lại? Luật yêu cầu trả lời bằng văn bản, nêu rõ lý do."),
        Act.REVIEW: _("Kết quả rà soát thế nào? Có cần sửa đổi không?"),
        Act.SUSPEND: _("Số quyết định và lý do tạm ngừng?"),
        Act.RESUME: _("Số quyết định cho thực hiện lại?"),
        Act.ABOLISH: _("Số quyết định và lý do bãi bỏ?"),
    }[act]


def _asked(act: Act, name: str) -> str:
    if name == "day":
        return _day_asked(act)
    if name == "note":
        return _note_asked(act)
    return {
        "kind": _("Cộng đồng chọn tên gọi nào?"),
        "basis": _("Đề xuất từ đâu? ({article})").format(article=PROPOSAL_ARTICLE),
        "supporters": _("Bao nhiêu hộ đề nghị? Người đề nghị chịu trách nhiệm về danh sách các hộ."),
        "posted": _("Dự thảo được niêm yết (dán ở nhà văn hóa, nơi công cộng) từ ngày nào?"),
        "days": _("Lấy ý kiến bao nhiêu ngày kể từ ngày niêm yết? Ít nhất {days} ngày ({article}).").format(
            days=NORMS["convention.minimum"].value, article=NORMS["convention.minimum"].article
        ),
        "network": _(
            "Cộng đồng dân cư đã có biên bản thống nhất góp ý qua mạng này chưa? Chưa có thì góp ý ở đây là không "
            "chính thức, và bà con được biết điều đó."
        ),
        "agreed": _("Biên bản thống nhất ký ngày nào?"),
        "households": _("Tổng số hộ của tổ là bao nhiêu? Tính mọi hộ, không chỉ hộ đến dự ({article}).").format(
            article=ADOPTION_ARTICLE
        ),
        "present": _("Bao nhiêu hộ có đại diện dự họp?"),
        "returned": _("Bao nhiêu hộ gửi lại phiếu? ({article})").format(article=SLIPS_ARTICLE),
        "agree": _("Bao nhiêu hộ đồng ý?"),
        "file": _("Xin gửi biên bản: ảnh chụp hoặc tệp .pdf, .docx."),
        "decision": _("Số quyết định công nhận? Ví dụ: 125/QĐ-UBND"),
        "form": _("Ngoài niêm yết còn phổ biến bằng cách nào? Luật yêu cầu thêm ít nhất một cách ({article}).").format(
            article=DISSEMINATION_ARTICLE
        ),
    }[name]


def ask(act: Act, question: Question, out: Desk | Life) -> Card:
    """One question of a form."""
    hints = {
        "day": _("Ví dụ: 20/11/2026"),
        "number": _("Xin gõ bằng số."),
    }
    words = f"<b>{act_name(act)}</b>\n{_asked(act, question.name)}"
    if question.kind in hints:
        words += f"\n<i>{hints[question.kind]}</i>"
    buttons = [Button(label, Pick(question.name, value)) for value, label in choices(question.name).items()]
    if question.kind == "day":
        buttons = [Button(_("📅 Hôm nay"), Pick(question.name, "today"))]
    return Card(words, (*column(*buttons), row(back(out), cancel())))


def not_a_number() -> Card:
    """Only digits can be read."""
    return Card(_("Chưa đọc được số. Xin gõ bằng chữ số, ví dụ: 120."))


def ask_text(out: Desk | Life) -> Card:
    """The text of the document."""
    return Card(
        _(
            "<b>Nội dung</b>\nXin gửi tệp (.docx, .pdf có chữ, .txt), hoặc gõ vào đây, dài thì gửi nhiều tin. "
            "Mỗi điều bắt đầu bằng “Điều 1.”, “Điều 2.”… ở đầu dòng. Gửi đủ rồi thì bấm <b>Xong</b>."
        ),
        (row(back(out), cancel()),),
    )


def got_text(letters: int) -> Card:
    """What came so far."""
    return Card(
        _("Đã nhận {n} chữ cái. Gửi tiếp, hoặc bấm <b>Xong</b>.").format(n=letters),
        (row(Button(_("✅ Xong"), TextDone(), style="primary")), row(cancel())),
    )


def divided(clauses: Sequence[Clause]) -> Card:
    """How the text was divided; it is kept only after a look at it."""
    articles = [clause for clause in clauses if clause.is_article]
    chapters = [clause for clause in clauses if clause.is_chapter]
    parts = [
        _("✂️ <b>Đã chia văn bản</b>: {chapters} chương, {articles} điều. Bà con sẽ góp ý {asked} phần.").format(
            chapters=len(chapters), articles=len(articles), asked=len(asked(clauses))
        )
    ]
    lines = [_("• Phần mở đầu: {n} chữ cái").format(n=len(clauses[0].text))] if clauses[0].text else []
    listed = [clause for clause in clauses if clause.label][:CLAUSES_SHOWN]
    lines += [f"• {safe(shorten(' '.join((clause.label, clause.heading)), 60))}" for clause in listed]
    if len(clauses) - 1 > CLAUSES_SHOWN:
        lines.append(_("• … và {n} phần nữa").format(n=len(clauses) - 1 - CLAUSES_SHOWN))
    parts.append("\n".join(lines))
    if odd := oddities(clauses):
        parts.append(_("⚠️ Số thứ tự lạ: {names}. Xin so lại với bản gốc.").format(names=safe(", ".join(odd[:10]))))
    if not articles:
        parts.append(_("⚠️ Không thấy dòng nào bắt đầu bằng “Điều 1.”, nên cả văn bản là một phần."))
    return Card(
        "\n\n".join(parts),
        (row(Button(_("✅ Đúng, lưu lại"), KeepText(), style="success")), row(cancel())),
    )


def gone() -> str:
    """To the tap of a button whose form is not there any more."""
    return _("Phần đang ghi không còn nữa: đã xong hoặc đã hủy. Gõ /huonguoc để làm lại.")


def recorded(act: Act, outcome: Outcome | None = None) -> str:
    """The step is on record."""
    if outcome is None:
        return _("✅ Đã ghi: {act}.").format(act=act_name(act))
    return _("Đã ghi vào sổ: {outcome}.").format(outcome=outcome_name(outcome))


# --- messages that are sent later ----------------------------------------------------------------------


def news(version: VersionView, step: StepView, today: date, *, to_group: bool) -> Card:
    """A step, for the group or for those who owe the next one."""
    parts = [title(version), _said(version, step)]
    if not to_group:
        parts.append(owed_line(version.owed, today))
        return Card("\n\n".join(parts), column(Button(_("🛠 Mở"), Life(version.id))))
    return Card("\n\n".join(parts))


def _said(version: VersionView, step: StepView) -> str:
    if step.act is Act.CLOSE:
        return _("⏳ Đã hết hạn góp ý dự thảo. Các góp ý đang được tổng hợp và trả lời.")
    if step.outcome is not None:
        way = _("Cuộc họp") if step.act is Act.MEET else _("Phiếu lấy ý kiến từng hộ")
        words = _("🏛 {way} ngày {day}: {agree} hộ đồng ý, {present} hộ tham gia, tổng số {all} hộ.\n{outcome}.").format(
            way=way,
            day=day(step.on_day),
            agree=step.agree,
            present=step.present,
            all=step.households,
            outcome=outcome_name(step.outcome).capitalize(),
        )
        if step.outcome is Outcome.ADOPTED:
            return words + _(" Hồ sơ được gửi lên Ủy ban để công nhận.")
        if step.outcome is Outcome.TOO_FEW_PRESENT and step.act is Act.MEET:
            return words + _(" Đây không phải là bà con không đồng ý; tổ sẽ họp lại hoặc phát phiếu.")
        return words
    if step.act is Act.RECOGNISE:
        return _(
            "✅ Đã được Ủy ban công nhận, Quyết định số {decision}. Có hiệu lực từ ngày {day}.\nGõ /huonguoc trong trò "
            "chuyện riêng với tôi để đọc từng điều."
        ).format(decision=safe(version.decision), day=day(step.on_day))
    return step_line(step)


async def _news(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    try:
        version, step = await reading.news(env, int(values["version"]), int(values["step"]))
    except Refused:
        return None
    return news(version, step, reading.today(env), to_group=to.person_id is None)


OUTGOING: dict[str, Writer] = {NEWS_CARD: _news}
