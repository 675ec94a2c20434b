"""Why the program does not start, said to whoever runs it."""


class CannotStartError(Exception):
    """One sentence in Vietnamese and in English; the program ends with exit code 2 and no traceback."""

    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(f"{vietnamese} · {english}")


def no_token() -> CannotStartError:
    """There is no bot to be."""
    return CannotStartError("Chưa có TELEGRAM_BOT_TOKEN.", "TELEGRAM_BOT_TOKEN is not set.")


def weak_keys(shortest: int) -> CannotStartError:
    """Personal data would lie open."""
    return CannotStartError(
        f"Thiếu ENCRYPTION_KEYS, hoặc có khóa ngắn hơn {shortest} ký tự.",
        f"ENCRYPTION_KEYS is not set, or has a key of fewer than {shortest} characters.",
    )


def no_webhook_secret() -> CannotStartError:
    """Anybody could speak as Telegram."""
    return CannotStartError(
        "Có TELEGRAM_WEBHOOK_URL thì phải có TELEGRAM_WEBHOOK_SECRET.",
        "TELEGRAM_WEBHOOK_URL needs a TELEGRAM_WEBHOOK_SECRET.",
    )


def schema_behind() -> CannotStartError:
    """The tables are not those that the program knows."""
    return CannotStartError(
        "Cơ sở dữ liệu chưa đúng phiên bản: xin chạy 'python -m bot migrate'.",
        "The database is behind: run 'python -m bot migrate'.",
    )


def no_ward() -> CannotStartError:
    """Nobody to serve."""
    return CannotStartError(
        "Chưa có xã, phường nào: xin chạy 'python -m bot init'.", "There is no ward yet: run 'python -m bot init'."
    )


def which_ward(codes: list[str]) -> CannotStartError:
    """WARD names none of the wards, or is needed to tell them apart."""
    known = ", ".join(codes)
    return CannotStartError(f"Xin đặt WARD là một trong các mã: {known}.", f"Set WARD to one of these codes: {known}.")


def network(error: str) -> CannotStartError:
    """Telegram did not say who the bot is; `error` is the class of what happened."""
    return CannotStartError(
        f"Telegram không nhận TELEGRAM_BOT_TOKEN hoặc không kết nối được ({error}).",
        f"Telegram refused TELEGRAM_BOT_TOKEN or could not be reached ({error}).",
    )


def address_taken(address: str) -> CannotStartError:
    """Another program listens there."""
    return CannotStartError(
        f"Địa chỉ {address} đang có chương trình khác dùng.", f"Another program listens on {address}."
    )
