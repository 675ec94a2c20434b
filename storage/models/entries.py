"""Answers that did not come by chat: entered by one person, confirmed by another."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When


class PollEntry(Base):
    """What a slip, a meeting or a visit says that a household answered, and what became of it.

    dated_on is the day written on the slip; helper is who wrote for the household.  outcome says what a confirmed one
    did: `counted`, `same` as the answer that stood, or `older` than it.
    """

    __tablename__ = "poll_entries"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'confirmed', 'refused', 'late')", name="state_is_known"),
        CheckConstraint("origin IN ('paper', 'meeting', 'assisted')", name="origin_is_known"),
        CheckConstraint("origin <> 'assisted' OR helper IS NOT NULL", name="helper_is_named"),
        CheckConstraint("outcome IN ('counted', 'same', 'older')", name="outcome_is_known"),
        CheckConstraint("(state = 'confirmed') = (outcome IS NOT NULL)", name="only_confirmed_has_an_outcome"),
        CheckConstraint("decided_by <> entered_by", name="two_persons"),
        CheckConstraint(
            "(state IN ('confirmed', 'refused')) = (decided_by IS NOT NULL)", name="decided_by_a_second_person"
        ),
        CheckConstraint("state <> 'refused' OR reason IS NOT NULL", name="refused_for_a_reason"),
        ForeignKeyConstraint(
            ["poll_id", "household_id", "group_id"],
            ["electors.poll_id", "electors.household_id", "electors.group_id"],
            name="elector",
        ),
        ForeignKeyConstraint(["poll_id", "option"], ["poll_options.poll_id", "poll_options.position"], name="option"),
        Index(
            "uq_poll_entries_poll_id_household_id_waiting",
            "poll_id",
            "household_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_poll_entries_poll_id_state", "poll_id", "state"),
        Index("ix_poll_entries_ward_id_state", "ward_id", "state"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    poll_id: Mapped[int]
    group_id: Mapped[int]
    household_id: Mapped[int]
    option: Mapped[int]
    origin: Mapped[str]
    dated_on: Mapped[date]
    helper: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    state: Mapped[str]
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    entered_by: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    entered_at: Mapped[When]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]
