"""/toi, my data: shown, taken along, corrected, consents taken back, deleted."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.people import personal as cards
from cards.people.data_taps import AskData, Erase, Export, Stored, WithdrawAll
from cards.taps import BadTapError
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from rules.personal import BY_HAND, Kind
from services.context import Actor, Env
from services.people import data_requests, personal, wards

router = Router(name="people.personal")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Asking(StatesGroup):
    """A request about one's data; the data hold its kind."""

    words = State()


@taps.on(Stored)
async def stored(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What is stored about me."""
    if await state.get_state() == Asking.words.state:
        await state.clear()
    await ui.show(cards.stored(await personal.everything(env, actor, await state.get_data()), await wards.line(env)))


@taps.on(Export)
async def exported(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """All of it as two files."""
    everything = await personal.export(env, actor, await state.get_data())
    await ui.say(cards.exported(personal.machine_readable(everything)))
    await ui.say(cards.readable(everything, await wards.line(env)))


@taps.on(AskData)
async def asked(query: CallbackQuery, tap: AskData, state: FSMContext, ui: Ui) -> None:
    """What is wrong, or no longer to be used?"""
    if tap.kind not in BY_HAND:
        raise BadTapError(tap.kind)
    await state.set_state(Asking.words)
    await state.set_data({"kind": tap.kind})
    await ui.show(cards.ask(Kind(tap.kind)))


@router.message(StateFilter(Asking.words), is_words)
async def words_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The request waits, with its day."""
    kind = Kind((await state.get_data())["kind"])
    await state.clear()
    await ui.show(cards.acknowledged(await data_requests.ask(env, actor, kind, message.text or "")))


@taps.on(WithdrawAll)
async def withdrawn(query: CallbackQuery, tap: WithdrawAll, env: Env, actor: Actor, ui: Ui) -> None:
    """Every consent is taken back, once that is certain."""
    if not tap.certain:
        await ui.show(cards.withdraw())
        return
    await personal.withdraw_all(env, actor)
    await ui.show(cards.withdrawn())


@taps.on(Erase)
async def erased(query: CallbackQuery, tap: Erase, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """My data are deleted, once that is certain, and with them what was being written."""
    if not tap.certain:
        held = (await personal.everything(env, actor, {})).offices
        await ui.show(cards.erase(offices=bool(held)))
        return
    await state.clear()
    await ui.show(cards.erased(await personal.erase(env, actor)))
