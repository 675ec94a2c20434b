"""/chuatraloi: which households have not answered, for going door to door."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from cards import door_list
from cards.polls import doors as cards
from cards.polls import entering_taps as buttons
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from services.context import Actor, Env
from services.polls import doors, entering
from services.refusals import Refused, Why

router = Router(name="polls.doors")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


@router.message(Command("chuatraloi"))
async def asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Of which poll."""
    await show_polls(state, env, actor, ui)


@screens.place("chuatraloi")
async def show_polls(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Of which poll."""
    await state.clear()
    await ui.show(cards.which_poll(await doors.polls(env, actor)))


@taps.on(buttons.Doors)
async def of_poll(query: CallbackQuery, tap: buttons.Doors, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Of which group, where there are several."""
    if not tap.poll:
        await show_polls(state, env, actor, ui)
        return
    await state.clear()
    poll, groups = await entering.place(env, actor, tap.poll)
    if len(groups) > 1:
        await ui.show(cards.which_group(poll, groups))
        return
    await ui.show(cards.listed(await doors.silent(env, actor, poll.id, groups[0].id, "message"), 0))


@taps.on(buttons.DoorPage)
async def of_group(query: CallbackQuery, tap: buttons.DoorPage, env: Env, actor: Actor, ui: Ui) -> None:
    """A page of the list."""
    await ui.show(cards.listed(await doors.silent(env, actor, tap.poll, tap.group, "message"), tap.page))


@taps.on(buttons.DoorFile)
async def as_file(query: CallbackQuery, tap: buttons.DoorFile, env: Env, actor: Actor, ui: Ui) -> None:
    """The list to take along."""
    if tap.kind not in door_list.WRITERS:
        raise Refused(Why.NOT_FOUND)
    found = await doors.silent(env, actor, tap.poll, tap.group, tap.kind)
    await ui.say(cards.file(found, tap.kind, await door_list.file(found, tap.kind)))
