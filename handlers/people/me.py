"""/toi: my household, my consents, what is stored about me."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from cards.people import me as cards
from cards.people.taps import Switch, Unlink, Withdraw
from cards.taps import BadTapError
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.people import Purpose
from services.context import Actor, Env
from services.people import confirmation, consents, me

router = Router(name="people.me")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


@router.message(Command("toi"))
async def me_asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """My household and my choices."""
    await state.clear()
    await show(env, actor, ui)


@screens.place("toi")
async def show(env: Env, actor: Actor, ui: Ui) -> None:
    """My household and my choices."""
    await ui.show(cards.me(await me.view(env, actor)))


@taps.on(Switch)
async def switched(query: CallbackQuery, tap: Switch, env: Env, actor: Actor, ui: Ui) -> None:
    """A consent is given or taken back; the one that holds a household asks once more."""
    try:
        purpose = Purpose(tap.purpose)
    except ValueError as error:
        raise BadTapError(tap.purpose) from error
    if purpose is Purpose.HOUSEHOLD and not tap.granted and actor.household_id is not None:
        await ui.show(cards.withdraw())
        return
    await consents.decide(env, actor, purpose, granted=bool(tap.granted))
    await show(env, actor, ui)


@taps.on(Withdraw)
async def withdrawn(query: CallbackQuery, env: Env, actor: Actor, ui: Ui) -> None:
    """The consent and with it the link to the household are gone."""
    await consents.decide(env, actor, Purpose.HOUSEHOLD, granted=False)
    await show(env, actor, ui)


@taps.on(Unlink)
async def unlinked(query: CallbackQuery, tap: Unlink, env: Env, actor: Actor, ui: Ui) -> None:
    """The link to the household is gone, once that is certain."""
    if not tap.certain:
        await ui.show(cards.unlink())
        return
    await confirmation.end(env, actor)
    await ui.show(cards.unlinked())
