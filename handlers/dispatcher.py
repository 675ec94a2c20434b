"""All doors together: one dispatcher, one dictionary of taps, one of screens."""

from aiogram import Bot, Dispatcher, Router
from aiogram.types import CallbackQuery, Message

from cards.common import not_understood
from handlers import (
    announcements,
    calendar,
    conventions,
    conventions_desk,
    conventions_synthesis,
    disclosures,
    disclosures_compose,
    disclosures_office,
    grounds,
    obligations,
    people,
    polls,
    reports,
    results,
    start,
)
from handlers.fsm import ConversationStorage
from handlers.middleware import People
from handlers.routing import Taps, in_private
from handlers.screens import Screens
from handlers.ui import Ui
from services.context import Env

# In the order in which commands and words are offered to them.
DOORS = (
    start,
    people,
    disclosures,
    disclosures_office,
    disclosures_compose,
    polls,
    announcements,
    reports,
    results,
    grounds,
    calendar,
    obligations,
    conventions,
    conventions_desk,
    conventions_synthesis,
)


def _fallback() -> Router:
    router = Router(name="fallback")
    router.message.filter(in_private)

    @router.message()
    async def unknown(message: Message, ui: Ui) -> None:
        await ui.show(not_understood())

    return router


def build(env: Env, bot: Bot, bot_name: str) -> Dispatcher:
    """A dispatcher for the people of this ward; handlers are given env, actor, ui, state, all_screens, bot_name."""
    dispatcher = Dispatcher(storage=ConversationStorage(env))
    taps, screens = Taps(), Screens()
    people = People(env, bot)
    dispatcher.message.outer_middleware(people)
    dispatcher.callback_query.outer_middleware(people)
    for door in DOORS:
        # A router knows one parent; a process that runs one program after another, as tests do, takes it over.
        door.router._parent_router = None
        dispatcher.include_router(door.router)
        taps.include(door.taps)
        screens.include(door.screens)
    dispatcher.include_router(_fallback())
    dispatcher["env"] = env
    dispatcher["all_screens"] = screens
    dispatcher["bot_name"] = bot_name

    @dispatcher.callback_query()
    async def tapped(query: CallbackQuery, **data: object) -> None:
        await taps.answer(query, **data)

    return dispatcher
