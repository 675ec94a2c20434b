"""Codes that people read aloud, copy from paper and type: no letters that look like digits."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def draw(length: int) -> str:
    """A random code of this many letters, about five bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def grouped(code: str, size: int = 4) -> str:
    """The code in groups joined by hyphens: 7K3M92QX becomes 7K3M-92QX."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def plain(typed: str) -> str:
    """What a person typed, in capitals, without spaces, hyphens and other marks."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())
