"""Polls as people meet them: the card, answering, composing, looking after."""

from cards.outgoing import Writer
from cards.polls import entering, outgoing

OUTGOING: dict[str, Writer] = outgoing.OUTGOING | entering.OUTGOING

__all__ = ["OUTGOING"]
