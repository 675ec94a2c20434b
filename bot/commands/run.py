"""`python -m bot run`."""

import asyncio

from bot.settings import Settings


def run() -> None:
    """Chạy trợ lý; chưa có mã bot thì mở trang chạy thử · serve; with no token, on the simulation page."""
    settings = Settings()
    if settings.telegram_bot_token is None:
        from bot import sandbox_mode

        asyncio.run(sandbox_mode.serve(settings))
        return
    from bot import serving

    asyncio.run(serving.serve(settings))
