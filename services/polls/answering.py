"""Answering a poll: what a household sees of it, and what is recorded when it answers."""

from dataclasses import dataclass

from rules.polls import OPINION_LENGTH, Origin, State, number_of
from rules.texts import normalise
from services.context import Actor, Env
from services.polls import access, notices
from services.polls.views import CardView, OptionView, Participation, PollView, Receipt, ResultView
from services.refusals import Refused, Why
from storage import people
from storage.database import Session
from storage.models import Answer, Opinion, Poll
from storage.polls import ballots, counts, terms

LATEST = 10


@dataclass(frozen=True, slots=True)
class _Seat:
    """A household's place in an electorate."""

    household_id: int
    group_id: int


# --- recording -------------------------------------------------------------------------------------


async def cast(
    env: Env,
    actor: Actor,
    poll_id: int,
    option: int,
    *,
    card_group_id: int | None,
    origin: Origin = Origin.TELEGRAM,
) -> Receipt:
    """The household's answer is this one, in the book and the counters; its receipt is on the way to the person.

    The same answer again changes nothing and gives the same receipt.  card_group_id is the group of the card
    that was tapped, None in a private chat.  Refused NOT_FOUND, POLL_NOT_OPEN (opens), POLL_CLOSED (closed),
    POLL_VOID, NOT_REGISTERED, OTHER_GROUP (group, own), NOT_IN_ELECTORATE; nothing is counted then.
    """
    async with env.db.write() as session:
        poll = await _open_poll(session, env, poll_id)
        seat = await _seat(session, actor, poll, card_group_id)
        view = await access.view(session, poll)
        chosen = next((it for it in view.options if it.position == option), None)
        if chosen is None:
            raise Refused(Why.NOT_FOUND)
        before = await ballots.answer(session, poll_id, seat.household_id)
        if before and before[0] == option:
            return _receipt(view, chosen, before[1], same=True)
        receipt = await ballots.fresh_receipt(session, poll_id)
        ballot = Answer(
            poll_id=poll_id,
            household_id=seat.household_id,
            ward_id=env.ward_id,
            group_id=seat.group_id,
            option=option,
            person_id=actor.person_id,
            origin=origin.value,
            receipt=receipt,
            answered_at=env.clock.now(),
        )
        line = await ballots.record_answer(session, ballot, replaces=before[0] if before else None)
        changed = before is not None
        if actor.account_id is not None:
            await notices.give_receipt(session, poll, line, chosen.label, changed=changed, to=actor.account_id)
            if card_group_id is not None:
                await notices.redraw_own_card(session, poll, line, seat.group_id, to=actor.account_id)
        return _receipt(view, chosen, receipt, changed=changed)


def _receipt(poll: PollView, option: OptionView, code: str, *, changed: bool = False, same: bool = False) -> Receipt:
    return Receipt(code, option.label, changed, same, poll, asks_for_words=option.is_free)


async def _open_poll(session: Session, env: Env, poll_id: int) -> Poll:
    """The poll, which stays open until the transaction ends; the clock is asked once it is held."""
    poll = await terms.hold(session, env.ward_id, poll_id, alone=False)
    if poll is None:
        raise Refused(Why.NOT_FOUND)
    access.require_open(env, poll)
    return poll


async def _seat(session: Session, actor: Actor, poll: Poll, card_group_id: int | None) -> _Seat:
    """The place of the household that the person speaks for at this moment, held alone."""
    household = await ballots.household_held(session, actor.person_id) if actor.ward_id == poll.ward_id else None
    if household is None:
        raise Refused(Why.NOT_REGISTERED)
    group_id = await ballots.elector_group(session, poll.id, household.id, alone=True)
    own = household.group_id if group_id is None else group_id
    if card_group_id is not None and card_group_id != own:
        names = await terms.group_names(session, [card_group_id, own])
        raise Refused(Why.OTHER_GROUP, group=names.get(card_group_id, ""), own=names[own])
    if group_id is None:
        raise Refused(Why.NOT_IN_ELECTORATE)
    return _Seat(household.id, group_id)


async def write_opinion(env: Env, actor: Actor, poll_id: int, text: str) -> None:
    """What the household wrote is kept beside its answer; refused as `cast`, and EMPTY or TOO_LONG (limit 4,000)."""
    words = normalise(text).strip()
    if not words:
        raise Refused(Why.EMPTY)
    if len(words) > OPINION_LENGTH:
        raise Refused(Why.TOO_LONG, limit=OPINION_LENGTH)
    async with env.db.write() as session:
        poll = await _open_poll(session, env, poll_id)
        seat = await _seat(session, actor, poll, None)
        session.add(
            Opinion(
                ward_id=env.ward_id,
                poll_id=poll_id,
                group_id=seat.group_id,
                household_id=seat.household_id,
                person_id=actor.person_id,
                text=words,
                at=env.clock.now(),
            )
        )


# --- what a household sees -------------------------------------------------------------------------


async def _cards(session: Session, env: Env, places: list[tuple[Poll, int, int | None]]) -> list[CardView]:
    """The cards of these polls, each for a group and with an own answer."""
    label = (await people.ward(session, env.ward_id)).group_label
    views = await access.views(session, [poll for poll, _, _ in places])
    turnout = {
        (it.poll_id, it.group_id): it for it in await counts.turnout(session, [poll.id for poll, _, _ in places])
    }
    cards = []
    for view, (poll, group_id, own) in zip(views, places, strict=True):
        here = turnout[poll.id, group_id]
        cards.append(CardView(view, group_id, here.name, label, Participation(here.answered, here.households), own))
    return cards


async def card_for(env: Env, actor: Actor | None, poll_id: int, group_id: int) -> CardView:
    """The poll as this group sees it, in whatever state, with the answer of the actor's household.

    Refused NOT_FOUND when it does not ask the group, POLL_NOT_OPEN (opens) before it was opened.
    """
    async with env.db.read() as session:
        poll = await access.find(session, env, poll_id)
        if group_id not in await terms.groups_of(session, poll_id):
            raise Refused(Why.NOT_FOUND)
        if poll.state == State.SCHEDULED:
            access.require_open(env, poll)
        own = None
        if actor and actor.household_id is not None:
            own = await ballots.answer(session, poll_id, actor.household_id)
        return (await _cards(session, env, [(poll, group_id, own[0] if own else None)]))[0]


async def private_card(env: Env, actor: Actor, poll_id: int) -> CardView:
    """The poll as the actor's own household sees it: the card of the group it is counted in.

    Refused as `card_for`, and NOT_REGISTERED or NOT_IN_ELECTORATE.
    """
    async with env.db.read() as session:
        poll = await access.find(session, env, poll_id)
        if poll.state == State.SCHEDULED:
            access.require_open(env, poll)
        if actor.household_id is None:
            raise Refused(Why.NOT_REGISTERED)
        group_id = await ballots.elector_group(session, poll_id, actor.household_id, alone=False)
        if group_id is None:
            raise Refused(Why.NOT_IN_ELECTORATE)
        own = await ballots.answer(session, poll_id, actor.household_id)
        return (await _cards(session, env, [(poll, group_id, own[0] if own else None)]))[0]


async def open_for(env: Env, actor: Actor) -> list[CardView]:
    """What the actor's household may answer now, the first to close first."""
    if actor.household_id is None:
        return []
    async with env.db.read() as session:
        found = await terms.open_of_household(session, env.ward_id, actor.household_id, env.clock.now())
        return await _cards(session, env, found)


async def open_in_group(env: Env, group_id: int) -> list[CardView]:
    """What this group is asked now, the first to close first."""
    async with env.db.read() as session:
        found = await terms.open_of_group(session, env.ward_id, group_id, env.clock.now())
        return await _cards(session, env, [(poll, group_id, None) for poll in found])


async def closed_for(env: Env, actor: Actor) -> list[ResultView]:
    """The ten latest results of what the actor's group was asked; of the whole ward without a household."""
    async with env.db.read() as session:
        return await access.results(session, await terms.closed(session, env.ward_id, actor.group_id, LATEST))


async def still_silent(env: Env, poll_id: int, household_id: int) -> bool:
    """Whether a reminder still makes sense: the poll is open and the household has not answered."""
    async with env.db.read() as session:
        poll = await terms.get(session, env.ward_id, poll_id)
        if poll is None or poll.state != State.OPEN or env.clock.now() >= poll.closes_at:
            return False
        return await ballots.answer(session, poll_id, household_id) is None


async def by_code(env: Env, code: str) -> PollView:
    """The poll that people call so (BC12), once it was opened; Refused NOT_FOUND."""
    number = number_of(code)
    async with env.db.read() as session:
        poll = await terms.by_number(session, env.ward_id, number) if number is not None else None
        if poll is None or poll.state == State.SCHEDULED:
            raise Refused(Why.NOT_FOUND)
        return await access.view(session, poll)
