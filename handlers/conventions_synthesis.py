"""The synthesis of a consultation: into themes by tapping, an answer to each, and out."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards import conventions_synthesis as cards
from cards import conventions_taps as said
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from rules.conventions import Reply
from services.context import Actor, Env
from services.conventions import synthesis
from services.refusals import Refused, Why

router = Router(name="conventions.synthesis")
router.message.filter(in_private)
taps = Taps()
screens = Screens()


class ThemeNaming(StatesGroup):
    """A theme is named."""

    name = State()


class ThemeReplying(StatesGroup):
    """A theme is answered."""

    words = State()


@taps.on(said.Synthesis)
async def overview(
    query: CallbackQuery, tap: said.Synthesis, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """How far it is."""
    await state.clear()
    await _overview(env, actor, ui, tap.version)


async def _overview(env: Env, actor: Actor, ui: Ui, version_id: int) -> None:
    results = await synthesis.results(env, actor, version_id)
    if not synthesis.may_write(env, actor, results.version):
        raise Refused(Why.NOT_ALLOWED)
    await ui.show(cards.overview(results, await synthesis.suggestions(env, actor, version_id)))


@taps.on(said.Suggestion)
async def one(query: CallbackQuery, tap: said.Suggestion, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """A suggestion and its themes."""
    await state.clear()
    await _one(env, actor, ui, tap.version, tap.number)


async def _one(env: Env, actor: Actor, ui: Ui, version_id: int, number: int) -> None:
    results = await synthesis.results(env, actor, version_id)
    if not synthesis.may_write(env, actor, results.version):
        raise Refused(Why.NOT_ALLOWED)
    suggestions = await synthesis.suggestions(env, actor, version_id)
    if not suggestions:
        raise Refused(Why.NOT_FOUND)
    await ui.show(cards.one(version_id, suggestions, number, results.themes))


@taps.on(said.Assign)
async def assign(query: CallbackQuery, tap: said.Assign, env: Env, actor: Actor, ui: Ui) -> None:
    """The suggestion belongs to this theme; the next one without a theme follows."""
    await synthesis.assign(env, actor, tap.version, tap.line, tap.theme)
    await _next(env, actor, ui, tap.version, tap.number)


async def _next(env: Env, actor: Actor, ui: Ui, version_id: int, number: int) -> None:
    suggestions = await synthesis.suggestions(env, actor, version_id)
    left = [at for at, it in enumerate(suggestions) if it.theme_id is None]
    if left:
        await _one(env, actor, ui, version_id, next((at for at in left if at > number), left[0]))
    else:
        await _overview(env, actor, ui, version_id)


@taps.on(said.NewTheme)
async def name_asked(query: CallbackQuery, tap: said.NewTheme, state: FSMContext, ui: Ui) -> None:
    """How is the theme called?"""
    await state.set_state(ThemeNaming.name)
    await state.set_data({"version": tap.version, "number": tap.number, "line": tap.line})
    await ui.show(cards.ask_name(tap.version, tap.number))


@router.message(StateFilter(ThemeNaming.name), is_words)
async def named(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The theme exists and the suggestion belongs to it."""
    data = await state.get_data()
    await state.clear()
    version_id = int(data["version"])
    await synthesis.begin_theme(env, actor, version_id, int(data["line"]), message.text or "")
    await _next(env, actor, ui, version_id, int(data["number"]))


@taps.on(said.AnswerTheme)
async def theme(query: CallbackQuery, tap: said.AnswerTheme, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What the theme asks for, and how it may be answered."""
    await state.clear()
    results = await synthesis.results(env, actor, tap.version)
    found = next((it for it in results.themes if it.id == tap.theme), None)
    if found is None or not synthesis.may_write(env, actor, results.version):
        raise Refused(Why.NOT_FOUND)
    suggestions = await synthesis.suggestions(env, actor, tap.version)
    await ui.show(cards.how_to_answer(tap.version, found, [it for it in suggestions if it.theme_id == tap.theme]))


@taps.on(said.ReplyAs)
async def reply_asked(query: CallbackQuery, tap: said.ReplyAs, state: FSMContext, ui: Ui) -> None:
    """With which words?"""
    if tap.reply not in set(Reply):
        raise Refused(Why.NOT_FOUND)
    await state.set_state(ThemeReplying.words)
    await state.set_data({"version": tap.version, "theme": tap.theme, "reply": tap.reply})
    await ui.show(cards.ask_reply(tap.version, tap.theme, Reply(tap.reply)))


@router.message(StateFilter(ThemeReplying.words), is_words)
async def replied(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The theme is answered."""
    data = await state.get_data()
    await state.clear()
    await synthesis.reply(env, actor, int(data["theme"]), Reply(data["reply"]), message.text or "")
    await _overview(env, actor, ui, int(data["version"]))


@taps.on(said.SendSynthesis)
async def send(query: CallbackQuery, tap: said.SendSynthesis, env: Env, actor: Actor, ui: Ui) -> None:
    """The synthesis goes out."""
    await synthesis.synthesise(env, actor, tap.version)
    await ui.show(cards.sent(tap.version))
