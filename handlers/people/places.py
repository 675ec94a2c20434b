"""/lich: what will be there, and where to ask now."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from cards.people import places as cards
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from services.context import Env
from services.people import wards

router = Router(name="people.places")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


@router.message(Command("lich"))
async def meetings_asked(message: Message, state: FSMContext, env: Env, ui: Ui) -> None:
    """Meetings and dialogues."""
    await state.clear()
    await meetings(env, ui)


@screens.place("lich")
async def meetings(env: Env, ui: Ui) -> None:
    """Meetings and dialogues."""
    await ui.show(cards.meetings(await wards.line(env)))
