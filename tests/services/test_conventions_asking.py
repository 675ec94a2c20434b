"""The consultation clause by clause: one answer per household and clause, hidden until it closes, and the synthesis."""

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import delete, select

from rules.conventions import Choice, Reply, State
from services.context import Actor, Env
from services.conventions import answering, reading, steps, synthesis
from services.conventions.views import VersionView
from services.refusals import Refused, Why
from storage.database import Conflict
from storage.models import ClauseAnswer, ClauseLine, Representative
from tests.fixtures import FrozenClock, make_household, make_person, make_representative
from tests.services.drafting import TEXT, asked, closed, drafted, head, official, today
from tests.services.polling import make_chat, messages, refusal_of


async def table(env: Env, kind: type[Any]) -> list[Any]:
    async with env.db.read() as session:
        return list((await session.execute(select(kind))).scalars())


async def suggest(env: Env, actor: Actor, version: VersionView, place: int, words: str) -> None:
    await answering.answer(env, actor, version.id, place, Choice.SUGGEST, words)


# --- answering -------------------------------------------------------------------------------------------


async def test_a_household_has_one_answer_to_a_clause_and_every_change_is_in_the_book(env: Env) -> None:
    resident, by = await make_representative(env), await head(env)
    version = await asked(env, by)
    for choice, words in (
        (Choice.AGREE, None),
        (Choice.AGREE, None),
        (Choice.SUGGEST, "Lúc 19 giờ"),
        (Choice.DISAGREE, None),
    ):
        view = await answering.answer(env, resident, version.id, 1, choice, words)
        assert (view.own, view.own_words, view.answered) == (choice, words, 1)
    assert [(row.choice, row.words) for row in await table(env, ClauseAnswer)] == [("disagree", None)]
    book = [(row.choice, row.words) for row in await table(env, ClauseLine)]
    assert book == [("agree", None), ("suggest", "Lúc 19 giờ"), ("disagree", None)]


async def test_the_database_refuses_a_second_current_answer(env: Env) -> None:
    resident, by = await make_representative(env), await head(env)
    version = await asked(env, by)
    await answering.answer(env, resident, version.id, 0, Choice.AGREE)
    [row] = await table(env, ClauseAnswer)
    with pytest.raises(Conflict):
        async with env.db.write() as session:
            session.add(
                ClauseAnswer(
                    version_id=row.version_id,
                    edition=row.edition,
                    position=row.position,
                    household_id=row.household_id,
                    ward_id=row.ward_id,
                    person_id=row.person_id,
                    choice="disagree",
                    line_id=row.line_id,
                    answered_at=row.answered_at,
                )
            )


async def test_answers_of_one_household_at_the_same_moment_come_one_after_the_other(env: Env) -> None:
    resident, by = await make_representative(env), await head(env)
    version = await asked(env, by)
    choices = [Choice.AGREE, Choice.DISAGREE] * 4
    await asyncio.gather(*(answering.answer(env, resident, version.id, 0, choice) for choice in choices))
    book = sorted(await table(env, ClauseLine), key=lambda line: line.id)
    [row] = await table(env, ClauseAnswer)
    assert (row.line_id, row.choice) == (book[-1].id, book[-1].choice)
    assert all(one.choice != other.choice for one, other in pairwise(book)), "the same again adds no line"


async def test_a_change_of_representative_keeps_one_answer_of_the_household(env: Env) -> None:
    resident, by = await make_representative(env), await head(env)
    version = await asked(env, by)
    await answering.answer(env, resident, version.id, 0, Choice.AGREE)
    async with env.db.write() as session:
        await session.execute(delete(Representative).where(Representative.person_id == resident.person_id))
    heir = await make_representative(env, resident.household_id)
    assert await refusal_of(answering.answer(env, resident, version.id, 0, Choice.AGREE)) is Why.NOT_REGISTERED
    assert (await answering.walk(env, heir, version.id, 0)).own is Choice.AGREE
    await answering.answer(env, heir, version.id, 0, Choice.DISAGREE)
    assert [row.choice for row in await table(env, ClauseAnswer)] == ["disagree"]


async def test_only_representatives_of_the_group_answer_and_everybody_may_read(env: Env, other_ward: Env) -> None:
    resident, by = await make_representative(env), await head(env)
    neighbour = await make_representative(env, group_code="02")
    visitor, foreign = await make_person(env), await make_representative(other_ward)
    version = await asked(env, by)
    for actor, why in ((neighbour, Why.OTHER_GROUP), (visitor, Why.NOT_REGISTERED), (by, Why.NOT_REGISTERED)):
        assert await refusal_of(answering.answer(env, actor, version.id, 0, Choice.AGREE)) is why
        view = await answering.walk(env, actor, version.id, 0)
        assert (view.may_answer, view.clause.name) == (False, "Điều 1")
    assert await refusal_of(answering.answer(other_ward, foreign, version.id, 0, Choice.AGREE)) is Why.NOT_FOUND
    assert await refusal_of(answering.answer(env, foreign, version.id, 0, Choice.AGREE)) is Why.NOT_REGISTERED
    assert (await answering.walk(env, resident, version.id, 0)).may_answer
    assert await table(env, ClauseLine) == []


async def test_the_clock_closes_it_and_not_the_sweep(env: Env, clock: FrozenClock) -> None:
    resident, by = await make_representative(env), await head(env)
    version = await asked(env, by)
    assert version.closes_at is not None
    clock.advance(seconds=(version.closes_at - clock.now()).total_seconds() - 1)
    await answering.answer(env, resident, version.id, 0, Choice.AGREE)
    clock.advance(seconds=1)
    assert await refusal_of(answering.answer(env, resident, version.id, 0, Choice.DISAGREE)) is Why.POLL_CLOSED
    assert await answering.open_in(env, version.id) is None
    assert await steps.close_due(env) == 1
    assert await steps.close_due(env) == 0
    assert await refusal_of(answering.answer(env, resident, version.id, 0, Choice.DISAGREE)) is Why.POLL_CLOSED


async def test_nothing_is_asked_before_the_draft_is_posted_nor_outside_its_clauses(env: Env) -> None:
    resident, by = await make_representative(env), await head(env)
    version = await drafted(env, by)
    assert await refusal_of(answering.answer(env, resident, version.id, 0, Choice.AGREE)) is Why.NOT_FOUND
    assert await refusal_of(answering.walk(env, by, version.id, 0)) is Why.NOT_ASKED
    await steps.consult(env, by, version.id, today(env), 30, None)
    for place in (3, -1, 99):
        assert await refusal_of(answering.answer(env, resident, version.id, place, Choice.AGREE)) is Why.NOT_FOUND
    assert await refusal_of(answering.answer(env, resident, version.id, 0, Choice.SUGGEST, " ")) is Why.EMPTY
    long = "x" * 2_001
    assert await refusal_of(answering.answer(env, resident, version.id, 0, Choice.SUGGEST, long)) is Why.TOO_LONG


async def test_it_goes_on_at_the_first_clause_without_an_answer(env: Env) -> None:
    resident, by = await make_representative(env), await head(env)
    version = await asked(env, by)
    await answering.answer(env, resident, version.id, 0, Choice.AGREE)
    await answering.answer(env, resident, version.id, 2, Choice.AGREE)
    assert (await answering.walk(env, resident, version.id)).place == 1


async def test_nobody_sees_what_was_said_before_it_closes(env: Env, clock: FrozenClock) -> None:
    resident, by = await make_representative(env), await head(env)
    version = await asked(env, by)
    await suggest(env, resident, version, 1, "Lúc 19 giờ")
    for actor in (resident, by, await official(env)):
        for look in (synthesis.results, synthesis.suggestions):
            assert await refusal_of(look(env, actor, version.id)) is Why.NOT_CLOSED_YET
    assert (await reading.life(env, by, version.id)).participants == 1
    await closed(env, clock, version)
    results = await synthesis.results(env, resident, version.id)
    assert results.participants == 1
    most_disputed = results.tallies[0]
    assert (most_disputed.name, most_disputed.agree, most_disputed.disagree, most_disputed.suggest) == (
        "Điều 2",
        0,
        0,
        1,
    )


async def test_the_tally_is_what_the_last_lines_of_the_book_say(env: Env, clock: FrozenClock) -> None:
    residents = [await make_representative(env) for _ in range(4)]
    by = await head(env)
    version = await asked(env, by)
    order = [Choice.AGREE, Choice.DISAGREE, Choice.SUGGEST]
    for number, resident in enumerate(residents):
        for place in range(3):
            for change in range(number):
                choice = order[(number + place + change) % 3]
                await answering.answer(
                    env, resident, version.id, place, choice, "Sửa" if choice is Choice.SUGGEST else None
                )
    await closed(env, clock, version)
    last = {(line.position, line.household_id): line.choice for line in await table(env, ClauseLine)}
    for it in (await synthesis.results(env, by, version.id)).tallies:
        said = [choice for (position, _), choice in last.items() if position == it.position]
        assert [it.agree, it.disagree, it.suggest] == [said.count(choice) for choice in order]


async def test_the_group_and_its_representatives_are_invited_once(env: Env) -> None:
    chat = await make_chat(env, "01")
    await make_chat(env, "02")
    resident, _ = await make_representative(env), await make_representative(env, group_code="02")
    await asked(env, await head(env))
    assert [row.chat_id for row in await messages(env, "convention_consultation")] == [chat]
    assert [row.account_id for row in await messages(env, "convention_invitation")] == [resident.account_id]


# --- the synthesis ---------------------------------------------------------------------------------------


async def test_every_suggestion_is_answered_before_the_synthesis_and_each_suggester_is_told(
    env: Env, clock: FrozenClock
) -> None:
    chat = await make_chat(env, "01")
    one, two, silent = [await make_representative(env) for _ in range(3)]
    by = await head(env)
    version = await asked(env, by)
    await suggest(env, one, version, 1, "Lúc 19 giờ")
    await suggest(env, two, version, 1, "Đổ rác muộn hơn")
    await suggest(env, two, version, 2, "Sau 23 giờ")
    await answering.answer(env, silent, version.id, 0, Choice.AGREE)
    await closed(env, clock, version)
    first, second, third = await synthesis.suggestions(env, by, version.id)

    async def left() -> Why | None:
        return await refusal_of(synthesis.synthesise(env, by, version.id))

    assert await left() is Why.SUGGESTIONS_LEFT
    rubbish = await synthesis.begin_theme(env, by, version.id, first.line_id, "Giờ đổ rác")
    await synthesis.assign(env, by, version.id, second.line_id, rubbish)
    assert await left() is Why.SUGGESTIONS_LEFT
    quiet = await synthesis.begin_theme(env, by, version.id, third.line_id, "Giờ yên tĩnh")
    assert await left() is Why.THEMES_LEFT
    await synthesis.reply(env, by, rubbish, Reply.TAKEN, "Sửa thành 19 giờ")
    await synthesis.reply(env, by, quiet, Reply.EXPLAINED, "Theo quy định của thành phố")
    done = await synthesis.synthesise(env, by, version.id)
    assert done.state is State.SYNTHESISED

    told = {row.values["line"]: row.account_id for row in await messages(env, "convention_reply")}
    assert told == {first.line_id: one.account_id, second.line_id: two.account_id, third.line_id: two.account_id}
    answer = await synthesis.answer_to(env, second.line_id)
    assert answer is not None
    assert (answer.suggestion.words, answer.theme.words) == ("Đổ rác muộn hơn", "Sửa thành 19 giờ")
    assert [row.chat_id for row in await messages(env, "convention_synthesis")] == [chat]
    assert await left() is Why.STEP_IMPOSSIBLE


async def test_only_offices_of_the_group_write_the_synthesis_and_only_after_closing(
    env: Env, clock: FrozenClock
) -> None:
    resident, by, other = await make_representative(env), await head(env), await head(env, "02")
    version = await asked(env, by)
    await suggest(env, resident, version, 1, "Lúc 19 giờ")
    [line] = await table(env, ClauseLine)

    async def begin(actor: Actor) -> Why | None:
        return await refusal_of(synthesis.begin_theme(env, actor, version.id, line.id, "Giờ"))

    assert await begin(by) is Why.STEP_IMPOSSIBLE
    await closed(env, clock, version)
    for actor in (resident, other, await official(env)):
        assert await begin(actor) is Why.NOT_ALLOWED
        assert await refusal_of(synthesis.synthesise(env, actor, version.id)) is Why.NOT_ALLOWED
    assert await begin(by) is None


async def test_a_theme_of_another_group_takes_no_suggestion(env: Env, clock: FrozenClock) -> None:
    here, there = await make_representative(env), await make_representative(env, group_code="02")
    by, other = await head(env), await head(env, "02")
    version, elsewhere = await asked(env, by), await asked(env, other, code="02")
    await suggest(env, here, version, 1, "Lúc 19 giờ")
    await suggest(env, there, elsewhere, 1, "Lúc 20 giờ")
    await closed(env, clock, version)
    [mine] = await synthesis.suggestions(env, by, version.id)
    [theirs] = await synthesis.suggestions(env, other, elsewhere.id)
    theme = await synthesis.begin_theme(env, other, elsewhere.id, theirs.line_id, "Giờ")
    assert await refusal_of(synthesis.assign(env, by, version.id, mine.line_id, theme)) is Why.NOT_FOUND
    assert await refusal_of(synthesis.assign(env, by, version.id, theirs.line_id, theme)) is Why.NOT_FOUND
    assert await refusal_of(synthesis.reply(env, by, theme, Reply.TAKEN, "Được")) is Why.NOT_ALLOWED


async def test_the_completed_draft_stands_beside_what_people_were_asked_about(env: Env, clock: FrozenClock) -> None:
    resident, by = await make_representative(env), await head(env)
    version = await asked(env, by)
    await suggest(env, resident, version, 1, "Lúc 19 giờ")
    await closed(env, clock, version)
    await steps.write(env, by, version.id, TEXT.replace("18 giờ", "19 giờ"))
    [it] = await synthesis.suggestions(env, by, version.id)
    assert (it.clause, it.words) == ("Điều 2", "Lúc 19 giờ")
    comparison = await reading.since_asked(env, resident, version.id)
    assert [change.name for change in comparison.changes if change.is_changed] == ["Điều 2"]
    with pytest.raises(Refused):
        await reading.comparison(env, resident, version.id)


async def test_an_agreement_of_the_community_is_kept_with_its_day(env: Env) -> None:
    await make_household(env)
    by = await head(env)
    version = await drafted(env, by)
    opened = await steps.consult(env, by, version.id, today(env), 30, today(env))
    assert opened.network_agreed_on == today(env)
