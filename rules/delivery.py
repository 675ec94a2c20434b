"""What can become of a message that was handed to a network, and how long one is tried."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# A network that cannot be reached is asked for about a day; a message that may have arrived is not repeated as often.
MOST_ATTEMPTS = 30
MOST_REPEATS = 5
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)


class Reason(StrEnum):
    """Why a message was refused, failed or was given up."""

    BLOCKED = "blocked"  # the person shut the door, or their account is gone
    NOT_STARTED = "not_started"  # the person never spoke first
    NOT_MEMBER = "not_member"  # the bot is no longer in the group
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"  # a member without the right to write
    NO_MESSAGE = "no_message"  # what was to be edited is gone or was never sent
    UNREACHABLE = "unreachable"  # the network did not take the call
    NO_ANSWER = "no_answer"  # the call was made, its end is unknown
    NOT_ACCEPTED = "not_accepted"  # the network finds fault with the message itself
    NOT_RENDERED = "not_rendered"  # our own writer broke
    POINTLESS = "pointless"  # the writer says that it no longer makes sense
    TOO_LATE = "too_late"
    ERASED = "erased"  # whoever it was for deleted their data


# A recipient that answers so is not asked again until they come by themselves.
GONE = frozenset({Reason.BLOCKED, Reason.NOT_STARTED, Reason.NOT_MEMBER, Reason.NOT_FOUND})


@dataclass(frozen=True, slots=True)
class Sent:
    """Delivered; message_id names it in its chat."""

    message_id: str


@dataclass(frozen=True, slots=True)
class RefusedByNetwork:
    """Not delivered, and asking again would be refused again."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Failed:
    """Not delivered; `retry` says whether another attempt can end better."""

    reason: Reason
    retry: bool


@dataclass(frozen=True, slots=True)
class Paused:
    """Not delivered: nobody gets anything for this many seconds; it is not an attempt (Bot API: retry_after)."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """Perhaps delivered: the connection ended before the answer."""

    reason: Reason = Reason.NO_ANSWER


@dataclass(frozen=True, slots=True)
class Migrated:
    """Not delivered: the group chat lives on under another id (Bot API: migrate_to_chat_id)."""

    external_id: str


Outcome = Sent | RefusedByNetwork | Failed | Paused | Unknown | Migrated


def pause_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts: 5 s, doubled each time, an hour at the most."""
    doublings = min(attempts - 1, 20)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
