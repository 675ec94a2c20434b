"""Secrets at rest: phone numbers sealed, and looked up by a keyed digest."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet

SHORTEST_KEY = 32


class WeakKeyError(ValueError):
    """A key is missing or too short to protect anybody."""


def _derive(key: str, use: str) -> bytes:
    return hmac.new(key.encode(), use.encode(), hashlib.sha256).digest()


class Vault:
    """Seals with the first key, unseals with any, digests with the last.

    A new key is put in front; the last one stays, since digests cannot be computed anew from sealed rows.
    Raises WeakKeyError for no key or one of fewer than 32 characters.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or any(len(key) < SHORTEST_KEY for key in keys):
            raise WeakKeyError
        self._seals = MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(key, "seal"))) for key in keys])
        self._digest_key = _derive(keys[-1], "digest")

    def seal(self, text: str) -> bytes:
        """The text as bytes that only these keys open; equal texts give different bytes."""
        return self._seals.encrypt(text.encode())

    def unseal(self, sealed: bytes) -> str:
        """The text that was sealed; cryptography's InvalidToken when no key opens it."""
        return self._seals.decrypt(sealed).decode()

    def digest(self, text: str) -> str:
        """64 hex digits by which equal texts are found, and nothing else is learnt without the key."""
        return hmac.digest(self._digest_key, text.encode(), "sha256").hex()
