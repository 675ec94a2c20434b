"""/caidat: the ward, invitations to offices, codes for group chats; for administrators."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from cards.people import settings as cards
from cards.people.taps import (
    EndOffice,
    Invite,
    InviteGroup,
    InviteRole,
    LinkGroup,
    LinkGroups,
    Offices,
    Settings,
)
from cards.taps import BadTapError
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.offices import GROUP_ROLES, Role
from services.context import Actor, Env
from services.people import chats, offices, wards
from services.refusals import Refused, Why, require

router = Router(name="people.settings")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


@router.message(Command("caidat"))
async def settings_asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The ward and its groups."""
    await state.clear()
    await ui.show(cards.overview(await wards.overview(env, actor), 0))


@screens.place("caidat")
async def overview(env: Env, actor: Actor, ui: Ui) -> None:
    """The ward and its groups."""
    await ui.show(cards.overview(await wards.overview(env, actor), 0))


@taps.on(Settings)
async def turned(query: CallbackQuery, tap: Settings, env: Env, actor: Actor, ui: Ui) -> None:
    """The ward and a page of its groups."""
    await ui.show(cards.overview(await wards.overview(env, actor), tap.page))


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError as error:
        raise BadTapError(word) from error


@taps.on(Invite)
async def invite(query: CallbackQuery, actor: Actor, ui: Ui) -> None:
    """Which office?"""
    require(actor, Role.ADMINISTRATOR)
    await ui.show(cards.which_office())


@taps.on(InviteRole)
async def invite_role(query: CallbackQuery, tap: InviteRole, env: Env, actor: Actor, ui: Ui, bot_name: str) -> None:
    """Which group, or the link at once for an office of the whole ward."""
    role = _role(tap.role)
    require(actor, Role.ADMINISTRATOR)
    if role in GROUP_ROLES:
        await ui.show(cards.office_of_which_group(role, await wards.groups(env), tap.page))
        return
    await ui.show(cards.invitation(await offices.invite(env, actor, role), bot_name))


@taps.on(InviteGroup)
async def invite_group(query: CallbackQuery, tap: InviteGroup, env: Env, actor: Actor, ui: Ui, bot_name: str) -> None:
    """The link for an office of this group."""
    made = await offices.invite(env, actor, _role(tap.role), tap.group)
    await ui.show(cards.invitation(made, bot_name))


@taps.on(LinkGroups)
async def link_groups(query: CallbackQuery, tap: LinkGroups, env: Env, actor: Actor, ui: Ui) -> None:
    """For which group is the code?"""
    require(actor, Role.ADMINISTRATOR)
    await ui.show(cards.link_which_group(await wards.groups(env), tap.page))


@taps.on(LinkGroup)
async def link_group(query: CallbackQuery, tap: LinkGroup, env: Env, actor: Actor, ui: Ui) -> None:
    """A code for the chat of this group."""
    await ui.show(cards.link_code(await chats.offer_code(env, actor, tap.group)))


@taps.on(Offices)
async def who_holds_what(query: CallbackQuery, tap: Offices, env: Env, actor: Actor, ui: Ui) -> None:
    """Who holds which office."""
    await ui.show(cards.offices(await offices.in_force(env, actor), tap.page))


@taps.on(EndOffice)
async def end_office(query: CallbackQuery, tap: EndOffice, env: Env, actor: Actor, ui: Ui) -> None:
    """The office ends, once that is certain."""
    require(actor, Role.ADMINISTRATOR)
    office = await offices.show(env, tap.office)
    if office is None:
        raise Refused(Why.NOT_FOUND)
    if not tap.certain:
        await ui.show(cards.end_office(office))
        return
    await offices.end(env, actor, office.id)
    await ui.show(cards.office_ended(office))
