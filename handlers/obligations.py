"""What is owed: a part of /quanly for everybody whose office owes something."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards import obligations as cards
from cards.obligations_taps import Begin, Finish, FinishPlain, One, Owed
from cards.sections import Section
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from rules.calendar import local_date
from services import obligations
from services.context import Actor, Env
from services.refusals import Refused, Why

router = Router(name="obligations")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Finishing(StatesGroup):
    """A note on how something owed was done."""

    how = State()


@screens.section()
async def what_is_due(env: Env, actor: Actor) -> Section | None:
    """How much is owed, for those whom it concerns."""
    return cards.section(await obligations.mine(env, actor)) if obligations.concerns(actor) else None


@taps.on(Owed)
async def owed(query: CallbackQuery, tap: Owed, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """All of it."""
    await state.clear()
    await ui.show(cards.listing(await obligations.mine(env, actor), tap.page))


@taps.on(One)
async def one(query: CallbackQuery, tap: One, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """One of it."""
    await state.clear()
    await ui.show(cards.one(await obligations.one(env, actor, tap.obligation)))


@taps.on(Begin)
async def begin(query: CallbackQuery, tap: Begin, env: Env, actor: Actor, ui: Ui) -> None:
    """What must last began today, once that is certain."""
    if not tap.certain:
        view = await obligations.one(env, actor, tap.obligation)
        await ui.show(cards.ask_begin(view, local_date(env.clock.now())))
        return
    view = await obligations.begin(env, actor, tap.obligation)
    await ui.show(cards.one(view, cards.begun(view)))


@taps.on(Finish)
async def finish_asked(query: CallbackQuery, tap: Finish, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """How was it done?"""
    view = await obligations.may_finish(env, actor, tap.obligation)
    await state.set_state(Finishing.how)
    await state.set_data({"obligation": view.id})
    await ui.show(cards.ask_note(view))


@taps.on(FinishPlain)
async def finished_plainly(
    query: CallbackQuery, tap: FinishPlain, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """Done, without a note."""
    await state.clear()
    await ui.show(cards.one(await obligations.finish(env, actor, tap.obligation, None), cards.finished()))


@router.message(StateFilter(Finishing.how), is_words)
async def how_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Done, with these words."""
    obligation_id = (await state.get_data()).get("obligation")
    if not isinstance(obligation_id, int):
        raise Refused(Why.NOT_FOUND)
    await state.clear()
    done = await obligations.finish(env, actor, obligation_id, message.text or "")
    await ui.show(cards.one(done, cards.finished()))
