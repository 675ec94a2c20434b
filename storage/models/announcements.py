"""Notices and invitations to meetings, as they were sent."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When


class Announcement(Base):
    """What was sent to the households of some groups; an invitation says when and where they meet."""

    __tablename__ = "announcements"
    __table_args__ = (
        CheckConstraint("kind IN ('notice', 'invitation')", name="kind_is_known"),
        CheckConstraint(
            "(kind = 'invitation') = (meets_at IS NOT NULL) AND (meets_at IS NULL) = (place IS NULL)",
            name="invitation_says_when_and_where",
        ),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    meets_at: Mapped[datetime | None]
    place: Mapped[str | None]
    sender_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    sent_at: Mapped[When]


class AnnouncementGroup(Base):
    """A group whose households an announcement is for."""

    __tablename__ = "announcement_groups"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    ward_id: Mapped[WardId]
