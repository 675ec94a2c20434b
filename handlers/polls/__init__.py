"""/ykien, the buttons of a poll, /soan and /quanly."""

from aiogram import Router

from handlers.polls import answering, composing, doors, entering, explaining, managing
from handlers.routing import Taps
from handlers.screens import Screens

PARTS = (answering, composing, managing, entering, doors, explaining)

router = Router(name="polls")
taps = Taps()
screens = Screens()
for _part in PARTS:
    router.include_router(_part.router)
    taps.include(_part.taps)
    screens.include(_part.screens)
