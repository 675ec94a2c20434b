"""Logs that hold no word of any citizen and no secret: only what is on a list gets in.

A line is an event named in words like `update_failed`, with numbers and names of our own making.  Libraries say
which one spoke, where, and the class of an error; their own words are withheld, since they hold addresses with
the token in them and texts that people sent.
"""

import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import structlog
from structlog.typing import EventDict, WrappedLogger

# What these fields hold is a name from the source code, never from a person.
FIELDS = frozenset({"error", "card", "sweep", "attempt", "seconds", "library", "place", "trace", "mode", "count"})
LIBRARIES = ("aiohttp", "aiogram", "apscheduler", "alembic", "asyncio", "httpcore", "httpx", "sqlalchemy", "telegram")
ROOT = Path(__file__).parent.parent
DEEPEST = 12
_EVENT = re.compile(r"[a-z]+(_[a-z]+)*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_PLACES = re.compile(r"([\w./-]+:\d+ ?)+")

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def _places(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) and ".venv" not in path.parts else path.name
        yield f"{shown}:{traceback.tb_lineno}"
        traceback = traceback.tb_next


def _trace(info: object) -> str:
    """Where an error came from, innermost last, without what was in it."""
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if not isinstance(info, tuple):
        return ""
    return " ".join([*_places(info[2])][-DEEPEST:])


def _is_harmless(name: str, value: object) -> bool:
    if name not in FIELDS:
        return False
    if isinstance(value, bool | int | float):
        return True
    if name in ("trace", "place"):
        return isinstance(value, str) and bool(_PLACES.fullmatch(value))
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


def only_listed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The event with the fields that are on the list; of an error, the class and the places."""
    said = str(event.get("event", ""))
    if (info := event.get("exc_info")) and (trace := _trace(info)):
        event["trace"] = trace
    kept = {name: value for name, value in event.items() if _is_harmless(name, value)}
    level, at = event.get("level"), event.get("timestamp")
    return {"timestamp": at, "level": level, "event": said if _EVENT.fullmatch(said) else "withheld", **kept}


class Spoken(logging.Handler):
    """What a library logs, as an event of ours without its words."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0] if record.exc_info else None
        structlog.get_logger().log(
            record.levelno,
            "library_spoke",
            library=record.name,
            place=f"{Path(record.pathname).name}:{record.lineno}",
            exc_info=record.exc_info,
            **({"error": error.__name__} if error else {}),
        )


def configure(level: int = logging.INFO) -> None:
    """What we and libraries log from here on goes through the list, line by line, to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_listed,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Asked anew each time: standard error may be replaced while the program runs.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.captureWarnings(True)
    logging.basicConfig(handlers=[Spoken()], level=logging.WARNING, force=True)
    for library in LIBRARIES:
        logging.getLogger(library).setLevel(logging.WARNING)


def crashed(error: Exception) -> None:
    """The program ends by an error that nothing caught."""
    structlog.get_logger().critical("crashed", error=type(error).__name__, exc_info=error)
