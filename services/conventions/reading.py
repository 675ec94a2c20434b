"""What people read: the convention in force, the draft they are asked about, what changed, who owes the next step."""

from collections.abc import Sequence
from datetime import date

from rules import clauses, compare
from rules.calendar import local_date
from rules.clauses import Clause
from rules.conventions import COMPOSERS, CURRENT, UNDER_WAY, Act, Outcome, State, offices, possible
from services.context import Actor, Env
from services.conventions import access
from services.conventions.views import (
    ComparisonView,
    DocumentView,
    HomeView,
    LifeView,
    MinutesFile,
    StepView,
    VersionView,
)
from services.refusals import Refused, Why, require
from storage import conventions, files, people
from storage.conventions import Found
from storage.models import ConventionStep


async def home(env: Env, actor: Actor, group_id: int) -> HomeView:
    """What this group has; Refused NOT_FOUND for a group of another ward."""
    async with env.db.read() as session:
        group = await people.group(session, env.ward_id, group_id)
        if group is None:
            raise Refused(Why.NOT_FOUND)
        found = await access.views(session, env, await conventions.versions(session, env.ward_id, [group_id]))
    known = [it for it in found if not access.hidden(env, actor, it.state, group_id)]
    current = next((it for it in known if it.state in CURRENT), None)
    return HomeView(
        group_id=group_id,
        group_name=group.name,
        current=current,
        under_way=next((it for it in known if it.state in UNDER_WAY), None),
        previous=_before(found, current) if current else None,
        works_here=access.works_in(env, actor, group_id),
        may_begin=actor.ward_id == env.ward_id and actor.covers(group_id, *COMPOSERS),
    )


def _before(versions: Sequence[VersionView], version: VersionView) -> VersionView | None:
    """The version that was in force before this one."""
    earlier = [it for it in versions if it.number < version.number and it.recognised_on is not None]
    return max(earlier, key=lambda it: it.number, default=None)


async def document(env: Env, actor: Actor, version_id: int) -> DocumentView:
    """The newest text of a version; Refused NOT_FOUND, also for a draft that the actor may not read yet."""
    async with env.db.read() as session:
        found = await access.find(session, env, actor, version_id)
        return DocumentView(
            await access.view(session, env, found), await conventions.clauses(session, version_id, found[0].edition)
        )


async def search(env: Env, actor: Actor, version_id: int, typed: str) -> tuple[VersionView, tuple[Clause, ...]]:
    """The clauses that have all these words, with or without accents; Refused EMPTY, NOT_FOUND."""
    if not typed.strip():
        raise Refused(Why.EMPTY)
    there = await document(env, actor, version_id)
    return there.version, tuple(clause for clause in there.clauses if clauses.has_all(clause, typed))


async def comparison(env: Env, actor: Actor, version_id: int) -> ComparisonView:
    """The version beside the one in force before it, clause by clause; Refused NOT_FOUND when there is none."""
    async with env.db.read() as session:
        found = await access.find(session, env, actor, version_id)
        new = await access.view(session, env, found)
        all_of_group = await conventions.versions(session, env.ward_id, [new.group_id])
        old = _before(await access.views(session, env, all_of_group), new)
        if old is None:
            raise Refused(Why.NOT_FOUND)
        changes = compare.clauses(
            await conventions.clauses(session, old.id, old.edition),
            await conventions.clauses(session, new.id, new.edition),
        )
        return ComparisonView(old, new, changes)


async def since_asked(env: Env, actor: Actor, version_id: int) -> ComparisonView:
    """The newest text beside the draft that people were asked about; Refused NOT_FOUND when nobody was asked."""
    async with env.db.read() as session:
        found = await access.find(session, env, actor, version_id)
        version = await access.view(session, env, found)
        if version.asked_edition is None:
            raise Refused(Why.NOT_FOUND)
        changes = compare.clauses(
            await conventions.clauses(session, version_id, version.asked_edition),
            await conventions.clauses(session, version_id, version.edition),
        )
        return ComparisonView(version, version, changes)


# --- for offices ---------------------------------------------------------------------------------------


async def desk(env: Env, actor: Actor) -> tuple[HomeView, ...]:
    """Every group of the actor with what it has, the earliest due first.

    Refused NOT_ALLOWED without an office that has to do with conventions.
    """
    require(actor, *access.WORKERS)
    async with env.db.read() as session:
        groups = [it for it in await people.groups(session, env.ward_id) if access.works_in(env, actor, it.id)]
        rows = await conventions.versions(session, env.ward_id, [it.id for it in groups])
        views = await access.views(session, env, rows)
    found: dict[int, list[VersionView]] = {}
    for view in views:
        found.setdefault(view.group_id, []).append(view)
    homes = []
    for group in groups:
        of_group = found.get(group.id, [])
        current = next((it for it in of_group if it.state in CURRENT), None)
        under_way = next((it for it in of_group if it.state in UNDER_WAY), None)
        may_begin = actor.covers(group.id, *COMPOSERS)
        homes.append(HomeView(group.id, group.name, current, under_way, None, True, may_begin))
    return tuple(sorted(homes, key=_due))


def _due(home: HomeView) -> date:
    days = [it.owed.due for it in (home.under_way, home.current) if it and it.owed and it.owed.due]
    return min(days, default=date.max)


async def life(env: Env, actor: Actor, version_id: int) -> LifeView:
    """The version with its steps and what the actor may do now; Refused NOT_FOUND, NOT_ALLOWED."""
    async with env.db.read() as session:
        found = await access.find(session, env, actor, version_id)
        if not access.works_in(env, actor, found[2].id):
            raise Refused(Why.NOT_ALLOWED)
        steps = await conventions.steps(session, version_id)
        asked = found[0].asked_edition
        return LifeView(
            version=await access.view(session, env, found),
            steps=tuple(map(_step, steps)),
            acts=_acts(actor, found, steps),
            participants=None if asked is None else await conventions.participants(session, version_id, asked),
        )


def _acts(actor: Actor, found: Found, steps: Sequence[ConventionStep]) -> tuple[Act, ...]:
    acts = [act for act in possible(State(found[0].state)) if actor.covers(found[2].id, *offices(act))]
    if not slips_allowed(steps):
        acts = [act for act in acts if act is not Act.COUNT_SLIPS]
    if found[0].edition == 0:
        acts = [act for act in acts if act is not Act.CONSULT]
    return tuple(acts)


def slips_allowed(steps: Sequence[ConventionStep]) -> bool:
    """Whether the last meeting since the synthesis had too few households (Nghị định 61/2023/NĐ-CP Điều 10 khoản 2)."""
    last = next((it for it in reversed(steps) if it.act in (Act.MEET, Act.SYNTHESISE)), None)
    return last is not None and last.outcome == Outcome.TOO_FEW_PRESENT


def _step(row: ConventionStep) -> StepView:
    return StepView(
        id=row.id,
        act=Act(row.act),
        state=State(row.state),
        on_day=row.on_day,
        outcome=Outcome(row.outcome) if row.outcome else None,
        households=row.households,
        present=row.present,
        agree=row.agree,
        note=row.note,
        has_file=row.file_id is not None,
    )


async def minutes(env: Env, actor: Actor, version_id: int) -> MinutesFile:
    """The newest file that proves a step of the version, for its offices; Refused NOT_FOUND, NOT_ALLOWED."""
    async with env.db.read() as session:
        found = await access.find(session, env, actor, version_id)
        if not access.works_in(env, actor, found[2].id):
            raise Refused(Why.NOT_ALLOWED)
        kept = [it.file_id for it in await conventions.steps(session, version_id) if it.file_id is not None]
        rows = await files.with_content(session, env.ward_id, kept[-1:])
        if not rows:
            raise Refused(Why.NOT_FOUND)
        return MinutesFile(rows[0].name, rows[0].mime, rows[0].content)


def today(env: Env) -> date:
    """The day that it is in Viet Nam."""
    return local_date(env.clock.now())


async def news(env: Env, version_id: int, step_id: int) -> tuple[VersionView, StepView]:
    """A step of a version, for those who are told of it; Refused NOT_FOUND."""
    async with env.db.read() as session:
        found = await conventions.version(session, env.ward_id, version_id)
        step = await conventions.step(session, env.ward_id, step_id)
        if found is None or step is None or step.version_id != version_id:
            raise Refused(Why.NOT_FOUND)
        return await access.view(session, env, found), _step(step)
