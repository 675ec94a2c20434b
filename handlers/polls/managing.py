"""/quanly: looking after open and planned polls."""

from datetime import datetime, timedelta

from aiogram import Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.polls import managing as cards
from cards.polls import taps as buttons
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.dates import read_moment
from services.context import Actor, Env
from services.polls import access, compose, drafting, results, running
from services.polls.views import RunningView
from services.refusals import Refused, Why, require

router = Router(name="polls.managing")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class PollCare(StatesGroup):
    """Words that are needed to extend or to stop."""

    new_end = State()
    extension_reason = State()
    stop_reason = State()
    stop_confirmation = State()


@router.message(Command("quanly"))
async def desk_asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui, all_screens: Screens) -> None:
    """My open and planned matters."""
    await show_desk(state, env, actor, ui, all_screens)


@taps.on(buttons.Desk)
async def desk(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui, all_screens: Screens) -> None:
    """The same, from a button."""
    await show_desk(state, env, actor, ui, all_screens)


@screens.place("quanly")
async def show_desk(state: FSMContext, env: Env, actor: Actor, ui: Ui, all_screens: Screens) -> None:
    """My open and planned matters, and what other nouns have for my office."""
    await state.clear()
    sections = await all_screens.sections(env=env, actor=actor)
    if not actor.holds(*access.ORGANISERS) and sections:
        await ui.show(cards.sections(sections))
        return
    require(actor, *access.ORGANISERS)
    await ui.show(cards.desk(await results.open_polls(env, actor), sections))


async def _find(env: Env, actor: Actor, poll_id: int) -> RunningView:
    """The matter while it is open or planned; else the person reads that it is not there."""
    require(actor, *access.ORGANISERS)
    for view in await results.open_polls(env, actor):
        if view.poll.id == poll_id:
            return view
    raise Refused(Why.NOT_FOUND)


async def _act_on(env: Env, actor: Actor, poll_id: int) -> RunningView:
    """The matter, when the actor may change it."""
    view = await _find(env, actor, poll_id)
    access.require_runs(env, actor, view.poll.group_ids)
    return view


@taps.on(buttons.Manage)
async def manage(query: CallbackQuery, tap: buttons.Manage, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """One matter with its groups."""
    await state.clear()
    await _show(env, actor, ui, tap.poll)


async def _show(env: Env, actor: Actor, ui: Ui, poll_id: int, news: str = "") -> None:
    view = await _find(env, actor, poll_id)
    await ui.show(cards.one(view, may_act=access.runs(env, actor, view.poll.group_ids), news=news))


@taps.on(buttons.Remind)
async def remind(query: CallbackQuery, tap: buttons.Remind, env: Env, actor: Actor, ui: Ui) -> None:
    """Households without an answer are reminded."""
    households = await running.remind_now(env, actor, tap.poll)
    await _show(env, actor, ui, tap.poll, cards.reminded(households))


# --- extending --------------------------------------------------------------------------------------


@taps.on(buttons.Extend)
async def extension_asked(
    query: CallbackQuery, tap: buttons.Extend, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """When it shall close instead."""
    view = await _act_on(env, actor, tap.poll)
    await state.set_state(PollCare.new_end)
    await state.set_data({"poll": tap.poll})
    await ui.show(cards.ask_new_end(view.poll))


@taps.on(buttons.ExtendBy)
async def extended_by(
    query: CallbackQuery, tap: buttons.ExtendBy, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """So many days later."""
    view = await _act_on(env, actor, tap.poll)
    await _ask_reason(state, ui, tap.poll, view.poll.closes_at + timedelta(days=tap.days))


@router.message(StateFilter(PollCare.new_end))
async def new_end_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The new end, as it was typed."""
    closes_at = read_moment(message.text or "", env.clock.now())
    if closes_at is None:
        raise Refused(Why.BAD_DATE)
    poll_id = int((await state.get_data())["poll"])
    drafting.later(closes_at, than=(await _act_on(env, actor, poll_id)).poll.closes_at)
    await _ask_reason(state, ui, poll_id, closes_at)


async def _ask_reason(state: FSMContext, ui: Ui, poll_id: int, closes_at: datetime) -> None:
    await state.set_state(PollCare.extension_reason)
    await state.set_data({"poll": poll_id, "closes": closes_at.isoformat()})
    await ui.show(cards.ask_extension_reason(poll_id, closes_at))


@router.message(StateFilter(PollCare.extension_reason))
async def extension_reason_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """It closes later, and the groups are told why."""
    data = await state.get_data()
    await state.clear()
    closes_at = datetime.fromisoformat(data["closes"])
    poll = await compose.extend(env, actor, int(data["poll"]), closes_at, message.text or "")
    await ui.show(cards.extended(poll))


# --- stopping ---------------------------------------------------------------------------------------


@taps.on(buttons.Stop)
async def stop_asked(
    query: CallbackQuery, tap: buttons.Stop, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """Why it shall end without a result."""
    view = await _act_on(env, actor, tap.poll)
    await state.set_state(PollCare.stop_reason)
    await state.set_data({"poll": tap.poll})
    await ui.show(cards.ask_stop_reason(view.poll))


@router.message(StateFilter(PollCare.stop_reason))
async def stop_reason_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Once more, before it cannot be taken back."""
    reason = drafting.reason(message.text or "")
    poll_id = int((await state.get_data())["poll"])
    view = await _act_on(env, actor, poll_id)
    await state.set_state(PollCare.stop_confirmation)
    await state.update_data(reason=reason)
    await ui.show(cards.confirm_stop(view.poll, reason))


@taps.on(buttons.StopNow)
async def stop(query: CallbackQuery, tap: buttons.StopNow, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """It ended without a result, and the groups are told why."""
    data = await state.get_data()
    if data.get("poll") != tap.poll or "reason" not in data:
        raise Refused(Why.NOT_FOUND)
    await state.clear()
    await ui.show(cards.stopped(await compose.void(env, actor, tap.poll, data["reason"])))
