"""What a button says back when it is tapped: a short, typed text of at most 64 bytes."""

from dataclasses import astuple, dataclass, fields
from typing import ClassVar, Self

LIMIT_BYTES = 64


class BadTapError(ValueError):
    """The text is not what a button of ours would say."""


@dataclass(frozen=True, slots=True)
class Tap:
    """The base of all taps; `prefix` says which one it is, the fields are whole numbers or words without a colon."""

    prefix: ClassVar[str] = ""

    def pack(self) -> str:
        """The text for the button; BadTapError when it would not fit into 64 bytes."""
        parts = [str(part) for part in astuple(self)]
        packed = ":".join((self.prefix, *parts))
        if any(":" in part for part in parts) or len(packed.encode()) > LIMIT_BYTES:
            raise BadTapError(self.prefix)
        return packed

    @classmethod
    def unpack(cls, packed: str) -> Self:
        """The tap that packed to this text; BadTapError for any other text."""
        prefix, *parts = packed.split(":")
        kinds = [spec.type for spec in fields(cls)]
        if prefix != cls.prefix or len(parts) != len(kinds):
            raise BadTapError(packed[:LIMIT_BYTES])
        try:
            return cls(*(int(part) if kind in (int, "int") else part for kind, part in zip(kinds, parts, strict=True)))
        except ValueError as error:
            raise BadTapError(packed[:LIMIT_BYTES]) from error


@dataclass(frozen=True, slots=True)
class Go(Tap):
    """To a screen of the main menu, by its name."""

    prefix: ClassVar[str] = "go"
    where: str


@dataclass(frozen=True, slots=True)
class Cancel(Tap):
    """Out of what is being written; nothing is kept."""

    prefix: ClassVar[str] = "x"
