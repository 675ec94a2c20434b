"""Polls: the frozen terms, the electorate, the current answers, the ledger and the counters."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When


class Poll(Base):
    """A matter put to the households; its terms do not change after opening."""

    __tablename__ = "polls"
    __table_args__ = (
        UniqueConstraint("ward_id", "number"),
        CheckConstraint("state IN ('scheduled', 'open', 'closed', 'void')", name="state_is_known"),
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("reminders_sent BETWEEN 0 AND 3", name="at_most_three_reminders"),
        Index("ix_polls_state_opens_at", "state", "opens_at"),
        Index("ix_polls_state_closes_at", "state", "closes_at"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    number: Mapped[int]  # the 12 of BC12, by which people call it
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    state: Mapped[str]
    organiser_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    opens_at: Mapped[When]
    closes_at: Mapped[When]
    closed_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]  # when the next reminder falls due
    reminders_sent: Mapped[int]
    created_at: Mapped[When]


class PollOption(Base):
    """An answer that can be chosen, in its place from 0; a free one asks for words as well."""

    __tablename__ = "poll_options"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[WardId]
    label: Mapped[str]
    is_free: Mapped[bool]


class PollGroup(Base):
    """A group that a poll asks, with its household count frozen at opening."""

    __tablename__ = "poll_groups"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    ward_id: Mapped[WardId]
    households: Mapped[int]


class Elector(Base):
    """A household that may answer a poll: the roll as it stood at opening."""

    __tablename__ = "electors"
    __table_args__ = (
        ForeignKeyConstraint(["poll_id", "group_id"], ["poll_groups.poll_id", "poll_groups.group_id"], name="asked"),
        UniqueConstraint("poll_id", "household_id", "group_id"),
        Index("ix_electors_poll_id_group_id", "poll_id", "group_id"),
        Index("ix_electors_household_id", "household_id"),
    )

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), primary_key=True)
    ward_id: Mapped[WardId]
    group_id: Mapped[int]


class Answer(Base):
    """The current answer of a household; the foreign keys refuse one outside the electorate or for another group.

    answered_at is when the household last gave it: the tap, or the time of its slip.
    """

    __tablename__ = "answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["poll_id", "household_id", "group_id"],
            ["electors.poll_id", "electors.household_id", "electors.group_id"],
            name="elector",
        ),
        ForeignKeyConstraint(["poll_id", "option"], ["poll_options.poll_id", "poll_options.position"], name="option"),
    )

    poll_id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[WardId]
    group_id: Mapped[int]
    option: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    origin: Mapped[str]
    receipt: Mapped[str]
    answered_at: Mapped[When]


class LedgerLine(Base):
    """One line of a poll's book: an answer, or what was done to the poll; lines are only ever added.

    A `slip` came without changing the answer.  What did not come by chat names who entered and who confirmed it.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        CheckConstraint(
            "entry IN ('composed', 'opened', 'answer', 'slip', 'extended', 'voided', 'closed')", name="entry_is_known"
        ),
        CheckConstraint(
            "entry <> 'answer' OR (household_id IS NOT NULL AND option IS NOT NULL)", name="answer_is_whole"
        ),
        ForeignKeyConstraint(
            ["poll_id", "household_id"], ["electors.poll_id", "electors.household_id"], name="elector"
        ),
        UniqueConstraint("poll_id", "receipt"),
        Index("ix_ledger_poll_id_id", "poll_id", "id"),
        Index(
            "uq_ledger_poll_id_entry_once",
            "poll_id",
            "entry",
            unique=True,
            sqlite_where=text("entry IN ('composed', 'opened', 'voided', 'closed')"),
            postgresql_where=text("entry IN ('composed', 'opened', 'voided', 'closed')"),
        ),
    )

        # What did not come by chat stands on two persons.
        CheckConstraint(
            "entry NOT IN ('answer', 'slip') OR origin IN ('telegram', 'zalo')"
            " OR (entered_by IS NOT NULL AND confirmed_by IS NOT NULL)",
            name="slip_has_two_persons",
        ),
        CheckConstraint("entered_by <> confirmed_by", name="two_persons"),
    id: Mapped[Id]
    ward_id: Mapped[WardId]
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    entry: Mapped[str]
    household_id: Mapped[int | None]
    group_id: Mapped[int | None]
    option: Mapped[int | None]
    person_id: Mapped[int | None]
    origin: Mapped[str | None]
    receipt: Mapped[str | None]
    reason: Mapped[str | None]
    closes_at: Mapped[datetime | None]  # the end that an extension set
    at: Mapped[When]


class PollCount(Base):
    """How many households of a group currently answer with an option."""

    __tablename__ = "poll_counts"
    __table_args__ = (
        CheckConstraint("households >= 0", name="count_is_not_negative"),
        ForeignKeyConstraint(["poll_id", "group_id"], ["poll_groups.poll_id", "poll_groups.group_id"], name="asked"),
        ForeignKeyConstraint(["poll_id", "option"], ["poll_options.poll_id", "poll_options.position"], name="option"),
    )

    poll_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    entered_by: Mapped[int | None]
    confirmed_by: Mapped[int | None]
    option: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[WardId]
    households: Mapped[int]


class Opinion(Base):
    """What a household wrote beside its answer; many may come, each is kept."""

    __tablename__ = "opinions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["poll_id", "household_id", "group_id"],
            ["electors.poll_id", "electors.household_id", "electors.group_id"],
            name="elector",
        ),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    group_id: Mapped[int]
    household_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    text: Mapped[str]
    at: Mapped[When]


class PollCard(Base):
    """The card of a poll in a linked group chat, so that its participation line can follow.

    shown is the number of answers the card says; refreshed_at limits it to one edit a minute.
    """

    __tablename__ = "poll_cards"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id"), primary_key=True)
    ward_id: Mapped[WardId]
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"))
    shown: Mapped[int]
    refreshed_at: Mapped[When]
