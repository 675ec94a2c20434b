"""Conventions (hương ước, quy ước): versions as clauses, the steps of their life, and what households said."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When

_CURRENT = text("state IN ('recognised', 'in_force', 'suspended')")
_UNDER_WAY = text(
    "state IN ('proposed', 'drafting', 'consultation', 'consulted', 'synthesised', 'adopted', 'sent', 'returned')"
)


class Convention(Base):
    """The convention of one residential group, by the name that the community chose."""

    __tablename__ = "conventions"
    __table_args__ = (
        UniqueConstraint("group_id"),
        CheckConstraint("kind IN ('huong_uoc', 'quy_uoc')", name="kind_is_known"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    kind: Mapped[str]
    created_at: Mapped[When]


class ConventionVersion(Base):
    """A version and where it stands; one is under way and one in force at a time.

    `edition` counts its texts: the one people are consulted on stays when the completed one is written.
    """

    __tablename__ = "convention_versions"
    __table_args__ = (
        UniqueConstraint("convention_id", "number"),
        CheckConstraint(
            "state IN ('proposed', 'drafting', 'consultation', 'consulted', 'synthesised', 'adopted', 'sent', "
            "'returned', 'recognised', 'in_force', 'suspended', 'replaced', 'abolished')",
            name="state_is_known",
        ),
        CheckConstraint(
            "state <> 'consultation' "
            "OR (posted_on IS NOT NULL AND closes_at IS NOT NULL AND asked_edition IS NOT NULL)",
            name="consultation_was_posted",
        ),
        CheckConstraint(
            "state NOT IN ('recognised', 'in_force', 'suspended') "
            "OR (decision IS NOT NULL AND recognised_on IS NOT NULL)",
            name="in_force_means_recognised",
        ),
        Index(
            "uq_convention_versions_convention_id_current",
            "convention_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index(
            "uq_convention_versions_convention_id_under_way",
            "convention_id",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
        Index("ix_convention_versions_state_closes_at", "state", "closes_at"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    convention_id: Mapped[int] = mapped_column(ForeignKey("conventions.id"))
    number: Mapped[int]
    state: Mapped[str]
    since: Mapped[date]  # the day from which the next step is counted
    edition: Mapped[int]  # 0 while nothing was written
    asked_edition: Mapped[int | None]
    posted_on: Mapped[date | None]
    closes_at: Mapped[datetime | None]
    households: Mapped[int | None]  # of the group when the consultation opened
    network_agreed_on: Mapped[date | None]  # the minutes in which the community agreed to be asked here
    adopted_on: Mapped[date | None]
    decision: Mapped[str | None]
    recognised_on: Mapped[date | None]
    created_at: Mapped[When]


class ConventionClause(Base):
    """A clause of one text of a version, in its place from 0."""

    __tablename__ = "convention_clauses"

    version_id: Mapped[int] = mapped_column(ForeignKey("convention_versions.id"), primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[WardId]
    label: Mapped[str]
    heading: Mapped[str]
    text: Mapped[str]


class ConventionStep(Base):
    """One step in the life of a version, as recorded; lines are only ever added."""

    __tablename__ = "convention_steps"
    __table_args__ = (Index("ix_convention_steps_version_id_id", "version_id", "id"),)

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_versions.id"))
    act: Mapped[str]
    state: Mapped[str]  # after it
    on_day: Mapped[date]
    outcome: Mapped[str | None]  # of a meeting or a count of slips
    households: Mapped[int | None]
    present: Mapped[int | None]
    agree: Mapped[int | None]
    note: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[When]


_CLAUSE = ["convention_clauses.version_id", "convention_clauses.edition", "convention_clauses.position"]


class ClauseAnswer(Base):
    """What a household says about a clause now: one answer each."""

    __tablename__ = "clause_answers"
    __table_args__ = (
        ForeignKeyConstraint(["version_id", "edition", "position"], _CLAUSE, name="clause"),
        CheckConstraint("choice IN ('agree', 'disagree', 'suggest')", name="choice_is_known"),
        CheckConstraint("(choice = 'suggest') = (words IS NOT NULL)", name="suggestion_has_words"),
        CheckConstraint("theme_id IS NULL OR choice = 'suggest'", name="only_suggestions_have_a_theme"),
        UniqueConstraint("line_id"),
    )

    version_id: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), primary_key=True)
    ward_id: Mapped[WardId]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    choice: Mapped[str]
    words: Mapped[str | None]
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion_themes.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("clause_ledger.id"))
    answered_at: Mapped[When]


class ClauseLine(Base):
    """One line of the book of a consultation: an answer as it was given; lines are only ever added."""

    __tablename__ = "clause_ledger"
    __table_args__ = (
        ForeignKeyConstraint(["version_id", "edition", "position"], _CLAUSE, name="clause"),
        Index("ix_clause_ledger_version_id_id", "version_id", "id"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    version_id: Mapped[int]
    edition: Mapped[int]
    position: Mapped[int]
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    choice: Mapped[str]
    words: Mapped[str | None]
    at: Mapped[When]


class SuggestionTheme(Base):
    """What several suggestions of a consultation ask for, and how it was answered."""

    __tablename__ = "suggestion_themes"
    __table_args__ = (
        UniqueConstraint("version_id", "edition", "name"),
        CheckConstraint("reply IN ('taken', 'explained')", name="reply_is_known"),
        CheckConstraint("(reply IS NULL) = (words IS NULL)", name="reply_has_words"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_versions.id"))
    edition: Mapped[int]
    name: Mapped[str]
    reply: Mapped[str | None]
    words: Mapped[str | None]
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    replied_at: Mapped[datetime | None]
