"""The sandbox's page in a browser, as people hold it: one or two phones and the simulation's controls."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright, expect

from bot.app import App
from sandbox.server import Sandbox

# The browser reaches this machine and nothing else, whatever a page or the browser itself would like.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
WINDOW_WIDTH, WINDOW_HEIGHT = 1440, 900
PATIENCE = 20_000  # milliseconds, for a machine that does much else
ACTS = "**/sandbox/act"


@dataclass
class Town:
    """The page in front of the running program. `trouble` lists errors of the page and calls to other hosts."""

    page: Page
    app: App
    sandbox: Sandbox
    trouble: list[str] = field(default_factory=list)

    def phone(self, number: int) -> Phone:
        return Phone(self, number)

    async def settle(self) -> None:
        """The program has dealt with everything, and the page shows it."""
        await self.sandbox.settled(timeout=PATIENCE / 1000)
        await self.app.settle()
        await self.sandbox.settled(timeout=PATIENCE / 1000)
        shows = "version => Number(document.documentElement.dataset.version) >= version"
        await self.page.wait_for_function(shows, arg=self.sandbox.world.version)

    @asynccontextmanager
    async def doing(self) -> AsyncIterator[None]:
        """What is done inside reached the server, was dealt with, and its outcome is on screen."""
        async with self.page.expect_response(ACTS) as answer:
            yield
        await (await answer.value).finished()
        await self.settle()

    async def control(self, act: str) -> None:
        """A button of the right column was pressed."""
        async with self.doing():
            await self.page.locator(f'.panel [data-act="{act}"]').click()

    async def tries(self, text: str) -> None:
        """What the right column offers to write was written by whom the phone was given to last."""
        async with self.doing():
            await self.page.locator(f'.panel [data-try="{text}"]').click()

    async def days_pass(self, days: int) -> None:
        """As if "+1 ngày" had been pressed so often, but in one leap."""
        phone = self.phone(1).root
        async with self.doing():
            await self.page.evaluate(
                """([user, chat, seconds]) => fetch("/sandbox/act", {
                    method: "POST", headers: {"Content-Type": "application/json"},
                    body: JSON.stringify({as: user, chat, do: "advance", seconds}),
                })""",
                [
                    await phone.get_attribute("data-open-user"),
                    await phone.get_attribute("data-open-chat"),
                    days * 24 * 60 * 60,
                ],
            )


class Phone:
    """One of the two phones, in the hands of whom it was given to last."""

    def __init__(self, town: Town, number: int) -> None:
        self.town = town
        self.number = number
        self.root = town.page.locator(f'[data-phone="{number}"]')

    async def give(self, user: int, chat: int | None = None) -> Phone:
        """The person holds the phone and looks at the group chat, or at the private chat with the bot."""
        people = self.town.page.locator(".people")
        place = user if chat is None else chat
        await people.locator(f'[data-tab="{self.number}"]').click()
        await people.locator(f'[data-user="{user}"]').click()
        await expect(self.root).to_have_attribute("data-open-user", str(user))
        await people.locator(f'[data-chat="{place}"]').click()
        await expect(self.root).to_have_attribute("data-open-chat", str(place))
        await self.town.settle()
        return self

    # --- what is done ------------------------------------------------------------------------------

    async def says(self, text: str) -> None:
        """The text was typed, sent and dealt with."""
        await self.root.get_by_test_id("composer").fill(text)
        async with self.town.doing():
            await self.root.get_by_test_id("send").click()

    async def sends(self, kind: str, path: Path, caption: str = "") -> None:
        """The file was chosen from the disk, sent and dealt with."""
        await self.root.get_by_test_id(f"file-{kind}").set_input_files(path)
        async with self.town.doing():
            await self.root.get_by_test_id("composer").fill(caption)
            await self.root.get_by_test_id("send").click()

    async def taps(self, label: str, under: Locator | None = None) -> None:
        """The newest button with these words was pressed and answered."""
        async with self.town.doing():
            await self.button(label, under).click()

    async def closes_alert(self) -> None:
        """The window with the words was read and closed."""
        await self.town.page.get_by_test_id("alert").locator('[data-choice="ok"]').click()

    # --- what is seen ------------------------------------------------------------------------------

    def button(self, label: str, under: Locator | None = None) -> Locator:
        """The newest button with these words, whatever sign stands before them; "…" at their end leaves it open."""
        words = re.compile(rf"^\W*{re.escape(label[:-1])}" if label.endswith("…") else rf"^\W*{re.escape(label)}$")
        return (under or self.root).locator("[data-button]").filter(has_text=words).last

    def message(self, words: str | re.Pattern[str]) -> Locator:
        """The newest message that holds the words."""
        return self.root.locator("[data-message]").filter(has_text=words).last

    def newest(self) -> Locator:
        """The last message in sight."""
        return self.root.locator("[data-message]").last

    async def sees(self, *words: str) -> None:
        """The last message in sight holds the words."""
        for each in words:
            await expect(self.newest()).to_contain_text(each)


@asynccontextmanager
async def browser_page(chromium: str, downloads: Path, trouble: list[str]) -> AsyncIterator[Page]:
    """A window of a computer; errors and calls to other hosts are written to `trouble`."""
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=list(ARGUMENTS), downloads_path=downloads
        )
        page = await browser.new_page(
            viewport={"width": WINDOW_WIDTH, "height": WINDOW_HEIGHT}, locale="vi-VN", reduced_motion="reduce"
        )
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: trouble.append(f"page error: {error}"))
        page.on("console", lambda said: trouble.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("request", lambda call: None if _is_own(call.url) else trouble.append(f"outside call: {call.url}"))
        yield page
        await browser.close()


def _is_own(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))
