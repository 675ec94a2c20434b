"""Taps, slips, collisions and refusals in whatever order: one household one answer, and all sums agree."""

import asyncio
import tempfile
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rules.calendar import at_local, local_date
from rules.entries import ENTERED
from rules.offices import Role
from rules.polls import Origin
from services.context import Actor, Env
from services.polls import answering, entering, results, running
from services.polls.entry_views import Slip
from services.refusals import Why
from storage import schema
from storage.database import Database
from storage.polls import counts, entries
from tests.fixtures import FrozenClock, make_household, make_person, make_representative, make_ward
from tests.services.polling import answers, book, front, open_survey, refusal_of

T = TypeVar("T")
options = st.integers(0, 2)
homes = st.integers(0, 4)
officers = st.integers(0, 3)


@dataclass
class Noted:
    """What a careful clerk noted of a household."""

    option: int
    at: datetime
    origin: Origin


@dataclass
class Pending:
    """A slip that a clerk put aside until a second person looked at it."""

    entry: int
    home: int
    option: int
    origin: Origin
    at: datetime
    by: int


class Paper(RuleBasedStateMachine):
    """A survey of two groups: three households tap, all five may send slips; four officers enter and confirm."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FrozenClock()
        self.noted: dict[int, Noted] = {}
        self.pending: list[Pending] = []

    def run(self, work: Awaitable[T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize()
    def begin(self) -> None:
        self.run(self._begin())

    async def _begin(self) -> None:
        self.db = Database(f"sqlite+aiosqlite:///{Path(self.folder.name) / 'test.db'}")
        await schema.create(self.db)
        self.env: Env = await make_ward(self.db, self.clock)
        self.people = [await make_representative(self.env, group_code=code) for code in ("01", "01", "02")]
        self.homes = [it.household_id or 0 for it in self.people]
        self.homes += [await make_household(self.env, code) for code in ("01", "02")]
        self.groups = ["01", "01", "02", "01", "02"]
        organiser = await front(self.env)
        self.officers: list[tuple[Actor, str | None]] = [(organiser, None)]
        for code in ("01", "01", "02"):
            self.officers.append((await make_person(self.env, (Role.GROUP_HEAD, code)), code))
        end = at_local(local_date(self.clock.now()) + timedelta(days=6), 17)
        self.poll = await open_survey(self.env, ("01", "02"), by=organiser, closes_at=end)

    @property
    def is_over(self) -> bool:
        return self.clock.now() >= self.poll.closes_at

    def _covers(self, officer: int, home: int) -> bool:
        return self.officers[officer][1] in (None, self.groups[home])

    @rule(home=st.integers(0, 2), option=options)
    def a_representative_taps(self, home: int, option: int) -> None:
        cast = answering.cast(self.env, self.people[home], self.poll.id, option, card_group_id=None)
        assert (self.run(refusal_of(cast)) is None) == (not self.is_over)
        self._note_tap(home, option)

    def _note_tap(self, home: int, option: int) -> None:
        before = self.noted.get(home)
        if not self.is_over and (before is None or before.option != option):
            self.noted[home] = Noted(option, self.clock.now(), Origin.TELEGRAM)

    @rule(home=homes, option=options, by=officers, origin=st.sampled_from(ENTERED), ago=st.integers(-1, 3))
    def a_slip_is_entered(self, home: int, option: int, by: int, origin: Origin, ago: int) -> None:
        now, actor = self.clock.now(), self.officers[by][0]
        day = local_date(now) - timedelta(days=ago)
        slip = Slip(self.poll.id, self.homes[home], option, origin, day, "Cô Mẫu")
        is_good = not self.is_over and self._covers(by, home) and all(it.home != home for it in self.pending)
        is_good = is_good and local_date(self.poll.opens_at) <= day <= local_date(now)

        async def enter() -> int:
            return (await entering.enter(self.env, actor, slip)).entry_id

        if not is_good:
            assert self.run(refusal_of(enter())) is not None
            return
        at = min(now, at_local(day + timedelta(days=1), 0))
        self.pending.append(Pending(self.run(enter()), home, option, origin, at, by))

    @rule(home=homes, option=options, origin=st.sampled_from(ENTERED), ago=st.integers(0, 3))
    def a_slip_is_entered_and_confirmed(self, home: int, option: int, origin: Origin, ago: int) -> None:
        known = len(self.pending)
        self.a_slip_is_entered(home, option, 0, origin, ago)
        if len(self.pending) > known:
            self.a_slip_is_confirmed(known, 1 if self._covers(1, home) else 3, with_reason=True)

    @rule(place=st.integers(0, 5), by=officers, with_reason=st.booleans())
    def a_slip_is_confirmed(self, place: int, by: int, with_reason: bool) -> None:
        if place >= len(self.pending):
            return
        it, actor = self.pending[place], self.officers[by][0]
        reason = "Theo phiếu" if with_reason else None
        why = self.run(refusal_of(entering.confirm(self.env, actor, it.entry, reason)))
        before = self.noted.get(it.home)
        if not self._covers(by, it.home):
            assert why is Why.NOT_ALLOWED
        elif self.is_over:
            assert why is Why.POLL_CLOSED
        elif by == it.by:
            assert why is Why.ENTRY_OWN
        elif before and before.option != it.option and not with_reason:
            assert why is Why.ENTRY_COLLIDES
        else:
            assert why is None
            self.pending.remove(it)
            if before and before.option == it.option:
                before.at = max(before.at, it.at)
            elif before is None or it.at > before.at:
                self.noted[it.home] = Noted(it.option, it.at, it.origin)

    @rule(place=st.integers(0, 5), by=officers)
    def a_slip_is_refused(self, place: int, by: int) -> None:
        if place >= len(self.pending):
            return
        it, actor = self.pending[place], self.officers[by][0]
        why = self.run(refusal_of(entering.refuse(self.env, actor, it.entry, "Không rõ chữ")))
        assert (why is None) == (self._covers(by, it.home) and by != it.by)
        if why is None:
            self.pending.remove(it)

    @rule(home=st.integers(0, 2), option=options, by=officers)
    def a_tap_meets_a_confirmation(self, home: int, option: int, by: int) -> None:
        """Without a reason a slip never wins over another answer, so the end is known whoever came first."""
        it = next((it for it in self.pending if it.home == home), None)
        if it is None or self.is_over or by == it.by or not self._covers(by, home):
            return

        async def both() -> tuple[Why | None, Why | None]:
            cast = answering.cast(self.env, self.people[home], self.poll.id, option, card_group_id=None)
            confirm = entering.confirm(self.env, self.officers[by][0], it.entry)
            return await asyncio.gather(refusal_of(cast), refusal_of(confirm))

        tapped, confirmed = self.run(both())
        assert tapped is None
        if confirmed is None:
            self.pending.remove(it)
        else:
            assert confirmed is Why.ENTRY_COLLIDES
        now = self.run(self._standing(home))
        assert now.option == option
        self.noted[home] = now

    async def _standing(self, home: int) -> Noted:
        async with self.env.db.read() as session:
            found = await entries.standing(session, self.poll.id, self.homes[home])
        assert found is not None
        return Noted(found.option, found.answered_at, Origin(found.origin))

    @rule(hours=st.integers(1, 14))
    def time_passes(self, hours: int) -> None:
        self.clock.advance(hours=hours)

    @rule()
    def the_clock_sweeps(self) -> None:
        self.run(running.close_due(self.env))
        if self.is_over:
            self.pending.clear()

    @invariant()
    def every_count_is_what_the_clerk_noted(self) -> None:
        async def look() -> None:
            async with self.env.db.read() as session:
                tally = await counts.tally(session, self.poll.id)
                ways = await entries.origins(session, self.poll.id)
            expected = {self.homes[home]: it.option for home, it in self.noted.items()}
            assert await answers(self.env, self.poll.id) == expected
            given = list(expected.values())
            assert tally.counts == tuple(given.count(option) for option in range(3))
            assert await results.recount(self.env, None) == [(self.poll.id, True)]
            for group in tally.groups:
                own = [it.origin for home, it in self.noted.items() if self.groups[home] == group.code]
                found = {way: n for group_id, way, n in ways if group_id == group.group_id}
                assert found == {way.value: own.count(way) for way in set(own)}
                assert sum(found.values()) == group.answered

        self.run(look())

    @invariant()
    def every_line_on_paper_has_two_persons(self) -> None:
        for line in self.run(book(self.env, self.poll.id)):
            if line.origin in {origin.value for origin in ENTERED}:
                assert line.entered_by != line.confirmed_by
                assert None not in (line.entered_by, line.confirmed_by)

    def teardown(self) -> None:
        self.run(self.db.close())
        self.loop.close()
        self.folder.cleanup()


TestPaper = Paper.TestCase
# A new database for each try makes shortening a failure take longer than a test may.
TestPaper.settings = settings(max_examples=8, stateful_step_count=30, phases=[Phase.generate])
