"""Slips: fresh one-time codes on paper, by which households are confirmed."""

from rules.calendar import local_date
from rules.codes import draw, plain
from rules.people import SLIP_LETTERS, SLIP_LIFE
from services.context import Env
from services.people.views import SlipLine
from services.refusals import Refused, Why
from storage import audit, people, roll
from storage.models import Household


def digest(env: Env, code: str) -> str:
    """What is kept of a slip's code, typed with or without hyphens and in small letters or capitals."""
    return env.vault.digest(f"slip:{plain(code)}")


async def issue(env: Env, group_code: str | None = None) -> tuple[SlipLine, ...]:
    """A fresh code for each household of the group, or of all groups, for which nobody speaks yet.

    Earlier unused codes of these households are void.  The codes are in the answer and nowhere else: the database
    keeps digests.  Refused when there is no such group.
    """
    now = env.clock.now()
    async with env.db.write() as session:
        groups = {group.id: group for group in await people.groups(session, env.ward_id)}
        chosen = [group.id for group in groups.values() if group_code in (None, group.code)]
        if not chosen:
            raise Refused(Why.NOT_FOUND)
        households = await roll.unclaimed(session, env.ward_id, chosen)
        codes = _different(len(households))
        await roll.void_slips(session, [household.id for household in households], now)
        await roll.add_slips(
            session,
            [
                {
                    "ward_id": env.ward_id,
                    "household_id": household.id,
                    "digest": digest(env, code),
                    "issued_at": now,
                    "expires_at": now + SLIP_LIFE,
                }
                for household, code in zip(households, codes, strict=True)
            ],
        )
        audit.note(session, env.ward_id, now, None, "slips_issued", "ward", env.ward_id, str(len(households)))

    def line(household: Household, code: str) -> SlipLine:
        group = groups[household.group_id]
        last_day = local_date(now + SLIP_LIFE)
        return SlipLine(
            group.code, group.name, household.code, household.address, household.representative, code, last_day
        )

    return tuple(line(household, code) for household, code in zip(households, codes, strict=True))


def _different(count: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(draw(SLIP_LETTERS))
    return list(codes)
