"""Polls as people meet them: the card, answering, composing, looking after."""

from cards.polls.outgoing import OUTGOING

__all__ = ["OUTGOING"]
