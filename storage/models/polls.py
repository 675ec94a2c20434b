"""Polls: the frozen terms, the electorate, the current answers, the ledger and the counters."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When


class Poll(Base):
    """A matter put to the households; its terms do not change after opening."""

    __tablename__ = "polls"
    __table_args__ = (
        UniqueConstraint("ward_id", "number"),
        CheckConstraint("state IN ('scheduled', 'open', 'counting', 'closed', 'void')", name="state_is_known"),
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("reminders_sent BETWEEN 0 AND 3", name="at_most_three_reminders"),
        CheckConstraint("matter BETWEEN 1 AND 6", name="matter_is_a_clause"),
        # Only other matters of the community are decided online (Luật 10/2022/QH15 Điều 17 khoản 2).
        CheckConstraint("kind <> 'online_vote_k6' OR matter IS NOT NULL AND matter = 6", name="online_is_clause_six"),
        CheckConstraint("kind <> 'online_vote_k6' OR dossier_id IS NOT NULL AND step IS NOT NULL", name="online_steps"),
        CheckConstraint("step IS NULL OR step = 'method' OR parent_id IS NOT NULL", name="matter_follows_method"),
        CheckConstraint("(endorsed_by IS NULL) = (endorsed_at IS NULL)", name="endorsement_is_whole"),
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
    matter: Mapped[int | None]  # the clause of Luật 10/2022/QH15 Điều 15
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("vote_dossiers.id"), index=True)
    step: Mapped[str | None]  # of a vote online: method, then matter
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("polls.id"))  # the method poll, or the meeting that failed
    posted_on: Mapped[date | None]  # when the draft was posted on paper
    ground_id: Mapped[int | None] = mapped_column(ForeignKey("grounds.id"))  # why answers on the network count
    endorsed_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    endorsed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # frozen at closing
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
        # What did not come by chat stands on two persons.
        CheckConstraint(
            "entry NOT IN ('answer', 'slip') OR origin IN ('telegram', 'zalo')"
            " OR (entered_by IS NOT NULL AND confirmed_by IS NOT NULL)",
            name="slip_has_two_persons",
        ),
        CheckConstraint("entered_by <> confirmed_by", name="two_persons"),
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
    entered_by: Mapped[int | None]
    confirmed_by: Mapped[int | None]
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


class VoteDossier(Base):
    """What is prepared for a vote online: the matter, and the group that decides it."""

    __tablename__ = "vote_dossiers"

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    title: Mapped[str]
    body: Mapped[str]
    organiser_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[When]


class VoteDuty(Base):
    """A duty before a vote online that is done, with what shows it (Nghị định 59/2023/NĐ-CP Điều 5)."""

    __tablename__ = "vote_duties"
    __table_args__ = (
        CheckConstraint("duty BETWEEN 1 AND 5", name="duty_is_recorded_by_hand"),
        CheckConstraint("note <> ''", name="duty_has_evidence"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("vote_dossiers.id"), primary_key=True)
    duty: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[WardId]
    note: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[When]


class EnteredCount(Base):
    """What was counted in a group at a meeting or from slips; a second person confirms it.

    present is the number of households at the meeting, or of slips that came back.
    """

    __tablename__ = "entered_counts"
    __table_args__ = (
        CheckConstraint("agree >= 0 AND disagree >= 0 AND other >= 0", name="counts_are_not_negative"),
        CheckConstraint("agree + disagree + other <= present", name="only_the_present_vote"),
        CheckConstraint("present <= households", name="no_more_present_than_households"),
        CheckConstraint("confirmed_by <> entered_by", name="confirmed_by_another"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmation_is_whole"),
        ForeignKeyConstraint(["poll_id", "group_id"], ["poll_groups.poll_id", "poll_groups.group_id"], name="asked"),
    )

    poll_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[WardId]
    households: Mapped[int]
    present: Mapped[int]
    agree: Mapped[int]
    disagree: Mapped[int]
    other: Mapped[int]
    entered_by: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    entered_at: Mapped[When]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    confirmed_at: Mapped[datetime | None]
