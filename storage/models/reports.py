"""Cases of the people's inspectorate; who reported is kept apart from what was reported."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When


class Case(Base):
    """A report and where its handling stands; nothing here tells who the reporter is."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("ward_id", "code"),
        CheckConstraint("state IN ('new', 'accepted', 'asked', 'answered', 'closed')", name="state_is_known"),
        Index("ix_cases_ward_id_state", "ward_id", "state"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    code: Mapped[str]
    kind: Mapped[str]
    naming: Mapped[str]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"))
    state: Mapped[str]
    created_at: Mapped[When]
    changed_at: Mapped[When]
    closed_at: Mapped[datetime | None]


class CaseIdentity(Base):
    """Who reported; read only to bring an answer back, or to show a reporter who gave the name."""

    __tablename__ = "case_identities"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    ward_id: Mapped[WardId]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    name: Mapped[str | None]


class CaseStep(Base):
    """One step of a case: the report itself, an addition, or what the inspectorate did, with its words."""

    __tablename__ = "case_steps"
    __table_args__ = (
        CheckConstraint(
            "move IN ('report', 'accept', 'ask', 'add', 'answer', 'close', 'reopen')", name="move_is_known"
        ),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    move: Mapped[str]
    text: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    inspector_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[When]


class CaseFile(Base):
    """A photo, document or voice message of a step."""

    __tablename__ = "case_files"

    step_id: Mapped[int] = mapped_column(ForeignKey("case_steps.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), primary_key=True)
    ward_id: Mapped[WardId]
    kind: Mapped[str]
