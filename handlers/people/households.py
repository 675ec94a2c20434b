"""Showing which household one belongs to: by slip, by phone, or by asking the head of the group."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cards import refusals
from cards.card import Card, safe
from cards.people import welcome as cards
from cards.people.taps import ChooseGroup, EnterCode, Identify, PickGroup, SharePhone
from handlers.people.welcome import take_slip
from handlers.routing import Taps, in_private, is_words
from handlers.screens import Screens
from handlers.ui import Ui
from rules.people import Purpose
from rules.texts import fold
from services.context import Actor, Env
from services.people import confirmation, me, wards
from services.refusals import Refused, Why

router = Router(name="people.households")
router.message.filter(in_private)
taps = Taps()
screens = Screens()

# Somebody may copy the whole link of the slip instead of its code.
LINK = "start=h_"


class Identifying(StatesGroup):
    """What the person is about to send."""

    code = State()
    phone = State()
    claim = State()


async def _agreed(env: Env, actor: Actor, ui: Ui) -> bool:
    """Whether the household may be stored; asks when it was not agreed to."""
    if (await me.view(env, actor)).consent(Purpose.HOUSEHOLD):
        return True
    await ui.show(cards.question(Purpose.HOUSEHOLD, await wards.line(env)))
    return False


@taps.on(Identify)
async def identify(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The three ways."""
    if actor.household_id is not None:
        raise Refused(Why.PERSON_HAS_HOUSEHOLD)
    await state.clear()
    if await _agreed(env, actor, ui):
        await ui.show(cards.identify(await wards.line(env)))


@taps.on(EnterCode)
async def enter_code(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Asks for the code."""
    if await _agreed(env, actor, ui):
        await state.set_state(Identifying.code)
        await ui.show(cards.enter_code())


@router.message(StateFilter(Identifying.code), is_words)
async def code_typed(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The household of this slip is theirs; after a mistake they may type again."""
    await take_slip((message.text or "").rpartition(LINK)[2], state, env, actor, ui)


@taps.on(SharePhone)
async def share_phone(query: CallbackQuery, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Shows the button that shares one's own number."""
    if await _agreed(env, actor, ui):
        await state.set_state(Identifying.phone)
        await ui.show(cards.share_phone())


async def has_contact(message: Message) -> bool:
    """Whether a contact was shared."""
    return message.contact is not None


@router.message(StateFilter(Identifying.phone), has_contact)
async def phone_shared(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The household with this number is theirs; somebody else's number is not taken."""
    contact, sender = message.contact, message.from_user
    if contact is None or sender is None or contact.user_id != sender.id:
        raise Refused(Why.PHONE_NOT_OWN)
    await state.clear()
    try:
        household = await confirmation.by_phone(env, actor, contact.phone_number)
    except Refused as refusal:
        # The other ways follow, and the button that shares a number must not stay behind.
        await ui.drop_contact_button(Card(safe(refusals.sentence(refusal.why, refusal.values))))
        await ui.say(cards.identify(await wards.line(env)))
        return
    await ui.drop_contact_button(cards.phone_received())
    await ui.say(cards.confirmed(household))


@router.message(StateFilter(Identifying.phone), is_words)
async def phone_typed(message: Message, state: FSMContext, env: Env, ui: Ui) -> None:
    """The way out of sharing; a number that was typed proves nothing."""
    if not fold(message.text or "").endswith("huy"):
        raise Refused(Why.PHONE_NOT_OWN)
    await state.clear()
    await ui.drop_contact_button(cards.phone_not_shared())
    await ui.say(cards.identify(await wards.line(env)))


@taps.on(ChooseGroup)
async def choose_group(
    query: CallbackQuery, tap: ChooseGroup, state: FSMContext, env: Env, actor: Actor, ui: Ui
) -> None:
    """The groups of the ward."""
    if await _agreed(env, actor, ui):
        await state.clear()
        await ui.show(cards.choose_group(await wards.line(env), await wards.groups(env), tap.page))


@taps.on(PickGroup)
async def pick_group(query: CallbackQuery, tap: PickGroup, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """Asks for name and address."""
    if await _agreed(env, actor, ui):
        group = await wards.group(env, tap.group)
        await state.set_state(Identifying.claim)
        await state.set_data({"group": group.id})
        await ui.show(cards.write_claim(group))


@router.message(StateFilter(Identifying.claim), is_words)
async def claim_typed(message: Message, state: FSMContext, env: Env, actor: Actor, ui: Ui) -> None:
    """The request waits for the head of the group."""
    group = await wards.group(env, (await state.get_data())["group"])
    await state.clear()
    reached = await confirmation.ask_group_head(env, actor, group.id, message.text or "")
    await ui.show(cards.asked(group, await wards.line(env), reached=reached))
