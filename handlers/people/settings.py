"""/caidat: the ward, invitations to offices, codes for group chats; for administrators."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from cards.card import Card
from cards.people import settings as cards
from cards.people.taps import LinkGroup, LinkGroups, Settings
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.offices import Role
from services.context import Actor, Env
from services.people import chats, offices, wards
from services.refusals import require

router = Router(name="people.settings")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


async def _overview(env: Env, actor: Actor, page: int) -> Card:
    return cards.overview(await wards.overview(env, actor), await offices.gaps(env, actor), page)


@router.message(Command("caidat"))
async def settings_asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The ward and its groups."""
    await state.clear()
    await ui.show(await _overview(env, actor, 0))


@screens.place("caidat")
async def overview(env: Env, actor: Actor, ui: Ui) -> None:
    """The ward and its groups."""
    await ui.show(await _overview(env, actor, 0))


@taps.on(Settings)
async def turned(query: CallbackQuery, tap: Settings, env: Env, actor: Actor, ui: Ui) -> None:
    """The ward and a page of its groups."""
    await ui.show(await _overview(env, actor, tap.page))


@taps.on(LinkGroups)
async def link_groups(query: CallbackQuery, tap: LinkGroups, env: Env, actor: Actor, ui: Ui) -> None:
    """For which group is the code?"""
    require(actor, Role.ADMINISTRATOR)
    await ui.show(cards.link_which_group(await wards.groups(env), tap.page))


@taps.on(LinkGroup)
async def link_group(query: CallbackQuery, tap: LinkGroup, env: Env, actor: Actor, ui: Ui) -> None:
    """A code for the chat of this group."""
    await ui.show(cards.link_code(await chats.offer_code(env, actor, tap.group)))
