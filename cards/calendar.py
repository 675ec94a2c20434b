"""The ward's working days as its administrators see them and set them right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from cards.card import Button, Card, back, column, row, safe
from cards.common import cancel
from cards.people.taps import Settings
from cards.polls.sayings import shortened
from cards.taps import Tap
from cards.words import _
from rules.holidays import Name
from rules.obligations import ANSWER_DAYS_CHOICES
from services.calendar import REASON_LENGTH, Coming, DayView

CORRECTIONS_SHOWN = 20
REASON_SHOWN = 80
ROOM = 2_800  # letters for the list of days


@dataclass(frozen=True, slots=True)
class WorkCalendar(Tap):
    """The days to come that are no ordinary ones."""

    prefix: ClassVar[str] = "wc"


@dataclass(frozen=True, slots=True)
class Correct(Tap):
    """A day to set right: offices work on it (1) or not (0)."""

    prefix: ClassVar[str] = "wa"
    works: int


@dataclass(frozen=True, slots=True)
class Restore(Tap):
    """The day, by its ordinal, is again what the law says."""

    prefix: ClassVar[str] = "wr"
    day: int


@dataclass(frozen=True, slots=True)
class AnswerDays(Tap):
    """Working days for an official answer; 0 asks how many."""

    prefix: ClassVar[str] = "wt"
    days: int


def weekday(day: date) -> str:
    """The day of the week."""
    names = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))
    return names[day.weekday()]


def _name(name: Name) -> str:
    return {
        Name.NEW_YEAR: _("Tết Dương lịch"),
        Name.TET: _("Tết Nguyên đán"),
        Name.ANCESTORS: _("Giỗ Tổ Hùng Vương"),
        Name.VICTORY: _("Ngày Chiến thắng"),
        Name.LABOUR: _("Quốc tế Lao động"),
        Name.NATIONAL: _("Quốc khánh"),
        Name.COMPENSATION: _("nghỉ bù"),
        Name.EXCHANGED: _("hoán đổi ngày làm việc"),
    }[name]


def _why(view: DayView) -> str:
    if view.reason is not None:
        return _("{reason} (phường đặt)").format(reason=safe(shortened(view.reason, REASON_SHOWN)))
    return _name(view.name) if view.name else ""


def _spans(days: Sequence[DayView]) -> list[tuple[DayView, DayView]]:
    """Days that follow each other and are off, or worked, for the same reason: first and last."""
    spans: list[tuple[DayView, DayView]] = []
    for view in days:
        if spans:
            first, last = spans[-1]
            same = (last.works, last.name, last.reason) == (view.works, view.name, view.reason)
            if same and view.day - last.day == timedelta(days=1):
                spans[-1] = (first, view)
                continue
        spans.append((view, view))
    return spans


def _line(first: DayView, last: DayView) -> str:
    mark = _("🏢 làm việc") if first.works else _("🌿 nghỉ")
    if first.day == last.day:
        when = f"{weekday(first.day)}, {first.day:%d/%m/%Y}"
    else:
        when = f"{first.day:%d/%m} – {last.day:%d/%m/%Y}"
    return f"• {when}: {mark}, {_why(first)}"


def _lines(days: Sequence[DayView]) -> str:
    """A line for each span, as many as a message holds."""
    lines: list[str] = []
    room = ROOM
    spans = _spans(days)
    for place, span in enumerate(spans):
        line = _line(*span)
        room -= len(line)
        if room < 0:
            lines.append(_("… và {n} đợt khác.").format(n=len(spans) - place))
            break
        lines.append(line)
    return "\n".join(lines)


def overview(coming: Coming, news: str = "") -> Card:
    """The days to come that are no ordinary ones, and what can be set right."""
    corrected = [view for view in coming.days if view.reason is not None][:CORRECTIONS_SHOWN]
    parts = [
        _("<b>Lịch làm việc</b>"),
        _lines(coming.days),
        _(
            "Ngày lễ theo Bộ luật Lao động, Điều 112; rơi vào thứ Bảy, Chủ nhật thì nghỉ bù. Ngày Chính phủ chưa "
            "công bố thì tính theo lệ những năm trước: khi có thông báo khác, xin sửa ở đây."
        ),
        _("Phường tự đặt: trả lời ý kiến bà con trong <b>{days} ngày làm việc</b> (luật không ghi số ngày).").format(
            days=coming.answer_days
        ),
    ]
    parts += [f"<b>{news}</b>"] if news else []
    return Card(
        "\n\n".join(parts),
        column(
            Button(_("🌿 Thêm ngày nghỉ"), Correct(0)),
            Button(_("🏢 Thêm ngày làm việc"), Correct(1)),
            *(
                Button(_("↩️ Bỏ sửa ngày {day:%d/%m/%Y}").format(day=view.day), Restore(view.day.toordinal()))
                for view in corrected
            ),
            Button(_("⏱ Đổi thời hạn trả lời ý kiến"), AnswerDays(0)),
            back(Settings(0)),
        ),
    )


def ask_day(*, works: bool) -> Card:
    """Which day?"""
    words = _("Ngày nào cơ quan <b>làm việc</b>?") if works else _("Ngày nào cơ quan <b>nghỉ</b>?")
    return Card(
        words + "\n" + _("Xin viết ngày, ví dụ: <code>04/01/2027</code>."), (row(back(WorkCalendar()), cancel()),)
    )


def ask_reason(day: date, *, works: bool) -> Card:
    """Why?"""
    words = _("{day}: <b>làm việc</b>.") if works else _("{day}: <b>nghỉ</b>.")
    return Card(
        words.format(day=f"{weekday(day)}, {day:%d/%m/%Y}")
        + "\n"
        + _("Theo văn bản hay thông báo nào? Xin viết, dài nhất {limit} chữ cái.").format(limit=REASON_LENGTH),
        (row(back(WorkCalendar()), cancel()),),
    )


def corrected(day: date, *, works: bool) -> str:
    """The day is set right."""
    words = _("Đã ghi: {day} làm việc.") if works else _("Đã ghi: {day} nghỉ.")
    return words.format(day=f"{day:%d/%m/%Y}") + " " + _("Các hạn tính bằng ngày làm việc đã tính lại.")


def restored(day: date) -> str:
    """The day is again what the law says."""
    return _("Ngày {day:%d/%m/%Y} trở lại như luật định. Các hạn tính bằng ngày làm việc đã tính lại.").format(day=day)


def ask_answer_days(now: int) -> Card:
    """How many working days for an official answer?"""
    return Card(
        _(
            "Sau khi hết hạn lấy ý kiến, phường tổng hợp và trả lời bà con trong bao nhiêu ngày làm việc?\n"
            "Luật không ghi số ngày; đây là mức phường tự đặt, hiện là {now}."
        ).format(now=now),
        (
            row(*(Button(str(days), AnswerDays(days)) for days in ANSWER_DAYS_CHOICES)),
            row(back(WorkCalendar())),
        ),
    )


def answer_days_set(days: int) -> str:
    """So many days from now on."""
    return _("Thời hạn trả lời ý kiến: {days} ngày làm việc.").format(days=days)
