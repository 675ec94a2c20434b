"""`python -m bot run`."""

import asyncio

from bot.settings import Settings


def run() -> None:
    """Chạy trợ lý; chưa có mã bot thì mở trang chạy thử · serve; with no token, on the simulation page."""
    settings = Settings()
    if settings.telegram_bot_token is None:
        from bot.sandbox_mode import serve
    else:
        from bot.serving import serve
    asyncio.run(serve(settings))
