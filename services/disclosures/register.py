"""The quarterly register of what was made public, in which forms and when (Luật 10/2022/QH15 Điều 13 khoản 2)."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.calendar import at_local, local_date
from rules.disclosures import State
from rules.obligations import Kind, Quarter, quarter_coded, quarter_of
from services.context import Actor, Env
from services.disclosures.approving import SUBJECT
from services.disclosures.composing import check
from services.refusals import Refused, Why
from storage import disclosures, obligations, people
from storage.models import Disclosure, DisclosureVersion, Obligation

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Span:
    """From when until which last day a form lasts."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A text that was made public: in time when it was by due_at; a form that was not recorded is None."""

    category: int
    title: str
    number: int
    decided_on: date
    published_at: datetime
    in_time: bool
    posted: Span | None
    read_out: Span | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Register:
    """What was made public in a quarter, by clause and day; ward is its full name."""

    ward: str
    quarter: Quarter
    lines: tuple[RegisterLine, ...]


def quarters(env: Env, actor: Actor) -> tuple[Quarter, ...]:
    """The quarters on offer: this one and the three before."""
    check(actor)
    found = [quarter_of(local_date(env.clock.now()))]
    while len(found) < QUARTERS:
        found.append(found[-1].before)
    return tuple(found)


async def register(env: Env, actor: Actor, code: int) -> Register:
    """The register of the quarter with this code; NOT_FOUND for a code that is none."""
    check(actor)
    quarter = quarter_coded(code)
    if quarter is None:
        raise Refused(Why.NOT_FOUND)
    since, before = at_local(quarter.first, 0), at_local(quarter.next.first, 0)
    async with env.db.read() as session:
        ward = await people.ward(session, env.ward_id)
        rows = await disclosures.published_between(session, env.ward_id, since, before)
        forms = await obligations.about(session, env.ward_id, SUBJECT, [version.id for version, _ in rows])
    spans = {(form.subject_id, form.kind): _span(form) for form in forms}
    lines = tuple(_line(version, disclosure, spans) for version, disclosure in rows)
    return Register(f"{ward.kind_label} {ward.name}", quarter, lines)


def _span(form: Obligation) -> Span | None:
    return Span(form.begun_on, form.due_on) if form.begun_on else None


def _line(
    version: DisclosureVersion, disclosure: Disclosure, spans: dict[tuple[int, str], Span | None]
) -> RegisterLine:
    assert version.published_at is not None
    return RegisterLine(
        category=disclosure.category,
        title=version.title,
        number=version.number,
        decided_on=version.decided_on,
        published_at=version.published_at,
        in_time=version.published_at < version.due_at,
        posted=spans.get((version.id, Kind.POSTING.value)),
        read_out=spans.get((version.id, Kind.LOUDSPEAKER.value)),
        withdrawn_at=version.ended_at if version.state == State.WITHDRAWN else None,
    )
