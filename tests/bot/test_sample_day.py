"""A newcomer opens a day in progress, and nothing in it was refused by Telegram's rules."""

from pathlib import Path

from bot import sample_day
from bot.sandbox_mode import open_town
from bot.settings import Settings


async def test_the_sandbox_opens_on_a_day_in_progress(tmp_path: Path) -> None:
    async with open_town(Settings(sandbox_port=0), tmp_path / "town", lived_in=True) as (app, sandbox):
        an, bystander = sandbox.person(sample_day.AN), sandbox.person(sample_day.OFFICIAL)
        said = {message.text.split("\n")[0] for message in bystander.screen(sample_day.FIRST_CHAT)}
        assert any("Thu, chi ngân sách" in line for line in said)
        assert any("Kết quả BC1" in line for line in said)
        card = next(m for m in reversed(bystander.screen(sample_day.FIRST_CHAT)) if "BC2" in m.text)
        assert "Đồng ý" in card.buttons
        assert any("chụp giúp một ảnh" in message.text for message in an.screen())
        await an.taps("Đồng ý", sample_day.FIRST_CHAT)
        await app.settle()
        assert "Đồng ý" in an.last().text  # the receipt
        assert sandbox.rejected == []
