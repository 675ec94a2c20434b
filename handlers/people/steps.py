"""What comes next at first contact."""

from cards.people import welcome as cards
from handlers.ui import Ui
from rules.people import Purpose
from services.context import Actor, Env
from services.people import me, wards
from services.people.views import MeView


def undecided(mine: MeView) -> Purpose | None:
    """The first purpose about which the person was not asked or did not answer."""
    return next((consent.purpose for consent in mine.consents if consent.granted is None), None)


async def go_on(env: Env, actor: Actor, ui: Ui) -> None:
    """The next question, else the ways to a household for who agreed and has none, else the end."""
    ward, mine = await wards.line(env), await me.view(env, actor)
    asked = undecided(mine)
    if asked is not None:
        await ui.show(cards.question(asked, ward))
        return
    registered = mine.household is not None
    if mine.consent(Purpose.HOUSEHOLD) and not registered and mine.waits_in is None:
        await ui.show(cards.identify(ward))
        return
    may_register = not registered and bool(mine.consent(Purpose.HOUSEHOLD))
    await ui.show(cards.finished(ward, registered=registered, may_register=may_register))
