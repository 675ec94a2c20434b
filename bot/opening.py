"""Opening the database of one ward for the command line, without anything that speaks with a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import refusals
from bot.settings import Settings
from services.context import Env, SystemClock
from storage import people, schema
from storage.database import Database
from storage.schema import SchemaBehindError
from storage.vault import SHORTEST_KEY, Vault, WeakKeyError


def vault(settings: Settings) -> Vault:
    """What seals and digests; CannotStartError without a good key."""
    try:
        return Vault(settings.keys)
    except WeakKeyError:
        raise refusals.weak_keys(SHORTEST_KEY) from None


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The database at its newest migration, given back at the end; CannotStartError when it is behind."""
    db = Database(settings.database_url)
    try:
        await schema.check(db)
        yield db
    except SchemaBehindError:
        raise refusals.schema_behind() from None
    finally:
        await db.close()


async def ward_id(db: Database, code: str | None) -> int:
    """The ward with this code, or the only one; CannotStartError when that is not one ward."""
    async with db.read() as session:
        wards = await people.wards(session)
    chosen = [ward for ward in wards if code in (None, ward.code)]
    if not wards:
        raise refusals.no_ward()
    if len(chosen) != 1:
        raise refusals.which_ward([ward.code for ward in wards])
    return chosen[0].id


@asynccontextmanager
async def env(settings: Settings) -> AsyncIterator[Env]:
    """The world of one ward; CannotStartError when it cannot be opened safely."""
    sealing = vault(settings)
    async with database(settings) as db:
        yield Env(db=db, clock=SystemClock(), vault=sealing, ward_id=await ward_id(db, settings.ward))
