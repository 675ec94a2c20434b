"""Reports to the people's inspectorate: states, moves and codes."""

from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    NEW = "new"
    ACCEPTED = "accepted"
    ASKED = "asked"  # waits for the reporter
    ANSWERED = "answered"
    CLOSED = "closed"


class Move(StrEnum):
    """What the inspectorate or the reporter does with a case."""

    ACCEPT = "accept"
    ASK = "ask"
    ADD = "add"  # the reporter answers or adds
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"


class Kind(StrEnum):
    """What the reporter says it is; the law knows other ways for the last two (Luật Tố cáo 25/2018 Điều 22)."""

    FEEDBACK = "feedback"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"


class Naming(StrEnum):
    """How the reporter wants to be known to the inspectorate."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    UNLINKED = "unlinked"  # no account is kept; only the code leads back


_MOVES: dict[tuple[State, Move], State] = {
    (State.NEW, Move.ACCEPT): State.ACCEPTED,
    (State.ACCEPTED, Move.ASK): State.ASKED,
    (State.ANSWERED, Move.ASK): State.ASKED,
    (State.ACCEPTED, Move.ANSWER): State.ANSWERED,
    (State.ASKED, Move.ANSWER): State.ANSWERED,
    (State.ANSWERED, Move.ANSWER): State.ANSWERED,
    (State.NEW, Move.ADD): State.NEW,
    (State.ACCEPTED, Move.ADD): State.ACCEPTED,
    (State.ASKED, Move.ADD): State.ACCEPTED,
    (State.ANSWERED, Move.ADD): State.ACCEPTED,
    (State.ANSWERED, Move.CLOSE): State.CLOSED,
    (State.CLOSED, Move.REOPEN): State.ACCEPTED,
}

TEXT_LENGTH = 10_000
NAME_LENGTH = 100
ATTACHMENTS = 10
CODE_PREFIX = "PA"
CODE_LENGTH = 8


def after(state: State, move: Move) -> State | None:
    """The state after this move, or None when the move is not possible now."""
    return _MOVES.get((state, move))


def moves(state: State) -> frozenset[Move]:
    """All moves possible in this state."""
    return frozenset(move for known, move in _MOVES if known == state)
