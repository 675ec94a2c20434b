"""Days on which a ward's offices work, or do not, otherwise than the law's calendar says."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, WardId, When


class DayCorrection(Base):
    """Whether the ward's offices work on this day; the newest word of an administrator stands."""

    __tablename__ = "day_corrections"

    ward_id: Mapped[WardId] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    reason: Mapped[str]
    set_by: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[When]
