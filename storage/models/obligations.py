"""What is owed: by law or by the ward's own rule, by an office, until a day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When


class Obligation(Base):
    """One thing that an office owes.

    counted_from is the day from which its time is counted, due_on the last day of it, due_at the end of that day;
    remind_at is when its holders are reminded before.  Something that lasts, as a notice on the board, is owed
    twice: first to begin, then, once begun_on is set, until the last day on which it must last; late is one that
    began late.
    """

    __tablename__ = "obligations"
    __table_args__ = (
        UniqueConstraint("ward_id", "key"),
        CheckConstraint("state IN ('owed', 'done', 'late', 'cancelled')", name="state_is_known"),
        CheckConstraint("state NOT IN ('done', 'late') OR done_at IS NOT NULL", name="done_at_a_moment"),
        Index("ix_obligations_ward_id_state", "ward_id", "state", "due_at"),
        Index("ix_obligations_subject", "subject", "subject_id"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    key: Mapped[str]  # what can be owed once: "synthesis:poll:12"
    kind: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int]
    title: Mapped[str]  # of what it is about, as it was called then
    role: Mapped[str]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"))
    counted_from: Mapped[date]
    due_on: Mapped[date]
    due_at: Mapped[When]
    remind_at: Mapped[When]
    reminded_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    begun_on: Mapped[date | None]
    begun_late: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    note: Mapped[str | None]
    created_at: Mapped[When]
