"""Disclosures, their versions and the groups they concern."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When


class Disclosure(Base):
    """One matter that the ward makes public; its text lives in versions."""

    __tablename__ = "disclosures"

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    category: Mapped[int]
    created_at: Mapped[When]


class DisclosureVersion(Base):
    """A text of a disclosure; a correction is the next number, and every published one stays readable."""

    __tablename__ = "disclosure_versions"
    __table_args__ = (
        UniqueConstraint("disclosure_id", "number"),
        CheckConstraint("state IN ('pending', 'published', 'refused', 'withdrawn')", name="state_is_known"),
        CheckConstraint("approved_by IS NULL OR approved_by <> composed_by", name="approver_is_another_person"),
        CheckConstraint(
            "state <> 'published' OR (approved_by IS NOT NULL AND published_at IS NOT NULL)",
            name="published_means_approved",
        ),
        CheckConstraint(
            "state NOT IN ('refused', 'withdrawn') OR (ended_at IS NOT NULL AND ended_because IS NOT NULL)",
            name="ended_for_a_reason",
        ),
        Index("ix_disclosure_versions_ward_id_state", "ward_id", "state", "published_at"),
        Index(
            "uq_disclosure_versions_disclosure_id_pending",
            "disclosure_id",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), index=True)
    number: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    correction: Mapped[str | None]  # why this version replaces an earlier one
    decided_on: Mapped[date]
    due_at: Mapped[When]
    overdue_told_at: Mapped[datetime | None]
    state: Mapped[str]
    composed_by: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    composed_at: Mapped[When]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    published_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None]  # why it was refused or withdrawn


class DisclosureGroup(Base):
    """A group that a disclosure concerns; a disclosure for the whole ward names all its groups."""

    __tablename__ = "disclosure_groups"

    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    ward_id: Mapped[WardId]
