"""Notices and invitations of /soan: one question at a time, a preview, and out."""

from datetime import datetime
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards import announcements as cards
from cards import announcements_taps as buttons
from cards.card import Card
from cards.choices import toggled
from cards.outgoing import Addressee
from cards.taps import Go, Tap
from handlers import texts
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.announcements import Kind
from rules.dates import read_moment
from services import announcements
from services.announcements import Draft
from services.context import Actor, Env
from services.people import wards
from services.refusals import Refused, Why

router = Router(name="announcements")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class AnnouncementDraft(StatesGroup):
    """The questions of a draft."""

    title = State()
    text = State()
    time = State()
    place = State()
    groups = State()
    review = State()


STATES = {step: getattr(AnnouncementDraft, step) for step in cards.STEPS[Kind.INVITATION]}
# Under which name each answer is kept.
KEPT = {"title": "title", "text": "body", "time": "meets", "place": "place", "groups": "groups"}


# --- one question after the other ---------------------------------------------------------------------


@taps.on(buttons.BeginAnnouncement)
async def begin(
    query: CallbackQuery, tap: buttons.BeginAnnouncement, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The first question."""
    await announcements.groups(env, actor)
    if tap.kind not in set(Kind):
        raise Refused(Why.NOT_FOUND)
    await state.set_data({"announces": tap.kind})
    await _ask("title", state, env, actor, ui)


def _missing(data: dict[str, Any]) -> str | None:
    """The first question without an answer."""
    return next((step for step in cards.STEPS[Kind(data["announces"])] if not data.get(KEPT[step])), None)


def _previous(step: str, data: dict[str, Any]) -> Tap:
    """Where the way back leads: to the preview while a finished draft is edited."""
    if _missing(data) is None:
        return buttons.ReviewAnnouncement()
    steps = cards.STEPS[Kind(data["announces"])]
    place = steps.index(step)
    return buttons.ToQuestion(steps[place - 1]) if place else Go("soan")


async def _ask(step: str, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """This question waits for its answer."""
    data = await state.get_data()
    previous = _previous(step, data)
    await state.set_state(STATES[step])
    if step == "title":
        await ui.show(cards.ask_title(Kind(data["announces"]), previous))
    elif step == "text":
        await state.update_data(texts=[])
        await ui.show(cards.ask_text(previous))
    elif step == "time":
        await ui.show(cards.ask_time(previous))
    elif step == "place":
        await ui.show(cards.ask_place(previous))
    else:
        await _show_groups(state, env, actor, ui)


async def _answered(state: FSMContext, env: Env, actor: Actor, ui: Ui, **answer: Any) -> None:
    """The answer is kept; the next question that waits is asked, or the preview shown when there is none."""
    data = await state.update_data(**answer)
    if step := _missing(data):
        await _ask(step, state, env, actor, ui)
    else:
        await _review(state, env, actor, ui)


async def _is_gone(state: FSMContext, ui: Ui) -> bool:
    """Whether the tapped button belongs to a draft that is not there any more; the person was told."""
    if "announces" in await state.get_data():
        return False
    await ui.alert(cards.gone())
    return True


@taps.on(buttons.ToQuestion)
async def to_question(
    query: CallbackQuery, tap: buttons.ToQuestion, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """To a question that is answered anew."""
    if await _is_gone(state, ui):
        return
    if tap.step not in cards.STEPS[Kind((await state.get_data())["announces"])]:
        raise Refused(Why.NOT_FOUND)
    await _ask(tap.step, state, env, actor, ui)


@router.message(StateFilter(AnnouncementDraft.title))
async def title_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The title."""
    title = announcements.title(message.text or message.caption or "")
    await _answered(state, env, actor, ui, title=title)


@router.message(StateFilter(AnnouncementDraft.text))
async def text_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot: Bot) -> None:
    """One more part of the text: a message, or what a file says."""
    if texts.is_done(message):
        await _text_done(state, env, actor, ui)
        return
    data = await state.get_data()
    pieces = [*data["texts"], await texts.piece(bot, message)]
    length = len(announcements.body(texts.joined(pieces)))
    await state.update_data(texts=pieces)
    await ui.show(cards.got_text(length, _previous("text", data)))


@taps.on(buttons.BodyDone)
async def text_done(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The text is whole."""
    if not await _is_gone(state, ui):
        await _text_done(state, env, actor, ui)


async def _text_done(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    body = announcements.body(texts.joined((await state.get_data()).get("texts", [])))
    await _answered(state, env, actor, ui, body=body, texts=[])


@router.message(StateFilter(AnnouncementDraft.time))
async def time_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """When they meet."""
    moment = read_moment(message.text or "", env.clock.now())
    if moment is None:
        raise Refused(Why.BAD_DATE)
    await _answered(state, env, actor, ui, meets=announcements.meeting(env, moment).isoformat())


@router.message(StateFilter(AnnouncementDraft.place))
async def place_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Where they meet."""
    await _answered(state, env, actor, ui, place=announcements.place(message.text or ""))


@router.message(StateFilter(AnnouncementDraft.groups))
async def groups_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Groups are ticked, not typed; the list comes again."""
    await _show_groups(state, env, actor, ui)


async def _show_groups(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    data = await state.get_data()
    groups = await announcements.groups(env, actor)
    label = (await wards.line(env)).group_label
    await ui.show(cards.ask_groups(groups, data.get("ticked", []), label, _previous("groups", data)))


@taps.on(buttons.TickGroup)
async def group_ticked(
    query: CallbackQuery, tap: buttons.TickGroup, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The group is written to or not; all of them, or none when all were."""
    if await _is_gone(state, ui):
        return
    allowed = [group.id for group in await announcements.groups(env, actor)]
    ticked = (await state.get_data()).get("ticked", [])
    await state.update_data(ticked=toggled(ticked, allowed, tap.group))
    await _show_groups(state, env, actor, ui)


@taps.on(buttons.TickedAll)
async def groups_done(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """These are written to."""
    if await _is_gone(state, ui):
        return
    ticked = (await state.get_data()).get("ticked")
    if not ticked:
        raise Refused(Why.NO_GROUPS)
    await _answered(state, env, actor, ui, groups=ticked)


# --- the preview ------------------------------------------------------------------------------------


async def _whole(state: FSMContext, ui: Ui) -> Draft | None:
    """The finished draft; None, and the person was told, when there is none."""
    data = await state.get_data()
    if "announces" not in data or _missing(data) is not None:
        await ui.alert(cards.gone())
        return None
    return Draft(
        kind=Kind(data["announces"]),
        title=data["title"],
        body=data["body"],
        group_ids=tuple(data["groups"]),
        meets_at=datetime.fromisoformat(data["meets"]) if "meets" in data else None,
        place=data.get("place"),
    )


async def _review(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The draft as readers will see it, and what can be done with it."""
    draft = await _whole(state, ui)
    if draft is None:
        return
    await state.set_state(AnnouncementDraft.review)
    await ui.show(await _as_read(env, actor, draft))
    await ui.say(cards.review(announcements.late(env, draft)))


async def _as_read(env: Env, actor: Actor, draft: Draft) -> Card:
    to = Addressee(person_id=actor.person_id, group_id=None, bot_name="")
    return cards.message(await announcements.preview(env, actor, draft), to)


@router.message(StateFilter(AnnouncementDraft.review))
@taps.on(buttons.ReviewAnnouncement)
async def review(event: Message | CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The preview again."""
    await _review(state, env, actor, ui)


@taps.on(buttons.TryAnnouncement)
async def try_out(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The sender receives the message as readers would; nobody else does."""
    draft = await _whole(state, ui)
    if draft is None:
        return
    await ui.drop_buttons()
    await ui.say(await _as_read(env, actor, draft))
    await ui.say(cards.review(announcements.late(env, draft), tried=True))


@taps.on(buttons.EditAnnouncement)
async def edit(query: CallbackQuery, state: FSMContext, ui: Ui) -> None:
    """Which question to answer anew."""
    draft = await _whole(state, ui)
    if draft is not None:
        await ui.show(cards.what_to_edit(draft.kind))


@taps.on(buttons.SendAnnouncement)
async def send(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """It is on its way to the groups."""
    draft = await _whole(state, ui)
    if draft is None:
        return
    await state.clear()
    await ui.show(cards.sent(draft.kind, await announcements.send(env, actor, draft)))


# --- reading ----------------------------------------------------------------------------------------


@taps.on(buttons.ReadAnnouncement)
async def read_on(query: CallbackQuery, tap: buttons.ReadAnnouncement, env: Env, ui: Ui) -> None:
    """A page of the text."""
    if not tap.announcement:
        await ui.alert(cards.only_preview())
        return
    await ui.say(cards.page(await announcements.read(env, tap.announcement), tap.page))


@screens.payload("a")
async def read_by_link(argument: str, env: Env, ui: Ui) -> None:
    """An announcement, from a link in a group chat."""
    if not argument.isdecimal():
        raise Refused(Why.NOT_FOUND)
    await ui.show(cards.page(await announcements.read(env, int(argument)), 0))
