"""The book of who did what."""

from datetime import datetime

from storage.database import Session
from storage.models import Audit


def note(
    session: Session,
    ward_id: int,
    at: datetime,
    person_id: int | None,
    action: str,
    subject: str,
    subject_id: int | None = None,
    detail: str | None = None,
) -> None:
    """A line in the audit, committed with what it tells of; `detail` holds no words of a citizen."""
    session.add(
        Audit(
            ward_id=ward_id,
            at=at,
            person_id=person_id,
            action=action,
            subject=subject,
            subject_id=subject_id,
            detail=detail,
        )
    )
