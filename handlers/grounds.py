"""/caidat, Căn cứ pháp lý của kênh: recording why answers on a network count for the law."""

from datetime import date
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards import grounds as cards
from cards import grounds_taps as buttons
from cards.taps import BadTapError
from handlers.files import download, incoming
from handlers.routing import Taps, in_private, is_no_command
from handlers.screens import Screens
from handlers.ui import Ui
from rules.calendar import local_date
from rules.entries import read_day
from rules.offices import Role
from rules.polls import GROUND_FOR, Kind
from services import grounds
from services.context import Actor, Env
from services.refusals import Refused, Why, require

router = Router(name="grounds")
router.message.filter(in_private, is_no_command)
taps = Taps()
screens = Screens()


class GroundForm(StatesGroup):
    """What is known of a decision."""

    number = State()
    day = State()
    file = State()


@taps.on(buttons.Grounds)
async def overview(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The decisions in force."""
    await state.clear()
    await ui.show(cards.overview(await grounds.in_force(env, actor)))


@taps.on(buttons.NewGround)
async def new_ground(query: CallbackQuery, tap: buttons.NewGround, state: FSMContext, actor: Actor, ui: Ui) -> None:
    """For which kind?"""
    require(actor, Role.ADMINISTRATOR)
    if tap.channel not in grounds.CHANNELS:
        raise BadTapError(tap.channel)
    await state.clear()
    await ui.show(cards.which_effect(tap.channel))


@taps.on(buttons.GroundFor)
async def ground_for(query: CallbackQuery, tap: buttons.GroundFor, state: FSMContext, actor: Actor, ui: Ui) -> None:
    """Which decision?"""
    require(actor, Role.ADMINISTRATOR)
    if tap.channel not in grounds.CHANNELS or tap.effect not in GROUND_FOR:
        raise BadTapError(tap.effect)
    await state.set_state(GroundForm.number)
    await state.set_data({"channel": tap.channel, "effect": tap.effect})
    await ui.show(cards.ask_number(tap.channel, Kind(tap.effect)))


@router.message(StateFilter(GroundForm.number))
async def number_written(message: Message, state: FSMContext, ui: Ui) -> None:
    """Its number."""
    await state.update_data(number=grounds.number(message.text or ""))
    await state.set_state(GroundForm.day)
    await ui.show(cards.ask_day())


@router.message(StateFilter(GroundForm.day))
async def day_written(message: Message, state: FSMContext, env: Env, ui: Ui) -> None:
    """Its day."""
    today = local_date(env.clock.now())
    day = read_day(message.text or "", today)
    if day is None:
        raise Refused(Why.BAD_DATE)
    if day > today:
        raise Refused(Why.FUTURE_DATE)
    await state.update_data(day=day.isoformat())
    await state.set_state(GroundForm.file)
    await ui.show(cards.ask_file())


@router.message(StateFilter(GroundForm.file))
async def file_sent(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot: Bot) -> None:
    """The decision is recorded with its document."""
    found = incoming(message)
    if found is None:
        await ui.show(cards.ask_file())
        return
    file = (found.name, found.mime, await download(bot, found))
    await _record(state, env, actor, ui, await state.get_data(), file)


@taps.on(buttons.WithoutFile)
async def without_file(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The decision is recorded without its document."""
    data = await state.get_data()
    if await state.get_state() != GroundForm.file.state:
        raise Refused(Why.NOT_FOUND)
    await _record(state, env, actor, ui, data, None)


async def _record(
    state: FSMContext, env: Env, actor: Actor, ui: Ui, data: dict[str, Any], file: tuple[str, str, bytes] | None
) -> None:
    await state.clear()
    day = date.fromisoformat(data["day"])
    kept = await grounds.record(env, actor, data["channel"], Kind(data["effect"]), data["number"], day, file)
    await ui.show(cards.recorded(kept))


@taps.on(buttons.EndGround)
async def end(query: CallbackQuery, tap: buttons.EndGround, env: Env, actor: Actor, ui: Ui) -> None:
    """The decision is in force no more, once that is certain."""
    found = [it for it in await grounds.in_force(env, actor) if it.id == tap.ground]
    if not found:
        raise Refused(Why.NOT_FOUND)
    if not tap.certain:
        await ui.show(cards.end(found[0]))
        return
    await grounds.end(env, actor, tap.ground)
    await ui.show(cards.overview(await grounds.in_force(env, actor)))
