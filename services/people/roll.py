"""The roll of households: loaded from a list, all or nothing, every row accounted for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.calendar import local_date
from rules.people import Cause, Change, Ending
from rules.roll import Entry, Outcome, RawRow, Rejection, judge_all, written_code
from rules.texts import fold
from services.context import Env
from services.people.views import CountDifference, Gone, RollReport, RowEnd
from storage import audit, outbox, people, representatives, roll
from storage.database import Session
from storage.models import Group
from storage.roll import Known

# How many of how many rows are done; a list is gone through twice, once to compare and once to write.
Progress = Callable[[int, int], None]
STEP = 1000


def _silent(done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(slots=True)
class _Plan:
    """What an import would do: how rows end, the rows to add and to change, and what is missing from the list."""

    ends: list[RowEnd] = field(default_factory=list)
    add: list[dict[str, Any]] = field(default_factory=list)
    change: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    missing: list[Known] = field(default_factory=list)
    households: dict[int, int] = field(default_factory=dict)
    moved: int = 0
    reopened: int = 0


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


@dataclass(slots=True)
class _Import:
    """One list and how it is to be taken."""

    env: Env
    rows: Sequence[RawRow]
    groups: dict[str, Group]
    entries: list[Entry]
    rejections: list[Rejection]
    phones_listed: bool
    close_missing: bool
    seals: _Seals

    @property
    def closes(self) -> bool:
        """Whether what is missing is closed: a list with rejected rows is not complete."""
        return self.close_missing and not self.rejections


async def load(
    env: Env,
    rows: Sequence[RawRow],
    *,
    phones_listed: bool = True,
    close_missing: bool = False,
    dry_run: bool = False,
    progress: Progress = _silent,
) -> RollReport:
    """The households of these rows are on the roll, or with `dry_run` it is told what would happen.

    Rejected rows change nothing; the others are written together or, when anything breaks, not at all.
    A list without phones leaves those on the roll as they are.  Households of the listed groups that the list
    leaves out are told, and with `close_missing` closed today, unless a row was rejected.  Polls that are open
    keep the households they were opened with.
    """
    async with env.db.read() as session:
        groups = {group.code: group for group in await people.groups(session, env.ward_id)}
        entries, rejections = judge_all(rows, groups)
        work = _Import(env, rows, groups, entries, rejections, phones_listed, close_missing, _Seals(env))
        plan = await _plan(session, work, progress)
    if not dry_run and (plan.add or plan.change or (work.closes and plan.missing)):
        async with env.db.write() as session:
            plan = await _plan(session, work, _silent)
            await _write(session, work, plan, progress)
    progress(2 * len(entries), 2 * len(entries))
    return _report(work, plan)


async def _write(session: Session, work: _Import, plan: _Plan, progress: Progress) -> None:
    env, total = work.env, len(work.entries)
    for start in range(0, len(plan.add), roll.BATCH):
        await roll.add_households(session, plan.add[start : start + roll.BATCH])
        progress(total + start, 2 * total)
    for start in range(0, len(plan.change), roll.BATCH):
        await roll.change_households(session, plan.change[start : start + roll.BATCH])
        progress(total + len(plan.add) + start, 2 * total)
    await roll.add_changes(session, plan.history)
    closed = plan.missing if work.closes else []
    if closed:
        await _close(session, env, closed)
    detail = f"{len(plan.add)} added, {len(plan.change)} updated, {len(work.rejections)} rejected, {len(closed)} closed"
    audit.note(session, env.ward_id, env.clock.now(), None, "roll_loaded", "ward", env.ward_id, detail)


async def _close(session: Session, env: Env, closed: Sequence[Known]) -> None:
    """The households are closed today, and whoever spoke for one is told."""
    now = env.clock.now()
    ids = [home.id for home in closed]
    ended = await roll.close_households(session, ids, local_date(now), now, Ending.HOUSEHOLD_CLOSED)
    await roll.add_changes(
        session,
        [_change(env, home.id, Change.CLOSED, home.group_id, home.group_id) for home in closed],
    )
    told = [
        outbox.message(
            ward_id=env.ward_id,
            at=now,
            card="people.household_closed",
            key=f"closed:{representative.id}",
            subject=f"household:{representative.household_id}",
            account_id=account.id,
            values={"household": representative.household_id},
        )
        for representative, account in await representatives.with_accounts(session, ended)
    ]
    for representative_id in ended:
        audit.note(
            session,
            env.ward_id,
            now,
            None,
            "representative_ended",
            "representative",
            representative_id,
            Ending.HOUSEHOLD_CLOSED,
        )
    await outbox.put(session, told)


def _change(env: Env, household_id: int, kind: Change, old: int, new: int) -> dict[str, Any]:
    return {
        "ward_id": env.ward_id,
        "household_id": household_id,
        "kind": kind,
        "cause": Cause.ROLL,
        "from_group_id": old,
        "to_group_id": new,
        "at": env.clock.now(),
    }


async def _plan(session: Session, work: _Import, progress: Progress) -> _Plan:
    plan = _Plan()
    there = await roll.known(session, work.env.ward_id)
    homes = {home.code: home.group_id for home in there.values() if home.closed_on is None}
    for place, entry in enumerate(work.entries):
        if place % STEP == 0:
            progress(place, 2 * len(work.entries))
        homes[entry.household_code] = work.groups[entry.group_code].id
        _plan_entry(work, plan, entry, there.get(entry.household_code))
    plan.change.sort(key=len)  # rows with the same columns go together
    plan.missing = list(_missing(work, there))
    if work.closes:
        for gone in plan.missing:
            del homes[gone.code]
    for group_id in homes.values():
        plan.households[group_id] = plan.households.get(group_id, 0) + 1
    return plan


def _plan_entry(work: _Import, plan: _Plan, entry: Entry, known: Known | None) -> None:
    group_id = work.groups[entry.group_code].id
    digest = work.seals.digest(entry.phone) if work.phones_listed or known is None else known.phone_digest
    outcome = _outcome(known, entry, group_id, digest)
    plan.ends.append(RowEnd(entry.number, outcome, entry.remark))
    if outcome is Outcome.UNCHANGED:
        return
    values = {
        "group_id": group_id,
        "address": entry.address,
        "representative": entry.representative,
        "closed_on": None,
    }
    if known is None or known.phone_digest != digest:
        values |= {"phone_digest": digest, "phone_sealed": work.seals.sealed(entry.phone)}
    if known is None:
        plan.add.append({"ward_id": work.env.ward_id, "code": entry.household_code, **values})
        return
    plan.change.append({"id": known.id, **values})
    if known.closed_on is not None:
        plan.reopened += 1
        plan.history.append(_change(work.env, known.id, Change.REOPENED, known.group_id, group_id))
    elif known.group_id != group_id:
        plan.moved += 1
        plan.history.append(_change(work.env, known.id, Change.MOVED, known.group_id, group_id))


def _missing(work: _Import, there: dict[str, Known]) -> Iterator[Known]:
    """The open households of the listed groups that no row names, not even a rejected one."""
    named = {entry.household_code for entry in work.entries}
    if work.rejections:
        rejected = {rejection.number for rejection in work.rejections}
        named |= {written_code(row) for row in work.rows if row.number in rejected}
    listed = {work.groups[entry.group_code].id for entry in work.entries}
    for code, home in there.items():
        if home.closed_on is None and home.group_id in listed and code not in named:
            yield home


def _outcome(known: Known | None, entry: Entry, group_id: int, digest: str | None) -> Outcome:
    if known is None:
        return Outcome.ADDED
    before = (known.group_id, known.address, known.representative, known.phone_digest, known.closed_on)
    after = (group_id, entry.address, entry.representative, digest, None)
    return Outcome.UNCHANGED if before == after else Outcome.UPDATED


def _report(work: _Import, plan: _Plan) -> RollReport:
    rejected = (RowEnd(it.number, Outcome.REJECTED, it.reason, it.column, it.first) for it in work.rejections)
    names = {group.id: group.name for group in work.groups.values()}
    return RollReport(
        tuple(sorted([*plan.ends, *rejected], key=lambda end: end.number)),
        _differences(work.groups, plan.households),
        _other_names(work.groups, work.rows, work.entries),
        moved=plan.moved,
        reopened=plan.reopened,
        missing=tuple(Gone(home.code, names[home.group_id]) for home in sorted(plan.missing, key=lambda it: it.code)),
        closed=len(plan.missing) if work.closes else 0,
        left_open=work.close_missing and not work.closes and bool(plan.missing),
    )


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
