"""First contact, households, /duyetho, /toi, /caidat, offices, group chats, and places still to come."""

from aiogram import Router

from handlers.people import (
    chats,
    data_requests,
    handover,
    households,
    me,
    offers,
    offices,
    personal,
    places,
    requests,
    retention,
    settings,
    slips,
    welcome,
)
from handlers.routing import Taps
from handlers.screens import Screens

PARTS = (
    welcome,
    households,
    requests,
    handover,
    slips,
    me,
    personal,
    settings,
    offices,
    data_requests,
    retention,
    offers,
    places,
    chats,
)

router = Router(name="people")
taps = Taps()
screens = Screens()
for _part in PARTS:
    router.include_router(_part.router)
    taps.include(_part.taps)
    screens.include(_part.screens)
