"""`python -m sandbox`: serve a world on loopback, or play a written conversation against a bot."""

import argparse
import asyncio
import os
import shlex
import sys
from asyncio.subprocess import Process
from pathlib import Path

from sandbox.script import Player, Script, WrongScript
from sandbox.server import Sandbox
from sandbox.world import World

DEFAULT_BOT = f"{shlex.quote(sys.executable)} -m bot run"
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
    parser.add_argument("--script", type=Path, help="play this conversation, print the transcript and end")
    parser.add_argument("--no-limits", action="store_true", help="do not enforce Telegram's sending limits")
    options = parser.parse_args(arguments)
    try:
        return asyncio.run(_run(options))
    except (ValueError, OSError, WrongScript) as problem:
        sys.stderr.write(f"sandbox: {problem}\n")
        return WRONG
    except KeyboardInterrupt:
        return 0


async def _run(options: argparse.Namespace) -> int:
    script = Script.read(options.script) if options.script else None
    world = options.world or (script.world if script else None) or Path(__file__).with_name("sample.toml")
    sandbox = Sandbox(World.from_toml(world), enforce_limits=not options.no_limits, token=options.token)
    await sandbox.start(options.host, options.port)
    command = options.bot or (script.bot if script else None) or (DEFAULT_BOT if script else None)
    bot = await _start_bot(command, sandbox) if command else None
    try:
        if script is None:
            sys.stdout.write(f"{sandbox.url}\nTELEGRAM_API_URL={sandbox.url}\nTELEGRAM_BOT_TOKEN={sandbox.token}\n")
            sys.stdout.flush()
            await (bot.wait() if bot else asyncio.Event().wait())
            return 0
        if bot is not None:
            await _listening(bot, sandbox)
        return 0 if await Player(sandbox, sys.stdout).play(script) else 1
    finally:
        if bot is not None and bot.returncode is None:
            bot.terminate()
            await bot.wait()
        await sandbox.stop()


async def _start_bot(command: str, sandbox: Sandbox) -> Process:
    env = os.environ | {"TELEGRAM_API_URL": sandbox.url, "TELEGRAM_BOT_TOKEN": sandbox.token}
    return await asyncio.create_subprocess_exec(*shlex.split(command), env=env)


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
