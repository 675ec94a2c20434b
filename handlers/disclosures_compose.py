"""Composing a disclosure: each answer goes into the draft, then the first thing missing is asked for."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Document, Message

from cards import disclosures_compose as cards
from cards import disclosures_taps as said
from cards.card import Card
from cards.disclosures import pages
from handlers.disclosures import no_command, turn
from handlers.files import Incoming, download
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.calendar import local_date
from rules.disclosures import BODY_LENGTH
from rules.texts import fold
from services.context import Actor, Env
from services.disclosures import composing
from services.disclosures.views import Draft
from services.documents import Extracted, Note, Unreadable, extract
from services.people import wards
from services.refusals import Refused, Why

router = Router(name="disclosures_compose")
router.message.filter(in_private)
taps = Taps()
screens = Screens()

# A part that fills a message was divided by the phone, not by its writer.
_FULL_MESSAGE = 3_500
_NAME_LENGTH = 255
_DAY = re.compile(r"\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})\s*")
_FIRST_YEAR = 1990


class Composing(StatesGroup):
    """What the next message is about; `buttons` while only buttons are answers."""

    title = State()
    correction = State()
    text = State()
    day = State()
    buttons = State()


_STATES = {
    "title": Composing.title,
    "correction": Composing.correction,
    "text": Composing.text,
    "day": Composing.day,
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A draft on its way: what was typed of its text so far, and notes on the file it was read from."""

    draft: Draft
    parts: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def packed(self) -> dict[str, Any]:
        """As JSON keeps it."""
        draft = asdict(self.draft)
        decided_on = self.draft.decided_on.isoformat() if self.draft.decided_on else None
        return {
            "draft": {**draft, "decided_on": decided_on, "group_ids": list(self.draft.group_ids)},
            "parts": list(self.parts),
            "notes": [note.value for note in self.notes],
        }

    def changed(self, **change: Any) -> "Desk":
        """The same with other things in the draft."""
        return replace(self, draft=replace(self.draft, **change))


async def _desk(state: FSMContext, otherwise: Why = Why.NOT_FOUND) -> Desk:
    data = await state.get_data()
    if "draft" not in data:
        raise Refused(otherwise)
    kept = data["draft"]
    decided_on = date.fromisoformat(kept["decided_on"]) if kept["decided_on"] else None
    draft = Draft(**{**kept, "decided_on": decided_on, "group_ids": tuple(kept["group_ids"])})
    return Desk(draft, tuple(data["parts"]), tuple(Note(note) for note in data["notes"]))


def _missing(draft: Draft) -> str:
    """The first thing that is still asked for; `preview` when there is none."""
    correcting = draft.disclosure_id is not None
    answers: Sequence[tuple[str, object]] = (
        ("title", draft.title),
        ("correction", draft.correction or not correcting),
        ("text", draft.body),
        ("category", draft.category),
        ("groups", draft.group_ids),
        ("day", draft.decided_on),
    )
    return next((name for name, answer in answers if not answer), "preview")


async def _leave(state: FSMContext, desk: Desk, step: str) -> None:
    await state.set_state(_STATES.get(step, Composing.buttons))
    await state.set_data(desk.packed())


async def _go(step: str, desk: Desk, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The conversation stands at this step, and its question is asked."""
    await _leave(state, desk, step)
    await _ask(step, desk, env, actor, ui)


async def _ask(step: str, desk: Desk, env: Env, actor: Actor, ui: Ui) -> None:
    draft = desk.draft
    if step == "preview":
        await _preview(desk, env, actor, ui)
    elif step == "title":
        await ui.show(cards.ask_title(draft.title))
    elif step == "correction":
        await ui.show(cards.ask_correction(draft.correction))
    elif step == "category":
        await ui.show(
            cards.ask_category(0 if (draft.category or 1) <= cards.CATEGORIES_ON_A_PAGE else 1, draft.category)
        )
    elif step == "groups":
        await ui.show(cards.ask_groups(await wards.groups(env), draft.group_ids, await wards.line(env)))
    elif step == "day":
        await ui.show(cards.ask_day(draft.decided_on, correcting=draft.disclosure_id is not None))
    elif draft.body is not None:
        await ui.show(cards.text_there(len(draft.body), has_file=draft.file_id is not None))
    elif desk.parts:
        await ui.show(cards.text_part(len(desk.parts), sum(map(len, desk.parts))))
    else:
        await ui.show(cards.ask_text())


async def _preview(desk: Desk, env: Env, actor: Actor, ui: Ui) -> None:
    text = await composing.preview(env, actor, desk.draft)
    await ui.say(await cards.preview(text))
    due_at = await composing.last_moment(env, text.decided_on)
    await ui.say(await cards.preview_controls(text, due_at, env.clock.now(), desk.notes, await wards.line(env)))


# --- beginning and ending ----------------------------------------------------------------------------


@taps.on(said.Compose)
async def compose(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """A new draft."""
    composing.check(actor)
    await _go("title", Desk(Draft()), state, env, actor, ui)


@taps.on(said.Rework)
async def rework(query: CallbackQuery, tap: said.Rework, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """A draft from what is corrected, or was returned."""
    draft = await composing.draft_of(env, actor, tap.version)
    await _go(_missing(draft), Desk(draft), state, env, actor, ui)


@taps.on(said.Step)
async def step_chosen(query: CallbackQuery, tap: said.Step, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Back to one question, or on to the first that is open."""
    desk = await _desk(state)
    step = _missing(desk.draft) if tap.name in ("next", "preview") else tap.name
    await _go(step, desk, state, env, actor, ui)


@taps.on(said.Edit)
async def edit(query: CallbackQuery, state: FSMContext, ui: Ui) -> None:
    """What is to be changed?"""
    desk = await _desk(state)
    await ui.show(cards.edit(correcting=desk.draft.disclosure_id is not None))


@taps.on(said.Discard)
async def discard(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Nothing is left of the draft."""
    file_id = ((await state.get_data()).get("draft") or {}).get("file_id")
    await state.clear()
    if file_id is not None:
        await composing.discard_file(env, actor, file_id)
    await ui.show(cards.discarded())


@taps.on(said.ReadDraft)
async def read_draft(
    query: CallbackQuery, tap: said.ReadDraft, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The next page of the draft."""
    text = await composing.preview(env, actor, (await _desk(state)).draft)
    page = await cards.preview_page(text, tap.page)
    if page is not None:
        await turn(ui, page)


@taps.on(said.Submit)
async def submit(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The draft waits for a second person."""
    desk = await _desk(state, otherwise=Why.ALREADY_DONE)
    await state.clear()
    await ui.show(cards.submitted(await composing.submit(env, actor, desk.draft)))


# --- title and reason --------------------------------------------------------------------------------


@router.message(StateFilter(Composing.title), no_command)
async def title_typed(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The title."""
    await _words(message, "title", state, env, actor, ui)


@router.message(StateFilter(Composing.correction), no_command)
async def correction_typed(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Why the published text is replaced."""
    await _words(message, "correction", state, env, actor, ui)


async def _words(message: Message, name: str, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    if message.text is None:
        await ui.say(cards.words_please())
        return
    words = composing.title(message.text) if name == "title" else composing.reason(message.text)
    desk = (await _desk(state)).changed(**{name: words})
    await _go(_missing(desk.draft), desk, state, env, actor, ui)


# --- the text ----------------------------------------------------------------------------------------


@router.message(StateFilter(Composing.text), no_command)
async def text_given(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot: Bot) -> None:
    """A part of the text, or the file that has it."""
    desk = await _desk(state)
    if message.document is not None:
        await _file(message.document, desk, state, env, actor, ui, bot)
    elif message.text is None:
        await ui.say(cards.not_text())
    elif fold(message.text) == "xong":
        await _finish(desk, state, env, actor, ui)
    elif desk.draft.body is not None:
        await _ask("text", desk, env, actor, ui)
    else:
        parts = (*desk.parts, message.text)
        if sum(map(len, parts)) > BODY_LENGTH:
            raise Refused(Why.TOO_LONG, limit=BODY_LENGTH)
        await _go("text", replace(desk, parts=parts), state, env, actor, ui)


def _joined(parts: Sequence[str]) -> str:
    """Parts below each other: with an empty line, unless the phone divided one long text."""
    text = parts[0]
    for before, part in pairwise(parts):
        text += ("\n" if len(before) > _FULL_MESSAGE else "\n\n") + part
    return text


@taps.on(said.TextDone)
async def text_done(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What was typed is the text."""
    await _finish(await _desk(state), state, env, actor, ui)


async def _finish(desk: Desk, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    if desk.parts:
        desk = replace(desk.changed(body=composing.body(_joined(desk.parts))), parts=())
    if desk.draft.body is None:
        await ui.say(cards.no_text_yet())
        return
    await _go(_missing(desk.draft), desk, state, env, actor, ui)


@taps.on(said.Rewrite)
async def rewrite(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The text is asked for anew."""
    desk = await _desk(state)
    file_id = desk.draft.file_id
    empty = Desk(replace(desk.draft, body=None, file_id=None))
    await _leave(state, empty, "text")
    if file_id is not None:
        await composing.discard_file(env, actor, file_id)
    await _ask("text", empty, env, actor, ui)


async def _file(document: Document, desk: Desk, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot: Bot) -> None:
    if desk.parts or desk.draft.body is not None:
        await ui.say(cards.text_first())
        return
    name = (document.file_name or "van-ban")[-_NAME_LENGTH:]
    content = await _download(bot, document, name)
    try:
        read: Extracted = await asyncio.to_thread(extract, name, content)
    except Unreadable as unreadable:
        await ui.say(cards.unreadable(unreadable.code))
        return
    step = ""

    async def then(file_id: int) -> None:
        nonlocal desk, step
        desk = Desk(replace(desk.draft, body=read.text, file_id=file_id), notes=read.warnings)
        step = _missing(desk.draft)
        await _leave(state, desk, step)

    await composing.keep_file(env, actor, name, read.mime, content, then)
    await ui.say(Card(cards.file_read(name, len(read.text), len(await pages(read.text)))))
    await _ask(step, desk, env, actor, ui)


async def _download(bot: Bot, document: Document, name: str) -> bytes:
    file = Incoming(document.file_id, name, document.mime_type or "", "document", document.file_size or 0)
    try:
        return await download(bot, file)
    except TelegramBadRequest as error:  # the size was not told, and turned out too large
        raise Refused(Why.FILE_TOO_BIG) from error


# --- category, groups, day ---------------------------------------------------------------------------


@router.message(StateFilter(Composing.buttons), no_command)
async def words_instead_of_a_tap(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What is still open is asked again."""
    desk = await _desk(state)
    await _ask(_missing(desk.draft), desk, env, actor, ui)


@taps.on(said.CategoryPage)
async def category_page(query: CallbackQuery, tap: said.CategoryPage, state: FSMContext, ui: Ui) -> None:
    """The other half of the categories."""
    desk = await _desk(state)
    await ui.show(cards.ask_category(tap.page, desk.draft.category))


@taps.on(said.PickCategory)
async def category_picked(
    query: CallbackQuery, tap: said.PickCategory, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The category."""
    desk = (await _desk(state)).changed(category=tap.category)
    await _go(_missing(desk.draft), desk, state, env, actor, ui)


@taps.on(said.ToggleGroup)
async def group_toggled(
    query: CallbackQuery, tap: said.ToggleGroup, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """One group more or less; all or none."""
    desk = await _desk(state)
    every = [group.id for group in await wards.groups(env)]
    chosen = set(desk.draft.group_ids)
    chosen = (set() if chosen >= set(every) else set(every)) if tap.group == 0 else chosen ^ {tap.group}
    desk = desk.changed(group_ids=tuple(each for each in every if each in chosen))
    await _go("groups", desk, state, env, actor, ui)


@taps.on(said.GroupsDone)
async def groups_done(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The groups are chosen."""
    desk = await _desk(state)
    if not desk.draft.group_ids:
        raise Refused(Why.NO_GROUPS)
    await _go(_missing(desk.draft), desk, state, env, actor, ui)


@taps.on(said.SignedToday)
async def signed_today(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The document was signed today."""
    await _signed(local_date(env.clock.now()), state, env, actor, ui)


@router.message(StateFilter(Composing.day), no_command)
async def day_typed(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The day the document was signed."""
    decided_on = _day(message.text or "")
    if decided_on is None:
        await ui.say(cards.bad_day())
        return
    await _signed(decided_on, state, env, actor, ui)


def _day(typed: str) -> date | None:
    found = _DAY.fullmatch(typed)
    try:
        day = date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None
    return day if day and day.year >= _FIRST_YEAR else None


async def _signed(decided_on: date, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    desk = (await _desk(state)).changed(decided_on=composing.day(env, decided_on))
    await _go(_missing(desk.draft), desk, state, env, actor, ui)
