"""/caidat, how long what is no longer needed is kept."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.people import retention as cards
from cards.people.data_taps import Retention, RetentionOf, RetentionSet
from cards.taps import BadTapError
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from rules.retention import LIMITS, Period
from services import retention
from services.context import Actor, Env
from services.refusals import Refused, Why

router = Router(name="people.retention")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class Setting(StatesGroup):
    """A number of days that is typed; the data hold what for."""

    days = State()


def _period(word: str) -> Period:
    try:
        return Period(word)
    except ValueError as error:
        raise BadTapError(word) from error


@taps.on(Retention)
async def shown(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """All of them."""
    if await state.get_state() == Setting.days.state:
        await state.clear()
    await ui.show(cards.periods(await retention.periods(env, actor)))


@taps.on(RetentionOf)
async def asked(query: CallbackQuery, tap: RetentionOf, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """For how many days?"""
    period = _period(tap.period)
    known = await retention.periods(env, actor)
    await state.set_state(Setting.days)
    await state.set_data({"period": period})
    await ui.show(cards.choices(period, known[period]))


@taps.on(RetentionSet)
async def tapped(query: CallbackQuery, tap: RetentionSet, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """For so many."""
    await _set(_period(tap.period), tap.days, state, env, actor, ui)


@router.message(StateFilter(Setting.days), is_words)
async def written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """For as many as were typed."""
    period = _period((await state.get_data())["period"])
    typed = (message.text or "").removesuffix("ngày").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
        raise Refused(Why.OUT_OF_LIMITS, least=LIMITS[period].least, most=LIMITS[period].most)
    await _set(period, int(typed), state, env, actor, ui)


async def _set(period: Period, days: int, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    await state.clear()
    await retention.set_period(env, actor, period, days)
    await ui.show(cards.periods(await retention.periods(env, actor)))
