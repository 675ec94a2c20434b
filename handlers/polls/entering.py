"""/nhapphieu: entering slips one after the other, and confirming those of others."""

from datetime import date
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.polls import entering as cards
from cards.polls import entering_taps as buttons
from handlers.files import DOWNLOAD_LIMIT, Incoming, download, incoming
from handlers.routing import Taps, in_private, is_no_command
from handlers.screens import Screens
from handlers.ui import Ui
from rules.calendar import local_date
from rules.entries import ENTERED, read_day
from rules.polls import Origin
from services.context import Actor, Env
from services.polls import entering
from services.polls.entry_views import GroupView, Photo, Slip
from services.polls.views import PollView
from services.refusals import Refused, Why

router = Router(name="polls.entering")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class SlipEntry(StatesGroup):
    """What is known of a stack, then of each of its slips."""

    way = State()
    date = State()
    helper = State()
    household = State()
    option = State()
    review = State()
    new_date = State()
    photo = State()


class SlipCheck(StatesGroup):
    """Words of the second person."""

    collision = State()
    refusal = State()


# --- the stack --------------------------------------------------------------------------------------


@router.message(Command("nhapphieu"))
async def entering_asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Which polls take slips, and what waits."""
    await show_desk(state, env, actor, ui)


@screens.place("nhapphieu")
async def show_desk(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Which polls take slips, and what waits."""
    await state.clear()
    await ui.show(cards.desk(await entering.desk(env, actor)))


@taps.on(buttons.BeginEntry)
async def begin(
    query: CallbackQuery, tap: buttons.BeginEntry, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The stack is of this poll; its group is asked for where there are several."""
    if not tap.poll:
        await show_desk(state, env, actor, ui)
        return
    await state.clear()
    poll, groups = await entering.place(env, actor, tap.poll)
    if len(groups) > 1:
        await ui.show(cards.which_group(poll, groups))
        return
    await _begin(state, ui, poll, groups[0])


@taps.on(buttons.EntryGroup)
async def group_chosen(
    query: CallbackQuery, tap: buttons.EntryGroup, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The stack is of this group."""
    poll, groups = await entering.place(env, actor, tap.poll)
    group = next((group for group in groups if group.id == tap.group), None)
    if group is None:
        raise Refused(Why.NOT_ALLOWED)
    await _begin(state, ui, poll, group)


async def _begin(state: FSMContext, ui: Ui, poll: PollView, group: GroupView) -> None:
    await state.set_state(SlipEntry.way)
    await state.set_data({"poll": poll.id, "group": group.id, "group_name": group.name})
    await ui.show(cards.which_way(poll, group))


async def _known(state: FSMContext, *names: str) -> dict[str, Any]:
    """What was answered so far; Refused NOT_FOUND for a button of a stack that is not there any more."""
    data = await state.get_data()
    if not data.keys() >= {"poll", "group", *names}:
        raise Refused(Why.NOT_FOUND)
    return data


@taps.on(buttons.EntryOrigin)
async def way_chosen(
    query: CallbackQuery, tap: buttons.EntryOrigin, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """How the answers came."""
    data = await _known(state)
    if tap.origin not in {origin.value for origin in ENTERED}:
        raise Refused(Why.NOT_FOUND)
    poll, _groups = await entering.place(env, actor, int(data["poll"]))
    await state.set_state(SlipEntry.date)
    await state.update_data(origin=tap.origin)
    await ui.show(cards.ask_date(Origin(tap.origin), poll))


@taps.on(buttons.EntryToday)
async def today(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The slips bear today's date."""
    await _dated(state, env, actor, ui, local_date(env.clock.now()))


@router.message(StateFilter(SlipEntry.date, SlipEntry.new_date), is_no_command)
async def date_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The date that was typed; one without a year is the last such day."""
    found = read_day(message.text or "", local_date(env.clock.now()))
    if found is None:
        raise Refused(Why.BAD_DATE)
    await _dated(state, env, actor, ui, found)


async def _dated(state: FSMContext, env: Env, actor: Actor, ui: Ui, dated_on: date) -> None:
    data = await _known(state, "origin")
    poll, _groups = await entering.place(env, actor, int(data["poll"]))
    entering.day(env, poll, dated_on)
    await state.update_data(date=dated_on.isoformat())
    if "option" in data:
        await _review(state, env, actor, ui)
    elif data["origin"] == Origin.ASSISTED and "helper" not in data:
        await state.set_state(SlipEntry.helper)
        await ui.show(cards.ask_helper())
    else:
        await _ask_household(state, ui)


@taps.on(buttons.HelpedMyself)
async def helped_myself(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Who enters also wrote for the households."""
    await _known(state, "date")
    await state.update_data(helper=await entering.own_name(env, actor))
    await _ask_household(state, ui)


@router.message(StateFilter(SlipEntry.helper), is_no_command)
async def helper_written(message: Message, state: FSMContext, ui: Ui) -> None:
    """Who wrote for the households."""
    await state.update_data(helper=entering.helper(message.text or ""))
    await _ask_household(state, ui)


# --- one slip ---------------------------------------------------------------------------------------


async def _ask_household(state: FSMContext, ui: Ui) -> None:
    data = await _known(state, "origin", "date")
    for name in ("household", "option", "photo"):
        data.pop(name, None)
    await state.set_state(SlipEntry.household)
    await state.set_data(data)
    await ui.show(cards.ask_household(data["group_name"]))


@taps.on(buttons.NextHousehold)
async def next_household(query: CallbackQuery, state: FSMContext, ui: Ui) -> None:
    """The next slip."""
    await _ask_household(state, ui)


@router.message(StateFilter(SlipEntry.household, SlipEntry.option), is_no_command)
async def household_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The household that was typed, or those that fit."""
    if not (message.text or "").strip():
        raise Refused(Why.EMPTY)
    data = await _known(state, "origin", "date")
    one, several = await entering.search(env, actor, int(data["poll"]), int(data["group"]), message.text or "")
    if one is None:
        await ui.show(cards.which_household(several))
        return
    await _ask_option(state, env, actor, ui, one.id)


@taps.on(buttons.EntryHousehold)
async def household_chosen(
    query: CallbackQuery, tap: buttons.EntryHousehold, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """It is this household's slip."""
    await _ask_option(state, env, actor, ui, tap.household)


async def _ask_option(state: FSMContext, env: Env, actor: Actor, ui: Ui, household_id: int) -> None:
    data = await _known(state, "origin", "date")
    poll, _groups = await entering.place(env, actor, int(data["poll"]))
    found = await entering.household(env, actor, poll.id, household_id)
    await state.set_state(SlipEntry.option)
    await state.update_data(household=found.id)
    await ui.show(cards.ask_option(poll, found))


@taps.on(buttons.EntryOption)
async def option_chosen(
    query: CallbackQuery, tap: buttons.EntryOption, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """What the slip says; a button of another household's card is no answer for this one."""
    data = await _known(state, "household")
    poll, _groups = await entering.place(env, actor, int(data["poll"]))
    if tap.household != data["household"] or tap.option not in {option.position for option in poll.options}:
        raise Refused(Why.NOT_FOUND)
    await state.update_data(option=tap.option)
    await _review(state, env, actor, ui)


def _slip(data: dict[str, Any]) -> Slip:
    return Slip(
        poll_id=int(data["poll"]),
        household_id=int(data["household"]),
        option=int(data["option"]),
        origin=Origin(data["origin"]),
        dated_on=date.fromisoformat(data["date"]),
        helper=data.get("helper"),
    )


@taps.on(buttons.ReviewEntry)
async def back_to_review(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """All of it before it is sent."""
    await _review(state, env, actor, ui)


async def _review(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    data = await _known(state, "origin", "date", "household", "option")
    poll, _groups = await entering.place(env, actor, int(data["poll"]))
    found = await entering.household(env, actor, poll.id, int(data["household"]))
    await state.set_state(SlipEntry.review)
    await ui.show(cards.summary(poll, found, _slip(data), has_photo="photo" in data))


@taps.on(buttons.ChangeDate)
async def change_date(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """This slip, and those after it, bear another date."""
    data = await _known(state, "option")
    poll, _groups = await entering.place(env, actor, int(data["poll"]))
    await state.set_state(SlipEntry.new_date)
    await ui.show(cards.ask_date(Origin(data["origin"]), poll))


@taps.on(buttons.AddPhoto)
async def add_photo(query: CallbackQuery, state: FSMContext, ui: Ui) -> None:
    """A photo may be sent now."""
    await _known(state, "option")
    await state.set_state(SlipEntry.photo)
    await ui.show(cards.ask_photo())


@router.message(StateFilter(SlipEntry.photo), is_no_command)
async def photo_sent(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The photo belongs to the slip; it is fetched when the slip is sent."""
    file = incoming(message)
    if file is None or file.mime not in ("image/jpeg", "image/png"):
        raise Refused(Why.ENTRY_NO_PHOTO)
    if file.size > DOWNLOAD_LIMIT:
        raise Refused(Why.FILE_TOO_BIG)
    await state.update_data(photo=[file.file_id, file.name, file.mime, file.kind, file.size])
    await _review(state, env, actor, ui)


@taps.on(buttons.SendEntry)
async def send(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot: Bot) -> None:
    """The slip waits for a second person, and the next one may be typed."""
    data = await _known(state, "origin", "date", "household", "option")
    photo = None
    if "photo" in data:
        file = Incoming(*data["photo"])
        photo = Photo(file.name, file.mime, await download(bot, file))
    slip = _slip(data)
    rest = {name: value for name, value in data.items() if name not in ("household", "option", "photo")}
    await state.set_state(SlipEntry.household)
    await state.set_data(rest)
    await ui.show(cards.entered(await entering.enter(env, actor, slip, photo), data["group_name"]))


# --- the second person ------------------------------------------------------------------------------


@taps.on(buttons.NextEntry)
async def next_entry(
    query: CallbackQuery, tap: buttons.NextEntry, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """An entry that waits."""
    await state.clear()
    found, waiting = await entering.next_waiting(env, actor, tap.after)
    await ui.show(cards.one(found, waiting) if found else cards.nothing_waits())


@taps.on(buttons.ShowEntry)
async def show_entry(
    query: CallbackQuery, tap: buttons.ShowEntry, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """This entry as it stands."""
    await state.clear()
    await ui.show(cards.one(await entering.show(env, actor, tap.entry)))


@taps.on(buttons.EntryPhoto)
async def show_photo(query: CallbackQuery, tap: buttons.EntryPhoto, env: Env, actor: Actor, ui: Ui) -> None:
    """The photo of the slip."""
    view = await entering.show(env, actor, tap.entry)
    await ui.say(cards.photo(view, await entering.picture(env, actor, tap.entry)))


@taps.on(buttons.ConfirmEntry)
async def confirm(
    query: CallbackQuery, tap: buttons.ConfirmEntry, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The entry is confirmed; where the household has another answer, a reason is asked for first."""
    try:
        decision = await entering.confirm(env, actor, tap.entry)
    except Refused as refusal:
        if refusal.why is not Why.ENTRY_COLLIDES:
            raise
    else:
        await ui.show(cards.decided(decision, tap.entry))
        return
    await state.set_state(SlipCheck.collision)
    await state.set_data({"entry": tap.entry})
    await ui.show(cards.ask_reason(await entering.show(env, actor, tap.entry)))


@taps.on(buttons.UsualReason)
async def usual_reason(
    query: CallbackQuery, tap: buttons.UsualReason, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The later answer counts, for the usual reason."""
    await state.clear()
    decision = await entering.confirm(env, actor, tap.entry, cards.usual_reason())
    await ui.show(cards.decided(decision, tap.entry))


@router.message(StateFilter(SlipCheck.collision), is_no_command)
async def reason_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The later answer counts, for this reason."""
    entry = int((await state.get_data())["entry"])
    await state.clear()
    await ui.show(cards.decided(await entering.confirm(env, actor, entry, message.text or ""), entry))


@taps.on(buttons.RefuseEntry)
async def refusal_asked(
    query: CallbackQuery, tap: buttons.RefuseEntry, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """Why it is not as on the slip."""
    view = await entering.show(env, actor, tap.entry)
    await state.set_state(SlipCheck.refusal)
    await state.set_data({"entry": tap.entry})
    await ui.show(cards.ask_refusal(view))


@router.message(StateFilter(SlipCheck.refusal), is_no_command)
async def refusal_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The entry counts for nothing."""
    entry = int((await state.get_data())["entry"])
    await state.clear()
    await ui.show(cards.refused(await entering.refuse(env, actor, entry, message.text or ""), entry))
