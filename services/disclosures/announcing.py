"""What the writers of messages read; to whom a message goes was decided when it was put into the outbox."""

from services.context import Env
from services.disclosures import loading
from services.disclosures.views import VersionView
from storage import disclosures


async def version(env: Env, version_id: int) -> VersionView | None:
    """The version in any state, None when the ward has none of this id."""
    async with env.db.read() as session:
        row = await disclosures.version(session, env.ward_id, version_id)
        return await loading.view(session, *row) if row else None
