"""What the authorities answer to the opinions of a consultation."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, WardId, When


class Explanation(Base):
    """The one official answer to a closed consultation: what was taken up, and why the rest was not."""

    __tablename__ = "explanations"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    ward_id: Mapped[WardId]
    text: Mapped[str]
    written_by: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[When]
