"""What tests of conventions share: a group that is asked about a draft, and the steps before and after."""

from datetime import date, timedelta

from rules.calendar import local_date
from rules.conventions import Act, Basis, Outcome
from rules.offices import Role
from services.context import Actor, Env
from services.conventions import steps, synthesis
from services.conventions.views import MinutesFile, VersionView
from tests.fixtures import FrozenClock, group_id, make_person

TEXT = """QUY ƯỚC TỔ DÂN PHỐ MẪU
Điều 1. Phạm vi
Quy ước này áp dụng cho mọi hộ trong tổ.
Điều 2. Vệ sinh
Rác đổ lúc 18 giờ.
Điều 3. An ninh
Giữ trật tự sau 22 giờ."""
MINUTES = MinutesFile("bien-ban.pdf", "application/pdf", b"%PDF-1.4 mau")


def today(env: Env) -> date:
    return local_date(env.clock.now())


async def head(env: Env, code: str = "01") -> Actor:
    return await make_person(env, (Role.GROUP_HEAD, code), name="Bác Mẫu")


async def official(env: Env) -> Actor:
    return await make_person(env, (Role.OFFICIAL, None), name="Chị Mẫu")


async def proposed(env: Env, by: Actor, code: str = "01") -> VersionView:
    return await steps.propose(env, by, await group_id(env, code), "quy_uoc", Basis.AGREED)


async def drafted(env: Env, by: Actor, text: str = TEXT, code: str = "01") -> VersionView:
    version = await proposed(env, by, code)
    await steps.take(env, by, version.id, Act.DRAFT, today(env), "Tổ soạn thảo gồm 5 người")
    return await steps.write(env, by, version.id, text)


async def asked(env: Env, by: Actor, text: str = TEXT, code: str = "01") -> VersionView:
    """Open since today, for thirty days."""
    version = await drafted(env, by, text, code)
    return await steps.consult(env, by, version.id, today(env), 30, None)


async def closed(env: Env, clock: FrozenClock, version: VersionView) -> None:
    assert version.closes_at is not None
    clock.advance(seconds=(version.closes_at - clock.now()).total_seconds())
    await steps.close_due(env)


async def synthesised(env: Env, clock: FrozenClock, by: Actor, text: str = TEXT) -> VersionView:
    version = await asked(env, by, text)
    await closed(env, clock, version)
    return await synthesis.synthesise(env, by, version.id)


async def adopted(env: Env, clock: FrozenClock, by: Actor, text: str = TEXT) -> VersionView:
    version = await synthesised(env, clock, by, text)
    decided, outcome = await steps.meet(env, by, version.id, today(env), 100, 60, 51, MINUTES)
    assert outcome is Outcome.ADOPTED
    return decided


async def in_force(
    env: Env, clock: FrozenClock, by: Actor, recogniser: Actor, text: str = TEXT, decision: str = "12/QĐ-UBND"
) -> VersionView:
    version = await adopted(env, clock, by, text)
    await steps.take(env, by, version.id, Act.SEND, today(env))
    clock.advance(days=1)
    return await steps.recognise(env, recogniser, version.id, decision, today(env))


def days_later(day: date, days: int) -> date:
    return day + timedelta(days=days)
