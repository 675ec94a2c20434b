"""/caidat, offices: invitations with their group, project and term; who holds what; the book of all of them."""

from datetime import date

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.people import offices as cards
from cards.people.taps import EndOffice, Invite, InviteGroup, InviteRole, OfferTerm, Offices, Register
from cards.taps import BadTapError
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from rules.calendar import local_date
from rules.dates import read_moment
from rules.offices import EITHER_ROLES, GROUP_ROLES, PROJECT_LENGTH, PROJECT_ROLES, TERM_YEARS, Role, years_on
from services.context import Actor, Env
from services.people import offices, wards
from services.refusals import Refused, Why, line, require

router = Router(name="people.offices")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Inviting(StatesGroup):
    """An office that is about to be offered: role, and the group or the project."""

    project = State()
    term = State()


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
async def invite_role(query: CallbackQuery, tap: InviteRole, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Which group or project, or the term at once for an office of the whole ward."""
    role = _role(tap.role)
    require(actor, Role.ADMINISTRATOR)
    if role in PROJECT_ROLES:
        await state.set_state(Inviting.project)
        await state.set_data({"role": role})
        await ui.show(cards.which_project())
    elif role in GROUP_ROLES or role in EITHER_ROLES:
        await ui.show(cards.office_of_which_group(role, await wards.groups(env), tap.page))
    else:
        await _ask_term(state, ui, role)


@taps.on(InviteGroup)
async def invite_group(query: CallbackQuery, tap: InviteGroup, state: FSMContext, actor: Actor, ui: Ui) -> None:
    """The term of an office of this group, or of the whole ward."""
    require(actor, Role.ADMINISTRATOR)
    await _ask_term(state, ui, _role(tap.role), group=tap.group or None)


@router.message(StateFilter(Inviting.project), is_words)
async def project_named(message: Message, state: FSMContext, actor: Actor, ui: Ui) -> None:
    """The term of a member of the board of this project."""
    require(actor, Role.ADMINISTRATOR)
    await _ask_term(state, ui, Role.SUPERVISOR, project=line(message.text or "", PROJECT_LENGTH))


async def _ask_term(
    state: FSMContext, ui: Ui, role: Role, group: int | None = None, project: str | None = None
) -> None:
    await state.set_state(Inviting.term)
    await state.set_data({"role": role, "group": group, "project": project})
    await ui.show(cards.which_term(as_head=role is Role.INSPECTOR and group is not None))


@taps.on(OfferTerm)
async def term_tapped(
    query: CallbackQuery, tap: OfferTerm, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot_name: str
) -> None:
    """The link for an office of so many years, or without an end."""
    if tap.years and tap.years not in TERM_YEARS:
        raise BadTapError(str(tap.years))
    today = local_date(env.clock.now())
    await _offer(years_on(today, tap.years) if tap.years else None, state, env, actor, ui, bot_name)


@router.message(StateFilter(Inviting.term), is_words)
async def term_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot_name: str) -> None:
    """The link for an office until this day."""
    moment = read_moment(message.text or "", env.clock.now())
    if moment is None:
        raise Refused(Why.BAD_DATE)
    await _offer(local_date(moment), state, env, actor, ui, bot_name)


async def _offer(ends_on: date | None, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot_name: str) -> None:
    data = await state.get_data()
    if await state.get_state() != Inviting.term.state:
        raise Refused(Why.NOT_FOUND)
    await state.clear()
    made = await offices.invite(
        env, actor, _role(data["role"]), data["group"], project=data["project"], ends_on=ends_on
    )
    await ui.show(cards.invitation(made, bot_name))


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


@taps.on(Register)
async def book(query: CallbackQuery, tap: Register, env: Env, actor: Actor, ui: Ui) -> None:
    """Offices held and ended."""
    page = max(0, tap.page)
    found, count = await offices.register(env, actor, page * cards.REGISTER_PAGE, cards.REGISTER_PAGE)
    await ui.show(cards.register(found, count, page))
