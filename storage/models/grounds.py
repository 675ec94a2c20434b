"""Grounds: why a network may be used for something that has effect under the law."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When


class Ground(Base):
    """A decision by which answers on a network count for a kind of matter; one that ended keeps its row."""

    __tablename__ = "grounds"
    __table_args__ = (
        CheckConstraint("number <> ''", name="decision_has_a_number"),
        CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="end_is_whole"),
        Index(
            "uq_grounds_ward_id_channel_effect_in_force",
            "ward_id",
            "channel",
            "effect",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    channel: Mapped[str]
    effect: Mapped[str]  # the kind of poll
    number: Mapped[str]
    decided_on: Mapped[date]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[When]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    ended_at: Mapped[datetime | None]
