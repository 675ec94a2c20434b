"""Time acts: every sweep has its turn, one after the other."""

import asyncio
from datetime import UTC, datetime

import pytest

from scheduler import ticks
from scheduler.clockwork import Clockwork
from services.context import Env


async def test_a_sweep_that_fails_keeps_no_other_from_its_turn(env: Env) -> None:
    done: list[str] = []

    async def first(_env: Env) -> None:
        done.append("first")

    async def broken(_env: Env) -> None:
        raise RuntimeError("broken")

    async def last(_env: Env) -> None:
        done.append("last")

    await ticks.sweep(env, (first, broken, last))
    assert done == ["first", "last"]


async def test_ticks_never_overlap(env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = 0, 0

    async def slow(_env: Env) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        for _ in range(10):
            await asyncio.sleep(0)
        inside -= 1

    monkeypatch.setattr(ticks, "SWEEPS", (slow,))
    clockwork = Clockwork(env, seconds=3600)
    await asyncio.gather(*(clockwork.tick() for _ in range(3)))
    assert most == 1


async def test_nothing_ticks_after_the_clockwork_stopped(env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    entered, leave = asyncio.Event(), asyncio.Event()

    async def slow(_env: Env) -> None:
        entered.set()
        await leave.wait()

    monkeypatch.setattr(ticks, "SWEEPS", (slow,))
    clockwork = Clockwork(env, seconds=3600)
    clockwork.start()
    tick = asyncio.create_task(clockwork.tick())
    await entered.wait()
    stop = asyncio.create_task(clockwork.stop())
    for _ in range(10):
        await asyncio.sleep(0)
    assert not stop.done()
    leave.set()
    await stop
    assert tick.done()


async def test_every_sweep_runs_over_an_empty_ward(env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    """No error is hidden by the isolation of sweeps."""
    assert len(ticks.SWEEPS) >= 5
    for sweep in ticks.SWEEPS:
        await sweep(env)


async def test_a_tick_that_the_stop_meets_ends_by_itself(env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    entered, leave, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(_env: Env) -> None:
        entered.set()
        await leave.wait()
        ended.set()

    monkeypatch.setattr(ticks, "SWEEPS", (slow,))
    clockwork = Clockwork(env, seconds=3600)
    clockwork.start()
    [job] = clockwork._scheduler.get_jobs()
    job.modify(next_run_time=datetime.now(UTC))
    await entered.wait()
    stop = asyncio.create_task(clockwork.stop())
    for _ in range(10):
        await asyncio.sleep(0)
    leave.set()
    await stop
    assert ended.is_set()
