"""What is stored about a person, told to that person."""

from rules.offices import Role
from services.context import Actor, Env
from services.people import consents
from services.people.views import HouseholdView, MeView, OfficeView
from services.refusals import Refused, Why
from storage import people, representatives


async def view(env: Env, actor: Actor) -> MeView:
    """The actor's household, consents and offices as they stand now."""
    return await of_person(env, actor.person_id)


async def of_person(env: Env, person_id: int) -> MeView:
    """The same for the person of this id; refused when they are not of this ward."""
    async with env.db.read() as session:
        person = await people.person(session, env.ward_id, person_id)
        if person is None:
            raise Refused(Why.NOT_FOUND)
        groups = {group.id: group.name for group in await people.groups(session, env.ward_id)}
        household = await people.household_of(session, person_id)
        waits = await representatives.request_of(session, person_id)
        given = await consents.of(session, person_id)
        held = await people.offices_of(session, person_id)
    return MeView(
        name=person.name,
        since=person.created_at,
        household=HouseholdView(
            household.id,
            household.code,
            groups.get(household.group_id, ""),
            household.address,
            household.representative,
        )
        if household
        else None,
        waits_in=waits[1].name if waits else None,
        consents=given,
        offices=tuple(
            OfficeView(
                office.id,
                Role(office.role),
                groups.get(office.group_id) if office.group_id else None,
                person.name,
                office.since,
                project=office.project,
                ends_on=office.ends_on,
            )
            for office in held
        ),
    )
