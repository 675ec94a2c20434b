"""Every setting, read once from the environment and `.env`."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The names are those of the environment variables, in small letters."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    database_url: str = "sqlite+aiosqlite:///danban.db"
    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_url: str | None = None
    telegram_webhook_secret: SecretStr | None = None
    listen: str = "127.0.0.1:8080"
    encryption_keys: SecretStr = Field(default=SecretStr(""))
    public_url: str | None = None
    ward: str | None = None
    sandbox_port: int = 8090
    tick_seconds: int = 15

    @field_validator("telegram_bot_token", "telegram_webhook_url", "telegram_webhook_secret", "ward", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def keys(self) -> tuple[str, ...]:
        """The encryption keys, first encrypts."""
        text = self.encryption_keys.get_secret_value()
        return tuple(key.strip() for key in text.split(",") if key.strip())

    @property
    def listen_host_port(self) -> tuple[str, int]:
        """Where webhooks are received."""
        host, _, port = self.listen.rpartition(":")
        return host or "127.0.0.1", int(port)
