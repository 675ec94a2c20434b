"""How long what is no longer needed is kept: defaults, and the limits within which a ward may set its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Period(StrEnum):
    """What is kept for a time; the time is counted in days from when it was of use for the last time."""

    CODES = "codes"  # unused invitations, link codes and slips, from the day they expired
    INBOX = "inbox"  # which updates were handled
    CONVERSATIONS = "conversations"  # where conversations stand, from the last word
    OUTBOX = "outbox"  # messages that have an end
    CLAIMS = "claims"  # requests to be confirmed for a household that nobody answered
    DRAFT_FILES = "draft_files"  # files that nothing names
    IDENTITIES = "identities"  # who sent a report, from its closing


@dataclass(frozen=True, slots=True)
class Limits:
    """Days: by default, at least, at most, and those on offer at a tap."""

    default: int
    least: int
    most: int
    choices: tuple[int, ...]


# Telegram repeats an update for a day at most; a report that is closed may be opened again by its reporter meanwhile.
LIMITS: dict[Period, Limits] = {
    Period.CODES: Limits(30, 1, 365, (7, 30, 90)),
    Period.INBOX: Limits(30, 3, 365, (7, 30, 90)),
    Period.CONVERSATIONS: Limits(30, 7, 90, (7, 30, 90)),
    Period.OUTBOX: Limits(180, 30, 1095, (90, 180, 365)),
    Period.CLAIMS: Limits(60, 14, 180, (30, 60, 90)),
    Period.DRAFT_FILES: Limits(7, 2, 90, (3, 7, 30)),
    Period.IDENTITIES: Limits(730, 30, 3650, (365, 730, 1825)),
}


def allowed(period: Period, days: int) -> bool:
    """Whether a ward may keep this for so many days."""
    return LIMITS[period].least <= days <= LIMITS[period].most


def cutoff(now: datetime, days: int) -> datetime:
    """What is older than this moment has been kept long enough; what is exactly as old has not."""
    return now - timedelta(days=days)
