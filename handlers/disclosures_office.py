"""/congbo: the desk of those who compose, approve, correct and withdraw."""

from aiogram import Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards import disclosures as reading_cards
from cards import disclosures_office as cards
from cards import disclosures_register as register_cards
from cards import disclosures_taps as said
from handlers.disclosures import no_command, turn
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.disclosures import State as Standing
from rules.offices import Role
from services.context import Actor, Env
from services.disclosures import approving, composing, reading, register
from services.refusals import Refused, Why

router = Router(name="disclosures_office")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Deciding(StatesGroup):
    """Typing why a version is returned or withdrawn."""

    returning = State()
    withdrawing = State()


def _approves(actor: Actor) -> bool:
    return actor.holds(Role.APPROVER)


# --- the desk ----------------------------------------------------------------------------------------


@router.message(Command("congbo"))
async def asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The first screen."""
    await _desk(state, env, actor, ui)


@taps.on(said.Desk)
async def desk(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Back to the first screen."""
    await _desk(state, env, actor, ui)


@screens.place("congbo")
async def _desk(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    waiting = await approving.waiting(env, actor)
    overdue = await approving.waiting(env, actor, overdue=True)
    await state.clear()
    await ui.show(cards.desk(waiting.total, overdue.total, approves=_approves(actor)))


@taps.on(said.Choose)
async def choose(query: CallbackQuery, tap: said.Choose, env: Env, actor: Actor, ui: Ui) -> None:
    """Which public text is corrected or withdrawn?"""
    composing.check(actor)
    await ui.show(cards.choose(await reading.latest(env, tap.offset), tap.purpose))


@taps.on(said.Waiting)
async def waiting(query: CallbackQuery, tap: said.Waiting, env: Env, actor: Actor, ui: Ui) -> None:
    """What waits, or only what waits too long."""
    overdue = bool(tap.overdue)
    await ui.show(cards.waiting(await approving.waiting(env, actor, tap.offset, overdue=overdue), overdue=overdue))


# --- the register of a quarter -----------------------------------------------------------------------


@taps.on(said.Registers)
async def registers(query: CallbackQuery, env: Env, actor: Actor, ui: Ui) -> None:
    """Of which quarter?"""
    await ui.show(register_cards.choose(register.quarters(env, actor)))


@taps.on(said.TakeRegister)
async def take_register(query: CallbackQuery, tap: said.TakeRegister, env: Env, actor: Actor, ui: Ui) -> None:
    """The file."""
    await ui.say(await register_cards.file(await register.register(env, actor, tap.quarter)))


# --- reading before deciding -------------------------------------------------------------------------


@taps.on(said.Review)
async def review(query: CallbackQuery, tap: said.Review, env: Env, actor: Actor, ui: Ui) -> None:
    """The whole version, from its first page."""
    version = await approving.review(env, actor, tap.version)
    await ui.say(await cards.review(version, approves=_approves(actor)))


@taps.on(said.ReviewOn)
async def review_on(query: CallbackQuery, tap: said.ReviewOn, env: Env, actor: Actor, ui: Ui) -> None:
    """The next page."""
    version = await approving.review(env, actor, tap.version)
    page = await cards.review_page(version, tap.page, approves=_approves(actor))
    if page is not None:
        await turn(ui, page)


@taps.on(said.ReviewOriginal)
async def review_original(query: CallbackQuery, tap: said.ReviewOriginal, env: Env, actor: Actor, ui: Ui) -> None:
    """The file that the text was read from."""
    await ui.say(reading_cards.original(await approving.review_original(env, actor, tap.version)))


# --- deciding ----------------------------------------------------------------------------------------


@taps.on(said.Approve)
async def approve(query: CallbackQuery, tap: said.Approve, env: Env, actor: Actor, ui: Ui) -> None:
    """The version is public."""
    done = await approving.approve(env, actor, tap.version)
    await ui.drop_buttons()
    await ui.say(cards.released(done))


@taps.on(said.Return)
async def return_asked(
    query: CallbackQuery, tap: said.Return, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """Why does it go back?"""
    version = await approving.about_to(env, actor, tap.version, Standing.REFUSED)
    await state.set_state(Deciding.returning)
    await state.set_data({"version": version.id})
    await ui.say(cards.ask_return(version.text.title))


@router.message(StateFilter(Deciding.returning), no_command)
async def returned(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """It goes back with these words."""
    version_id = await _chosen(state)
    await state.clear()
    await approving.refuse(env, actor, version_id, message.text or "")
    await ui.say(cards.returned())


@taps.on(said.Withdraw)
async def withdraw_asked(
    query: CallbackQuery, tap: said.Withdraw, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """Why is it withdrawn?"""
    version = await approving.about_to(env, actor, tap.version, Standing.WITHDRAWN)
    await state.set_state(Deciding.withdrawing)
    await state.set_data({"version": version.id})
    await ui.say(cards.ask_withdraw(version.text.title))


@router.message(StateFilter(Deciding.withdrawing), no_command)
async def withdrawn(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """It is gone, with these words."""
    version_id = await _chosen(state)
    await state.clear()
    await approving.withdraw(env, actor, version_id, message.text or "")
    await ui.say(cards.withdrawn())


async def _chosen(state: FSMContext) -> int:
    version_id = (await state.get_data()).get("version")
    if not isinstance(version_id, int):
        raise Refused(Why.NOT_FOUND)
    return version_id
