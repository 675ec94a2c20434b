"""/phananh, /tracuu and the inspectorate's /hopthu."""

from typing import Any

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards import reports as cards
from cards import reports_taps
from cards.card import Attachment, Card, safe
from handlers.files import Incoming, download, incoming
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.reports import ATTACHMENTS, TEXT_LENGTH, Kind, Move, Naming
from services import reports
from services.context import Actor, Env
from services.people import wards
from services.refusals import Refused, Why
from services.reports import Draft, Piece, Upload

router = Router(name="reports")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Filing(StatesGroup):
    """Writing a report, following one, or an inspector's words."""

    choosing = State()
    name = State()
    content = State()
    code = State()
    addition = State()
    words = State()


# --- filing ------------------------------------------------------------------------------------------


@router.message(Command("phananh"))
async def report_asked(message: Message, state: FSMContext, env: Env, ui: Ui) -> None:
    """Begins a report."""
    await begin(state, env, ui)


@screens.place("phananh")
@screens.payload("r")
async def begin(state: FSMContext, env: Env, ui: Ui) -> None:
    """To whom the report goes."""
    await state.clear()
    await ui.show(cards.to_whom(await wards.line(env)))


@taps.on(reports_taps.Recipient)
async def recipient_chosen(query: CallbackQuery, state: FSMContext, ui: Ui) -> None:
    """What kind of matter."""
    await state.set_state(Filing.choosing)
    await ui.show(cards.what_kind())


@taps.on(reports_taps.ChooseKind)
async def kind_chosen(query: CallbackQuery, tap: reports_taps.ChooseKind, state: FSMContext, ui: Ui) -> None:
    """The formal way is shown once for what has one; `!` says that it was read."""
    kind = Kind(tap.kind.removesuffix("!"))
    if kind is not Kind.FEEDBACK and not tap.kind.endswith("!"):
        await ui.show(cards.formal_way(kind))
        return
    await state.set_state(Filing.choosing)
    await state.set_data({"kind": kind.value})
    await ui.show(cards.how_named())


@taps.on(reports_taps.ChooseNaming)
async def naming_chosen(
    query: CallbackQuery, tap: reports_taps.ChooseNaming, state: FSMContext, env: Env, ui: Ui
) -> None:
    """The name, when it is to be shown; else where it happened."""
    naming = Naming(tap.naming)
    kind = _kind(await state.update_data(naming=naming.value))
    if naming is Naming.NAMED:
        await state.set_state(Filing.name)
        await ui.show(cards.ask_name(kind))
        return
    await state.set_state(Filing.choosing)
    await _ask_where(kind, env, ui)


def _kind(data: dict[str, Any]) -> Kind:
    """What was chosen first; refused when this conversation has ended meanwhile."""
    if "kind" not in data:
        raise Refused(Why.MOVE_IMPOSSIBLE)
    return Kind(data["kind"])


@router.message(StateFilter(Filing.name))
async def name_written(message: Message, state: FSMContext, env: Env, ui: Ui) -> None:
    """The name is part of the report."""
    name = reports.reporter_name(message.text or "")
    kind = _kind(await state.update_data(name=name))
    await state.set_state(Filing.choosing)
    await _ask_where(kind, env, ui)


async def _ask_where(kind: Kind, env: Env, ui: Ui) -> None:
    groups = await wards.groups(env)
    await ui.show(cards.where([(group.id, group.name) for group in groups], await wards.line(env), kind))


@taps.on(reports_taps.ChooseGroup)
async def group_chosen(query: CallbackQuery, tap: reports_taps.ChooseGroup, state: FSMContext, ui: Ui) -> None:
    """Now the report itself."""
    draft = _draft(await state.update_data(group=tap.group or None))
    await state.set_state(Filing.content)
    await ui.show(cards.write_now(draft.naming))


@taps.on(reports_taps.More)
async def more(query: CallbackQuery, state: FSMContext, ui: Ui) -> None:
    """The reporter goes on writing."""
    _draft(await state.get_data())
    await state.set_state(Filing.content)
    await ui.drop_buttons()
    await ui.say(cards.write_more())


@taps.on(reports_taps.Rewrite)
async def rewrite(query: CallbackQuery, state: FSMContext, env: Env, ui: Ui) -> None:
    """The report is written anew; its files are gone."""
    draft = _draft(await state.update_data(texts=[], pieces=[], place=None))
    await state.set_state(Filing.content)
    await ui.drop_buttons()
    await ui.say(cards.write_now(draft.naming))


@router.message(StateFilter(Filing.content))
async def content_written(message: Message, state: FSMContext, env: Env, ui: Ui, bot: Bot) -> None:
    """One more message belongs to the report."""
    if (message.text or "").strip().lower() in ("xong", "/xong"):
        await _summarise(state, env, ui)
        return
    data = await state.get_data()
    text = message.text or message.caption
    file = incoming(message)
    if not (text or file or message.location):
        raise Refused(Why.EMPTY)
    words: list[str] = [*data.get("texts", []), *([text] if text else [])]
    if sum(map(len, words)) > TEXT_LENGTH:
        raise Refused(Why.TOO_LONG, limit=TEXT_LENGTH)
    pieces: list[list[Any]] = data.get("pieces", [])
    if file and len(pieces) >= ATTACHMENTS:
        raise Refused(Why.TOO_MANY_FILES, limit=ATTACHMENTS)
    place = data.get("place")
    if message.location:
        place = [message.location.latitude, message.location.longitude]

    async def then(piece: Piece) -> None:
        pieces.append([piece.file_id, piece.kind])
        await state.update_data(texts=words, pieces=pieces, place=place)

    if file:
        await reports.keep_piece(env, await _upload(bot, file), then)
    else:
        await state.update_data(texts=words, pieces=pieces, place=place)
    await ui.show(cards.got_piece(len(words), len(pieces), has_place=place is not None))


async def _upload(bot: Bot, file: Incoming) -> Upload:
    return Upload(file.name, file.mime, await download(bot, file), file.kind)


@taps.on(reports_taps.Written)
async def written(query: CallbackQuery, state: FSMContext, env: Env, ui: Ui) -> None:
    """The report as it will be sent, below all that was written."""
    await ui.drop_buttons()
    await _summarise(state, env, ui)


async def _summarise(state: FSMContext, env: Env, ui: Ui) -> None:
    draft = _draft(await state.get_data())
    if not draft.text and not draft.pieces:
        await ui.say(cards.nothing_yet())
        return
    names = {group.id: group.name for group in await wards.groups(env)}
    group = names.get(draft.group_id) if draft.group_id else None
    await ui.say(
        cards.summary(draft.kind, draft.naming, group, draft.text, len(draft.pieces), has_place=draft.place is not None)
    )


def _draft(data: dict[str, Any]) -> Draft:
    if "kind" not in data or "naming" not in data:
        raise Refused(Why.MOVE_IMPOSSIBLE)
    place = data.get("place")
    return Draft(
        kind=Kind(data["kind"]),
        naming=Naming(data["naming"]),
        name=data.get("name"),
        group_id=data.get("group"),
        text="\n\n".join(data.get("texts", [])),
        pieces=tuple(Piece(file_id, kind) for file_id, kind in data.get("pieces", [])),
        place=(place[0], place[1]) if place else None,
    )


@taps.on(reports_taps.Send)
async def send(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The report is a case, and nothing of it stays in the conversation."""
    draft = _draft(await state.get_data())
    await state.clear()
    code = await reports.file_report(env, actor, draft)
    await ui.show(cards.sent(code, draft.naming))


# --- following ----------------------------------------------------------------------------------------


@router.message(Command("tracuu"))
async def follow_asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Asks for the code."""
    await follow_screen(state, env, actor, ui)


@screens.place("tracuu")
async def follow_screen(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Asks for the code; what was sent under the account is one tap away."""
    await state.set_state(Filing.code)
    await ui.show(cards.ask_code(await reports.mine(env, actor)))


@router.message(StateFilter(Filing.code))
async def code_written(message: Message, state: FSMContext, env: Env, ui: Ui) -> None:
    """The case of this code."""
    case = await reports.follow(env, message.text or "")
    await state.clear()
    await ui.show(cards.followed(case))


@taps.on(reports_taps.Follow)
async def follow(query: CallbackQuery, tap: reports_taps.Follow, state: FSMContext, env: Env, ui: Ui) -> None:
    """The case of this code."""
    await state.clear()
    await ui.show(cards.followed(await reports.follow(env, tap.code)))


@taps.on(reports_taps.Add)
async def addition_asked(query: CallbackQuery, tap: reports_taps.Add, state: FSMContext, ui: Ui) -> None:
    """The reporter wants to add, or to open the case again."""
    await state.set_state(Filing.addition)
    await state.set_data({"code": tap.code, "move": tap.move})
    await ui.say(cards.ask_addition(Move(tap.move)))


@router.message(StateFilter(Filing.addition))
async def addition_written(message: Message, state: FSMContext, env: Env, ui: Ui, bot: Bot) -> None:
    """The addition is part of the case."""
    data = await state.get_data()
    file = incoming(message)
    upload = await _upload(bot, file) if file else None
    await state.clear()
    text = message.text or message.caption or ""
    case = await reports.reporter_moves(env, data["code"], Move(data["move"]), text, upload)
    await ui.show(cards.added(case))


# --- the inspectorate ------------------------------------------------------------------------------------


@router.message(Command("hopthu"))
async def desk_asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The inbox of the inspectorate."""
    await state.clear()
    await desk_screen(env, actor, ui)


@screens.place("hopthu")
async def desk_screen(env: Env, actor: Actor, ui: Ui) -> None:
    """The first page of the inbox."""
    await _desk(env, actor, ui, closed=False, page=0)


@taps.on(reports_taps.Desk)
async def desk(query: CallbackQuery, tap: reports_taps.Desk, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """A page of the inbox."""
    await state.clear()
    await _desk(env, actor, ui, closed=bool(tap.closed), page=tap.page)


async def _desk(env: Env, actor: Actor, ui: Ui, *, closed: bool, page: int) -> None:
    cases, total = await reports.desk(env, actor, closed=closed, page=page)
    await ui.show(cards.desk(cases, total, closed=closed, page=page, size=reports.PAGE))


@taps.on(reports_taps.Open)
async def open_case(
    query: CallbackQuery, tap: reports_taps.Open, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """A case, whole."""
    await state.clear()
    await ui.show(cards.case_card(await reports.open_case(env, actor, tap.case)))


@taps.on(reports_taps.Act)
async def act(query: CallbackQuery, tap: reports_taps.Act, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Accepting and closing need no words; asking and answering do."""
    move = Move(tap.move)
    if move in (Move.ACCEPT, Move.CLOSE):
        await reports.inspector_moves(env, actor, tap.case, move)
        await ui.show(cards.case_card(await reports.open_case(env, actor, tap.case)))
        return
    case = await reports.open_case(env, actor, tap.case)
    await state.set_state(Filing.words)
    await state.set_data({"case": tap.case, "move": move.value})
    await ui.say(cards.ask_words(move, case.code))


@router.message(StateFilter(Filing.words))
async def words_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The words go to the reporter."""
    data = await state.get_data()
    move = Move(data["move"])
    await state.clear()
    case = await reports.inspector_moves(env, actor, int(data["case"]), move, message.text or "")
    await ui.show(cards.moved(case, move))


@taps.on(reports_taps.Files)
async def case_files(query: CallbackQuery, tap: reports_taps.Files, env: Env, actor: Actor, ui: Ui) -> None:
    """The files of a case, one message each."""
    for file, content in await reports.content(env, actor, tap.case):
        if file.kind == "photo":
            await ui.say(Card("", photo=content))
        else:
            await ui.say(Card(safe(file.name), document=Attachment(file.name, content)))
