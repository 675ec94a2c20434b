"""/ykien and the buttons of a poll's card: answering, reading, writing an opinion."""

from aiogram import Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import CallbackQuery, Message

from cards import refusals
from cards.outgoing import Addressee
from cards.polls import answers, paper
from cards.polls import taps as buttons
from handlers.middleware import ANONYMOUS_ADMINISTRATOR, NETWORK
from handlers.routing import Taps, in_group, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from rules.polls import OPINION_LENGTH
from services.context import Actor, Env
from services.people import wards
from services.polls import answering, reading
from services.polls.views import Receipt
from services.refusals import Refused, Why

router = Router(name="polls.answering")
taps = Taps()
screens = Screens()

# So many open matters are shown at once; more are a tap away.
CARDS_AT_ONCE = 5


class PollOpinion(StatesGroup):
    """A household writes its opinion."""

    words = State()


# --- /ykien -----------------------------------------------------------------------------------------


@router.message(Command("ykien"), in_group)
async def asked_in_group(message: Message, env: Env, ui: Ui, bot_name: str) -> None:
    """What the group of this chat is asked."""
    group_id = await wards.group_of_chat(env, NETWORK, str(message.chat.id))
    if group_id is None:
        await ui.say(answers.group_not_linked())
        return
    await ui.say(answers.in_group(await answering.open_in_group(env, group_id), _to(None, bot_name)))


@router.message(Command("ykien"), in_private)
async def asked(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """What the household is asked, and what came out earlier."""
    await state.clear()
    await overview(env, actor, ui)


@screens.place("ykien")
async def overview(env: Env, actor: Actor, ui: Ui) -> None:
    """What the household is asked, ready to be answered, and what came out earlier."""
    opened = await answering.open_for(env, actor)
    closed = await answering.closed_for(env, actor)
    registered = actor.household_id is not None
    await ui.show(answers.overview(opened, closed, registered=registered, shown=CARDS_AT_ONCE))
    for view in opened[:CARDS_AT_ONCE]:
        await ui.say(paper.private_card(view))


@screens.payload("p")
async def open_by_link(argument: str, env: Env, actor: Actor, ui: Ui) -> None:
    """The poll that a link names, or the list."""
    if not argument.isdecimal():
        await overview(env, actor, ui)
        return
    await _show(env, actor, ui, int(argument))


@taps.on(buttons.ShowPoll)
async def show(query: CallbackQuery, tap: buttons.ShowPoll, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The poll as the household sees it."""
    await state.clear()
    await _show(env, actor, ui, tap.poll)


async def _show(env: Env, actor: Actor, ui: Ui, poll_id: int) -> None:
    try:
        view = await answering.private_card(env, actor, poll_id)
    except Refused as refusal:
        if refusal.why not in (Why.NOT_REGISTERED, Why.NOT_IN_ELECTORATE):
            raise
    else:
        await ui.show(paper.with_ways_out(paper.private_card(view), view.poll))
        return
    poll = await reading.poll(env, poll_id)
    group = actor.group_id if actor.group_id in poll.group_ids else poll.group_ids[0]
    assert group is not None
    view = await answering.card_for(env, actor, poll_id, group)
    await ui.show(paper.read_only(view, registered=actor.household_id is not None))


@taps.on(buttons.Details)
async def details(query: CallbackQuery, tap: buttons.Details, env: Env, ui: Ui, bot_name: str) -> None:
    """A page of the whole text; in a group, its beginning for the one who asked."""
    if not tap.poll:
        await ui.alert(answers.only_preview())
        return
    poll = await reading.poll(env, tap.poll)
    if await in_private(query):
        await ui.show(paper.details(poll, tap.page))
    else:
        await ui.whisper(paper.details_in_group(poll, _to(None, bot_name)), paper.details_brief(poll))


def _to(actor: Actor | None, bot_name: str) -> Addressee:
    return Addressee(person_id=actor.person_id if actor else None, group_id=None, bot_name=bot_name)


# --- answering --------------------------------------------------------------------------------------


@taps.on(buttons.Vote)
async def vote(
    query: CallbackQuery, tap: buttons.Vote, state: FSMContext, env: Env, actor: Actor | None, ui: Ui, bot_name: str
) -> None:
    """The household's answer is in the book, or the person reads why not; nobody else sees either."""
    if not tap.poll:
        await ui.alert(answers.only_preview())
        return
    if query.from_user.id == ANONYMOUS_ADMINISTRATOR:
        await ui.alert(answers.anonymous())
        return
    private = await in_private(query)
    if actor is None or (actor.household_id is None and not private):
        await ui.whisper(answers.not_registered(tap.poll, _to(actor, bot_name)), answers.not_registered_brief())
        return
    receipt = await answering.cast(env, actor, tap.poll, tap.option, card_group_id=tap.group or None)
    await _expect_words(query, state, receipt)
    if private:
        await _answered_in_private(env, actor, ui, receipt)
    else:
        await ui.whisper(answers.whispered(receipt, _to(actor, bot_name)), answers.brief(receipt))


async def _answered_in_private(env: Env, actor: Actor, ui: Ui, receipt: Receipt) -> None:
    view = await answering.private_card(env, actor, receipt.poll.id)
    await ui.toast(answers.brief(receipt))
    await ui.show(paper.private_card(view))


async def _expect_words(query: CallbackQuery, state: FSMContext, receipt: Receipt) -> None:
    """What the person writes next in private is the opinion, where the answer asks for one.

    Another conversation that is under way there stays.  It is no part of the answer's transaction, so that an
    answer costs no look at the terms beforehand: if it is lost, the receipt's button leads to writing as well.
    """
    person = query.from_user.id
    there = FSMContext(state.storage, StorageKey(bot_id=state.key.bot_id, chat_id=person, user_id=person))
    standing = await there.get_state()
    if receipt.asks_for_words and standing is None:
        await there.set_state(PollOpinion.words)
        await there.set_data({"poll": receipt.poll.id})
    elif not receipt.asks_for_words and standing == PollOpinion.words.state:
        await there.clear()


# --- words ------------------------------------------------------------------------------------------


@taps.on(buttons.Words)
async def words_asked(
    query: CallbackQuery, tap: buttons.Words, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The household may write now."""
    await _ask_words(state, env, actor, ui, tap.poll)


@screens.payload("pw")
async def words_by_link(argument: str, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The same, from a link in a group chat."""
    if not argument.isdecimal():
        raise Refused(Why.NOT_FOUND)
    await _ask_words(state, env, actor, ui, int(argument))


async def _ask_words(state: FSMContext, env: Env, actor: Actor, ui: Ui, poll_id: int) -> None:
    poll = await reading.poll(env, poll_id)
    if actor.household_id is None:
        await _show(env, actor, ui, poll_id)
        return
    await state.set_state(PollOpinion.words)
    await state.set_data({"poll": poll_id})
    await ui.say(answers.ask_words(poll))


@router.message(StateFilter(PollOpinion.words), in_private)
async def words_written(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The opinion is kept.

    One that is too long ends the conversation, so that no later part of it is taken for the whole.
    """
    poll_id = int((await state.get_data())["poll"])
    if not message.text:
        await ui.say(answers.only_words(poll_id))
        return
    await state.clear()
    if len(message.text) > OPINION_LENGTH:
        await ui.say(answers.too_many_words(poll_id))
        return
    try:
        await answering.write_opinion(env, actor, poll_id, message.text)
    except Refused as refusal:
        if refusal.why is Why.EMPTY:
            raise
        await ui.say(answers.not_kept(refusals.sentence(refusal.why, refusal.values)))
        return
    await ui.say(answers.thanks(poll_id))
