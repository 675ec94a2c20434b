"""`python -m bot migrate`."""

import asyncio

import typer

from bot.settings import Settings


def migrate() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản mới nhất · bring the database to the newest version."""
    from storage import schema
    from storage.database import Database

    async def upgrade() -> None:
        db = Database(Settings().database_url)
        try:
            await schema.upgrade(db)
        finally:
            await db.close()

    asyncio.run(upgrade())
    typer.echo("Cơ sở dữ liệu đã ở phiên bản mới nhất · the database is up to date")
