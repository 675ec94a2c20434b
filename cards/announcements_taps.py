"""Taps that lead to notices and invitations."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap


@dataclass(frozen=True, slots=True)
class BeginAnnouncement(Tap):
    """A notice or an invitation is composed."""

    prefix: ClassVar[str] = "ab"
    kind: str
