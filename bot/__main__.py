"""`python -m bot COMMAND`."""

import os

from bot.cli import main

# The database, backups and lists that commands write are for this user of the computer alone.
os.umask(0o077)

main()
