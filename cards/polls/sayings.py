"""What every card of a poll says in the same words."""

from datetime import datetime

from cards.card import safe
from cards.words import _
from rules.calendar import local
from rules.polls import Kind, Origin, Step
from services.polls.views import Participation, PollView


def weekday(moment: datetime) -> str:
    """The day of the week in Viet Nam."""
    names = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))
    return names[local(moment).weekday()]


def moment(at: datetime) -> str:
    """Hour, weekday and day: 17:00 thứ Sáu, 25/12/2026."""
    here = local(at)
    return f"{here:%H:%M} {weekday(at)}, {here:%d/%m/%Y}"


def kind_name(kind: Kind, step: Step | None = None) -> str:
    """What the matter is called."""
    if step is Step.METHOD:
        return _("Hỏi về cách biểu quyết")
    return {
        Kind.CONSULTATION: _("Lấy ý kiến"),
        Kind.CONVENTION_PROPOSAL: _("Đề nghị về hương ước"),
        Kind.CONVENTION_CONSULTATION: _("Lấy ý kiến hương ước"),
        Kind.ONLINE_VOTE: _("Biểu quyết trực tuyến"),
        Kind.MEETING_VOTE: _("Biểu quyết tại cuộc họp"),
        Kind.SLIP_VOTE: _("Biểu quyết bằng phiếu"),
        Kind.SURVEY: _("Thăm dò nhanh"),
    }[kind]


def legal_basis(kind: Kind) -> str:
    """On which article it stands."""
    return {
        Kind.CONSULTATION: _("Điều 25 và Điều 28, Luật Thực hiện dân chủ ở cơ sở (số 10/2022/QH15)"),
        Kind.CONVENTION_PROPOSAL: _("Điều 16, Luật số 10/2022/QH15 và Điều 7, Nghị định 61/2023/NĐ-CP"),
        Kind.ONLINE_VOTE: _("Điều 17 khoản 2, Luật số 10/2022/QH15 và Điều 5, Nghị định 59/2023/NĐ-CP"),
        Kind.MEETING_VOTE: _("Điều 18 và Điều 21, Luật số 10/2022/QH15"),
        Kind.SLIP_VOTE: _("Điều 19 và Điều 21, Luật số 10/2022/QH15"),
        Kind.CONVENTION_CONSULTATION: _("góp ý dự thảo hương ước, quy ước theo Điều 9, Nghị định 61/2023/NĐ-CP"),
        Kind.SURVEY: _("hỏi nhanh để tham khảo, không phải thủ tục bắt buộc theo luật"),
    }[kind]


def taking_part(participation: Participation) -> str:
    """How many households answered."""
    return _("Đã có {answered}/{households} hộ trả lời").format(
        answered=participation.answered, households=participation.households
    )


def asked_by(poll: PollView) -> str:
    """Who asks."""
    return safe(poll.organiser_name) if poll.organiser_name else _("Ban công tác Mặt trận")


def shortened(text: str, limit: int) -> str:
    """The text, cut at a word where it is longer."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def origin_name(origin: Origin) -> str:
    """By which way an answer came."""
    return {
        Origin.TELEGRAM: _("Telegram"),
        Origin.ZALO: _("Zalo"),
        Origin.PAPER: _("Phiếu giấy"),
        Origin.MEETING: _("Tại cuộc họp"),
        Origin.ASSISTED: _("Giúp tại nhà"),
    }[origin]
