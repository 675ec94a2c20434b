"""What keeps the product true: inbox, outbox, conversation states, files."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, WardId, When


class Inbox(Base):
    """An update whose effect is kept: written in the transaction of the effect."""

    __tablename__ = "inbox"

    channel: Mapped[str] = mapped_column(primary_key=True)
    update_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[When]


class Outbox(Base):
    """A message to one recipient, written in the transaction that caused it; final states never change."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("ward_id", "dedupe_key"),
        CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'refused', 'failed', 'unknown', 'expired')",
            name="state_is_known",
        ),
        CheckConstraint("(account_id IS NULL) <> (chat_id IS NULL)", name="has_one_recipient"),
        Index(
            "ix_outbox_waiting",
            "ward_id",
            "priority",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        # Whether something to the same recipient has to end first, among many thousands that wait.
        *(
            Index(
                f"ix_outbox_{recipient}_open",
                recipient,
                sqlite_where=text("state IN ('waiting', 'sending')"),
                postgresql_where=text("state IN ('waiting', 'sending')"),
            )
            for recipient in ("account_id", "chat_id")
        ),
        Index("ix_outbox_subject", "subject"),
    )

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    dedupe_key: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    chat_id: Mapped[int | None] = mapped_column(ForeignKey("chats.id"))
    card: Mapped[str]
    values: Mapped[dict[str, Any]]
    subject: Mapped[str]  # what the message is about, such as "poll:7": a broadcast is all rows of one subject
    priority: Mapped[int]
    repeatable: Mapped[bool]  # an unknown outcome may be sent again
    edits_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    not_before: Mapped[When]
    expires_at: Mapped[datetime | None]
    state: Mapped[str]
    attempts: Mapped[int]
    reason: Mapped[str | None]
    message_id: Mapped[str | None]
    created_at: Mapped[When]
    finished_at: Mapped[datetime | None]


class Conversation(Base):
    """Where a person stands in a conversation (the FSM state of one chat and person)."""

    __tablename__ = "conversations"

    key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    changed_at: Mapped[When]


class File(Base):
    """A file as it came, byte for byte; sha256 in hex."""

    __tablename__ = "files"

    id: Mapped[Id]
    ward_id: Mapped[WardId]
    name: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[When]
