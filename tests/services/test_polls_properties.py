"""Whatever people do, in whatever order: the book recounts, nobody counts twice, and outsiders never count."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.polls import State
from services.context import Actor, Env
from services.polls import answering, compose, results, running
from services.refusals import Why
from storage import schema
from storage.database import Database
from storage.polls import counts
from tests.fixtures import FrozenClock, make_household, make_person, make_representative, make_ward
from tests.services.polling import answers, front, open_survey, refusal_of

options = st.integers(-1, 4)
REFUSALS = {None, Why.NOT_REGISTERED, Why.NOT_IN_ELECTORATE, Why.OTHER_GROUP, Why.NOT_FOUND, Why.POLL_CLOSED}


class Consultation(RuleBasedStateMachine):
    """A survey of groups 1 and 2 of a ward, with neighbours, newcomers and strangers tapping along.

    `expected` is what a careful clerk with paper would have noted.
    """

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FrozenClock()
        self.expected: dict[int, int] = {}
        self.is_over = False

    @initialize()
    def begin(self) -> None:
        self.loop.run_until_complete(self._begin())

    async def _begin(self) -> None:
        self.db = Database(f"sqlite+aiosqlite:///{Path(self.folder.name) / 'test.db'}")
        await schema.create(self.db)
        self.env: Env = await make_ward(self.db, self.clock)
        other = await make_ward(self.db, self.clock, code="ban-mai", name="Ban Mai")
        self.insiders = [await make_representative(self.env, group_code=code) for code in ("01", "01", "02")]
        await make_household(self.env, "02")
        self.officer = await front(self.env)
        self.poll = await open_survey(self.env, ("01", "02"), by=self.officer)
        self.outsiders = [
            await make_representative(self.env, group_code="03"),
            await make_representative(self.env, group_code="01"),  # joined the roll after opening
            await make_representative(other),
            await make_person(self.env),
            self.officer,
        ]

    async def _cast(self, actor: Actor, option: int, card: int | None) -> bool:
        why = await refusal_of(answering.cast(self.env, actor, self.poll.id, option, card_group_id=card))
        assert why in REFUSALS
        return why is None

    @rule(who=st.integers(0, 2), option=options, group=st.sampled_from(["own", "none", "wrong"]))
    def a_representative_taps(self, who: int, option: int, group: str) -> None:
        actor = self.insiders[who]
        card = {"own": actor.group_id, "none": None, "wrong": (actor.group_id or 0) + 1}[group]
        taken = self.loop.run_until_complete(self._cast(actor, option, card))

        assert taken == (not self.is_over and group != "wrong" and 0 <= option < 3)
        if taken:
            assert actor.household_id is not None
            self.expected[actor.household_id] = option

    @rule(who=st.integers(0, 4), option=options)
    def an_outsider_taps(self, who: int, option: int) -> None:
        actor = self.outsiders[who]
        assert not self.loop.run_until_complete(self._cast(actor, option, actor.group_id))

    @rule(first=st.integers(0, 2), second=st.integers(0, 2), chosen=st.tuples(st.integers(0, 2), st.integers(0, 2)))
    def two_tap_at_once(self, first: int, second: int, chosen: tuple[int, int]) -> None:
        if first == second:
            chosen = (chosen[0], chosen[0])
        actors = (self.insiders[first], self.insiders[second])

        async def both() -> list[bool]:
            return await asyncio.gather(
                *(self._cast(who, what, None) for who, what in zip(actors, chosen, strict=True))
            )

        for actor, option, taken in zip(actors, chosen, self.loop.run_until_complete(both()), strict=True):
            assert taken == (not self.is_over)
            if taken:
                assert actor.household_id is not None
                self.expected[actor.household_id] = option

    @rule(hours=st.integers(1, 20))
    def time_passes(self, hours: int) -> None:
        self.clock.advance(hours=hours)
        self.is_over = self.clock.now() >= self.poll.closes_at

    @rule()
    def the_clock_sweeps(self) -> None:
        for sweep in (running.open_due, running.remind_due, running.close_due, running.refresh_cards):
            self.loop.run_until_complete(sweep(self.env))

    @precondition(lambda self: not self.is_over)
    @rule(hours=st.integers(1, 12))
    def it_is_extended(self, hours: int) -> None:
        later = self.poll.closes_at + timedelta(hours=hours)
        self.poll = self.loop.run_until_complete(
            compose.extend(self.env, self.officer, self.poll.id, later, "Thêm thời gian")
        )

    @invariant()
    def the_counters_are_what_the_clerk_noted(self) -> None:
        async def look() -> None:
            async with self.env.db.read() as session:
                tally = await counts.tally(session, self.poll.id)
            assert await answers(self.env, self.poll.id) == self.expected
            noted = list(self.expected.values())
            assert tally.counts == tuple(noted.count(option) for option in range(3))
            assert tally.answered == sum(group.answered for group in tally.groups) == len(noted)
            assert (tally.households, [group.households for group in tally.groups]) == (4, [2, 2])
            assert await results.recount(self.env, None) == [(self.poll.id, True)]

        self.loop.run_until_complete(look())

    @invariant()
    def the_result_is_secret_until_it_closed(self) -> None:
        async def look() -> None:
            state = (await answering.by_code(self.env, self.poll.code)).state
            why = await refusal_of(results.result(self.env, self.officer, self.poll.id))
            assert why == (None if state == State.CLOSED else Why.NOT_CLOSED_YET)
            assert state == State.OPEN or self.is_over

        self.loop.run_until_complete(look())

    def teardown(self) -> None:
        self.loop.run_until_complete(self.db.close())
        self.loop.close()
        self.folder.cleanup()


TestConsultation = Consultation.TestCase
TestConsultation.settings = settings(max_examples=8, stateful_step_count=25)
