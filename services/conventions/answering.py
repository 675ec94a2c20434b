"""The consultation clause by clause: what a household reads, says and may change until it closes.

It informs those who complete the draft; it decides nothing (Luật 10/2022/QH15 Điều 17 khoản 2).
"""

from rules import clauses
from rules.calendar import written
from rules.conventions import SUGGESTION_LENGTH, Choice, State
from services.context import Actor, Env
from services.conventions import access
from services.conventions.views import VersionView, WalkView
from services.refusals import Refused, Why
from storage import conventions, people
from storage.conventions import Found
from storage.database import Session
from storage.models import ClauseAnswer, ClauseLine, ConventionVersion
from storage.polls import ballots


def _require_open(env: Env, row: ConventionVersion) -> None:
    if row.closes_at is None or row.asked_edition is None:
        raise Refused(Why.NOT_ASKED)
    if row.state != State.CONSULTATION or env.clock.now() >= row.closes_at:
        raise Refused(Why.POLL_CLOSED, closed=written(row.closes_at))


def _is_open(env: Env, row: ConventionVersion) -> bool:
    return row.state == State.CONSULTATION and row.closes_at is not None and env.clock.now() < row.closes_at


async def walk(env: Env, actor: Actor, version_id: int, place: int | None = None) -> WalkView:
    """The clause at this place of those asked about, for everybody; without a place the first without an answer.

    Refused NOT_FOUND, NOT_ASKED, POLL_CLOSED (closed).
    """
    async with env.db.read() as session:
        found = await access.find(session, env, actor, version_id)
        _require_open(env, found[0])
        return await _walk(session, env, actor, found, place)


async def _walk(session: Session, env: Env, actor: Actor, found: Found, place: int | None) -> WalkView:
    row = found[0]
    assert row.asked_edition is not None
    asked = clauses.asked(await conventions.clauses(session, row.id, row.asked_edition))
    own: dict[int, ClauseAnswer] = {}
    may_answer = actor.household_id is not None and actor.group_id == found[2].id
    if may_answer and actor.household_id is not None:
        own = await conventions.answers_of(session, row.id, row.asked_edition, actor.household_id)
    if place is None:
        place = next((at for at, clause in enumerate(asked) if clause.position not in own), 0)
    place = min(max(place, 0), len(asked) - 1)
    answer = own.get(asked[place].position)
    return WalkView(
        version=await access.view(session, env, found),
        clause=asked[place],
        place=place,
        count=len(asked),
        own=Choice(answer.choice) if answer else None,
        own_words=answer.words if answer else None,
        answered=len(own),
        may_answer=may_answer,
    )


async def answer(
    env: Env, actor: Actor, version_id: int, place: int, choice: Choice, suggestion: str | None = None
) -> WalkView:
    """What the household says about the clause at this place is this, in the book and as its one current answer.

    The same again adds no line.  Refused NOT_FOUND, NOT_ASKED, POLL_CLOSED (closed), NOT_REGISTERED,
    OTHER_GROUP (group, own), EMPTY or TOO_LONG for a suggestion.
    """
    words = access.words(suggestion or "", SUGGESTION_LENGTH) if choice is Choice.SUGGEST else None
    async with env.db.write() as session:
        found = await conventions.hold(session, env.ward_id, version_id, alone=False)
        if found is None or access.hidden(env, actor, State(found[0].state), found[2].id):
            raise Refused(Why.NOT_FOUND)
        row = found[0]
        _require_open(env, row)
        household_id = await _household(session, env, actor, found)
        await conventions.hold_household(session, household_id)
        view = await _walk(session, env, actor, found, place)
        if view.place != place:
            raise Refused(Why.NOT_FOUND)
        assert row.asked_edition is not None
        own = await conventions.answers_of(session, row.id, row.asked_edition, household_id)
        before = own.get(view.clause.position)
        if before is None or (before.choice, before.words) != (choice.value, words):
            line = ClauseLine(
                ward_id=env.ward_id,
                version_id=row.id,
                edition=row.asked_edition,
                position=view.clause.position,
                household_id=household_id,
                person_id=actor.person_id,
                choice=choice.value,
                words=words,
                at=env.clock.now(),
            )
            await conventions.record(session, line, before)
        return await _walk(session, env, actor, found, place)


async def _household(session: Session, env: Env, actor: Actor, found: Found) -> int:
    """The household that the person speaks for at this moment, when it is of the group."""
    household = await ballots.household_held(session, actor.person_id) if actor.ward_id == env.ward_id else None
    if household is None:
        raise Refused(Why.NOT_REGISTERED)
    if household.group_id != found[2].id:
        own = await people.group(session, env.ward_id, household.group_id)
        raise Refused(Why.OTHER_GROUP, group=found[2].name, own=own.name if own else "")
    return household.id


async def open_in(env: Env, version_id: int) -> tuple[VersionView, int] | None:
    """The version and how many clauses it asks about, while it takes answers; None afterwards."""
    async with env.db.read() as session:
        found = await conventions.version(session, env.ward_id, version_id)
        if found is None or not _is_open(env, found[0]) or found[0].asked_edition is None:
            return None
        asked = clauses.asked(await conventions.clauses(session, version_id, found[0].asked_edition))
        return await access.view(session, env, found), len(asked)
