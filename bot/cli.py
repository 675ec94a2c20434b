"""The command line: every command is a module of bot/commands and a line here."""

import sys

import typer

from bot import logs
from bot.commands import migrate, people, run
from bot.refusals import CannotStartError

CANNOT_START = 2

cli = typer.Typer(
    help="Dân Bàn: dân biết, dân bàn, dân kiểm tra.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.command("run")(run.run)
cli.command("migrate")(migrate.migrate)
people.register(cli)


def main() -> None:
    """The command that was typed has run; 2 and one sentence when it cannot, never a traceback with data in it."""
    logs.configure()
    try:
        cli()
    except CannotStartError as reason:
        typer.echo(str(reason), err=True)
        sys.exit(CANNOT_START)
    except Exception as error:
        logs.crashed(error)
        sys.exit(1)
