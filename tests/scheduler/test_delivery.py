"""Messages leave the outbox: in order, once, and each with an end that never changes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select, update

from cards.card import Card
from cards.outgoing import Addressee, Writer
from cards.words import _language
from channels.telegram import Telegram
from rules.delivery import (
    MOST_ATTEMPTS,
    MOST_REPEATS,
    Failed,
    Migrated,
    Outcome,
    Paused,
    Reason,
    RefusedByNetwork,
    Sent,
    Unknown,
)
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.world import World
from scheduler.delivery import AT_ONCE, Worker
from services import delivery
from services.context import Actor, Env
from storage import outbox
from storage.models import Account, Chat, Outbox, Person
from tests.fixtures import MORNING, FrozenClock, group_id, make_person
from tests.rows import rows


@dataclass
class Postbox:
    """A network that keeps what it is given, and ends each call as the next outcome says; sent when none is left."""

    outcomes: list[Outcome] = field(default_factory=list)
    group_seconds: float = 0.0
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    letters: list[tuple[str, str, str | None]] = field(default_factory=list)
    under_way: list[str] = field(default_factory=list)
    most: int = 0

    def __post_init__(self) -> None:
        self.opened.set()

    @property
    def words(self) -> list[str]:
        return [words for _, words, _ in self.letters]

    async def send(self, external_id: str, card: Card, edits: str | None) -> Outcome:
        assert external_id not in self.under_way, "two messages to one recipient at once"
        self.under_way.append(external_id)
        self.most = max(self.most, len(self.under_way))
        await self.opened.wait()
        await asyncio.sleep(0)
        self.under_way.remove(external_id)
        outcome = self.outcomes.pop(0) if self.outcomes else Sent(str(100 + len(self.letters)))
        if isinstance(outcome, Sent):
            self.letters.append((external_id, card.html, edits))
        return outcome


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0)


async def _say(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    return Card(values["words"])


async def _nothing(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    return None


async def _break(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    raise ValueError(values["words"])


async def _address(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    return Card(f"{to.person_id} {to.group_id} {to.link('p_1')} {_language.get()}")


WRITERS: dict[str, Writer] = {"say": _say, "nothing": _nothing, "break": _break, "address": _address}


@dataclass
class Office:
    """The outbox of a ward with its worker."""

    env: Env
    clock: FrozenClock
    postbox: Postbox
    worker: Worker
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    running: asyncio.Task[None] | None = None

    async def put(self, to: Actor | Chat, words: str, **more: Any) -> None:
        if isinstance(to, Actor):
            more["account_id"] = to.account_id
        else:
            more["chat_id"] = to.id
        row = outbox.message(
            ward_id=self.env.ward_id,
            at=more.pop("at", self.clock.now()),
            card=more.pop("card", "say"),
            key=more.pop("key", words),
            subject="test:1",
            values={"words": words},
            **more,
        )
        async with self.env.db.write() as session:
            await outbox.put(session, [row])

    def open(self) -> None:
        self.running = asyncio.create_task(self.worker.run(self.stopping))

    async def settle(self) -> None:
        if self.running is None:
            self.open()
        async with asyncio.timeout(20):
            await self.worker.settle()

    async def states(self) -> list[tuple[str, str | None]]:
        return [(row.state, row.reason) for row in await rows(self.env, Outbox)]

    async def close(self) -> None:
        self.stopping.set()
        if self.running:
            await self.running


@pytest.fixture
async def office(env: Env, clock: FrozenClock) -> AsyncIterator[Office]:
    postbox = Postbox()
    office = Office(env, clock, postbox, Worker(env, {"telegram": postbox}, WRITERS, "mau_bot"))
    yield office
    await office.close()


async def _chat(env: Env, external_id: str = "-2001", code: str = "01") -> Chat:
    chat = Chat(
        ward_id=env.ward_id,
        network="telegram",
        external_id=external_id,
        title="Tổ dân phố 1",
        group_id=await group_id(env, code),
        linked_at=MORNING,
    )
    async with env.db.write() as session:
        session.add(chat)
    return chat


# --- order ---------------------------------------------------------------------------------------


async def test_messages_to_one_person_arrive_in_the_order_they_were_written(office: Office) -> None:
    person = await make_person(office.env)
    for number in range(5):
        await office.put(person, f"tin {number}")
    await office.settle()
    assert office.postbox.words == [f"tin {number}" for number in range(5)]
    assert {row.message_id for row in await rows(office.env, Outbox)} == {"100", "101", "102", "103", "104"}


async def test_an_answer_does_not_wait_behind_a_broadcast(office: Office) -> None:
    people = [await make_person(office.env) for _ in range(AT_ONCE + 2)]
    for person in people:
        await office.put(person, "tin chung", priority=outbox.BROADCAST)
    await office.put(people[0], "trả lời", priority=outbox.ANSWER)
    async with office.env.db.write() as session:
        first = await outbox.claim(session, office.env.ward_id, office.clock.now(), 1)
    assert [row.values["words"] for row in first] == ["trả lời"]


async def test_eight_recipients_are_served_at_a_time(office: Office) -> None:
    for number in range(AT_ONCE + 4):
        await office.put(await make_person(office.env), f"tin {number}")
    office.postbox.opened.clear()
    office.open()
    await _until(lambda: len(office.postbox.under_way) == AT_ONCE)
    for _ in range(50):
        await asyncio.sleep(0)
    office.postbox.opened.set()
    await office.settle()
    assert office.postbox.most == AT_ONCE
    assert len(office.postbox.letters) == AT_ONCE + 4


async def test_an_urgent_message_waits_for_the_one_on_its_way_to_the_same_person(office: Office) -> None:
    person = await make_person(office.env)
    await office.put(person, "tin chung", priority=outbox.BROADCAST)
    assert len(await delivery.claim(office.env, 8)) == 1
    await office.put(person, "trả lời", priority=outbox.ANSWER)
    assert await delivery.claim(office.env, 8) == []


async def test_a_message_that_is_tried_again_is_not_overtaken_by_the_next_one(office: Office) -> None:
    person = await make_person(office.env)
    await office.put(person, "trước")
    await office.put(person, "sau")
    office.postbox.outcomes = [Failed(Reason.UNREACHABLE, retry=True)]
    await office.settle()
    assert office.postbox.words == []
    office.clock.advance(seconds=6)
    await office.settle()
    assert office.postbox.words == ["trước", "sau"]


async def test_a_group_chat_rests_while_others_are_served(office: Office) -> None:
    chat, person = await _chat(office.env), await make_person(office.env)
    office.postbox.group_seconds = 3600
    await office.put(chat, "nhóm 1")
    await office.put(chat, "nhóm 2")
    office.open()
    await _until(lambda: bool(office.postbox.letters))
    await office.put(person, "riêng")
    await _until(lambda: len(office.postbox.letters) == 2)
    assert office.postbox.words == ["nhóm 1", "riêng"]
    assert [state for state, _ in await office.states()][1] == "waiting"


async def test_a_message_waits_until_its_time_has_come(office: Office) -> None:
    person = await make_person(office.env)
    await office.put(person, "sau một giờ", at=office.clock.now() + (MORNING - MORNING.replace(hour=1)))
    await office.settle()
    assert office.postbox.words == []
    office.clock.advance(hours=1)
    await office.settle()
    assert office.postbox.words == ["sau một giờ"]


async def test_a_message_whose_time_is_over_is_not_sent(office: Office) -> None:
    person = await make_person(office.env)
    await office.put(person, "muộn", expires_at=office.clock.now() + (MORNING - MORNING.replace(hour=1)))
    office.clock.advance(hours=2)
    await office.settle()
    assert office.postbox.words == []
    assert await office.states() == [("expired", Reason.TOO_LATE)]


# --- edits ---------------------------------------------------------------------------------------


async def _first_id(env: Env) -> int:
    return (await rows(env, Outbox))[0].id


async def test_an_edit_waits_for_its_message_and_stands_in_its_place(office: Office) -> None:
    chat = await _chat(office.env)
    await office.put(chat, "0 hộ", priority=outbox.BROADCAST)
    await office.put(chat, "1 hộ", edits_id=await _first_id(office.env), priority=outbox.ANSWER)
    await office.put(chat, "thư mời", priority=outbox.NOTICE)
    await office.settle()
    assert office.postbox.letters == [("-2001", "thư mời", None), ("-2001", "0 hộ", None), ("-2001", "1 hộ", "101")]


async def test_an_edit_of_a_message_that_never_arrived_is_refused(office: Office) -> None:
    chat = await _chat(office.env)
    await office.put(chat, "0 hộ")
    await office.put(chat, "1 hộ", edits_id=await _first_id(office.env))
    office.postbox.outcomes = [Failed(Reason.NOT_ACCEPTED, retry=False)]
    await office.settle()
    assert await office.states() == [("failed", Reason.NOT_ACCEPTED), ("refused", Reason.NO_MESSAGE)]


# --- writing -------------------------------------------------------------------------------------


async def test_a_card_is_told_to_whom_it_goes_and_in_which_language(office: Office) -> None:
    chat, person = await _chat(office.env), await make_person(office.env)
    async with office.env.db.write() as session:
        await session.execute(update(Person).where(Person.id == person.person_id).values(language="blt"))
    await office.put(person, "a", card="address")
    await office.put(chat, "b", card="address")
    await office.settle()
    link = "https://t.me/mau_bot?start=p_1"
    assert sorted(office.postbox.words) == sorted(
        [f"{person.person_id} None {link} blt", f"None {chat.group_id} {link} vi"]
    )


async def test_a_card_that_makes_no_sense_any_more_is_not_sent(office: Office) -> None:
    await office.put(await make_person(office.env), "cũ", card="nothing")
    await office.settle()
    assert await office.states() == [("expired", Reason.POINTLESS)]


@pytest.mark.parametrize("card", ["break", "unknown"])
async def test_a_card_that_cannot_be_written_stops_nothing_else(office: Office, card: str) -> None:
    person = await make_person(office.env)
    await office.put(person, "hỏng", card=card)
    await office.put(person, "lành")
    await office.settle()
    assert office.postbox.words == ["lành"]
    assert await office.states() == [("failed", Reason.NOT_RENDERED), ("sent", None)]


# --- outcomes ------------------------------------------------------------------------------------


async def test_a_person_who_shut_the_door_counts_as_unreachable(office: Office) -> None:
    person = await make_person(office.env)
    await office.put(person, "tin")
    office.postbox.outcomes = [RefusedByNetwork(Reason.BLOCKED)]
    await office.settle()
    assert await office.states() == [("refused", Reason.BLOCKED)]
    [account] = await rows(office.env, Account)
    assert account.unreachable_since == office.clock.now()


async def test_a_group_that_put_the_bot_out_counts_as_unreachable(office: Office) -> None:
    await office.put(await _chat(office.env), "tin")
    office.postbox.outcomes = [RefusedByNetwork(Reason.NOT_MEMBER)]
    await office.settle()
    [chat] = await rows(office.env, Chat)
    assert chat.unreachable_since == office.clock.now()


async def test_a_lost_message_says_nothing_about_its_group(office: Office) -> None:
    await office.put(await _chat(office.env), "tin")
    office.postbox.outcomes = [RefusedByNetwork(Reason.NO_MESSAGE)]
    await office.settle()
    [chat] = await rows(office.env, Chat)
    assert chat.unreachable_since is None


async def test_a_group_that_moved_gets_the_message_at_its_new_place(office: Office) -> None:
    await office.put(await _chat(office.env), "tin")
    office.postbox.outcomes = [Migrated("-1002001")]
    await office.settle()
    assert office.postbox.letters == [("-1002001", "tin", None)]
    [chat] = await rows(office.env, Chat)
    assert chat.external_id == "-1002001"
    assert [row.attempts for row in await rows(office.env, Outbox)] == [1]


async def test_a_group_that_moved_and_was_tied_again_gets_all_that_waits(office: Office) -> None:
    old, new = await _chat(office.env), await _chat(office.env, "-1002001")
    await office.put(old, "tin 1")
    await office.put(old, "tin 2")
    office.postbox.outcomes = [Migrated("-1002001")]
    await office.settle()
    assert office.postbox.letters == [("-1002001", "tin 1", None), ("-1002001", "tin 2", None)]
    chats = {chat.id: chat.unreachable_since for chat in await rows(office.env, Chat)}
    assert chats == {old.id: office.clock.now(), new.id: None}


async def test_too_many_requests_pause_everybody_and_are_no_attempt(office: Office) -> None:
    office.postbox.outcomes = [Paused(0.05)] * AT_ONCE
    for _ in range(AT_ONCE + 1):
        await office.put(await make_person(office.env), "tin", key=str(_))
    await office.settle()
    assert [(row.state, row.attempts) for row in await rows(office.env, Outbox)] == [("sent", 1)] * (AT_ONCE + 1)


async def test_nothing_is_handed_over_during_a_pause(office: Office) -> None:
    first, second = await make_person(office.env), await make_person(office.env)
    office.postbox.outcomes = [Paused(3600)]
    await office.put(first, "tin 1")
    office.open()
    await _until(lambda: not office.postbox.outcomes and not office.worker.on_their_way)
    await office.put(second, "tin 2")
    for _ in range(5):
        assert not await office.worker.take()
    assert await office.states() == [("waiting", None), ("waiting", None)]


async def test_what_cannot_be_handed_over_is_given_up_in_the_end(office: Office) -> None:
    await office.put(await make_person(office.env), "tin")
    office.postbox.outcomes = [Failed(Reason.UNREACHABLE, retry=True)] * (MOST_ATTEMPTS + 1)
    for _ in range(MOST_ATTEMPTS):
        await office.settle()
        office.clock.advance(hours=1)
    assert await office.states() == [("failed", Reason.UNREACHABLE)]
    assert len(office.postbox.outcomes) == 1


async def test_an_unknown_end_is_repeated_where_that_does_no_harm(office: Office) -> None:
    await office.put(await make_person(office.env), "nhắc")
    office.postbox.outcomes = [Unknown()]
    await office.settle()
    office.clock.advance(seconds=6)
    await office.settle()
    assert office.postbox.words == ["nhắc"]


async def test_an_unknown_end_is_not_repeated_for_ever(office: Office) -> None:
    await office.put(await make_person(office.env), "nhắc")
    office.postbox.outcomes = [Unknown()] * (MOST_REPEATS + 1)
    for _ in range(MOST_REPEATS):
        await office.settle()
        office.clock.advance(hours=1)
    assert await office.states() == [("unknown", Reason.NO_ANSWER)]


async def test_an_unknown_end_is_shown_to_a_person_where_repeating_would_do_harm(office: Office) -> None:
    await office.put(await make_person(office.env), "kết quả", repeatable=False)
    office.postbox.outcomes = [Unknown()]
    await office.settle()
    office.clock.advance(hours=1)
    await office.settle()
    assert await office.states() == [("unknown", Reason.NO_ANSWER)]
    assert office.postbox.words == []


async def test_a_final_state_never_changes(office: Office) -> None:
    await office.put(await make_person(office.env), "tin")
    [row] = await delivery.claim(office.env, 1)
    await delivery.finish(office.env, row, Sent("7"))
    for outcome in (Failed(Reason.UNREACHABLE, retry=True), RefusedByNetwork(Reason.NOT_ALLOWED), Unknown(), Paused(1)):
        await delivery.finish(office.env, row, outcome)
    await delivery.drop(office.env, row)
    [kept] = await rows(office.env, Outbox)
    assert (kept.state, kept.message_id, kept.attempts) == ("sent", "7", 1)


async def test_two_workers_never_take_the_same_message(office: Office) -> None:
    for number in range(6):
        await office.put(await make_person(office.env), f"tin {number}")
    taken = await asyncio.gather(*(delivery.claim(office.env, 4) for _ in range(4)))
    ids = [row.id for rows_ in taken for row in rows_]
    assert len(ids) == len(set(ids)) == 6


# --- after a crash -------------------------------------------------------------------------------


async def test_what_a_crash_left_in_the_middle_is_sent_again_where_that_does_no_harm(office: Office) -> None:
    one, two = await make_person(office.env), await make_person(office.env)
    await office.put(one, "nhắc")
    await office.put(two, "kết quả", repeatable=False)
    assert len(await delivery.claim(office.env, 8)) == 2
    await office.settle()
    assert office.postbox.words == ["nhắc"]
    assert await office.states() == [("sent", None), ("unknown", Reason.NO_ANSWER)]


async def test_a_message_that_kills_the_process_each_time_is_given_up(office: Office) -> None:
    await office.put(await make_person(office.env), "tin")
    for _ in range(MOST_ATTEMPTS):
        assert len(await delivery.claim(office.env, 1)) == 1
        await delivery.resume(office.env)
    assert await office.states() == [("unknown", Reason.NO_ANSWER)]


async def test_stopping_waits_for_what_is_on_its_way(office: Office) -> None:
    await office.put(await make_person(office.env), "tin")
    office.postbox.opened.clear()
    office.open()
    await _until(lambda: bool(office.postbox.under_way))
    office.stopping.set()
    for _ in range(20):
        await asyncio.sleep(0)
    assert office.running is not None
    assert not office.running.done()
    office.postbox.opened.set()
    await office.running
    assert await office.states() == [("sent", None)]


async def test_a_message_of_another_ward_is_not_ours_to_send(office: Office, other_ward: Env) -> None:
    stranger = await make_person(other_ward)
    row = outbox.message(
        ward_id=other_ward.ward_id,
        at=MORNING,
        card="say",
        key="k",
        subject="test:1",
        values={"words": "tin"},
        account_id=stranger.account_id,
    )
    async with other_ward.db.write() as session:
        await outbox.put(session, [row])
    await office.settle()
    assert office.postbox.words == []
    assert [row.state for row in await rows(other_ward, Outbox)] == ["waiting"]


# --- the real channel ----------------------------------------------------------------------------


async def test_a_broadcast_survives_what_the_network_does_to_it(env: Env, clock: FrozenClock) -> None:
    """One person blocks, one call is lost after the effect, one group moves: everybody else has it once."""
    people = [await make_person(env) for _ in range(6)]
    async with env.db.read() as session:
        accounts = (await session.execute(select(Account).order_by(Account.id))).scalars().all()
    ids = [int(account.external_id) for account in accounts]
    world = World.from_dict(
        {
            "users": [{"id": number, "name": f"Người Mẫu {number}", "started": True} for number in ids],
            "groups": [{"id": -2001, "title": "Tổ dân phố 1", "members": ids, "admins": ids[:1]}],
        }
    )
    async with Sandbox(world, clock=SandboxClock(MORNING, frozen=True), enforce_limits=False) as sandbox:
        sandbox.waits = False
        channel = Telegram(sandbox.token, sandbox.url, None)
        office = Office(env, clock, Postbox(), Worker(env, {"telegram": channel}, WRITERS, "mau_bot"))
        for person in people:
            await office.put(person, "tin chung", repeatable=False)
        await office.put(await _chat(env), "tin nhóm")
        await sandbox.person(ids[0]).blocks_bot()
        moved = await sandbox.group(-2001).migrates()
        sandbox.fail_next("sendMessage", status="drop_after")
        await office.settle()
        await office.close()
        await channel.close()
        states = [state for state, _ in await office.states()]
        # The call that was lost is that of whoever came first, and of nobody else.
        assert states.count("unknown") + states.count("refused") in (1, 2)
        assert states.count("sent") in (5, 6)
        assert [message.text for message in sandbox.messages(moved, ids[1])][-1:] == ["tin nhóm"]
        for number in ids[1:]:
            assert [message.text for message in sandbox.person(number).screen()] == ["tin chung"]
