"""What a ward set for itself."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, WardId, When


class WardSetting(Base):
    """One setting of a ward by its name; one that was never set has no row. set_by is None for the program itself."""

    __tablename__ = "ward_settings"

    ward_id: Mapped[WardId] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[When]
