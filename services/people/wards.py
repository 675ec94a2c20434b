"""What is said about the ward."""

from services.context import Env
from services.people.views import WardView
from storage import people


async def line(env: Env) -> WardView:
    """The ward's names, hotline and office hours."""
    async with env.db.read() as session:
        ward = await people.ward(session, env.ward_id)
    return WardView(ward.kind_label, ward.name, ward.group_label, ward.hotline, ward.office_hours)
