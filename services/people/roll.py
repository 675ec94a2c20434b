"""The roll of households: loaded from a list, all or nothing, every row accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.roll import Entry, Outcome, RawRow, Rejection, judge_all
from rules.texts import fold
from services.context import Env
from services.people.views import CountDifference, RollReport, RowEnd
from storage import audit, people, roll
from storage.database import Session
from storage.models import Group
from storage.roll import Known


@dataclass(slots=True)
class _Plan:
    """What an import would do: how rows end, and the rows to add and to change."""

    ends: list[RowEnd] = field(default_factory=list)
    add: list[dict[str, Any]] = field(default_factory=list)
    change: list[dict[str, Any]] = field(default_factory=list)
    households: dict[int, int] = field(default_factory=dict)


class _Seals:
    """Seals each phone once, before the writer is held: sealing a ward takes longer than writing it."""

    def __init__(self, env: Env) -> None:
        self._vault = env.vault
        self._digests: dict[str, str] = {}
        self._sealed: dict[str, bytes] = {}

    def digest(self, phone: str | None) -> str | None:
        """The digest by which the phone is found."""
        if phone is None:
            return None
        if phone not in self._digests:
            self._digests[phone] = self._vault.digest(f"phone:{phone}")
        return self._digests[phone]

    def sealed(self, phone: str | None) -> bytes | None:
        """The phone, sealed."""
        if phone is None:
            return None
        if phone not in self._sealed:
            self._sealed[phone] = self._vault.seal(phone)
        return self._sealed[phone]


async def load(env: Env, rows: Sequence[RawRow], *, phones_listed: bool = True, dry_run: bool = False) -> RollReport:
    """The households of these rows are on the roll, or with `dry_run` it is told what would happen.

    Rejected rows change nothing; the others are written together or, when anything breaks, not at all.
    A list without phones leaves those on the roll as they are.
    """
    seals = _Seals(env)
    async with env.db.read() as session:
        groups = {group.code: group for group in await people.groups(session, env.ward_id)}
        entries, rejections = judge_all(rows, groups)
        plan = await _plan(session, env.ward_id, groups, entries, seals, phones_listed)
    if not dry_run and (plan.add or plan.change):
        async with env.db.write() as session:
            plan = await _plan(session, env.ward_id, groups, entries, seals, phones_listed)
            await roll.add_households(session, plan.add)
            await roll.change_households(session, plan.change)
            detail = f"{len(plan.add)} added, {len(plan.change)} updated, {len(rejections)} rejected"
            audit.note(session, env.ward_id, env.clock.now(), None, "roll_loaded", "ward", env.ward_id, detail)
    ends = sorted([*plan.ends, *map(_rejected, rejections)], key=lambda end: end.number)
    return RollReport(tuple(ends), _differences(groups, plan.households), _other_names(groups, rows, entries))


def _rejected(rejection: Rejection) -> RowEnd:
    return RowEnd(rejection.number, Outcome.REJECTED, rejection.reason, rejection.column, rejection.first)


async def _plan(
    session: Session,
    ward_id: int,
    groups: dict[str, Group],
    entries: Sequence[Entry],
    seals: _Seals,
    phones_listed: bool,
) -> _Plan:
    plan = _Plan()
    there = await roll.known(session, ward_id)
    homes = {home.code: home.group_id for home in there.values() if home.closed_on is None}
    for entry in entries:
        known, group_id = there.get(entry.household_code), groups[entry.group_code].id
        homes[entry.household_code] = group_id
        digest = seals.digest(entry.phone) if phones_listed or known is None else known.phone_digest
        outcome = _outcome(known, entry, group_id, digest)
        plan.ends.append(RowEnd(entry.number, outcome, entry.remark))
        values = {
            "group_id": group_id,
            "address": entry.address,
            "representative": entry.representative,
            "closed_on": None,
        }
        if known is None or known.phone_digest != digest:
            values |= {"phone_digest": digest, "phone_sealed": seals.sealed(entry.phone)}
        if known is None:
            plan.add.append({"ward_id": ward_id, "code": entry.household_code, **values})
        elif outcome is Outcome.UPDATED:
            plan.change.append({"id": known.id, **values})
    plan.change.sort(key=len)  # rows with the same columns go together
    for group_id in homes.values():
        plan.households[group_id] = plan.households.get(group_id, 0) + 1
    return plan


def _outcome(known: Known | None, entry: Entry, group_id: int, digest: str | None) -> Outcome:
    if known is None:
        return Outcome.ADDED
    before = (known.group_id, known.address, known.representative, known.phone_digest, known.closed_on)
    after = (group_id, entry.address, entry.representative, digest, None)
    return Outcome.UNCHANGED if before == after else Outcome.UPDATED


def _differences(groups: dict[str, Group], households: dict[int, int]) -> tuple[CountDifference, ...]:
    return tuple(
        CountDifference(group.name, group.household_count, households.get(group.id, 0))
        for group in groups.values()
        if group.household_count != households.get(group.id, 0)
    )


def _other_names(
    groups: dict[str, Group], rows: Sequence[RawRow], entries: Sequence[Entry]
) -> tuple[tuple[str, str], ...]:
    """Groups that the list calls by another name, once each: a sign that codes were mixed up."""
    written = {row.number: row.cells.get("group_name", "") for row in rows}
    pairs = {(written[entry.number].strip(), groups[entry.group_code].name): None for entry in entries}
    return tuple((name, ours) for name, ours in pairs if name and fold(name) != fold(ours))
