"""/tonghop, /xuat, /ketqua: reading results and taking them away."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from cards import minutes as minutes_cards
from cards import results as cards
from cards import results_taps
from handlers.routing import Taps, in_group
from handlers.screens import Screens
from handlers.ui import Ui
from rules.offices import Role
from services.context import Actor, Env
from services.people import wards
from services.polls import explaining, minutes, results
from services.refusals import Refused, Why, require

router = Router(name="results")
taps = Taps()
screens = Screens()

READERS = (Role.OFFICIAL, Role.APPROVER, Role.FRONT, Role.GROUP_HEAD, Role.ADMINISTRATOR)


def _reads_opinions(actor: Actor | None) -> bool:
    return actor is not None and actor.holds(*READERS)


@router.message(Command("ketqua"), in_group)
async def group_result(message: Message, env: Env, ui: Ui) -> None:
    """The last result of the group that this chat belongs to."""
    group_id = await wards.group_of_chat(env, "telegram", str(message.chat.id))
    result = await results.last_result_of_group(env, group_id) if group_id is not None else None
    await ui.say(await cards.with_picture(result, group_id) if result else cards.none_for_group())


@router.message(Command("tonghop", "xuat", "ketqua"))
async def overview_asked(message: Message, state: FSMContext, env: Env, actor: Actor | None, ui: Ui) -> None:
    """What was asked, and what came out."""
    await state.clear()
    await _overview(env, actor, ui)


@taps.on(results_taps.ListResults)
async def overview(query: CallbackQuery, env: Env, actor: Actor | None, ui: Ui) -> None:
    """Back to the list."""
    await _overview(env, actor, ui)


@screens.place("tonghop")
async def _overview(env: Env, actor: Actor | None, ui: Ui) -> None:
    if actor is None:
        raise Refused(Why.NOT_ALLOWED)
    require(actor, *READERS)
    await ui.show(cards.overview(await results.closed_polls(env, actor), await results.open_polls(env, actor)))


@taps.on(results_taps.ShowResult)
async def show(query: CallbackQuery, tap: results_taps.ShowResult, env: Env, actor: Actor | None, ui: Ui) -> None:
    """Picture and numbers of one poll, the reader's own group first."""
    await _show(env, actor, ui, tap.poll)


@screens.payload("t")
async def show_by_link(argument: str, env: Env, actor: Actor, ui: Ui) -> None:
    """The same, from a link in a group chat; with the table."""
    if not argument.isdecimal():
        raise Refused(Why.NOT_FOUND)
    await _show(env, actor, ui, int(argument))


async def _show(env: Env, actor: Actor | None, ui: Ui, poll_id: int) -> None:
    result = await results.result(env, actor, poll_id)
    asked = {group.group_id for group in result.tally.groups}
    own = actor.group_id if actor and actor.group_id in asked else None
    *tables, last = cards.table(result)
    await ui.say(await cards.with_picture(result, own))
    for table in tables:
        await ui.say(table)
    explained = await explaining.read(env, poll_id) is not None
    choices = cards.choices(
        result,
        may_read_opinions=_reads_opinions(actor),
        explained=explained,
        minutes=actor is not None and minutes.may_take(actor, result.poll),
    )
    await ui.say(last.with_rows(*choices))


@taps.on(results_taps.ShowOpinions)
async def show_opinions(query: CallbackQuery, tap: results_taps.ShowOpinions, env: Env, actor: Actor, ui: Ui) -> None:
    """A page of what households wrote."""
    result = await results.result(env, actor, tap.poll)
    await ui.show(cards.opinions_page(result.poll, await results.opinions(env, actor, tap.poll), tap.page))


@taps.on(results_taps.TakeAway)
async def take_away(query: CallbackQuery, tap: results_taps.TakeAway, env: Env, actor: Actor, ui: Ui) -> None:
    """The file."""
    result = await results.result(env, actor, tap.poll)
    await ui.say(await cards.file_card(result, await results.opinions(env, actor, tap.poll)))


@taps.on(results_taps.TakeMinutes)
async def take_minutes(query: CallbackQuery, tap: results_taps.TakeMinutes, env: Env, actor: Actor, ui: Ui) -> None:
    """The minutes of a vote online, for its organiser."""
    await ui.say(await minutes_cards.file_card(await minutes.take(env, actor, tap.poll)))
