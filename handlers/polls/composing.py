"""/soan: putting a matter to the households, one question at a time."""

from datetime import date, datetime, timedelta
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards.choices import toggled
from cards.polls import composing as cards
from cards.polls import paper
from cards.polls import taps as buttons
from cards.taps import Tap
from handlers import texts
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.calendar import local_date
from rules.dates import read_days, read_moment, whole_minute
from rules.entries import read_day
from rules.polls import FIXED_ANSWERS, STANDARD_OPTIONS, Kind
from services.context import Actor, Env
from services.people import wards
from services.polls import compose, drafting
from services.polls.views import Draft
from services.refusals import Refused, Why

router = Router(name="polls.composing")
router.message.filter(in_private)
taps = Taps()
screens = Screens()

# Between choosing to send now and the commit the clock moves on; the period must not become too short by that.
HASTE = timedelta(seconds=5)


class PollDraft(StatesGroup):
    """The questions of a draft."""

    title = State()
    text = State()
    options = State()
    groups = State()
    posted = State()
    opens = State()
    closes = State()
    review = State()


STATES = {step: getattr(PollDraft, step) for step in cards.STEPS}


# --- the kind ---------------------------------------------------------------------------------------


@router.message(Command("soan"))
async def compose_asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What shall be sent to the households."""
    await begin(state, env, actor, ui)


@screens.place("soan")
async def begin(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What shall be sent to the households."""
    await drafting.groups(env, actor)
    await state.clear()
    await ui.show(cards.kinds())


@taps.on(buttons.Compose)
async def to_kinds(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Back to the kinds."""
    await begin(state, env, actor, ui)


@taps.on(buttons.ChooseKind)
async def kind_chosen(
    query: CallbackQuery, tap: buttons.ChooseKind, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The first question of this kind."""
    await drafting.groups(env, actor)
    if tap.kind not in cards.COMPOSED:
        raise Refused(Why.NOT_FOUND)
    fixed = {"options": list(STANDARD_OPTIONS)} if tap.kind in FIXED_ANSWERS else {}
    await state.set_data({"kind": tap.kind, **fixed})
    await _ask("title", state, env, actor, ui)


# --- one question after the other ---------------------------------------------------------------------


def _previous(step: str, data: dict[str, Any]) -> Tap:
    """Where the way back leads: to the preview while a finished draft is edited."""
    if _missing(data) is None:
        return buttons.Review()
    steps = cards.steps(Kind(data["kind"]))
    place = steps.index(step)
    return buttons.ToStep(steps[place - 1]) if place else buttons.Compose()


async def _ask(step: str, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """This question waits for its answer."""
    data = await state.get_data()
    kind, previous = Kind(data["kind"]), _previous(step, data)
    await state.set_state(STATES[step])
    if step == "title":
        card = cards.ask_title(kind, previous)
    elif step == "text":
        await state.update_data(texts=[])
        card = cards.ask_text(kind, previous)
    elif step == "options":
        card = cards.ask_options(kind, previous)
    elif step == "groups":
        await _show_groups(state, env, actor, ui)
        return
    elif step == "posted":
        card = cards.ask_posting(previous)
    elif step == "opens":
        card = cards.ask_opening(kind, previous)
    else:
        card = cards.ask_closing(kind, previous)
    await ui.show(card)


def _missing(data: dict[str, Any]) -> str | None:
    """The first question without an answer."""
    answered = {
        "title": "title" in data,
        "text": "body" in data,
        "options": "options" in data,
        "groups": bool(data.get("groups")),
        "posted": "posted" in data,
        "opens": "opens" in data,
        "closes": "closes" in data,
    }
    return next((step for step in cards.steps(Kind(data["kind"])) if not answered[step]), None)


async def _answered(state: FSMContext, env: Env, actor: Actor, ui: Ui, **answer: Any) -> None:
    """The answer is kept; the next question that waits is asked, or the preview shown when there is none.

    After a new opening or posting the end is asked for again, since the shortest period counts from it.
    """
    data = {**(await state.get_data()), **answer}
    if answer.keys() & {"opens", "posted"}:
        data.pop("closes", None)
    await state.set_data(data)
    if step := _missing(data):
        await _ask(step, state, env, actor, ui)
    else:
        await _review(state, env, actor, ui)


async def _is_gone(state: FSMContext, ui: Ui) -> bool:
    """Whether the tapped button belongs to a draft that is not there any more; the person was told."""
    if (await state.get_data()).get("kind") in cards.COMPOSED:
        return False
    await ui.alert(cards.gone())
    return True


@taps.on(buttons.ToStep)
async def to_step(query: CallbackQuery, tap: buttons.ToStep, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """To a question that is answered anew."""
    if tap.step not in STATES:
        raise Refused(Why.NOT_FOUND)
    if await _is_gone(state, ui):
        return
    if tap.step not in cards.steps(Kind((await state.get_data())["kind"])):
        raise Refused(Why.NOT_FOUND)
    await _ask(tap.step, state, env, actor, ui)


@router.message(StateFilter(PollDraft.title))
async def title_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The title."""
    title = drafting.title(message.text or message.caption or "")
    await _answered(state, env, actor, ui, title=title)


@router.message(StateFilter(PollDraft.text))
async def text_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot: Bot) -> None:
    """One more part of the text: a message, or what a file says."""
    if texts.is_done(message):
        await _text_done(state, env, actor, ui)
        return
    data = await state.get_data()
    pieces = [*data["texts"], await texts.piece(bot, message)]
    length = len(drafting.body(texts.joined(pieces)))
    await state.update_data(texts=pieces)
    await ui.show(cards.got_text(length, _previous("text", data)))


@taps.on(buttons.TextDone)
async def text_done(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The text is whole."""
    if not await _is_gone(state, ui):
        await _text_done(state, env, actor, ui)


async def _text_done(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    body = drafting.body(texts.joined((await state.get_data()).get("texts", [])))
    if not body:
        raise Refused(Why.EMPTY)
    await _answered(state, env, actor, ui, body=body, texts=[])


@router.message(StateFilter(PollDraft.options))
async def options_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """One option on each line."""
    options = drafting.options([line for line in (message.text or "").splitlines() if line.strip()])
    await _answered(state, env, actor, ui, options=list(options))


@taps.on(buttons.UseStandardOptions)
async def standard_options(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The usual three."""
    if not await _is_gone(state, ui):
        await _answered(state, env, actor, ui, options=list(STANDARD_OPTIONS))


async def _show_groups(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    data = await state.get_data()
    groups = await drafting.groups(env, actor)
    label = (await wards.line(env)).group_label
    chosen = data.get("groups", [])
    await ui.show(cards.ask_groups(Kind(data["kind"]), groups, chosen, label, _previous("groups", data)))


@router.message(StateFilter(PollDraft.groups))
async def groups_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Groups are ticked, not typed; the list comes again."""
    await _show_groups(state, env, actor, ui)


@taps.on(buttons.ToggleGroup)
async def group_toggled(
    query: CallbackQuery, tap: buttons.ToggleGroup, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The group is asked or not; all of them, or none when all were."""
    if await _is_gone(state, ui):
        return
    allowed = [group.id for group in await drafting.groups(env, actor)]
    chosen = (await state.get_data()).get("groups", [])
    await state.update_data(groups=toggled(chosen, allowed, tap.group))
    await _show_groups(state, env, actor, ui)


@taps.on(buttons.GroupsDone)
async def groups_done(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """These are asked."""
    if await _is_gone(state, ui):
        return
    if not (await state.get_data()).get("groups"):
        raise Refused(Why.NO_GROUPS)
    await _answered(state, env, actor, ui)


# --- when -------------------------------------------------------------------------------------------


@taps.on(buttons.PostedToday)
async def posted_today(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The draft was posted today."""
    if not await _is_gone(state, ui):
        await _answered(state, env, actor, ui, posted=local_date(env.clock.now()).isoformat())


@router.message(StateFilter(PollDraft.posted))
async def posting_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The draft was posted on this day."""
    day = read_day(message.text or "", local_date(env.clock.now()))
    if day is None:
        raise Refused(Why.BAD_DATE)
    if day > local_date(env.clock.now()):
        raise Refused(Why.FUTURE_DATE)
    await _answered(state, env, actor, ui, posted=day.isoformat())


def _moment(typed: str, env: Env) -> datetime:
    now = env.clock.now()
    moment = read_moment(typed, now)
    if moment is None:
        raise Refused(Why.BAD_DATE)
    if moment <= now:
        raise Refused(Why.PAST_DATE)
    return moment


@taps.on(buttons.OpenNow)
async def open_now(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """It opens when it is sent."""
    if not await _is_gone(state, ui):
        await _answered(state, env, actor, ui, opens=None)


@router.message(StateFilter(PollDraft.opens))
async def opening_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """It opens then."""
    await _answered(state, env, actor, ui, opens=_moment(message.text or "", env).isoformat())


@taps.on(buttons.CloseAfter)
async def close_after(
    query: CallbackQuery, tap: buttons.CloseAfter, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """It closes so many days after it opens."""
    if not await _is_gone(state, ui):
        await _close(state, env, actor, ui, tap.days)


@router.message(StateFilter(PollDraft.closes))
async def closing_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """It closes then, or so many days after it opens."""
    days = read_days(message.text or "")
    await _close(state, env, actor, ui, days or _moment(message.text or "", env).isoformat())


async def _close(state: FSMContext, env: Env, actor: Actor, ui: Ui, closes: int | str) -> None:
    """The end is kept when nothing stands against the draft; otherwise the question stays."""
    data = await state.get_data()
    if (step := _missing({**data, "closes": closes})) is not None:
        await _ask(step, state, env, actor, ui)
        return
    await compose.check(env, actor, _draft({**data, "closes": closes}, env))
    await _answered(state, env, actor, ui, closes=closes)


def _draft(data: dict[str, Any], env: Env) -> Draft:
    """The finished draft at this moment; an end that was given in days counts from the opening."""
    opens_at = datetime.fromisoformat(data["opens"]) if data["opens"] else None
    closes = data["closes"]
    if isinstance(closes, int):
        opening = opens_at or whole_minute(env.clock.now() + HASTE)
        closes_at = opening + timedelta(days=closes)
    else:
        closes_at = datetime.fromisoformat(closes)
    return Draft(
        kind=Kind(data["kind"]),
        title=data["title"],
        body=data["body"],
        options=tuple(data["options"]),
        group_ids=tuple(data["groups"]),
        opens_at=opens_at,
        closes_at=closes_at,
        posted_on=date.fromisoformat(data["posted"]) if data.get("posted") else None,
    )


# --- the preview ------------------------------------------------------------------------------------


async def _review(state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The draft as residents will see it, and what can be done with it."""
    draft = _draft(await state.get_data(), env)
    await state.set_state(PollDraft.review)
    await ui.show(paper.group_card(await drafting.preview(env, actor, draft)))
    await ui.say(cards.review(draft, await _names(env, actor, draft)))


async def _names(env: Env, actor: Actor, draft: Draft) -> list[str]:
    return [group.name for group in await drafting.groups(env, actor) if group.id in draft.group_ids]


async def _whole(state: FSMContext, env: Env, ui: Ui) -> Draft | None:
    """The finished draft; None, and the person was told, when there is none."""
    data = await state.get_data()
    if data.get("kind") in cards.COMPOSED and _missing(data) is None:
        return _draft(data, env)
    await ui.alert(cards.gone())
    return None


@router.message(StateFilter(PollDraft.review))
@taps.on(buttons.Review)
async def review(event: Message | CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The preview again."""
    if await _whole(state, env, ui):
        await _review(state, env, actor, ui)


@taps.on(buttons.TryOut)
async def try_out(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The organiser receives the message as residents would; nobody else does."""
    draft = await _whole(state, env, ui)
    if draft is None:
        return
    await ui.drop_buttons()
    await ui.say(paper.private_card(await drafting.preview(env, actor, draft)))
    await ui.say(cards.review(draft, await _names(env, actor, draft), tried=True))


@taps.on(buttons.EditDraft)
async def edit(query: CallbackQuery, state: FSMContext, env: Env, ui: Ui) -> None:
    """Which question to answer anew."""
    if draft := await _whole(state, env, ui):
        await ui.show(cards.what_to_edit(draft.kind))


@taps.on(buttons.Send)
async def send(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The draft is a poll: open, or waiting for its time."""
    draft = await _whole(state, env, ui)
    if draft is None:
        return
    names = await _names(env, actor, draft)
    await state.clear()
    poll = await compose.create(env, actor, draft)
    await ui.show(cards.sent(poll, names))
