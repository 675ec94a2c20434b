"""Notices and invitations to meetings: what they hold, and what the law asks of an invitation."""

from datetime import datetime, timedelta
from enum import StrEnum

from rules import law

TITLE_LENGTH = 200
BODY_LENGTH = 20_000
PLACE_LENGTH = 300


class Kind(StrEnum):
    """What is sent to the households."""

    NOTICE = "notice"
    INVITATION = "invitation"


def short_notice(meets_at: datetime, sent_at: datetime) -> law.Norm | None:
    """The norm that an invitation sent so late does not keep, None when it keeps it.

    Days are counted as 24 hours, the reading that never gives residents less than the law.
    """
    norm = law.NORMS["meeting.notice"]
    return norm if meets_at - sent_at < timedelta(days=law.days("meeting.notice")) else None
