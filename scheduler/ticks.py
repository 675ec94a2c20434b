"""What time does: sweeps over what is due, in this order."""

from collections.abc import Awaitable, Callable, Sequence

import structlog

from services import disclosures, obligations, retention
from services.context import Env
from services.conventions import steps as conventions
from services.people import data_requests, terms
from services.polls import running as polls

log = structlog.get_logger()

Sweep = Callable[[Env], Awaitable[object]]

# A sweep finds what is due by the columns of its noun, and may run again at any moment without harm.
SWEEPS: tuple[Sweep, ...] = (
    polls.open_due,
    polls.close_due,  # before reminders: after a pause nobody is reminded of what ends in this very sweep
    polls.remind_due,
    polls.refresh_cards,
    conventions.close_due,
    disclosures.tell_overdue,
    terms.end_due,
    terms.announce_ends,
    data_requests.remind_due,
    obligations.arise,
    obligations.remind,
    retention.apply,
)


async def sweep(env: Env, sweeps: Sequence[Sweep] | None = None) -> None:
    """Each sweep has had its turn; one that fails is noted and keeps no other from its own."""
    for step in SWEEPS if sweeps is None else sweeps:
        try:
            await step(env)
        except Exception as error:
            log.error(
                "sweep_failed", sweep=getattr(step, "__name__", "sweep"), error=type(error).__name__, exc_info=True
            )
