"""First contact, the main menu, help, and the way out of everything."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from cards import common, duties
from cards.taps import Cancel, Go
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from services.context import Actor, Env
from services.people import wards

router = Router(name="start")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


@router.message(CommandStart())
async def start(
    message: Message, command: CommandObject, state: FSMContext, env: Env, actor: Actor, ui: Ui, all_screens: Screens
) -> None:
    """Welcome; with a payload, straight to what it names."""
    await state.clear()
    await all_screens.open(command.args or "", ui=ui, env=env, actor=actor, state=state)


@router.message(Command("menu"))
async def menu_asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The main menu."""
    await state.clear()
    await menu(env, actor, ui)


@router.message(Command("trogiup", "help"))
async def help_asked(message: Message, env: Env, ui: Ui) -> None:
    """What can be done, and how without a phone."""
    await help_screen(env, ui)


@screens.place("menu")
async def menu(env: Env, actor: Actor, ui: Ui) -> None:
    """The main menu, with the duties of those in office below."""
    await ui.show(common.menu(await wards.line(env)).with_rows(*duties.rows(actor)))


@screens.place("trogiup")
async def help_screen(env: Env, ui: Ui) -> None:
    """Help, hotline, office hours."""
    await ui.show(common.help_card(await wards.line(env)))


@taps.on(Go)
async def go(
    query: CallbackQuery, tap: Go, state: FSMContext, env: Env, actor: Actor, ui: Ui, all_screens: Screens
) -> None:
    """To a screen of the main menu."""
    await state.clear()
    await all_screens.go(tap.where, ui=ui, env=env, actor=actor, state=state, all_screens=all_screens)


@taps.on(Cancel)
async def cancel(query: CallbackQuery, state: FSMContext, ui: Ui) -> None:
    """Out of what was being written."""
    await state.clear()
    await ui.show(common.cancelled())
