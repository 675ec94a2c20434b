"""Biểu quyết: what the law allows, preparing a vote online, entering and confirming what was counted elsewhere."""

import re
from datetime import date, timedelta
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.polls import voting as cards
from cards.polls import voting_taps as buttons
from cards.polls.taps import ChooseVote
from cards.sections import Section
from cards.taps import BadTapError
from handlers.files import download, incoming
from handlers.routing import Taps, in_private, is_no_command
from handlers.screens import Screens
from handlers.ui import Ui
from rules.calendar import local_date
from rules.dates import whole_minute
from rules.entries import read_day
from rules.polls import COUNTED, Duty, Kind, Matter, Step
from services.context import Actor, Env
from services.polls import access, counting, drafting, votes
from services.polls.views import Numbers
from services.refusals import Refused, Why

router = Router(name="polls.voting")
router.message.filter(in_private, is_no_command)
taps = Taps()
screens = Screens()

# Between the tap and the commit the clock moves on; nobody shall lose a minute of the period by that.
HASTE = timedelta(seconds=5)


class VoteDraft(StatesGroup):
    """What is written on the way to a vote."""

    title = State()
    body = State()
    evidence = State()
    count_title = State()
    count_day = State()
    count_numbers = State()
    count_review = State()
    back_reason = State()


# --- what is decided --------------------------------------------------------------------------------


@taps.on(ChooseVote)
async def choose(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What shall be decided?"""
    await drafting.groups(env, actor)
    await state.clear()
    await ui.show(cards.matters())


def _matter(number: int) -> Matter:
    try:
        return Matter(number)
    except ValueError as error:
        raise BadTapError(str(number)) from error


@taps.on(buttons.ChooseMatter)
async def matter_chosen(
    query: CallbackQuery, tap: buttons.ChooseMatter, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """What the law allows for it."""
    await drafting.groups(env, actor)
    await state.clear()
    await ui.show(cards.what_the_law_allows(_matter(tap.matter)))


# --- a vote online ----------------------------------------------------------------------------------


@taps.on(buttons.StartDossier)
async def start_dossier(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Whose vote it is; asked only where there is a choice."""
    groups = await drafting.groups(env, actor)
    if len(groups) > 1:
        await ui.show(cards.which_group(groups))
        return
    await _ask_title(state, ui, groups[0].id)


@taps.on(buttons.DossierGroup)
async def dossier_group(
    query: CallbackQuery, tap: buttons.DossierGroup, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """It is the vote of this group."""
    access.require_runs(env, actor, [tap.group])
    await _ask_title(state, ui, tap.group)


async def _ask_title(state: FSMContext, ui: Ui, group: int) -> None:
    await state.set_state(VoteDraft.title)
    await state.set_data({"group": group})
    await ui.show(cards.ask_title())


@router.message(StateFilter(VoteDraft.title))
async def title_written(message: Message, state: FSMContext, ui: Ui) -> None:
    """The title."""
    await state.update_data(title=drafting.title(message.text or ""))
    await state.set_state(VoteDraft.body)
    await ui.show(cards.ask_body())


@router.message(StateFilter(VoteDraft.body))
async def body_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The text; the dossier is there."""
    data = await state.get_data()
    await state.clear()
    it = await votes.prepare(env, actor, int(data["group"]), data["title"], message.text or "")
    await ui.show(cards.dossier(it))


@taps.on(buttons.ShowDossier)
async def show_dossier(
    query: CallbackQuery, tap: buttons.ShowDossier, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """What is prepared, and what is missing."""
    await state.clear()
    await ui.show(cards.dossier(await votes.dossier(env, actor, tap.dossier)))


@taps.on(buttons.DoDuty)
async def duty_done(
    query: CallbackQuery, tap: buttons.DoDuty, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """What shows that it is done?"""
    await votes.dossier(env, actor, tap.dossier)
    if tap.duty not in set(Duty):
        raise BadTapError(str(tap.duty))
    await state.set_state(VoteDraft.evidence)
    await state.set_data({"dossier": tap.dossier, "duty": tap.duty})
    await ui.show(cards.ask_evidence(tap.dossier, Duty(tap.duty)))


@router.message(StateFilter(VoteDraft.evidence))
async def evidence_sent(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot: Bot) -> None:
    """The duty is done, as the words and the file show; a file without words goes by its name."""
    data = await state.get_data()
    found = incoming(message)
    file = (found.name, found.mime, await download(bot, found)) if found else None
    words = message.text or message.caption or (found.name if found else "")
    await state.clear()
    it = await votes.record_duty(env, actor, int(data["dossier"]), Duty(int(data["duty"])), words, file)
    await ui.show(cards.dossier(it))


def _step(word: str) -> Step:
    try:
        return Step(word)
    except ValueError as error:
        raise BadTapError(word) from error


@taps.on(buttons.AskEnd)
async def ask_end(query: CallbackQuery, tap: buttons.AskEnd, env: Env, actor: Actor, ui: Ui) -> None:
    """When does the step close?"""
    await ui.show(cards.ask_end(await votes.dossier(env, actor, tap.dossier), _step(tap.step)))


@taps.on(buttons.OpenStep)
async def open_step(query: CallbackQuery, tap: buttons.OpenStep, env: Env, actor: Actor, ui: Ui) -> None:
    """The step is open."""
    closes_at = whole_minute(env.clock.now() + HASTE) + timedelta(days=tap.days)
    await ui.show(cards.opened(await votes.open_step(env, actor, tap.dossier, _step(tap.step), closes_at)))


# --- what was counted elsewhere ---------------------------------------------------------------------


@taps.on(buttons.EnterCounts)
async def enter_counts(
    query: CallbackQuery, tap: buttons.EnterCounts, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """Where was it counted?"""
    if tap.kind not in COUNTED:
        raise BadTapError(tap.kind)
    kind, matter = Kind(tap.kind), _matter(tap.matter)
    groups = await drafting.groups(env, actor)
    await state.set_data({"counts": kind.value, "matter": matter.value})
    await ui.show(cards.count_where(kind, matter, groups))


async def _counts(state: FSMContext) -> tuple[Kind, Matter, dict[str, Any]]:
    """What is being entered; Refused NOT_FOUND when it is not there any more."""
    data = await state.get_data()
    if data.get("counts") not in COUNTED:
        raise Refused(Why.NOT_FOUND)
    return Kind(data["counts"]), Matter(data["matter"]), data


@taps.on(buttons.CountGroup)
async def count_group(
    query: CallbackQuery, tap: buttons.CountGroup, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """It was counted there, unless the law forbids to count it so."""
    kind, matter, data = await _counts(state)
    groups = [group for group in await drafting.groups(env, actor) if tap.group in (0, group.id)]
    households = await counting.check(env, actor, kind, matter, [group.id for group in groups])
    asked = [[group.id, group.name, households[group.id]] for group in groups]
    await state.set_state(VoteDraft.count_title)
    await state.set_data({"counts": data["counts"], "matter": data["matter"], "groups": asked, "rows": []})
    await ui.show(cards.ask_count_title(matter))


@router.message(StateFilter(VoteDraft.count_title))
async def count_title_written(message: Message, state: FSMContext, ui: Ui) -> None:
    """What was decided."""
    kind, matter, _data = await _counts(state)
    await state.update_data(title=drafting.title(message.text or ""))
    await state.set_state(VoteDraft.count_day)
    await ui.show(cards.ask_day(kind, matter))


@taps.on(buttons.HeldToday)
async def held_today(query: CallbackQuery, state: FSMContext, env: Env, ui: Ui) -> None:
    """It was today."""
    await _counts(state)
    await _held_on(state, ui, local_date(env.clock.now()))


@router.message(StateFilter(VoteDraft.count_day))
async def count_day_written(message: Message, state: FSMContext, env: Env, ui: Ui) -> None:
    """It was on this day."""
    today = local_date(env.clock.now())
    day = read_day(message.text or "", today)
    if day is None:
        raise Refused(Why.BAD_DATE)
    if day > today:
        raise Refused(Why.FUTURE_DATE)
    await _held_on(state, ui, day)


async def _held_on(state: FSMContext, ui: Ui, day: date) -> None:
    if "title" not in await state.get_data():
        raise Refused(Why.NOT_FOUND)
    await state.update_data(day=day.isoformat(), rows=[])
    await state.set_state(VoteDraft.count_numbers)
    await _ask_numbers(state, ui)


async def _ask_numbers(state: FSMContext, ui: Ui) -> None:
    """The next group without numbers, or all that was entered."""
    kind, matter, data = await _counts(state)
    groups, rows = data["groups"], data["rows"]
    if len(rows) < len(groups):
        _group, name, households = groups[len(rows)]
        await ui.show(cards.ask_numbers(kind, matter, name, households, len(rows) + 1, len(groups)))
        return
    await state.set_state(VoteDraft.count_review)
    told = [(name, households, row) for (_id, name, households), row in zip(groups, rows, strict=True)]
    await ui.show(cards.review_counts(kind, matter, data["title"], date.fromisoformat(data["day"]), told))


@router.message(StateFilter(VoteDraft.count_numbers))
async def numbers_written(message: Message, state: FSMContext, ui: Ui) -> None:
    """The numbers of a group."""
    _kind, _matter_of, data = await _counts(state)
    group, _name, households = data["groups"][len(data["rows"])]
    typed = [int(number) for number in re.findall(r"\d{1,7}", message.text or "")]
    if len(typed) != 4:
        raise Refused(Why.COUNTS_WRONG, households=households)
    counting.fit(Numbers(group, *typed), households)
    await state.update_data(rows=[*data["rows"], typed])
    await _ask_numbers(state, ui)


@taps.on(buttons.SendCounts)
async def send_counts(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The numbers wait for a second person."""
    kind, matter, data = await _counts(state)
    if len(data.get("rows", ())) < len(data.get("groups", (1,))):
        raise Refused(Why.NOT_FOUND)
    numbers = [Numbers(group[0], *row) for group, row in zip(data["groups"], data["rows"], strict=True)]
    await state.clear()
    poll = await counting.enter(env, actor, kind, matter, data["title"], date.fromisoformat(data["day"]), numbers)
    await ui.show(cards.counts_sent(poll))


# --- /quanly ----------------------------------------------------------------------------------------


@screens.section()
async def section(env: Env, actor: Actor) -> Section | None:
    """What stands in /quanly about votes."""
    if not actor.holds(*access.ORGANISERS):
        return None
    return cards.section(await votes.unfinished(env, actor), await counting.waiting(env, actor))


@taps.on(buttons.VoteDesk)
async def desk(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Votes that are prepared, and numbers that wait."""
    await drafting.groups(env, actor)
    await state.clear()
    await ui.show(cards.desk(await votes.unfinished(env, actor), await counting.waiting(env, actor)))


@taps.on(buttons.ShowCounts)
async def show_counts(
    query: CallbackQuery, tap: buttons.ShowCounts, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The numbers that wait."""
    await state.clear()
    await ui.show(cards.counts(await counting.shown(env, actor, tap.poll)))


@taps.on(buttons.ConfirmCounts)
async def confirm_counts(query: CallbackQuery, tap: buttons.ConfirmCounts, env: Env, actor: Actor, ui: Ui) -> None:
    """The numbers stand."""
    await ui.show(cards.confirmed(await counting.confirm(env, actor, tap.poll)))


@taps.on(buttons.SendBack)
async def send_back(
    query: CallbackQuery, tap: buttons.SendBack, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """Why are they wrong?"""
    await counting.shown(env, actor, tap.poll)
    await state.set_state(VoteDraft.back_reason)
    await state.set_data({"poll": tap.poll})
    await ui.show(cards.ask_back_reason(tap.poll))


@router.message(StateFilter(VoteDraft.back_reason))
async def back_reason_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The numbers count for nothing."""
    data = await state.get_data()
    await state.clear()
    await counting.send_back(env, actor, int(data["poll"]), message.text or "")
    await ui.show(cards.sent_back())


@taps.on(buttons.Endorse)
async def endorse(query: CallbackQuery, tap: buttons.Endorse, env: Env, actor: Actor, ui: Ui) -> None:
    """The Front supports the proposal."""
    await votes.endorse(env, actor, tap.poll)
    await ui.alert(cards.endorsed())
