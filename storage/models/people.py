"""The ward, its groups and households, persons, offices and chats."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When


class Ward(Base):
    """A phường, xã or đặc khu."""

    __tablename__ = "wards"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind_label: Mapped[str]
    group_label: Mapped[str]
    hotline: Mapped[str]
    office_hours: Mapped[str]
    # Working days that the ward gives itself for the official answer to a consultation: the law sets none.
    answer_days: Mapped[int] = mapped_column(default=15)
    created_at: Mapped[When]


class Group(Base):
    """A residential group (thôn, tổ dân phố, khu vực); one that ended keeps its rows."""

    __tablename__ = "groups"
    __table_args__ = (
        Index(
            "uq_groups_ward_id_code_in_force",
            "ward_id",
            "code",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    code: Mapped[str]
    name: Mapped[str]
    household_count: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class GroupSuccession(Base):
    """That a group went into another, whole or in part, and by which decision."""

    __tablename__ = "group_successions"
    __table_args__ = (UniqueConstraint("predecessor_id", "successor_id"),)

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    kind: Mapped[str]  # merge, split, rename
    decision: Mapped[str]
    decided_on: Mapped[date]


class Household(Base):
    """A household of the roll; closing it is a date, never a deletion."""

    __tablename__ = "households"
    __table_args__ = (
        UniqueConstraint("ward_id", "code"),
        Index("ix_households_group_id_closed_on", "group_id", "closed_on"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    code: Mapped[str]
    address: Mapped[str]
    representative: Mapped[str]
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_digest: Mapped[str | None] = mapped_column(index=True)
    closed_on: Mapped[date | None]


class HouseholdChange(Base):
    """What became of a household of the roll: moved to another group, closed, reopened."""

    __tablename__ = "household_changes"
    __table_args__ = (CheckConstraint("kind IN ('moved', 'closed', 'reopened')", name="kind_is_known"),)

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    kind: Mapped[str]
    cause: Mapped[str]  # roll or regrouping
    from_group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    to_group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    at: Mapped[When]


class Slip(Base):
    """A printed one-time code that confirms the holder as the household's representative."""

    __tablename__ = "slips"

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[When]
    expires_at: Mapped[When]
    used_at: Mapped[datetime | None]


class WrongCode(Base):
    """That a person typed the code of no slip, which time of the day it was; what was typed is not kept."""

    __tablename__ = "wrong_codes"
    __table_args__ = (
        UniqueConstraint("person_id", "day", "number"),
        CheckConstraint("number BETWEEN 1 AND 10", name="ten_a_day"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    day: Mapped[date]
    number: Mapped[int]


class Person(Base):
    """Somebody who talks with the assistant; the name is kept for holders of offices only."""

    __tablename__ = "persons"

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    name: Mapped[str | None]
    language: Mapped[str]
    wants_disclosures: Mapped[bool]
    created_at: Mapped[When]
    erased_at: Mapped[datetime | None]  # when nothing led to an account any more


class Account(Base):
    """A person's account on one network; external_id is that network's user id."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("ward_id", "network", "external_id"),)

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    network: Mapped[str]
    external_id: Mapped[str]
    unreachable_since: Mapped[datetime | None]


class Consent(Base):
    """What a person agreed to, per purpose (Luật 91/2025/QH15 Điều 9); the newest row counts."""

    __tablename__ = "consents"

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    purpose: Mapped[str]
    granted: Mapped[bool]
    decided_at: Mapped[When]


class Representative(Base):
    """That a person speaks for a household: asked, confirmed, ended; one in force per household and person."""

    __tablename__ = "representatives"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'active', 'refused', 'ended')", name="state_is_known"),
        Index(
            "uq_representatives_household_id_active",
            "household_id",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
        Index(
            "uq_representatives_person_id_active",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    state: Mapped[str]
    way: Mapped[str]
    claim: Mapped[str | None]  # what the asker wrote for the group head: name and address
    asked_at: Mapped[When]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    end_reason: Mapped[str | None]  # why one in force ended, a word of rules.people.Ending
    end_words: Mapped[str | None]  # the reason that the head of the group wrote for another


class Office(Base):
    """That a person holds an office, for one group, one project or the whole ward.

    ends_on is the last day of its term; until is when it ended, by whom says ended_by, None where its term or
    its group ended.
    """

    __tablename__ = "offices"
    __table_args__ = (
        Index("ix_offices_person_id_until", "person_id", "until"),
        CheckConstraint("(role = 'supervisor') = (project IS NOT NULL)", name="board_is_of_a_project"),
        CheckConstraint("ended_by IS NULL OR until IS NOT NULL", name="ended_by_somebody_at_some_time"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    role: Mapped[str]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"))
    project: Mapped[str | None]
    since: Mapped[When]
    ends_on: Mapped[date | None]
    end_told_at: Mapped[datetime | None]  # when administrators were told that the term is running out
    until: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))


class Invitation(Base):
    """A one-time link by which an office is taken up; only the digest of its token is kept."""

    __tablename__ = "invitations"

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    role: Mapped[str]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"))
    project: Mapped[str | None]
    ends_on: Mapped[date | None]  # the last day of the term on offer
    digest: Mapped[str] = mapped_column(unique=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[When]
    expires_at: Mapped[When]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))


class Chat(Base):
    """A group chat that was tied to a residential group by /lienket."""

    __tablename__ = "chats"
    __table_args__ = (UniqueConstraint("ward_id", "network", "external_id"),)

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    network: Mapped[str]
    external_id: Mapped[str]
    title: Mapped[str]
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    linked_at: Mapped[When]
    unreachable_since: Mapped[datetime | None]


class LinkCode(Base):
    """A one-time code that ties a group chat to a residential group."""

    __tablename__ = "link_codes"

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    digest: Mapped[str] = mapped_column(unique=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    expires_at: Mapped[When]
    used_at: Mapped[datetime | None]


class Audit(Base):
    """Who did what to which object, without the words of any citizen."""

    __tablename__ = "audit"

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    at: Mapped[When]
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    detail: Mapped[str | None]
