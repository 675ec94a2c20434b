"""Every duty on the main menu leads to a screen, and only those in office see it."""

import pytest

from cards import duties
from cards.taps import Go
from handlers.dispatcher import DOORS
from handlers.screens import Screens
from rules.offices import Role
from services.context import Actor, Holding


def _actor(*roles: Role) -> Actor:
    return Actor(1, 1, offices=tuple(Holding(role, None) for role in roles))


def _places(actor: Actor) -> list[str]:
    taps = [button.tap for row in duties.rows(actor) for button in row]
    assert all(isinstance(tap, Go) for tap in taps)
    return [tap.where for tap in taps if isinstance(tap, Go)]


def test_every_duty_has_a_screen() -> None:
    screens = Screens()
    for door in DOORS:
        screens.include(door.screens)
    places = _places(_actor(*Role))
    assert len(places) >= 9
    assert set(places) <= screens.places


def test_a_resident_sees_no_duty() -> None:
    assert duties.rows(_actor()) == ()


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.INSPECTOR, ["hopthu"]),
        (Role.ADMINISTRATOR, ["caidat"]),
        (Role.APPROVER, ["congbo", "giaitrinh", "tonghop"]),
        (Role.GROUP_HEAD, ["soan", "quanly", "nhapphieu", "chuatraloi", "duyetho", "tonghop"]),
    ],
)
def test_an_office_sees_its_own_duties(role: Role, expected: list[str]) -> None:
    assert _places(_actor(role)) == expected
