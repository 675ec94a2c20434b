"""Refusals: why something was not done, as a code; the words are in cards/refusals.py."""

from enum import StrEnum
from typing import Any

from rules.offices import Role
from rules.texts import EmptyTextError, TextTooLongError, clean_line
from services.context import Actor


class Why(StrEnum):
    """Every reason that a person can meet."""

    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    BAD_DATE = "bad_date"
    PAST_DATE = "past_date"
    FILE_TOO_BIG = "file_too_big"
    FILE_UNREADABLE = "file_unreadable"
    ALREADY_DONE = "already_done"
    # people
    CODE_UNKNOWN = "code_unknown"
    CODE_EXPIRED = "code_expired"
    CODE_USED = "code_used"
    TOO_MANY_CODES = "too_many_codes"
    PHONE_UNKNOWN = "phone_unknown"
    PHONE_NOT_OWN = "phone_not_own"
    PHONE_AMBIGUOUS = "phone_ambiguous"
    HOUSEHOLD_HAS_REPRESENTATIVE = "household_has_representative"
    PERSON_HAS_HOUSEHOLD = "person_has_household"
    OFFICES_CONFLICT = "offices_conflict"
    GRANTS_AND_READS = "grants_and_reads"
    INSPECTORATE_FULL = "inspectorate_full"
    OUT_OF_LIMITS = "out_of_limits"
    GROUP_HAS_INSPECTOR = "group_has_inspector"
    CHAT_NOT_ADMIN = "chat_not_admin"
    CHAT_NOT_GROUP = "chat_not_group"
    CONSENT_NEEDED = "consent_needed"
    OWN_REQUEST = "own_request"
    LINK_UNKNOWN = "link_unknown"
    LINK_EXPIRED = "link_expired"
    LINK_USED = "link_used"
    LAST_ADMINISTRATOR = "last_administrator"
    # disclosures
    SAME_PERSON = "same_person"
    NOT_PENDING = "not_pending"
    PENDING_EXISTS = "pending_exists"
    FUTURE_DATE = "future_date"
    # polls
    NOT_REGISTERED = "not_registered"
    OTHER_GROUP = "other_group"
    NOT_IN_ELECTORATE = "not_in_electorate"
    POLL_NOT_OPEN = "poll_not_open"
    POLL_CLOSED = "poll_closed"
    POLL_VOID = "poll_void"
    NOT_LATER = "not_later"
    PERIOD_TOO_SHORT = "period_too_short"
    PERIOD_TOO_LONG = "period_too_long"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    NOT_CLOSED_YET = "not_closed_yet"
    OPTIONS_WRONG = "options_wrong"
    NO_GROUPS = "no_groups"
    NO_HOUSEHOLDS = "no_households"
    ONLINE_ONLY = "online_only"
    REMINDERS_USED_UP = "reminders_used_up"
    # what the law asks of votes
    NOT_ONLINE = "not_online"
    NOT_BY_SLIPS = "not_by_slips"
    OPTIONS_FIXED = "options_fixed"
    ONE_GROUP = "one_group"
    ONE_GROUP_OR_ALL = "one_group_or_all"
    POSTING_NEEDED = "posting_needed"
    CONSENT_EXPIRES = "consent_expires"
    GROUND_NEEDED = "ground_needed"
    DUTIES_OPEN = "duties_open"
    METHOD_NOT_AGREED = "method_not_agreed"
    STEP_UNDER_WAY = "step_under_way"
    COUNTS_WRONG = "counts_wrong"
    OWN_NUMBERS = "own_numbers"
    NOT_COUNTING = "not_counting"
    GROUND_EXISTS = "ground_exists"
    ENTRY_WAITING = "entry_waiting"
    ENTRY_OWN = "entry_own"
    ENTRY_COLLIDES = "entry_collides"
    ENTRY_BEFORE_OPENING = "entry_before_opening"
    ENTRY_NO_PHOTO = "entry_no_photo"
    # conventions
    STEP_IMPOSSIBLE = "step_impossible"
    BEFORE_LAST_STEP = "before_last_step"
    PROPOSAL_EXISTS = "proposal_exists"
    TOO_FEW_SUPPORTERS = "too_few_supporters"
    NO_TEXT = "no_text"
    MEETING_NUMBERS_WRONG = "meeting_numbers_wrong"
    FEWER_THAN_ROLL = "fewer_than_roll"
    SLIPS_AFTER_MEETING = "slips_after_meeting"
    ONE_MORE_FORM = "one_more_form"
    NOT_ASKED = "not_asked"
    SUGGESTIONS_LEFT = "suggestions_left"
    THEMES_LEFT = "themes_left"
    # obligations
    ANSWER_NEEDED = "answer_needed"
    NOT_BEGUN = "not_begun"
    NOT_LONG_ENOUGH = "not_long_enough"
    # reports
    CASE_UNKNOWN = "case_unknown"
    MOVE_IMPOSSIBLE = "move_impossible"
    TOO_MANY_FILES = "too_many_files"


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Something was not done; `why` and `values` say it to the person, and nothing was changed."""

    def __init__(self, why: Why, **values: Any) -> None:
        super().__init__(why)
        self.why = why
        self.values = values


def line(typed: str, limit: int) -> str:
    """What was typed, on one line, without what cannot be seen; Refused EMPTY, TOO_LONG (limit, in letters)."""
    try:
        return clean_line(typed, limit)
    except EmptyTextError as error:
        raise Refused(Why.EMPTY) from error
    except TextTooLongError as error:
        raise Refused(Why.TOO_LONG, limit=limit) from error


def require(actor: Actor, *roles: Role, group_id: int | None = None) -> None:
    """Refuse unless the actor holds one of these offices, for this group where one is named."""
    allowed = actor.holds(*roles) if group_id is None else actor.covers(group_id, *roles)
    if not allowed:
        raise Refused(Why.NOT_ALLOWED)
