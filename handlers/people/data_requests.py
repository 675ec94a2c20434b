"""/caidat, requests about personal data: which wait, and answering them."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.people import data_requests as cards
from cards.people.data_taps import DataAnswer, DataRequestAt, DataRequests
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from services.context import Actor, Env
from services.people import data_requests

router = Router(name="people.data_requests")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Answering(StatesGroup):
    """The answer to a request; the data hold its id and whether it was done."""

    words = State()


@taps.on(DataRequests)
async def waiting(query: CallbackQuery, tap: DataRequests, env: Env, actor: Actor, ui: Ui) -> None:
    """Which wait."""
    page = max(0, tap.page)
    found, count = await data_requests.waiting(env, actor, page * cards.PAGE, cards.PAGE)
    await ui.show(cards.waiting(found, count, page))


@taps.on(DataRequestAt)
async def one(query: CallbackQuery, tap: DataRequestAt, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """One of them."""
    if await state.get_state() == Answering.words.state:
        await state.clear()
    await ui.show(cards.request(await data_requests.view(env, actor, tap.request)))


@taps.on(DataAnswer)
async def answer(query: CallbackQuery, tap: DataAnswer, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """In which words?"""
    await data_requests.view(env, actor, tap.request)
    await state.set_state(Answering.words)
    await state.set_data({"request": tap.request, "granted": bool(tap.granted)})
    await ui.show(cards.ask_words(tap.request, granted=bool(tap.granted)))


@router.message(StateFilter(Answering.words), is_words)
async def words_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The answer is on its way."""
    data = await state.get_data()
    await state.clear()
    await data_requests.settle(env, actor, data["request"], message.text or "", granted=data["granted"])
    await ui.show(cards.settled())
