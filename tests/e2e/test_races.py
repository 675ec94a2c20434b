"""Two people do the same at the same instant: one does it, the other reads why not."""

import pytest

from rules.offices import Role
from sandbox import people as acts
from services.people import actors, offices
from services.refusals import Refused, Why
from tests.e2e.conftest import Town


async def test_one_invitation_taken_by_two_at_once_makes_one_holder(town: Town) -> None:
    admin = await actors.arrive(town.env, "telegram", str(town.person("admin").id))
    token = (await offices.invite(town.env, admin, Role.APPROVER)).token
    an, binh = town.person("an"), town.person("binh")
    for person in (an, binh):
        await person.starts(f"o_{token}")
        await person.taps("Nhận nhiệm vụ")
    acts.say(town.sandbox, an.user, an.chat(), "Bà Mẫu An")
    acts.say(town.sandbox, binh.user, binh.chat(), "Ông Mẫu Bình")
    await town.settle()
    taken = [person for person in (an, binh) if "đã nhận nhiệm vụ" in person.last().text]
    assert len(taken) == 1
    with pytest.raises(Refused) as refusal:
        await offices.preview(town.env, admin, offices.reference(town.env, token))
    assert refusal.value.why is Why.LINK_USED


async def test_no_tap_is_left_spinning(town: Town) -> None:
    an = town.person("an")
    await an.says("/menu")
    for words in ("Công khai", "Quay lại", "Lấy ý kiến", "Hộ của tôi", "Quay lại", "Phản ánh"):
        if not any(words in label for label in an.last().buttons):
            await an.says("/menu")
        await an.taps(words)
    presses = list(town.sandbox.presses.values())
    assert len(presses) >= 4
    assert all(press.done.is_set() for press in presses)
