"""Groups merged, split and renamed by a decision: old groups end, new ones begin, households go along.

Polls that are open, results and papers keep the groups they were made with; whoever holds an office of a group
also answers for those that went into it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.calendar import local_date
from rules.people import Cause, Change
from rules.regrouping import BadChangesError, Fault, Part, Step, assign, check
from services.context import Env
from services.people.changes_file import Changes
from services.people.views import GroupMoves, RegroupReport
from storage import audit, groups, offices, outbox, people, roll
from storage.database import Session
from storage.models import Group, GroupSuccession, Office
from storage.roll import Known


@dataclass(slots=True)
class _Work:
    """The ward before the change, and what the change does to its offices."""

    env: Env
    changes: Changes
    groups: dict[str, Group]
    homes: dict[str, Known]
    moved: int = 0
    ended: int = 0
    told: list[dict[str, Any]] = field(default_factory=list)

    @property
    def places(self) -> dict[str, str]:
        """The group code of every open household."""
        codes = {group.id: code for code, group in self.groups.items()}
        return {code: codes[home.group_id] for code, home in self.homes.items()}


async def carry_out(env: Env, changes: Changes, *, dry_run: bool = False) -> RegroupReport:
    """The groups are as the decision says, from its day in force; with `dry_run` it is told and nothing written.

    Every open household of an ending group is in exactly one new group, and the history says so.  BadChangesError
    when anything of it is impossible; nothing is changed then.
    """
    if dry_run:
        async with env.db.read() as session:
            work = await _begin(session, env, changes)
            return _report(work, [_shares(work, step) for step in changes.steps])
    async with env.db.write() as session:
        await offices.lock(session, env.ward_id)
        work = await _begin(session, env, changes)
        shares = [_shares(work, step) for step in changes.steps]
        await _end_groups(session, work)
        for step, share in zip(changes.steps, shares, strict=True):
            await _step(session, work, step, share)
        await outbox.put(session, work.told)
        audit.note(session, env.ward_id, env.clock.now(), None, "groups_changed", "ward", env.ward_id, changes.decision)
        return _report(work, shares)


async def _begin(session: Session, env: Env, changes: Changes) -> _Work:
    found = {group.code: group for group in await people.groups(session, env.ward_id)}
    check(changes.steps, found)
    if changes.in_force > local_date(env.clock.now()):
        raise BadChangesError(Fault.NOT_YET, f"{changes.in_force:%d/%m/%Y}")
    ending = [found[code] for step in changes.steps for code in step.old]
    if planned := await groups.planned_polls(session, env.ward_id, [group.id for group in ending]):
        raise BadChangesError(Fault.POLL_PLANNED, ", ".join(f"BC{number}" for number in planned))
    homes = {code: home for code, home in (await roll.known(session, env.ward_id)).items() if home.closed_on is None}
    return _Work(env, changes, found, homes)


def _shares(work: _Work, step: Step) -> dict[str, str]:
    return assign(step, work.places)


async def _end_groups(session: Session, work: _Work) -> None:
    """All at once, so that a new group may have the code of an old one."""
    for step in work.changes.steps:
        for code in step.old:
            group = work.groups[code]
            # A group is known from the day the ward was founded here, which may be after the decision.
            group.valid_to = max(group.valid_from, work.changes.in_force)
    await session.flush()


async def _step(session: Session, work: _Work, step: Step, share: dict[str, str]) -> None:
    counts = {part.code: sum(code == part.code for code in share.values()) for part in step.parts}
    new = {part.code: _new_group(work, part, counts[part.code]) for part in step.parts}
    session.add_all(new.values())
    await session.flush()
    olds = [work.groups[code] for code in step.old]
    session.add_all(_succession(work, step, old, heir) for old in olds for heir in new.values())
    await _move_households(session, work, share, new)
    for old in olds:
        await groups.follow(session, old.id, new[step.heir.code].id)
        await _move_offices(session, work, step, old, new)


def _new_group(work: _Work, part: Part, count: int) -> Group:
    return Group(
        ward_id=work.env.ward_id,
        code=part.code,
        name=part.name,
        household_count=count if part.declared is None else part.declared,
        valid_from=work.changes.in_force,
    )


def _succession(work: _Work, step: Step, old: Group, heir: Group) -> GroupSuccession:
    return GroupSuccession(
        ward_id=work.env.ward_id,
        predecessor_id=old.id,
        successor_id=heir.id,
        kind=step.kind,
        decision=work.changes.decision,
        decided_on=work.changes.decided_on,
    )


async def _move_households(session: Session, work: _Work, share: dict[str, str], new: dict[str, Group]) -> None:
    moves = [(work.homes[code], new[part].id) for code, part in share.items()]
    await roll.change_households(session, [{"id": home.id, "group_id": to} for home, to in moves])
    now = work.env.clock.now()
    await roll.add_changes(
        session,
        [
            {
                "ward_id": work.env.ward_id,
                "household_id": home.id,
                "kind": Change.MOVED,
                "cause": Cause.REGROUPING,
                "from_group_id": home.group_id,
                "to_group_id": to,
                "at": now,
            }
            for home, to in moves
        ],
    )


async def _move_offices(session: Session, work: _Work, step: Step, old: Group, new: dict[str, Group]) -> None:
    """Offices of the old group go on in the part that takes them, or end, and who held them is told."""
    now = work.env.clock.now()
    part = next((part for part in step.parts if old.code in part.offices_of), None)
    await groups.move_invitations(session, old.id, new[part.code].id if part else None, now)
    for office in await groups.offices_of(session, old.id):
        if part:
            office.group_id = new[part.code].id
            work.moved += 1
        else:
            office.until = now
            work.ended += 1
            await _tell_end(session, work, office)
        action = "office_moved" if part else "office_ended"
        audit.note(session, work.env.ward_id, now, None, action, "office", office.id, office.role)


async def _tell_end(session: Session, work: _Work, office: Office) -> None:
    work.told += [
        outbox.message(
            ward_id=work.env.ward_id,
            at=work.env.clock.now(),
            card="people.office_ended",
            key=f"office_ended:{office.id}",
            subject=f"office:{office.id}",
            account_id=account.id,
            values={"office": office.id},
        )
        for account in await people.accounts_of(session, [office.person_id])
    ]


def _report(work: _Work, shares: Sequence[dict[str, str]]) -> RegroupReport:
    moves = [
        GroupMoves(
            step.kind,
            tuple(work.groups[code].name for code in step.old),
            tuple((part.name, sum(to == part.code for to in share.values())) for part in step.parts),
        )
        for step, share in zip(work.changes.steps, shares, strict=True)
    ]
    return RegroupReport(tuple(moves), work.changes.in_force, work.moved, work.ended)
