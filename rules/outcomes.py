"""Outcomes: what the numbers mean under the law, and why; whole numbers only, on all households of the frozen roll."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules import law
from rules.polls import AGREE, Kind, Matter, Step
from rules.tallies import GroupTally, Tally


class Reason(StrEnum):
    """Why something is decided or not.

    Too few present is no refusal: the matter may go to slips (Luật 10/2022/QH15 Điều 19 khoản 1 điểm b).
    """

    PASSED = "passed"
    ENDORSED = "endorsed"  # a proposal below the share that the Front supports
    BELOW_THRESHOLD = "below_threshold"
    TOO_FEW_PRESENT = "too_few_present"
    TOO_FEW_GROUPS = "too_few_groups"
    METHOD_NOT_AGREED = "method_not_agreed"


DECIDED = frozenset({Reason.PASSED, Reason.ENDORSED})


@dataclass(frozen=True, slots=True)
class Ballot:
    """What was asked and how: all that a threshold depends on; endorsed is for proposals only."""

    kind: Kind
    matter: Matter | None = None
    step: Step | None = None
    endorsed: bool = False


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """What one group decided; `present` is None where nobody had to be at a meeting."""

    group_id: int
    code: str
    name: str
    households: int
    present: int | None
    agree: int
    needed: int
    reason: Reason

    @property
    def passed(self) -> bool:
        """Whether the group agrees."""
        return self.reason in DECIDED


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided; `groups_needed` is None unless the whole commune decides."""

    reason: Reason
    norm: law.Norm
    households: int
    present: int | None
    agree: int
    needed: int
    groups: tuple[GroupOutcome, ...]
    groups_needed: int | None

    @property
    def passed(self) -> bool:
        """Whether it is decided."""
        return self.reason in DECIDED

    @property
    def groups_agreeing(self) -> int:
        """How many groups agree, each by its own households."""
        return sum(group.passed for group in self.groups)


def norm_of(ballot: Ballot) -> law.Norm | None:
    """The norm with the share that has to agree, of all households; None for what decides nothing."""
    if ballot.kind is Kind.CONVENTION_PROPOSAL:
        return law.NORMS["initiative.share"]
    if ballot.kind is Kind.ONLINE_VOTE and ballot.step is Step.METHOD:
        return law.NORMS["online.method"]
    if ballot.matter is None:
        return None
    return law.NORMS[
        "decision.contributions" if ballot.matter in (Matter.CONTRIBUTION, Matter.FUND) else "decision.matters"
    ]


def _reason(ballot: Ballot, share: law.Share, households: int, present: int | None, agree: int) -> Reason:
    """Why these households decide so; who was not at the meeting counts among all, yet is told as absent."""
    if present is not None and present < _quorum(ballot, share, households):
        return Reason.TOO_FEW_PRESENT
    if share.reached(agree, households):
        return Reason.PASSED
    if ballot.endorsed and agree:
        return Reason.ENDORSED
    return Reason.METHOD_NOT_AGREED if ballot.step is Step.METHOD else Reason.BELOW_THRESHOLD


def _quorum(ballot: Ballot, share: law.Share, households: int) -> int:
    """How many must be present: as many as could decide; for a hương ước more than half.

    Luật 10/2022/QH15 Điều 19 khoản 1 điểm b and Điều 21 khoản 1; Nghị định 61/2023/NĐ-CP Điều 10 khoản 1 điểm a.
    """
    asked = law.share("convention.quorum") if ballot.matter is Matter.CONVENTION else share
    return asked.needed(households)


def _group(ballot: Ballot, share: law.Share, group: GroupTally, present: int | None) -> GroupOutcome:
    agree = group.counts[AGREE]
    reason = _reason(ballot, share, group.households, present, agree)
    return GroupOutcome(
        group.group_id, group.code, group.name, group.households, present, agree, share.needed(group.households), reason
    )


def decide(ballot: Ballot, tally: Tally, present: Mapping[int, int]) -> Outcome | None:
    """What the tally decides under Luật 10/2022/QH15 Điều 21 khoản 1; None for what decides nothing.

    `present` says for each group how many households came to the meeting; empty when there was none.  Several
    groups decide together only as the whole commune: then two thirds of all households and of all groups agree.
    """
    norm = norm_of(ballot)
    if norm is None or not isinstance(norm.value, law.Share):
        return None
    share = norm.value
    meeting = ballot.kind is Kind.MEETING_VOTE
    groups = tuple(
        _group(ballot, share, group, present.get(group.group_id, 0) if meeting else None) for group in tally.groups
    )
    came = sum(present.get(group.group_id, 0) for group in tally.groups) if meeting else None
    agree = tally.counts[AGREE]
    reason = _reason(ballot, share, tally.households, came, agree)
    groups_needed = law.share("decision.groups").needed(len(groups)) if len(groups) > 1 else None
    if reason in DECIDED and groups_needed is not None and sum(group.passed for group in groups) < groups_needed:
        reason = Reason.TOO_FEW_GROUPS
    return Outcome(reason, norm, tally.households, came, agree, share.needed(tally.households), groups, groups_needed)
