"""Another representative for a household, for the head of the group and for the one in office."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.people import handover as cards
from cards.people.roll_taps import AskHandover, HandOver, Replace
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from services.context import Actor, Env
from services.people import confirmation, handover

router = Router(name="people.handover")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Replacing(StatesGroup):
    """Why the household gets another representative."""

    reason = State()


@taps.on(AskHandover)
async def ask(query: CallbackQuery, tap: AskHandover, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The representative is asked."""
    await state.clear()
    await ui.show(cards.asked(await handover.ask(env, actor, tap.request, tap.household)))


@taps.on(Replace)
async def replace(query: CallbackQuery, tap: Replace, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Asks for the reason."""
    await confirmation.candidate(env, actor, tap.request, tap.household)
    await state.set_state(Replacing.reason)
    await state.set_data({"request": tap.request, "household": tap.household})
    await ui.show(cards.write_reason(tap.request))


@router.message(StateFilter(Replacing.reason), is_words)
async def reason_typed(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The household has another representative."""
    data = await state.get_data()
    await state.clear()
    household = await handover.replace(env, actor, data["request"], data["household"], message.text or "")
    await ui.show(cards.changed(household))


@taps.on(HandOver)
async def answered(query: CallbackQuery, tap: HandOver, env: Env, actor: Actor, ui: Ui) -> None:
    """The representative agrees or does not."""
    if tap.agreed:
        await ui.show(cards.handed_over(await handover.agree(env, actor, tap.request)))
        return
    await handover.decline(env, actor, tap.request)
    await ui.show(cards.kept())
