"""What every service is given: the database, the clock, the vault, and who acts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from rules.offices import Role
from storage.database import Database
from storage.vault import Vault


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Env:
    """The world of a service, for one ward; a province runs one for each ward."""

    db: Database
    clock: Clock
    vault: Vault
    ward_id: int


@dataclass(frozen=True, slots=True)
class Holding:
    """An office in force; group_id is None when it is for the whole ward."""

    role: Role
    group_id: int | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as the database knows it at this moment.

    household_id and group_id are set for the confirmed representative of a household.
    """

    ward_id: int
    person_id: int
    account_id: int | None = None
    network: str = "telegram"
    household_id: int | None = None
    group_id: int | None = None
    offices: tuple[Holding, ...] = field(default=())

    def holds(self, *roles: Role) -> bool:
        """Whether any of these offices is held, whatever its scope."""
        return any(holding.role in roles for holding in self.offices)

    def covers(self, group_id: int, *roles: Role) -> bool:
        """Whether any of these offices is held for this group or for the whole ward."""
        return any(holding.role in roles and holding.group_id in (None, group_id) for holding in self.offices)
