"""/ykien, the buttons of a poll, /soan, /quanly, /nhapphieu and /chuatraloi."""

from aiogram import Router

from handlers.polls import answering, composing, doors, entering, explaining, managing, voting
from handlers.routing import Taps
from handlers.screens import Screens

PARTS = (answering, composing, managing, entering, doors, explaining, voting)

router = Router(name="polls")
taps = Taps()
screens = Screens()
for _part in PARTS:
    router.include_router(_part.router)
    taps.include(_part.taps)
    screens.include(_part.screens)
