"""Requests of people about their own data, with their deadlines."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When


class DataRequest(Base):
    """What a person asked about their data; acknowledged when it came, and owed an answer by a day.

    handled_by is None where the request was done at once, by itself.
    """

    __tablename__ = "data_requests"
    __table_args__ = (
        CheckConstraint("kind IN ('view', 'correct', 'withdraw', 'restrict', 'delete')", name="kind_is_known"),
        CheckConstraint("state IN ('open', 'done', 'refused', 'dropped')", name="state_is_known"),
        CheckConstraint("(state = 'open') = (handled_at IS NULL)", name="handled_at_some_time"),
        CheckConstraint("state <> 'refused' OR answer IS NOT NULL", name="refused_for_a_reason"),
        Index("ix_data_requests_ward_id_state_answer_by", "ward_id", "state", "answer_by"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    kind: Mapped[str]
    text: Mapped[str | None]
    asked_at: Mapped[When]
    acknowledge_by: Mapped[When]
    acknowledged_at: Mapped[When]
    answer_by: Mapped[When]
    state: Mapped[str]
    answer: Mapped[str | None]
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    handled_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
