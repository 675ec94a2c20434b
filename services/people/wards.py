"""What is said about the ward."""

from services.context import Env
from services.people.views import GroupView, WardView
from storage import people


async def line(env: Env) -> WardView:
    """The ward's names, hotline and office hours."""
    async with env.db.read() as session:
        ward = await people.ward(session, env.ward_id)
    return WardView(ward.kind_label, ward.name, ward.group_label, ward.hotline, ward.office_hours)


async def groups(env: Env) -> list[GroupView]:
    """The residential groups in force, in order of their code."""
    async with env.db.read() as session:
        return [GroupView(group.id, group.code, group.name) for group in await people.groups(session, env.ward_id)]
