"""Another representative for a household: agreed to or decided with a reason; never two, never a gap in history."""

import asyncio

from rules.offices import Role
from rules.people import Purpose
from services.context import Actor, Env
from services.people import actors, confirmation, consents, handover
from services.refusals import Why
from storage.models import Account, Audit, Outbox, Representative
from tests.fixtures import group_id, make_household, make_person, make_representative
from tests.rows import rows
from tests.services.polling import refusal_of


async def household_of(env: Env, actor: Actor) -> int | None:
    (account,) = await rows(env, Account, id=actor.account_id)
    found = await actors.recognise(env, account.network, account.external_id)
    return found.household_id if found else None


async def asks(env: Env, code: str = "01") -> tuple[Actor, int]:
    """Somebody of the group who waits, and the id of the request."""
    asker = await make_person(env)
    await consents.decide(env, asker, Purpose.HOUSEHOLD, granted=True)
    await confirmation.ask_group_head(env, asker, await group_id(env, code), "Mẫu, con ông Mẫu")
    return asker, (await rows(env, Representative, person_id=asker.person_id))[-1].id


async def scene(env: Env) -> tuple[Actor, Actor, Actor, int, int]:
    """The head, the representative, who asks, the household and the request."""
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    home = await make_household(env, "01")
    current = await make_representative(env, home)
    asker, request = await asks(env)
    return head, current, asker, home, request


async def test_the_representative_agrees_and_the_other_speaks_for_the_household(env: Env) -> None:
    head, current, asker, home, request = await scene(env)
    await handover.ask(env, head, request, home)
    assert await household_of(env, current) == home
    (told,) = await rows(env, Outbox, card="people.handover")
    assert told.account_id == current.account_id
    await handover.agree(env, current, request)
    assert await household_of(env, current) is None
    assert await household_of(env, asker) == home
    before, after = await rows(env, Representative, household_id=home)
    assert (before.state, before.end_reason, before.decided_by) == ("ended", "handed_over", current.person_id)
    assert (after.state, after.claim) == ("active", None)
    actions = [row.action for row in await rows(env, Audit, subject="representative")]
    assert actions[-3:] == ["handover_asked", "representative_ended", "representative_confirmed"]


async def test_who_does_not_agree_stays_and_the_head_is_told(env: Env) -> None:
    head, current, asker, home, request = await scene(env)
    await handover.ask(env, head, request, home)
    await handover.decline(env, current, request)
    assert await household_of(env, current) == home
    assert await household_of(env, asker) is None
    (told,) = await rows(env, Outbox, card="people.handover_declined")
    assert told.account_id == head.account_id
    assert await refusal_of(handover.agree(env, current, request)) is Why.ALREADY_DONE
    assert (await confirmation.waiting_for(env, head)) is not None


async def test_the_head_decides_with_a_reason_that_is_kept_and_told(env: Env) -> None:
    head, current, asker, home, request = await scene(env)
    assert await refusal_of(handover.replace(env, head, request, home, "  ")) is Why.EMPTY
    await handover.replace(env, head, request, home, "Người cũ đã chuyển đi")
    assert await household_of(env, asker) == home
    before = (await rows(env, Representative, person_id=current.person_id))[0]
    assert (before.end_reason, before.end_words) == ("replaced", "Người cũ đã chuyển đi")
    (told,) = await rows(env, Outbox, card="people.replaced")
    assert told.account_id == current.account_id
    assert await handover.replaced_because(env, before.id, current.person_id) == "Người cũ đã chuyển đi"
    assert await handover.replaced_because(env, before.id, asker.person_id) is None


async def test_only_who_speaks_for_the_household_can_hand_it_over(env: Env) -> None:
    head, current, asker, home, request = await scene(env)
    stranger = await make_representative(env, group_code="01")
    assert await refusal_of(handover.agree(env, current, request)) is Why.ALREADY_DONE  # nobody asked them yet
    await handover.ask(env, head, request, home)
    for actor in (head, asker, stranger):
        assert await refusal_of(handover.agree(env, actor, request)) is Why.NOT_ALLOWED
        assert await refusal_of(handover.decline(env, actor, request)) is Why.NOT_ALLOWED
    assert await household_of(env, current) == home


async def test_the_head_of_another_group_or_ward_decides_nothing(env: Env, other_ward: Env) -> None:
    _, current, _, home, request = await scene(env)
    for other in (
        await make_person(env, (Role.GROUP_HEAD, "02")),
        await make_person(env, (Role.OFFICIAL, None)),
    ):
        assert await refusal_of(handover.ask(env, other, request, home)) is Why.NOT_ALLOWED
        assert await refusal_of(handover.replace(env, other, request, home, "x")) is Why.NOT_ALLOWED
    foreign = await make_person(other_ward, (Role.GROUP_HEAD, "01"))
    assert await refusal_of(handover.replace(other_ward, foreign, request, home, "x")) is Why.NOT_FOUND
    assert await household_of(env, current) == home


async def test_a_household_of_another_group_is_not_given(env: Env) -> None:
    head, _, _, _, request = await scene(env)
    elsewhere = await make_household(env, "02")
    await make_representative(env, elsewhere)
    assert await refusal_of(handover.ask(env, head, request, elsewhere)) is Why.NOT_FOUND
    assert await refusal_of(handover.replace(env, head, request, elsewhere, "x")) is Why.NOT_FOUND


async def test_a_head_does_not_give_the_household_to_themselves(env: Env) -> None:
    head, _, _, home, _ = await scene(env)
    await consents.decide(env, head, Purpose.HOUSEHOLD, granted=True)
    await confirmation.ask_group_head(env, head, await group_id(env, "01"), "Tôi")
    own = (await rows(env, Representative, person_id=head.person_id))[-1].id
    assert await refusal_of(handover.replace(env, head, own, home, "x")) is Why.OWN_REQUEST


async def test_agreeing_and_deciding_at_the_same_moment_leaves_one_representative(env: Env) -> None:
    head, current, asker, home, request = await scene(env)
    await handover.ask(env, head, request, home)
    told = await asyncio.gather(
        refusal_of(handover.agree(env, current, request)),
        refusal_of(handover.replace(env, head, request, home, "x")),
    )
    assert sorted(str(why) for why in told) == ["None", str(Why.ALREADY_DONE)]
    active = [row for row in await rows(env, Representative, household_id=home) if row.state == "active"]
    assert [row.person_id for row in active] == [asker.person_id]


async def test_the_head_finds_households_without_a_representative_before_the_others(env: Env) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    taken = await make_household(env, "01", "A")
    await make_representative(env, taken)
    free = await make_household(env, "01", "B")
    _, request = await asks(env)
    found = await confirmation.candidates(env, head, request, "đường Mẫu")
    assert [(one.id, one.is_taken) for one in found] == [(free, False), (taken, True)]
    assert await refusal_of(confirmation.confirm(env, head, request, taken)) is Why.HOUSEHOLD_HAS_REPRESENTATIVE
