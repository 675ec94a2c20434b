"""`python -m bot COMMAND`."""

from bot.cli import main

main()
