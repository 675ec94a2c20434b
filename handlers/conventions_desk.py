"""Conventions for offices: who owes what, the forms that record steps, and bringing in the text."""

from datetime import date
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards import conventions_desk as cards
from cards import conventions_taps as said
from cards.conventions_desk import FORMS, Question
from handlers import texts
from handlers.files import download, incoming
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.calendar import local_date
from rules.conventions import Act, Basis, Outcome
from rules.dates import read_days, read_moment
from services.context import Actor, Env
from services.conventions import reading, steps
from services.conventions.views import MinutesFile
from services.refusals import Refused, Why

router = Router(name="conventions.desk")
router.message.filter(in_private)
taps = Taps()
screens = Screens()

_MOST = 100_000


class ConventionForm(StatesGroup):
    """A question of a form waits for its answer."""

    answer = State()


class ConventionText(StatesGroup):
    """The text comes in pieces; then a look at how it was divided."""

    pieces = State()
    check = State()


async def no_command(message: Message) -> bool:
    """Whether the message is anything but a command, which another conversation waits for."""
    return not (message.text or "").startswith("/")


# --- the desk and a version ----------------------------------------------------------------------------


@taps.on(said.Desk)
async def desk(query: CallbackQuery, tap: said.Desk, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The groups with who owes what."""
    await state.clear()
    await ui.show(cards.desk(await reading.desk(env, actor), tap.page, reading.today(env)))


@taps.on(said.Life)
async def life(query: CallbackQuery, tap: said.Life, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """A version and what may be done."""
    await state.clear()
    await _life(env, actor, ui, tap.version)


async def _life(env: Env, actor: Actor, ui: Ui, version_id: int, news: str = "") -> None:
    await ui.show(cards.life(await reading.life(env, actor, version_id), reading.today(env), news))


@taps.on(said.Minutes)
async def minutes(query: CallbackQuery, tap: said.Minutes, env: Env, actor: Actor, ui: Ui) -> None:
    """The newest minutes."""
    await ui.say(cards.minutes(tap.version, await reading.minutes(env, actor, tap.version)))


@taps.on(said.Begin)
async def begin(query: CallbackQuery, tap: said.Begin, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """A new version: proposed, or written off from paper."""
    home = await reading.home(env, actor, tap.group)
    if not home.may_begin:
        raise Refused(Why.NOT_ALLOWED)
    if tap.act not in (Act.PROPOSE, Act.ENTER):
        await ui.show(cards.how_to_begin(tap.group, is_first=home.current is None))
        return
    answers = {"kind": home.current.kind} if home.current else {}
    await _begin_form(state, ui, Act(tap.act), 0, tap.group, answers)


@taps.on(said.Take)
async def take(query: CallbackQuery, tap: said.Take, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The first question of this step, when it is possible."""
    view = await reading.life(env, actor, tap.version)
    if tap.act not in view.acts:
        raise Refused(Why.NOT_FOUND)
    if tap.act == Act.WRITE:
        await _ask_text(state, ui, {"version": tap.version, "group": 0, "answers": {}})
        return
    if tap.act not in FORMS:
        raise Refused(Why.NOT_FOUND)
    await _begin_form(state, ui, Act(tap.act), tap.version, 0, {})


# --- one question after the other ----------------------------------------------------------------------


def _left(act: Act, answers: dict[str, Any]) -> Question | None:
    """The first question without an answer."""
    needless = set()
    if answers.get("basis") == Basis.AGREED:
        needless.add("supporters")
    if answers.get("network") == "no":
        needless.add("agreed")
    return next((it for it in FORMS[act] if it.name not in answers and it.name not in needless), None)


def _out(data: dict[str, Any]) -> said.Desk | said.Life:
    return said.Life(int(data["version"])) if data["version"] else said.Desk(0)


async def _begin_form(
    state: FSMContext, ui: Ui, act: Act, version_id: int, group_id: int, answers: dict[str, Any]
) -> None:
    await state.set_state(ConventionForm.answer)
    data = {"act": act.value, "version": version_id, "group": group_id, "answers": answers}
    await state.set_data(data)
    await _ask(data, ui)


async def _ask(data: dict[str, Any], ui: Ui) -> None:
    act = Act(data["act"])
    question = _left(act, data["answers"])
    assert question is not None
    await ui.show(cards.ask(act, question, _out(data)))


@router.message(StateFilter(ConventionForm.answer), no_command)
async def written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui, bot: Bot) -> None:
    """The answer to the question that waits."""
    data = await state.get_data()
    question = _left(Act(data["act"]), data["answers"])
    assert question is not None
    if question.kind == "choice":
        await _ask(data, ui)
        return
    file = None
    value: str | int = ""
    if question.kind == "file":
        file = await _file(message, bot)
    elif question.kind == "day":
        value = _day(message.text or "", env).isoformat()
    elif question.kind == "number":
        number = _number(message.text or "")
        if number is None:
            await ui.say(cards.not_a_number())
            return
        if question.name == "days":
            steps.require_period(number)
        if question.name == "agree":
            before = data["answers"]
            steps.require_fit(int(before["households"]), int(before.get("present", before.get("returned"))), number)
        value = number
    else:
        value = message.text or ""
        if not value.strip():
            raise Refused(Why.EMPTY)
    await _answered(state, env, actor, ui, question.name, value, file)


def _day(typed: str, env: Env) -> date:
    moment = read_moment(typed, env.clock.now())
    if moment is None:
        raise Refused(Why.BAD_DATE)
    if local_date(moment) > reading.today(env):
        raise Refused(Why.FUTURE_DATE)
    return local_date(moment)


def _number(typed: str) -> int | None:
    bare = typed.strip().replace(".", "")
    number = int(bare) if bare.isascii() and bare.isdecimal() and len(bare) <= 6 else read_days(typed)
    return number if number is not None and number <= _MOST else None


async def _file(message: Message, bot: Bot) -> MinutesFile:
    file = incoming(message)
    if file is None or file.kind not in ("document", "photo"):
        raise Refused(Why.EMPTY)
    return MinutesFile(file.name, file.mime, await download(bot, file))


@taps.on(said.Pick)
async def picked(query: CallbackQuery, tap: said.Pick, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """One of the answers offered."""
    data = await state.get_data()
    question = _left(Act(data["act"]), data["answers"]) if "act" in data else None
    if question is None or question.name != tap.question:
        await ui.alert(cards.gone())
        return
    value = reading.today(env).isoformat() if question.kind == "day" and tap.value == "today" else tap.value
    if question.kind == "choice" and value not in cards.choices(question.name):
        raise Refused(Why.NOT_FOUND)
    await _answered(state, env, actor, ui, question.name, value, None)


async def _answered(
    state: FSMContext, env: Env, actor: Actor, ui: Ui, name: str, value: str | int, file: MinutesFile | None
) -> None:
    data = await state.get_data()
    act = Act(data["act"])
    answers = {**data["answers"], name: value}
    data = {**data, "answers": answers}
    if _left(act, answers):
        await state.set_data(data)
        await _ask(data, ui)
    elif act is Act.ENTER:
        await _ask_text(state, ui, data)
    else:
        await state.clear()
        version_id, outcome = await _record(env, actor, act, data, file)
        await _life(env, actor, ui, version_id, cards.recorded(act, outcome))


async def _record(
    env: Env, actor: Actor, act: Act, data: dict[str, Any], file: MinutesFile | None
) -> tuple[int, Outcome | None]:
    """The step is on record; the version, and what a meeting or slips came to."""
    version_id, answers = int(data["version"]), data["answers"]
    if act is Act.PROPOSE:
        basis, supporters = Basis(answers["basis"]), int(answers.get("supporters", 0))
        return (await steps.propose(env, actor, int(data["group"]), answers["kind"], basis, supporters)).id, None
    if act is Act.CONSULT:
        agreed = date.fromisoformat(answers["agreed"]) if "agreed" in answers else None
        posted = date.fromisoformat(answers["posted"])
        await steps.consult(env, actor, version_id, posted, int(answers["days"]), agreed)
        return version_id, None
    on_day = date.fromisoformat(answers["day"])
    if act in (Act.MEET, Act.COUNT_SLIPS):
        if file is None:
            raise Refused(Why.EMPTY)
        record, took_part = (steps.meet, "present") if act is Act.MEET else (steps.count_slips, "returned")
        households, present, agree = (int(answers[name]) for name in ("households", took_part, "agree"))
        return version_id, (await record(env, actor, version_id, on_day, households, present, agree, file))[1]
    if act is Act.RECOGNISE:
        await steps.recognise(env, actor, version_id, answers["decision"], on_day)
        return version_id, None
    note = cards.choices("form")[answers["form"]] if act is Act.DISSEMINATE else answers.get("note")
    await steps.take(env, actor, version_id, act, on_day, note)
    return version_id, None


# --- the text ------------------------------------------------------------------------------------------


async def _ask_text(state: FSMContext, ui: Ui, data: dict[str, Any]) -> None:
    await state.set_state(ConventionText.pieces)
    await state.set_data({**data, "act": Act.WRITE.value if data["version"] else Act.ENTER.value, "texts": []})
    await ui.show(cards.ask_text(_out(data)))


@router.message(StateFilter(ConventionText.pieces), no_command)
async def text_written(message: Message, state: FSMContext, ui: Ui, bot: Bot) -> None:
    """One more part of the text: a message, or what a file says."""
    if texts.is_done(message):
        await _divide(state, ui)
        return
    pieces = [*(await state.get_data())["texts"], await texts.piece(bot, message)]
    text = texts.joined(pieces)
    steps.read_text(text)
    await state.update_data(texts=pieces)
    await ui.show(cards.got_text(len(text)))


@taps.on(said.TextDone)
async def text_done(query: CallbackQuery, state: FSMContext, ui: Ui) -> None:
    """The text is whole: this is how it was divided."""
    if await state.get_state() == ConventionText.pieces.state:
        await _divide(state, ui)
    else:
        await ui.alert(cards.gone())


async def _divide(state: FSMContext, ui: Ui) -> None:
    clauses = steps.read_text(texts.joined((await state.get_data())["texts"]))
    await state.set_state(ConventionText.check)
    await ui.show(cards.divided(clauses))


@router.message(StateFilter(ConventionText.check), no_command)
async def looked_again(message: Message, state: FSMContext, ui: Ui) -> None:
    """The way it was divided is shown once more."""
    await _divide(state, ui)


@taps.on(said.KeepText)
async def keep_text(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The text is the version's."""
    data = await state.get_data()
    if await state.get_state() != ConventionText.check.state:
        await ui.alert(cards.gone())
        return
    text = texts.joined(data["texts"])
    await state.clear()
    if data["version"]:
        version = await steps.write(env, actor, int(data["version"]), text)
    else:
        version = await steps.enter(env, actor, int(data["group"]), data["answers"]["kind"], text)
    await _life(env, actor, ui, version.id, cards.recorded(Act(data["act"])))
