"""The program was down over a closing time: it closes once, with the right cut-off, and latecomers are refused."""

from datetime import timedelta

from pydantic import SecretStr
from sqlalchemy import select

from bot.app import App
from bot.settings import Settings
from storage.models import LedgerLine, Poll
from tests.e2e.conftest import GROUP_1, Town
from tests.e2e.consulting import open_consultation
from tests.fixtures import KEY


async def _restart(town: Town) -> App:
    settings = Settings.model_construct(
        database_url=town.app.env.db.url,
        telegram_api_url=town.sandbox.url,
        telegram_bot_token=SecretStr(town.sandbox.token),
        encryption_keys=SecretStr(KEY),
    )
    return await App.build(settings, clock=town.sandbox.clock, pace=None)


async def test_three_hours_down_over_the_closing_time(town: Town) -> None:
    await open_consultation(town)
    an, binh = town.person("an"), town.person("binh")
    await an.taps("Đồng ý", GROUP_1)
    await town.later(days=19, hours=23)
    closes_at = town.sandbox.clock.now() + timedelta(hours=1)
    await town.app.stop()

    town.sandbox.waits = False  # nobody listens now
    await town.sandbox.advance(hours=3)
    await binh.taps("Không đồng ý", GROUP_1)  # two hours late, in the queue until the program is back
    town.sandbox.waits = True

    town.app = await _restart(town)
    await town.app.start()
    await town.sandbox.settled()
    for _ in range(3):
        await town.app.tick()
    await town.settle()

    async with town.env.db.read() as session:
        poll = (await session.execute(select(Poll))).scalar_one()
        lines = (await session.execute(select(LedgerLine.entry, LedgerLine.household_id))).all()
    assert poll.state == "closed"
    assert poll.closed_at == poll.closes_at
    assert abs(poll.closes_at - closes_at) <= timedelta(minutes=1)
    assert [line.entry for line in lines].count("closed") == 1
    assert [line.entry for line in lines].count("answer") == 1
    assert "hết hạn" in binh.alerts[-1].text or any("hết hạn" in m.text for m in binh.screen(GROUP_1)[-2:])
    posted = [message for message in an.screen(GROUP_1) if "Kết quả BC1" in message.text]
    assert len(posted) == 1
    assert "Tổ dân phố 1: 1/4 hộ" in posted[0].text
