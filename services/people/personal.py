"""Everything stored about a person: shown, handed out, taken back, deleted (Luật 91/2025/QH15 Điều 4, Điều 14)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from rules import codes
from rules.offices import Role
from rules.people import Purpose, Way
from rules.personal import Kind
from rules.reports import CODE_PREFIX
from services.context import Actor, Env
from services.people import consents, data_requests
from services.people.data_requests import DataRequestView
from services.refusals import Refused, Why
from storage import audit, people, personal, representatives, requests
from storage.database import Session


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account: the network's own id of it."""

    network: str
    external_id: str
    unreachable_since: datetime | None


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """A household the person speaks, spoke or asked to speak for; what the roll says only while they speak for it.

    phone is there when the household was found by the person's own number.
    """

    code: str | None
    group: str
    state: str
    way: str
    asked_at: datetime
    decided_at: datetime | None
    claim: str | None
    address: str | None
    representative: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One decision for one purpose."""

    purpose: Purpose
    granted: bool
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer given for a household; stands says whether it is the one that counts."""

    poll: int
    title: str
    choice: str
    at: datetime
    receipt: str
    stands: bool


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """What was written beside an answer."""

    poll: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """An answer about a clause of a hương ước, quy ước."""

    clause: str
    choice: str
    words: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A report linked to the account, the name given with it, and what the person wrote."""

    code: str
    kind: str
    state: str
    naming: str
    name: str | None
    created_at: datetime
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office, held or ended."""

    role: Role
    scope: str | None
    since: datetime
    ends_on: date | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message that was or is to be sent: which card, and what became of it."""

    card: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeedLine:
    """What the audit says that the person did."""

    action: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is stored about a person; draft is what they were writing when asked.

    wrong_codes are the days on which they typed the code of no slip, once for each time.
    """

    told_at: datetime
    name: str | None
    language: str
    since: datetime
    wants_disclosures: bool
    accounts: tuple[AccountLine, ...]
    households: tuple[HouseholdLine, ...]
    consents: tuple[ConsentLine, ...]
    answers: tuple[AnswerLine, ...]
    opinions: tuple[OpinionLine, ...]
    clauses: tuple[ClauseLine, ...]
    cases: tuple[CaseLine, ...]
    offices: tuple[OfficeLine, ...]
    requests: tuple[DataRequestView, ...]
    messages: tuple[MessageLine, ...]
    deeds: tuple[DeedLine, ...]
    wrong_codes: tuple[date, ...]
    draft: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was left after a deletion: open reports (their codes), a name in the book of offices, an office held."""

    open_cases: tuple[str, ...]
    name: bool
    office: bool


def _code(code: str) -> str:
    return f"{CODE_PREFIX}-{codes.grouped(code)}"


async def everything(env: Env, actor: Actor, draft: Mapping[str, Any]) -> Everything:
    """What every table holds about the actor, and of nobody else."""
    async with env.db.read() as session:
        return await _everything(session, env, actor.person_id, draft)


async def export(env: Env, actor: Actor, draft: Mapping[str, Any]) -> Everything:
    """The same, as a request that is done at once and stands in the book of requests."""
    async with env.db.write() as session:
        await data_requests.note(session, env, actor.person_id, Kind.VIEW)
        return await _everything(session, env, actor.person_id, draft)


def machine_readable(all_: Everything) -> bytes:
    """All of it as JSON in UTF-8: a section for each kind, moments as ISO 8601 in UTC."""
    return json.dumps(asdict(all_), default=_iso, ensure_ascii=False, indent=2).encode()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


async def _everything(session: Session, env: Env, person_id: int, draft: Mapping[str, Any]) -> Everything:
    person = await people.person(session, env.ward_id, person_id)
    if person is None:
        raise Refused(Why.NOT_FOUND)
    now = env.clock.now()
    return Everything(
        told_at=now,
        name=person.name,
        language=person.language,
        since=person.created_at,
        wants_disclosures=person.wants_disclosures,
        accounts=tuple(
            AccountLine(one.network, one.external_id, one.unreachable_since)
            for one in await personal.accounts(session, person_id)
        ),
        households=await _households(session, env, person_id),
        consents=tuple(
            ConsentLine(Purpose(one.purpose), one.granted, one.decided_at)
            for one in await personal.consents(session, person_id)
        ),
        answers=tuple(
            AnswerLine(number, title, label, line.at, line.receipt or "", stands)
            for line, number, title, label, stands in await personal.answers(session, person_id)
        ),
        opinions=tuple(
            OpinionLine(number, one.text, one.at) for one, number in await personal.opinions(session, person_id)
        ),
        clauses=tuple(
            ClauseLine(f"{clause.label} {clause.heading}".strip(), line.choice, line.words, line.at)
            for line, clause in await personal.clause_lines(session, person_id)
        ),
        cases=await _cases(session, person_id),
        offices=tuple(
            OfficeLine(Role(one.role), group.name if group else one.project, one.since, one.ends_on, one.until)
            for one, group in await personal.offices(session, person_id)
        ),
        requests=tuple(
            data_requests.shape(one, now) for one in await requests.of_person(session, env.ward_id, person_id)
        ),
        messages=tuple(
            MessageLine(one.card, one.state, one.created_at) for one in await personal.messages(session, person_id)
        ),
        deeds=tuple(
            DeedLine(one.action, one.subject, one.at) for one in await personal.deeds(session, env.ward_id, person_id)
        ),
        wrong_codes=tuple(one.day for one in await personal.wrong_codes(session, person_id)),
        draft=dict(draft),
    )


async def _households(session: Session, env: Env, person_id: int) -> tuple[HouseholdLine, ...]:
    lines = []
    for link, household, group in await personal.households(session, person_id):
        home = household if link.state == "active" else None
        by_own_number = home is not None and link.way == Way.PHONE and home.phone_sealed is not None
        lines.append(
            HouseholdLine(
                code=household.code if household else None,
                group=group.name,
                state=link.state,
                way=link.way,
                asked_at=link.asked_at,
                decided_at=link.decided_at,
                claim=link.claim,
                address=home.address if home else None,
                representative=home.representative if home else None,
                phone=env.vault.unseal(home.phone_sealed) if by_own_number and home and home.phone_sealed else None,
            )
        )
    return tuple(lines)


async def _cases(session: Session, person_id: int) -> tuple[CaseLine, ...]:
    found = await personal.cases(session, person_id)
    words: dict[int, list[str]] = {}
    for step in await personal.words_of_cases(session, [case.id for case, _ in found]):
        words.setdefault(step.case_id, []).append(step.text)
    return tuple(
        CaseLine(
            code=_code(case.code),
            kind=case.kind,
            state=case.state,
            naming=case.naming,
            name=identity.name,
            created_at=case.created_at,
            words=tuple(words.get(case.id, ())),
        )
        for case, identity in found
    )


async def withdraw_all(env: Env, actor: Actor) -> None:
    """Every consent is taken back at once, with what hung on it; the request is in the book as done."""
    async with env.db.write() as session:
        await data_requests.note(session, env, actor.person_id, Kind.WITHDRAW)
        await _withdraw(session, env, actor)


async def _withdraw(session: Session, env: Env, actor: Actor) -> None:
    now = env.clock.now()
    given = await representatives.consents(session, actor.person_id)
    for purpose in Purpose:
        if purpose in given and given[purpose].granted:
            await consents.record(session, env, actor, purpose, granted=False)
    person = await people.person(session, env.ward_id, actor.person_id)
    if person is not None:
        person.wants_disclosures = False
    await representatives.drop_requests(session, actor.person_id, now)
    ended = await representatives.end(session, actor.person_id, now, actor.person_id)
    if ended is not None:
        audit.note(session, env.ward_id, now, actor.person_id, "representative_ended", "representative", ended)


async def erase(env: Env, actor: Actor) -> Kept:
    """Nothing leads from what is kept to the actor any more; tells what is kept and why that is so.

    Gone at once: the household, consents' effect, the subscription, what waits to be sent, words in requests, the link
    to closed reports, the network's id of the account. Answers stay counted for the household. Somebody in office keeps
    account and name until that ends; a name in the book of offices stays (Luật 91/2025/QH15 Điều 14 khoản 2, Điều 19).
    """
    now = env.clock.now()
    async with env.db.write() as session:
        person = await people.person(session, env.ward_id, actor.person_id)
        if person is None or person.erased_at is not None:
            raise Refused(Why.ALREADY_DONE)
        await data_requests.note(session, env, person.id, Kind.DELETE)
        await _withdraw(session, env, actor)
        await personal.erase_requests(session, person.id, now)
        await personal.unlink_closed_cases(session, env.ward_id, person.id)
        still_open = tuple(_code(case.code) for case, _ in await personal.cases(session, person.id))
        held = await personal.offices(session, person.id)
        in_office = any(office.until is None for office, _ in held)
        if not held:
            person.name = None
        if not in_office:
            await personal.erase_accounts(session, person, now)
        audit.note(session, env.ward_id, now, person.id, "person_erased", "person", person.id)
    return Kept(still_open, name=bool(held), office=in_office)
