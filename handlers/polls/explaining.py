"""/giaitrinh: the official answer to a consultation, written and read."""

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.polls import explaining as cards
from cards.polls.explaining_taps import Explain, Publish, ReadAnswer, TextDone, Unanswered
from handlers import texts
from handlers.routing import Taps, in_private, is_no_command
from handlers.screens import Screens
from handlers.ui import Ui
from services.context import Actor, Env
from services.polls import explaining
from services.refusals import Refused, Why

router = Router(name="polls.explaining")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Explaining(StatesGroup):
    """An official answer that is being written."""

    text = State()
    ready = State()


@router.message(Command("giaitrinh"))
async def asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What awaits an answer."""
    await show_list(state, env, actor, ui)


@taps.on(Unanswered)
async def unanswered(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The same, from a button."""
    await show_list(state, env, actor, ui)


@screens.place("giaitrinh")
@screens.place("giaitrinh")
async def show_list(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What awaits an answer."""
    await state.clear()
    await ui.show(cards.awaited(await explaining.awaited(env, actor)))


@taps.on(Explain)
async def explain(query: CallbackQuery, tap: Explain, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What is answered?"""
    poll = await explaining.about_to(env, actor, tap.poll)
    await state.set_state(Explaining.text)
    await state.set_data({"poll": poll.id, "texts": []})
    await ui.show(cards.ask_text(poll))


@router.message(StateFilter(Explaining.text), is_no_command)
async def text_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot: Bot) -> None:
    """One more part of it: a message, or what a file says."""
    if texts.is_done(message):
        await _preview(state, env, actor, ui)
        return
    data = await state.get_data()
    pieces = [*data["texts"], await texts.piece(bot, message)]
    body = explaining.text(texts.joined(pieces))
    await state.update_data(texts=pieces)
    await ui.show(cards.got_text(len(body)))


@taps.on(TextDone)
async def text_done(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """It is whole."""
    await _preview(state, env, actor, ui)


async def _preview(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    data = await state.get_data()
    if "poll" not in data:
        raise Refused(Why.NOT_FOUND)
    body = explaining.text(texts.joined(data["texts"]))
    poll = await explaining.about_to(env, actor, int(data["poll"]))
    await state.set_state(Explaining.ready)
    for card in cards.preview(poll, body):
        await ui.say(card)


@taps.on(Publish)
async def publish(query: CallbackQuery, tap: Publish, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """It goes to the residents."""
    data = await state.get_data()
    if data.get("poll") != tap.poll or await state.get_state() != Explaining.ready.state:
        raise Refused(Why.NOT_FOUND)
    await state.clear()
    answered = await explaining.publish(env, actor, tap.poll, texts.joined(data["texts"]))
    await ui.show(cards.published(answered))


@taps.on(ReadAnswer)
async def read_on(query: CallbackQuery, tap: ReadAnswer, env: Env, ui: Ui) -> None:
    """A page of it, below what was read."""
    await _read(env, ui, tap.poll, tap.page)


@screens.payload("g")
async def read_by_link(argument: str, env: Env, ui: Ui) -> None:
    """The answer, from a link in a group chat."""
    if not argument.isdecimal():
        raise Refused(Why.NOT_FOUND)
    await _read(env, ui, int(argument), 1)


async def _read(env: Env, ui: Ui, poll_id: int, number: int) -> None:
    answered = await explaining.read(env, poll_id)
    card = cards.page(answered, number) if answered else None
    if card is None:
        raise Refused(Why.NOT_FOUND)
    await ui.say(card)
