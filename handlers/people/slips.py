"""Slips to print, for the head of a group."""

from aiogram import Router
from aiogram.types import CallbackQuery

from cards.people import slips as cards
from cards.people.roll_taps import PrintGroup, PrintSlips
from handlers.routing import Taps
from handlers.screens import Screens
from handlers.ui import Ui
from services.context import Actor, Env
from services.people import slips, wards

router = Router(name="people.slips")
taps = Taps()
screens = Screens()


@taps.on(PrintSlips)
async def which_group(query: CallbackQuery, tap: PrintSlips, env: Env, actor: Actor, ui: Ui) -> None:
    """The group, asked only where there are several."""
    groups = await slips.groups(env, actor)
    if len(groups) == 1:
        await ui.show(cards.certain(await slips.printable(env, actor, groups[0].id)))
        return
    await ui.show(cards.which_group(groups, tap.page))


@taps.on(PrintGroup)
async def print_group(query: CallbackQuery, tap: PrintGroup, env: Env, actor: Actor, ui: Ui, bot_name: str) -> None:
    """The pages, once that is certain; a second tap would make those of the first worthless."""
    view = await slips.printable(env, actor, tap.group)
    if not tap.certain:
        await ui.show(cards.certain(view))
        return
    if not view.households or not await ui.drop_buttons():
        return
    lines = await slips.issue_for(env, actor, tap.group)
    await ui.say(await cards.printed(lines, await wards.line(env), bot_name))
