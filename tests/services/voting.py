"""What tests of votes share: grounds, dossiers with all that is asked, and households that answer."""

from datetime import timedelta

from rules.calendar import local_date
from rules.offices import Role
from rules.polls import RECORDED_DUTIES, Kind, Matter, Step
from services import grounds
from services.context import Actor, Env
from services.polls import answering, counting, running, votes
from services.polls.views import DossierView, Numbers, PollView
from tests.fixtures import FrozenClock, group_id, make_person, make_representative


async def record_ground(env: Env, effect: Kind = Kind.ONLINE_VOTE, channel: str = "telegram") -> grounds.GroundView:
    """The ward decided that the network counts for this kind."""
    administrator = await make_person(env, (Role.ADMINISTRATOR, None))
    return await grounds.record(env, administrator, channel, effect, "12/QĐ-UBND", local_date(env.clock.now()))


async def prepared(env: Env, by: Actor, *, duties: int = len(RECORDED_DUTIES)) -> DossierView:
    """A dossier of group 01 with so many duties done."""
    it = await votes.prepare(env, by, await group_id(env, "01"), "Dọn ngõ sáng thứ Bảy", "Cả tổ cùng dọn ngõ.")
    for duty in RECORDED_DUTIES[:duties]:
        it = await votes.record_duty(env, by, it.id, duty, "Biên bản số 3")
    return it


async def opened(env: Env, by: Actor, dossier: DossierView, step: Step) -> PollView:
    """The step is open for three days."""
    return await votes.open_step(env, by, dossier.id, step, env.clock.now() + timedelta(days=3))


async def answered(env: Env, clock: FrozenClock, poll: PollView, voters: list[Actor], option: int = 0) -> None:
    """These representatives answered, and the poll closed."""
    for voter in voters:
        await answering.cast(env, voter, poll.id, option, card_group_id=None)
    clock.advance(days=3)
    await running.close_due(env)


async def representatives(env: Env, number: int, group: str = "01") -> list[Actor]:
    """So many households of the group with a representative each."""
    return [await make_representative(env, group_code=group) for _ in range(number)]


async def entered(env: Env, by: Actor, kind: Kind, matter: Matter, *rows: tuple[str, int, int, int, int]) -> PollView:
    """Numbers of groups: code, present, agree, disagree, other."""
    numbers = [Numbers(await group_id(env, code), *counts) for code, *counts in rows]
    return await counting.enter(env, by, kind, matter, "Góp tiền làm đường", local_date(env.clock.now()), numbers)
