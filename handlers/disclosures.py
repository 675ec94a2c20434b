"""/congkhai: what is public, for everybody, in the private chat and in group chats."""

from aiogram import Router
from aiogram.exceptions import TelegramRetryAfter
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards import disclosures as cards
from cards import disclosures_taps as said
from cards.card import Card
from cards.outgoing import Addressee
from handlers.routing import Taps, in_group, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.people import Purpose
from services.context import Actor, Env
from services.disclosures import reading
from services.people import consents
from services.refusals import Refused, Why

router = Router(name="disclosures")
taps = Taps()
screens = Screens()

NETWORK = "telegram"


class Searching(StatesGroup):
    """Typing words to search; they stay for the pages of what was found."""

    query = State()


async def no_command(message: Message) -> bool:
    """Whether the message is anything but a command, which another conversation waits for."""
    return not (message.text or "").startswith("/")


def _link(bot_name: str, event: Message | CallbackQuery) -> cards.Link:
    """How a reader comes from here to the private chat; None when this is it."""
    message = event if isinstance(event, Message) else event.message
    if message is not None and message.chat.type == "private":
        return None
    return Addressee(None, None, bot_name).link


# --- lists -------------------------------------------------------------------------------------------


@router.message(Command("congkhai"), in_private)
async def asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The newest first."""
    await first_screen(state, env, actor, ui)


@router.message(Command("congkhai"), in_group)
async def asked_in_group(message: Message, env: Env, ui: Ui, bot_name: str) -> None:
    """Briefly, with links to the private chat."""
    shelf = await reading.of_chat(env, NETWORK, str(message.chat.id))
    await ui.say(cards.in_group(shelf, Addressee(None, None, bot_name).link))


@screens.place("congkhai")
async def first_screen(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The newest first."""
    await state.clear()
    await ui.show(await _list(env, actor, 0, 0))


async def _list(env: Env, actor: Actor, category: int, offset: int) -> Card:
    shelf = await reading.latest(env, offset, category or None)
    return cards.browse(shelf, category, subscribed=await reading.is_subscribed(env, actor))


@taps.on(said.Browse)
async def browse(query: CallbackQuery, tap: said.Browse, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """A page of the list."""
    await state.clear()
    await ui.show(await _list(env, actor, tap.category, tap.offset))


@taps.on(said.Shelves)
async def back_to_list(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The list below what was read, which stays."""
    await state.clear()
    await ui.say(await _list(env, actor, 0, 0))


@taps.on(said.Categories)
async def categories(query: CallbackQuery, state: FSMContext, env: Env, ui: Ui) -> None:
    """The 14 categories."""
    await state.clear()
    await ui.show(cards.categories(await reading.counts(env)))


@taps.on(said.Subscribe)
async def subscribe(query: CallbackQuery, tap: said.Subscribe, env: Env, actor: Actor, ui: Ui) -> None:
    """The reader is sent what is published, or no more."""
    wanted = bool(tap.wanted)
    await consents.decide(env, actor, Purpose.DISCLOSURES, granted=wanted)
    await ui.alert(cards.subscribed(wanted))
    await ui.show(await _list(env, actor, 0, 0))


# --- search ------------------------------------------------------------------------------------------


@taps.on(said.Seek)
async def seek(query: CallbackQuery, state: FSMContext, ui: Ui) -> None:
    """Waits for words."""
    await state.set_state(Searching.query)
    await ui.say(cards.ask_query())


@router.message(StateFilter(Searching.query), in_private, no_command)
async def words_typed(message: Message, state: FSMContext, env: Env, ui: Ui) -> None:
    """What has these words; more words may follow."""
    if not (message.text or "").strip():
        raise Refused(Why.EMPTY)
    await state.set_data({"query": message.text})
    await _find(message.text or "", 0, env, ui)


@taps.on(said.Found)
async def found(query: CallbackQuery, tap: said.Found, state: FSMContext, env: Env, ui: Ui) -> None:
    """A page of what the last words found."""
    words = (await state.get_data()).get("query")
    if not words:
        await seek(query, state, ui)
        return
    await _find(words, tap.offset, env, ui)


async def _find(words: str, offset: int, env: Env, ui: Ui) -> None:
    await ui.show(cards.found(await reading.search(env, words, offset), words))


# --- reading -----------------------------------------------------------------------------------------


@screens.payload("d")
async def linked(argument: str, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What a link names: a version, its file, its other versions, or everything."""
    if not argument:
        await first_screen(state, env, actor, ui)
        return
    number, _, what = argument.partition("_")
    if not (number.isascii() and number.isdecimal()) or len(number) > 15:
        raise Refused(Why.NOT_FOUND)
    version_id = int(number)
    if f"_{what}" == cards.FILE_SUFFIX:
        await ui.say(cards.original(await reading.original(env, version_id)))
    elif f"_{what}" == cards.VERSIONS_SUFFIX:
        await ui.say(cards.versions(await reading.versions(env, version_id)))
    else:
        await ui.say(await cards.first(await reading.open_version(env, version_id), None))


@taps.on(said.Open)
async def open_version(query: CallbackQuery, tap: said.Open, env: Env, ui: Ui, bot_name: str) -> None:
    """The header and the first page, below the list."""
    await ui.say(await cards.first(await reading.open_version(env, tap.version), _link(bot_name, query)))


@taps.on(said.ReadOn)
async def read_on(query: CallbackQuery, tap: said.ReadOn, env: Env, ui: Ui, bot_name: str) -> None:
    """The next page, once, however many readers of a group tap."""
    link = _link(bot_name, query)
    version = await reading.open_version(env, tap.version)
    page = await cards.following(version, tap.page, link)
    await turn(ui, page or await cards.first(version, link))


async def turn(ui: Ui, page: Card) -> None:
    """The page is a new message, once; when there are too many messages now, its button stays."""
    try:
        await ui.say_once(page)
    except TelegramRetryAfter:
        await ui.alert(cards.not_turned())


@taps.on(said.Original)
async def original(query: CallbackQuery, tap: said.Original, env: Env, ui: Ui) -> None:
    """The file as it was given."""
    await ui.say(cards.original(await reading.original(env, tap.version)))


@taps.on(said.Versions)
async def versions(query: CallbackQuery, tap: said.Versions, env: Env, ui: Ui) -> None:
    """Every version that can be read."""
    await ui.say(cards.versions(await reading.versions(env, tap.version)))
