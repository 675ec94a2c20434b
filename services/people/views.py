"""What people services tell the rooms above them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WardView:
    """The ward: kind label (phường), name, what it calls its groups (tổ dân phố), hotline, office hours."""

    kind: str
    name: str
    group_label: str
    hotline: str
    office_hours: str

    @property
    def full_name(self) -> str:
        """The ward as people call it: phường Sao Mai."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class GroupView:
    """A residential group in force."""

    id: int
    code: str
    name: str
