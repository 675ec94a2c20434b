"""An office on offer: its one-time link, taking it up, the name that others will see."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.people import offers as cards
from cards.people.taps import KeepName, TakeOffice
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from services.context import Actor, Env
from services.people import offices, wards
from services.refusals import Refused, Why

router = Router(name="people.offers")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Offered(StatesGroup):
    """An office on offer; the data hold the digest of its link, never its token."""

    office = State()
    name = State()


async def _offer(state: FSMContext) -> str:
    """What names the invitation; refused when the conversation went elsewhere since."""
    reference = (await state.get_data()).get("invitation")
    if not isinstance(reference, str):
        raise Refused(Why.NOT_FOUND)
    return reference


@screens.payload("o")
async def offered(argument: str, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Which office it is."""
    reference = offices.reference(env, argument)
    made = await offices.preview(env, actor, reference)
    await state.set_state(Offered.office)
    await state.set_data({"invitation": reference})
    await ui.show(cards.offer(made, await wards.line(env)))


@taps.on(TakeOffice)
async def take(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Asks for the name."""
    await offices.preview(env, actor, await _offer(state))
    await state.set_state(Offered.name)
    await ui.show(cards.your_name(await offices.name_of(env, actor)))


@router.message(StateFilter(Offered.name), is_words)
async def name_typed(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The office is theirs under this name."""
    await _accept(message.text or "", state, env, actor, ui)


@taps.on(KeepName)
async def name_kept(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The office is theirs under the name they had."""
    await _accept(await offices.name_of(env, actor) or "", state, env, actor, ui)


async def _accept(name: str, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    reference = await _offer(state)
    await state.clear()
    await ui.show(cards.taken(await offices.accept(env, actor, reference, name)))
