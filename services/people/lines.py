"""One line that somebody typed, or the refusal that says what is wrong with it."""

from rules.texts import EmptyTextError, TextTooLongError, clean_line
from services.refusals import Refused, Why


def line(text: str, limit: int) -> str:
    """The text on one line without what cannot be seen; refused when nothing is left or more than `limit` letters."""
    try:
        return clean_line(text, limit)
    except EmptyTextError as error:
        raise Refused(Why.EMPTY) from error
    except TextTooLongError as error:
        raise Refused(Why.TOO_LONG, limit=limit) from error
