"""Every table of the product."""

from storage.models.announcements import Announcement, AnnouncementGroup
from storage.models.base import Base
from storage.models.calendar import DayCorrection
from storage.models.conventions import (
    ClauseAnswer,
    ClauseLine,
    Convention,
    ConventionClause,
    ConventionStep,
    ConventionVersion,
    SuggestionTheme,
)
from storage.models.disclosures import Disclosure, DisclosureGroup, DisclosureVersion
from storage.models.entries import PollEntry
from storage.models.explanations import Explanation
from storage.models.grounds import Ground
from storage.models.obligations import Obligation
from storage.models.people import (
    Account,
    Audit,
    Chat,
    Consent,
    Group,
    GroupSuccession,
    Household,
    HouseholdChange,
    Invitation,
    LinkCode,
    Office,
    Person,
    Representative,
    Slip,
    Ward,
    WrongCode,
)
from storage.models.plumbing import Conversation, File, Inbox, Outbox
from storage.models.polls import (
    Answer,
    Elector,
    EnteredCount,
    LedgerLine,
    Opinion,
    Poll,
    PollCard,
    PollCount,
    PollGroup,
    PollOption,
    VoteDossier,
    VoteDuty,
)
from storage.models.reports import Case, CaseFile, CaseIdentity, CaseStep
from storage.models.requests import DataRequest
from storage.models.settings import WardSetting

__all__ = [
    "Account",
    "Announcement",
    "AnnouncementGroup",
    "Answer",
    "Audit",
    "Base",
    "Case",
    "CaseFile",
    "CaseIdentity",
    "CaseStep",
    "Chat",
    "ClauseAnswer",
    "ClauseLine",
    "Consent",
    "Convention",
    "ConventionClause",
    "ConventionStep",
    "ConventionVersion",
    "Conversation",
    "DataRequest",
    "DayCorrection",
    "Disclosure",
    "DisclosureGroup",
    "DisclosureVersion",
    "Elector",
    "EnteredCount",
    "Explanation",
    "File",
    "Ground",
    "Group",
    "GroupSuccession",
    "Household",
    "HouseholdChange",
    "Inbox",
    "Invitation",
    "LedgerLine",
    "LinkCode",
    "Obligation",
    "Office",
    "Opinion",
    "Outbox",
    "Person",
    "Poll",
    "PollCard",
    "PollCount",
    "PollEntry",
    "PollGroup",
    "PollOption",
    "Representative",
    "Slip",
    "SuggestionTheme",
    "VoteDossier",
    "VoteDuty",
    "Ward",
    "WardSetting",
    "WrongCode",
]
