"""/caidat, working days: the days to come, and setting one right."""

from datetime import date

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards import calendar as cards
from cards.taps import BadTapError
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from rules.calendar import local_date
from rules.dates import read_moment
from rules.offices import Role
from services import calendar
from services.context import Actor, Env
from services.refusals import Refused, Why, require

router = Router(name="calendar")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Correcting(StatesGroup):
    """A day that is set right, and why."""

    day = State()
    reason = State()


async def _show(env: Env, actor: Actor, ui: Ui, news: str = "") -> None:
    await ui.show(cards.overview(await calendar.coming(env, actor), news))


@taps.on(cards.WorkCalendar)
async def days_to_come(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The days to come."""
    await state.clear()
    await _show(env, actor, ui)


@taps.on(cards.Correct)
async def day_asked(
    query: CallbackQuery, tap: cards.Correct, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """Which day?"""
    require(actor, Role.ADMINISTRATOR)
    await state.set_state(Correcting.day)
    await state.set_data({"works": bool(tap.works)})
    await ui.show(cards.ask_day(works=bool(tap.works)))


@router.message(StateFilter(Correcting.day), is_words)
async def day_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Why?"""
    moment = read_moment(message.text or "", env.clock.now())
    if moment is None:
        raise Refused(Why.BAD_DATE)
    day = calendar.ahead(env, local_date(moment))
    works = bool((await state.get_data())["works"])
    await state.set_state(Correcting.reason)
    await state.update_data(day=day.isoformat())
    await ui.show(cards.ask_reason(day, works=works))


@router.message(StateFilter(Correcting.reason), is_words)
async def reason_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The day is set right."""
    data = await state.get_data()
    await state.clear()
    day, works = date.fromisoformat(data["day"]), bool(data["works"])
    await calendar.correct(env, actor, day, works=works, reason=message.text or "")
    await _show(env, actor, ui, cards.corrected(day, works=works))


@taps.on(cards.Restore)
async def restored(query: CallbackQuery, tap: cards.Restore, env: Env, actor: Actor, ui: Ui) -> None:
    """The day is again what the law says."""
    try:
        day = date.fromordinal(tap.day)
    except (ValueError, OverflowError) as error:
        raise BadTapError(str(tap.day)) from error
    await calendar.restore(env, actor, day)
    await _show(env, actor, ui, cards.restored(day))


@taps.on(cards.AnswerDays)
async def answer_days(query: CallbackQuery, tap: cards.AnswerDays, env: Env, actor: Actor, ui: Ui) -> None:
    """How many working days for an official answer."""
    if not tap.days:
        await ui.show(cards.ask_answer_days((await calendar.coming(env, actor)).answer_days))
        return
    await calendar.set_answer_days(env, actor, tap.days)
    await _show(env, actor, ui, cards.answer_days_set(tap.days))
