"""From an account of a network to the person who acts."""

from rules.offices import Role
from services.context import Actor, Env, Holding
from storage import groups, people
from storage.database import Session
from storage.models import Account, Person


async def _holdings(session: Session, person_id: int) -> tuple[Holding, ...]:
    """The offices of a person; what a group was made of comes after all of them, under the same office."""
    offices = await people.offices_of(session, person_id)
    held = [Holding(Role(office.role), office.group_id) for office in offices]
    own = {office.group_id for office in offices if office.group_id is not None}
    before = await groups.predecessors(session, sorted(own)) if own else {}
    held += [Holding(one.role, old) for one in held if one.group_id for old in before.get(one.group_id, ())]
    return tuple(held)


async def _actor(session: Session, account: Account) -> Actor:
    offices = await _holdings(session, account.person_id)
    household = await people.household_of(session, account.person_id)
    return Actor(
        ward_id=account.ward_id,
        person_id=account.person_id,
        account_id=account.id,
        network=account.network,
        household_id=household.id if household else None,
        group_id=household.group_id if household else None,
        offices=offices,
    )


async def recognise(env: Env, network: str, external_id: str) -> Actor | None:
    """Who this account is, None for somebody who never spoke with us in private."""
    async with env.db.read() as session:
        account = await people.account(session, env.ward_id, network, external_id)
        return await _actor(session, account) if account else None


async def arrive(env: Env, network: str, external_id: str, language: str = "vi") -> Actor:
    """Who this account is; somebody new becomes a person, somebody who had blocked us is reachable again."""
    async with env.db.read() as session:
        account = await people.account(session, env.ward_id, network, external_id)
        if account and account.unreachable_since is None:
            return await _actor(session, account)
    async with env.db.write(is_effect=False) as session:
        account = await people.account(session, env.ward_id, network, external_id)
        if account is None:
            person = Person(
                ward_id=env.ward_id,
                name=None,
                language=language,
                wants_disclosures=False,
                created_at=env.clock.now(),
            )
            session.add(person)
            await session.flush()
            account = Account(ward_id=env.ward_id, person_id=person.id, network=network, external_id=external_id)
            session.add(account)
            await session.flush()
        account.unreachable_since = None
        return await _actor(session, account)
