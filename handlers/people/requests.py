"""/duyetho: residents who wait to be confirmed, for the head of their group."""

from aiogram import Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.people import handover
from cards.people import requests as cards
from cards.people.taps import RequestAccept, RequestAt, RequestConfirm, RequestPick, RequestRefuse
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from services.context import Actor, Env
from services.people import confirmation

router = Router(name="people.requests")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Confirming(StatesGroup):
    """Looking for the household of somebody who waits."""

    household = State()


async def _show(env: Env, actor: Actor, ui: Ui, place: int) -> None:
    view = await confirmation.waiting_for(env, actor, place)
    await ui.show(cards.request(view) if view else cards.none())


@router.message(Command("duyetho"))
async def requests_asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The first who waits."""
    await state.clear()
    await _show(env, actor, ui, 1)


@screens.place("duyetho")
async def first(env: Env, actor: Actor, ui: Ui) -> None:
    """The first who waits."""
    await _show(env, actor, ui, 1)


@taps.on(RequestAt)
async def turned(query: CallbackQuery, tap: RequestAt, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Another who waits."""
    await state.clear()
    await _show(env, actor, ui, tap.place)


@taps.on(RequestAccept)
async def accepted(query: CallbackQuery, tap: RequestAccept, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Which household is it: suggestions, and any words to look for."""
    found = await confirmation.candidates(env, actor, tap.request)
    await state.set_state(Confirming.household)
    await state.set_data({"request": tap.request})
    await ui.show(cards.which_household(tap.request, found, searched=False))


@router.message(StateFilter(Confirming.household), is_words)
async def household_typed(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Households that fit these words."""
    request = (await state.get_data())["request"]
    found = await confirmation.candidates(env, actor, request, message.text or "")
    await ui.show(cards.which_household(request, found, searched=True))


@taps.on(RequestPick)
async def picked(query: CallbackQuery, tap: RequestPick, env: Env, actor: Actor, ui: Ui) -> None:
    """Person and household side by side, before it counts."""
    claim, household = await confirmation.candidate(env, actor, tap.request, tap.household)
    card = handover.which_way if household.is_taken else cards.certain
    await ui.show(card(tap.request, claim, household))


@taps.on(RequestConfirm)
async def confirmed(
    query: CallbackQuery, tap: RequestConfirm, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The household is theirs, and they are told."""
    await state.clear()
    await ui.show(cards.done(await confirmation.confirm(env, actor, tap.request, tap.household)))


@taps.on(RequestRefuse)
async def refused(query: CallbackQuery, tap: RequestRefuse, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The request is refused, and they are told."""
    await state.clear()
    await confirmation.refuse(env, actor, tap.request)
    await ui.show(cards.turned_down())
