"""`python -m sandbox`: serve a world on loopback, or play a written conversation against a bot."""

import argparse
import asyncio
import importlib
import os
import shlex
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from sandbox.script import Player, Script, WrongScript
from sandbox.server import Sandbox
from sandbox.world import World

# The neighbour that this stand-in is for; only played scripts that name neither bot nor world look for it.
DEFAULT_TOWN = "bot.sandbox_mode:town"
STARTUP = 60.0
WRONG = 2


def main(arguments: list[str] | None = None) -> int:
    """0 when all went as written, 1 when it did not, 2 when the request itself was wrong."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--world", type=Path, help="TOML file of users and groups (default: sandbox/sample.toml)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", help="a made-up token; one that looks real is refused")
    parser.add_argument("--bot", help="command that runs the bot; it finds the sandbox in TELEGRAM_API_URL")
    parser.add_argument("--town", help="MODULE:FUNCTION, an async context manager yielding a sandbox and its bot")
    parser.add_argument("--script", type=Path, help="play this conversation, print the transcript and end")
    parser.add_argument("--limits", choices=("on", "off"), help="Telegram's rates (default: on, off for a script)")
    options = parser.parse_args(arguments)
    try:
        return asyncio.run(_run(options))
    except (ValueError, OSError, WrongScript) as problem:
        sys.stderr.write(f"sandbox: {problem}\n")
        return WRONG
    except KeyboardInterrupt:
        return 0


async def _run(options: argparse.Namespace) -> int:
    if options.script is None:
        return await _serve(options)
    script = Script.read(options.script)
    command = options.bot or script.bot
    town = options.town or (None if command or script.world or options.world else DEFAULT_TOWN)
    if town is not None:
        async with _town(town) as sandbox:
            return await _play(sandbox, script, options)
    if command is None:
        raise ValueError("this script names a world but no bot: add a line `bot: COMMAND`, or --bot")
    sandbox = _sandbox(options, script.world)
    async with sandbox, _bot(command, sandbox) as bot:
        await _listening(bot, sandbox)
        return await _play(sandbox, script, options)


async def _serve(options: argparse.Namespace) -> int:
    """Serves until the bot ends, or until interrupted."""
    sandbox = _sandbox(options, None)
    await sandbox.start(options.host, options.port)
    sys.stdout.write(f"{sandbox.url}\nTELEGRAM_API_URL={sandbox.url}\nTELEGRAM_BOT_TOKEN={sandbox.token}\n")
    sys.stdout.flush()
    try:
        if options.bot is None:
            await asyncio.Event().wait()
        async with _bot(options.bot, sandbox) as bot:
            return await bot.wait()
    finally:
        await sandbox.stop()


def _sandbox(options: argparse.Namespace, world: Path | None) -> Sandbox:
    path = options.world or world or Path(__file__).with_name("sample.toml")
    return Sandbox(World.from_toml(path), enforce_limits=options.limits != "off", token=options.token)


def _town(name: str) -> AbstractAsyncContextManager[Sandbox]:
    module, _, function = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as problem:
        raise ValueError(f"there is no bot to play with: {problem}; name one by `bot: COMMAND` or --bot") from problem
    opened: AbstractAsyncContextManager[Sandbox] = found()
    return opened


async def _play(sandbox: Sandbox, script: Script, options: argparse.Namespace) -> int:
    # A script types faster than people do: the rates would measure the script and not the bot.
    sandbox.limiter.on = options.limits == "on"
    return 0 if await Player(sandbox, sys.stdout).play(script) else 1


@asynccontextmanager
async def _bot(command: str, sandbox: Sandbox) -> AsyncIterator[Process]:
    """The bot runs in a process of its own and is ended afterwards."""
    env = os.environ | {"TELEGRAM_API_URL": sandbox.url, "TELEGRAM_BOT_TOKEN": sandbox.token}
    bot = await asyncio.create_subprocess_exec(*shlex.split(command), env=env)
    try:
        yield bot
    finally:
        if bot.returncode is None:
            bot.terminate()
            await bot.wait()


async def _listening(bot: Process, sandbox: Sandbox) -> None:
    """Returns when the bot has asked for updates; ValueError when it ended or stayed silent."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + STARTUP
    while not (sandbox.updates.polled or sandbox.webhook):
        if bot.returncode is not None:
            raise ValueError(f"the bot ended with code {bot.returncode} before it asked for updates")
        if loop.time() > deadline:
            raise ValueError(f"the bot did not ask for updates within {STARTUP:.0f} s")
        await sandbox.next_change(0.2)


if __name__ == "__main__":
    sys.exit(main())
