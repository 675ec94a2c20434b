"""The welcome, and consent one purpose at a time."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery

from cards.people import me as me_cards
from cards.people import welcome as cards
from cards.people.taps import Ask, Decide, Explain
from cards.taps import BadTapError
from handlers.people import steps
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.people import Purpose
from services.context import Actor, Env
from services.people import confirmation, consents, me, wards

router = Router(name="people.welcome")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class FirstContact(StatesGroup):
    """A slip waits until its holder has agreed."""

    slip = State()


def _purpose(word: str) -> Purpose:
    try:
        return Purpose(word)
    except ValueError as error:
        raise BadTapError(word) from error


@screens.payload("")
async def welcome(env: Env, actor: Actor, ui: Ui) -> None:
    """The greeting, with the first question that was not answered yet, else with the main menu."""
    ward, mine = await wards.line(env), await me.view(env, actor)
    asked = steps.undecided(mine)
    if asked is None:
        await ui.show(cards.welcome(ward, may_register=mine.household is None))
        return
    await ui.show(cards.question(asked, ward, opening=cards.greeting(ward)))


@screens.payload("h")
async def slip_opened(argument: str, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """A slip's link was opened: the household is confirmed, or consent is asked first."""
    await take_slip(argument, state, env, actor, ui)


async def take_slip(code: str, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The person speaks for the household of this slip, at once or as soon as they agree to it."""
    reference = await confirmation.check_slip(env, actor, code)
    if (await me.view(env, actor)).consent(Purpose.HOUSEHOLD):
        await state.clear()
        await ui.show(cards.confirmed(await confirmation.by_slip(env, actor, reference)))
        return
    await state.set_state(FirstContact.slip)
    await state.set_data({"slip": reference})
    ward = await wards.line(env)
    await ui.show(cards.question(Purpose.HOUSEHOLD, ward, opening=cards.greeting(ward)))


@taps.on(Explain)
async def explain(query: CallbackQuery, tap: Explain, env: Env, ui: Ui) -> None:
    """More about this purpose."""
    await ui.show(cards.details(_purpose(tap.purpose), await wards.line(env)))


@taps.on(Ask)
async def ask(query: CallbackQuery, tap: Ask, env: Env, ui: Ui) -> None:
    """The question about this purpose again."""
    await ui.show(cards.question(_purpose(tap.purpose), await wards.line(env)))


@taps.on(Decide)
async def decided(query: CallbackQuery, tap: Decide, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The decision is kept, and the next step of first contact follows.

    An old question that is answered with no by a representative asks once more, since it would end the link.
    """
    purpose, granted = _purpose(tap.purpose), bool(tap.granted)
    if purpose is Purpose.HOUSEHOLD and not granted and actor.household_id is not None:
        await ui.show(me_cards.withdraw())
        return
    slip = (await state.get_data()).get("slip") if await state.get_state() == FirstContact.slip.state else None
    await state.clear()
    if slip and purpose is Purpose.HOUSEHOLD and granted:
        household = await confirmation.by_slip(env, actor, slip, consenting=True)
        await ui.show(cards.confirmed(household))
        asked = steps.undecided(await me.view(env, actor))
        if asked is not None:
            await ui.say(cards.question(asked, await wards.line(env)))
        return
    await consents.decide(env, actor, purpose, granted=granted)
    await steps.go_on(env, actor, ui)
