"""/huonguoc: the convention of a group, for everybody; and the consultation on a draft, clause by clause."""

from aiogram import Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards import conventions as cards
from cards import conventions_asking as asking
from cards import conventions_taps as said
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from rules.conventions import Choice
from services.context import Actor, Env
from services.conventions import answering, reading, synthesis
from services.people import wards
from services.refusals import Refused, Why

router = Router(name="conventions")
router.message.filter(in_private)
taps = Taps()
screens = Screens()

_NUMBER_LENGTH = 15


class ConventionSearch(StatesGroup):
    """Typing words to look for; they may be followed by others."""

    words = State()


class ClauseSuggestion(StatesGroup):
    """Writing what should be changed in a clause."""

    words = State()


async def is_no_text(message: Message) -> bool:
    """Whether something came that is not written."""
    return message.text is None


# --- what a group has ----------------------------------------------------------------------------------


@router.message(Command("huonguoc"))
async def asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The convention of the reader's own group."""
    await own_group(state, env, actor, ui)


@screens.place("huonguoc")
async def own_group(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The convention of the reader's own group; of which one, where the reader belongs to none."""
    await state.clear()
    of_office = next((holding.group_id for holding in actor.offices if holding.group_id is not None), None)
    group_id = actor.group_id or of_office
    if group_id is None:
        await _groups(env, ui)
    else:
        await _home(env, actor, ui, group_id)


@taps.on(said.Groups)
async def groups(query: CallbackQuery, state: FSMContext, env: Env, ui: Ui) -> None:
    """Whose is to be read?"""
    await state.clear()
    await _groups(env, ui)


async def _groups(env: Env, ui: Ui) -> None:
    await ui.show(cards.which_group(await wards.groups(env), await wards.line(env)))


@taps.on(said.Home)
async def home(query: CallbackQuery, tap: said.Home, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What this group has."""
    await state.clear()
    await _home(env, actor, ui, tap.group)


async def _home(env: Env, actor: Actor, ui: Ui, group_id: int) -> None:
    await ui.show(cards.group_home(await reading.home(env, actor, group_id), await wards.line(env)))


# --- the text ------------------------------------------------------------------------------------------


@taps.on(said.Contents)
async def contents(query: CallbackQuery, tap: said.Contents, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The list of clauses."""
    await state.clear()
    await ui.show(cards.contents(await reading.document(env, actor, tap.version), tap.page))


@taps.on(said.ShowClause)
async def clause(query: CallbackQuery, tap: said.ShowClause, env: Env, actor: Actor, ui: Ui) -> None:
    """One clause."""
    await ui.show(cards.clause_card(await reading.document(env, actor, tap.version), tap.position, tap.page))


@taps.on(said.Seek)
async def seek(query: CallbackQuery, tap: said.Seek, state: FSMContext, ui: Ui) -> None:
    """Waits for words."""
    await state.set_state(ConventionSearch.words)
    await state.set_data({"version": tap.version})
    await ui.show(cards.ask_words(tap.version))


@router.message(StateFilter(ConventionSearch.words), is_words)
async def sought(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The clauses that have these words."""
    typed = message.text or ""
    version, found = await reading.search(env, actor, int((await state.get_data())["version"]), typed)
    await ui.show(cards.found(version, found, typed))


@taps.on(said.Compare)
async def compare(query: CallbackQuery, tap: said.Compare, env: Env, actor: Actor, ui: Ui) -> None:
    """What changed, word by word."""
    look = reading.since_asked if tap.since_asked else reading.comparison
    await ui.show(cards.comparison(await look(env, actor, tap.version), tap.page, since_asked=bool(tap.since_asked)))


# --- the consultation ----------------------------------------------------------------------------------


@screens.payload("c")
async def linked(argument: str, env: Env, actor: Actor, ui: Ui) -> None:
    """The draft that a link names: to answer while it is open, else what came out."""
    if not (argument.isascii() and argument.isdecimal()) or len(argument) > _NUMBER_LENGTH:
        raise Refused(Why.NOT_FOUND)
    version_id = int(argument)
    if await answering.open_in(env, version_id) is not None:
        await ui.show(asking.walk(await answering.walk(env, actor, version_id), 0, first=True))
    else:
        await ui.show(asking.results(await synthesis.results(env, actor, version_id), 0))


@taps.on(said.Walk)
async def walk(query: CallbackQuery, tap: said.Walk, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """A clause of the draft."""
    await state.clear()
    place = tap.place if tap.place >= 0 else None
    await ui.show(asking.walk(await answering.walk(env, actor, tap.version, place), tap.page, first=place is None))


@taps.on(said.Say)
async def say(query: CallbackQuery, tap: said.Say, env: Env, actor: Actor, ui: Ui) -> None:
    """The household's answer, and the next clause."""
    if tap.choice not in (Choice.AGREE, Choice.DISAGREE):
        raise Refused(Why.NOT_FOUND)
    now = await answering.answer(env, actor, tap.version, tap.place, Choice(tap.choice))
    await ui.toast(asking.noted())
    await _next(env, actor, ui, tap.version, tap.place, now.count)


async def _next(env: Env, actor: Actor, ui: Ui, version_id: int, place: int, count: int) -> None:
    if place + 1 < count:
        await ui.show(asking.walk(await answering.walk(env, actor, version_id, place + 1), 0))
    else:
        await ui.show(asking.walked(await answering.walk(env, actor, version_id, place)))


@taps.on(said.Suggest)
async def suggest(query: CallbackQuery, tap: said.Suggest, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Waits for the household's words."""
    view = await answering.walk(env, actor, tap.version, tap.place)
    if not view.may_answer:
        raise Refused(Why.NOT_REGISTERED)
    await state.set_state(ClauseSuggestion.words)
    await state.set_data({"version": tap.version, "place": tap.place})
    await ui.show(asking.ask_suggestion(view))


@router.message(StateFilter(ClauseSuggestion.words), is_words)
async def suggested(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The household's words are its answer."""
    data = await state.get_data()
    version_id, place = int(data["version"]), int(data["place"])
    await state.clear()
    now = await answering.answer(env, actor, version_id, place, Choice.SUGGEST, message.text)
    await ui.say(asking.suggestion_kept(now))
    await _next(env, actor, ui, version_id, place, now.count)


@router.message(StateFilter(ClauseSuggestion.words, ConventionSearch.words), is_no_text)
async def words_please(message: Message, ui: Ui) -> None:
    """Only words can be kept here."""
    await ui.say(asking.words_please())


@taps.on(said.Results)
async def results(query: CallbackQuery, tap: said.Results, env: Env, actor: Actor, ui: Ui) -> None:
    """What came out, once it is closed."""
    await ui.show(asking.results(await synthesis.results(env, actor, tap.version), tap.page))
