"""Reports to the people's inspectorate: filing, following, and the inspectorate's desk.

The Ban Thanh tra nhân dân is directed by the Mặt trận, not by the Ủy ban (Luật 10/2022/QH15 Điều 39 khoản 1):
no office of the Ủy ban reads a case here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from rules import codes, reports, texts
from rules.offices import Role
from rules.reports import Kind, Move, Naming, State
from services.context import Actor, Env
from services.refusals import Refused, Why, line, require
from storage import audit, files, outbox, people
from storage import reports as store
from storage.database import Session
from storage.models import Case, CaseFile, CaseIdentity, CaseStep

PAGE = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that was kept while a report was being written; kind is photo, document or voice."""

    file_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; kind is photo, document or voice."""

    name: str
    mime: str
    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as it is sent."""

    kind: Kind
    naming: Naming
    name: str | None
    group_id: int | None
    text: str
    pieces: tuple[Piece, ...] = field(default=())
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a step."""

    file_id: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: the move, its words, files and place."""

    move: str
    text: str
    at: datetime
    files: tuple[FileView, ...]
    place: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case; reporter is the name that the reporter chose to give, and only the inspectorate is shown it."""

    id: int
    code: str
    kind: Kind
    naming: Naming
    state: State
    group_name: str | None
    created_at: datetime
    changed_at: datetime
    steps: tuple[StepView, ...]
    moves: frozenset[Move]
    reporter: str | None = None


def spoken(code: str) -> str:
    """The code as people read it: PA-7K3M-92QX."""
    return f"{reports.CODE_PREFIX}-{codes.grouped(code)}"


def _plain(typed: str) -> str:
    code = codes.plain(typed)
    whole = len(code) == reports.CODE_LENGTH + len(reports.CODE_PREFIX)
    return code.removeprefix(reports.CODE_PREFIX) if whole else code


def _words(text: str, *, required: bool) -> str:
    words = texts.normalise(text).strip()
    if required and not words:
        raise Refused(Why.EMPTY)
    if len(words) > reports.TEXT_LENGTH:
        raise Refused(Why.TOO_LONG, limit=reports.TEXT_LENGTH)
    return words


def reporter_name(typed: str) -> str:
    """The name as the inspectorate will read it; Refused EMPTY, TOO_LONG."""
    return line(typed, reports.NAME_LENGTH)


async def _keep(session: Session, env: Env, upload: Upload) -> Piece:
    file = await files.keep(session, env.ward_id, env.clock.now(), upload.name, upload.mime, upload.content)
    return Piece(file.id, upload.kind)


async def keep_piece(env: Env, upload: Upload, then: Callable[[Piece], Awaitable[None]]) -> None:
    """The file is kept until the report is sent or cancelled; what `then` leaves is committed with it."""
    async with env.db.write() as session:
        await then(await _keep(session, env, upload))


async def discard(env: Env, pieces: tuple[Piece, ...]) -> None:
    """The files of a report that was not sent are gone."""
    async with env.db.write() as session:
        await files.forget(session, env.ward_id, [piece.file_id for piece in pieces])


async def file_report(env: Env, actor: Actor, draft: Draft) -> str:
    """The report is a case; returns its code as people read it. The inspectorate is told, without its words."""
    words = _words(draft.text, required=not draft.pieces)
    if len(draft.pieces) > reports.ATTACHMENTS:
        raise Refused(Why.TOO_MANY_FILES, limit=reports.ATTACHMENTS)
    now = env.clock.now()
    async with env.db.write() as session:
        case = Case(
            ward_id=env.ward_id,
            code=codes.draw(reports.CODE_LENGTH),
            kind=draft.kind.value,
            naming=draft.naming.value,
            group_id=draft.group_id,
            state=State.NEW.value,
            created_at=now,
            changed_at=now,
        )
        session.add(case)
        await session.flush()
        if draft.naming is not Naming.UNLINKED:
            name = reporter_name(draft.name) if draft.name and draft.naming is Naming.NAMED else None
            session.add(CaseIdentity(case_id=case.id, ward_id=env.ward_id, person_id=actor.person_id, name=name))
        await _step(session, env, case, "report", words, draft.pieces, draft.place)
        await _tell_inspectors(session, env, case, "report")
        return spoken(case.code)


async def _step(
    session: Session,
    env: Env,
    case: Case,
    move: str,
    text: str,
    pieces: tuple[Piece, ...] = (),
    place: tuple[float, float] | None = None,
    inspector_id: int | None = None,
) -> CaseStep:
    step = CaseStep(
        ward_id=env.ward_id,
        case_id=case.id,
        move=move,
        text=text,
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        inspector_id=inspector_id,
        at=env.clock.now(),
    )
    session.add(step)
    await session.flush()
    for piece in pieces:
        session.add(CaseFile(step_id=step.id, file_id=piece.file_id, ward_id=env.ward_id, kind=piece.kind))
    return step


async def _tell_inspectors(session: Session, env: Env, case: Case, move: str) -> None:
    if case.group_id is None:
        inspectors = await people.all_holders(session, env.ward_id, [Role.INSPECTOR])
    else:
        inspectors = await people.holders(session, env.ward_id, [Role.INSPECTOR], case.group_id)
    now = env.clock.now()
    await outbox.put(
        session,
        [
            outbox.message(
                ward_id=env.ward_id,
                at=now,
                card="case_news",
                key=f"case:{case.id}:{move}:{now.timestamp()}",
                subject=f"case:{case.id}",
                account_id=account.id,
                values={"case": case.id, "move": move},
            )
            for account in await people.accounts_of(session, inspectors)
        ],
    )


async def _tell_reporter(session: Session, env: Env, case: Case, step: CaseStep) -> None:
    identity = await store.identity(session, case.id)
    if identity is None:
        return
    await outbox.put(
        session,
        [
            outbox.message(
                ward_id=env.ward_id,
                at=step.at,
                card="case_step",
                key=f"case:{case.id}:step:{step.id}",
                subject=f"case:{case.id}",
                account_id=account.id,
                values={"case": case.id, "step": step.id},
                priority=outbox.ANSWER,
            )
            for account in await people.accounts_of(session, [identity.person_id])
        ],
    )


async def _view(session: Session, env: Env, case: Case, *, reporter: str | None = None) -> CaseView:
    known: dict[int, list[FileView]] = {}
    for step_id, file_id, kind, name in await store.files_of(session, case.id):
        known.setdefault(step_id, []).append(FileView(file_id, kind, name))
    group = await people.group(session, env.ward_id, case.group_id) if case.group_id else None
    steps = tuple(
        StepView(
            move=step.move,
            text=step.text,
            at=step.at,
            files=tuple(known.get(step.id, ())),
            place=(step.latitude, step.longitude) if step.latitude is not None and step.longitude is not None else None,
        )
        for step in await store.steps(session, case.id)
    )
    state = State(case.state)
    return CaseView(
        id=case.id,
        code=spoken(case.code),
        kind=Kind(case.kind),
        naming=Naming(case.naming),
        state=state,
        group_name=group.name if group else None,
        created_at=case.created_at,
        changed_at=case.changed_at,
        steps=steps,
        moves=reports.moves(state),
        reporter=reporter,
    )


# --- the reporter ---------------------------------------------------------------------------------


async def follow(env: Env, typed: str) -> CaseView:
    """The case of this code, as its reporter may see it; who holds the code is its reporter."""
    async with env.db.read() as session:
        case = await store.case_by_code(session, env.ward_id, _plain(typed))
        if case is None:
            raise Refused(Why.CASE_UNKNOWN)
        return await _view(session, env, case)


async def mine(env: Env, actor: Actor) -> list[CaseView]:
    """The newest cases that this person sent under the account."""
    async with env.db.read() as session:
        return [
            await _view(session, env, case)
            for case in await store.of_person(session, env.ward_id, actor.person_id, PAGE)
        ]


async def reporter_moves(env: Env, code: str, move: Move, text: str, upload: Upload | None = None) -> CaseView:
    """The reporter added to the case (ADD) or opened it again (REOPEN); the inspectorate is told."""
    assert move in (Move.ADD, Move.REOPEN)
    words = _words(text, required=upload is None)
    async with env.db.write() as session:
        case = await store.case_by_code(session, env.ward_id, _plain(code))
        if case is None:
            raise Refused(Why.CASE_UNKNOWN)
        await _move(session, env, case, move)
        pieces = (await _keep(session, env, upload),) if upload else ()
        await _step(session, env, case, move.value, words, pieces)
        await _tell_inspectors(session, env, case, move.value)
        return await _view(session, env, case)


async def _move(session: Session, env: Env, case: Case, move: Move) -> None:
    before = State(case.state)
    after = reports.after(before, move)
    if after is None or not await store.claim_move(session, case.id, before, after, env.clock.now()):
        raise Refused(Why.MOVE_IMPOSSIBLE)
    await session.refresh(case)


# --- the inspectorate ------------------------------------------------------------------------------


async def _of_desk(session: Session, env: Env, actor: Actor, case_id: int) -> Case:
    """The case, for an inspector of its group or of the whole ward."""
    require(actor, Role.INSPECTOR)
    case = await store.case(session, env.ward_id, case_id)
    if case is None or actor.ward_id != env.ward_id:
        raise Refused(Why.NOT_FOUND)
    if case.group_id is not None:
        require(actor, Role.INSPECTOR, group_id=case.group_id)
    return case


async def desk(env: Env, actor: Actor, *, closed: bool = False, page: int = 0) -> tuple[list[CaseView], int]:
    """The cases on this page of the inbox, most urgent first, and how many there are in all."""
    require(actor, Role.INSPECTOR)
    scopes = {holding.group_id for holding in actor.offices if holding.role is Role.INSPECTOR}
    groups = None if None in scopes else [group for group in scopes if group is not None]
    async with env.db.read() as session:
        found = await store.inbox(session, env.ward_id, groups, closed=closed, limit=PAGE, offset=page * PAGE)
        total = await store.count(session, env.ward_id, groups, closed=closed)
        return [await _view(session, env, case) for case in found], total


async def open_case(env: Env, actor: Actor, case_id: int) -> CaseView:
    """The whole case for an inspector, with the reporter's name when the reporter gave it; reading is noted."""
    async with env.db.write() as session:
        case = await _of_desk(session, env, actor, case_id)
        identity = await store.identity(session, case.id)
        named = identity.name if identity and case.naming == Naming.NAMED else None
        audit.note(session, env.ward_id, env.clock.now(), actor.person_id, "case_read", "case", case.id)
        return await _view(session, env, case, reporter=named)


async def inspector_moves(env: Env, actor: Actor, case_id: int, move: Move, text: str = "") -> CaseView:
    """The inspectorate accepted, asked, answered or closed; the reporter is told with these words."""
    assert move in (Move.ACCEPT, Move.ASK, Move.ANSWER, Move.CLOSE)
    words = _words(text, required=move in (Move.ASK, Move.ANSWER))
    async with env.db.write() as session:
        case = await _of_desk(session, env, actor, case_id)
        await _move(session, env, case, move)
        step = await _step(session, env, case, move.value, words, inspector_id=actor.person_id)
        audit.note(session, env.ward_id, step.at, actor.person_id, f"case_{move.value}", "case", case.id)
        await _tell_reporter(session, env, case, step)
        return await _view(session, env, case)


async def content(env: Env, actor: Actor, case_id: int) -> list[tuple[FileView, bytes]]:
    """Every file of the case with its bytes, for an inspector."""
    async with env.db.read() as session:
        case = await _of_desk(session, env, actor, case_id)
        views = {
            file_id: FileView(file_id, kind, name) for _, file_id, kind, name in await store.files_of(session, case.id)
        }
        return [(views[file.id], file.content) for file in await files.with_content(session, env.ward_id, list(views))]


# --- what messages about a case need -----------------------------------------------------------------


async def news(env: Env, case_id: int) -> CaseView | None:
    """The case as its reporter may see it, by id."""
    async with env.db.read() as session:
        case = await store.case(session, env.ward_id, case_id)
        return await _view(session, env, case) if case else None


async def step_words(env: Env, case_id: int, step_id: int) -> tuple[CaseView, StepView] | None:
    """The case and one of its steps, as its reporter may see them."""
    async with env.db.read() as session:
        case = await store.case(session, env.ward_id, case_id)
        if case is None:
            return None
        view = await _view(session, env, case)
        ids = [step.id for step in await store.steps(session, case_id)]
        return view, view.steps[ids.index(step_id)]
