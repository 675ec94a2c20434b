"""Terms of office: their end is announced before it comes, and comes by itself."""

from datetime import date

from rules.calendar import Calendar, local_date
from rules.offices import TERM_WARNING, Role
from services.context import Env
from services.people.offices import tell
from storage import audit, offices, people


def _today(env: Env) -> date:
    return local_date(env.clock.now())


async def announce_ends(env: Env) -> None:
    """Administrators were told once of each term that ends within 30 days."""
    horizon = Calendar().after(_today(env), TERM_WARNING)
    async with env.db.write() as session:
        ending = await offices.tell_ending(session, env.ward_id, horizon, env.clock.now())
        if ending:
            administrators = await people.holders(session, env.ward_id, [Role.ADMINISTRATOR])
            for office_id in ending:
                await tell(session, env, administrators, "people.office_ending", office_id)


async def end_due(env: Env) -> None:
    """Offices whose last day has passed are held no more; holder and administrators are told, the audit has it.

    The only administrator stays until there is another.
    """
    async with env.db.read() as session:
        if not await offices.over(session, env.ward_id, _today(env)):
            return
    async with env.db.write() as session:
        await offices.lock(session, env.ward_id)
        now = env.clock.now()
        for office in await offices.over(session, env.ward_id, _today(env)):
            administrators = await people.holders(session, env.ward_id, [Role.ADMINISTRATOR])
            if office.role == Role.ADMINISTRATOR and administrators == [office.person_id]:
                continue
            if await offices.end(session, office.id, now):
                audit.note(session, env.ward_id, now, None, "office_term_over", "office", office.id, office.role)
                await tell(session, env, [office.person_id], "people.office_ended", office.id)
                others = [person for person in administrators if person != office.person_id]
                await tell(session, env, others, "people.office_over", office.id)
