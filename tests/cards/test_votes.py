"""Cards of votes: only what binds speaks of a decision, what is needed is said in numbers, and all of it fits."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document

from cards import grounds, minutes, results, verdicts
from cards.card import CAPTION_LIMIT, TEXT_LIMIT, Card
from cards.polls import paper, voting
from rules.outcomes import Ballot, Reason, decide
from rules.polls import (
    BINDING,
    GROUND_FOR,
    REASON_LENGTH,
    RECORDED_DUTIES,
    TITLE_LENGTH,
    Duty,
    Kind,
    Matter,
    State,
    Step,
)
from rules.tallies import GroupTally, Tally
from sandbox.entities import parse
from services.grounds import CHANNELS, GroundView
from services.polls.drafting import GroupChoice
from services.polls.views import (
    CardView,
    CountingView,
    DossierView,
    DutyView,
    GroupNumbers,
    MinutesView,
    Numbers,
    Participation,
    ResultView,
    VoterView,
)
from tests.cards.test_polls import assert_fits, poll, shown
from tests.fixtures import MORNING

OPTIONS = ("Đồng ý", "Không đồng ý", "Ý kiến khác")
LONG = "<Ữ&" * (TITLE_LENGTH // 3)
WORDS = ("biểu quyết", "thông qua")


def result(
    kind: Kind, *groups: tuple[int, int], matter: Matter | None = None, step: Step | None = None, came: int = 0
) -> ResultView:
    """The result of groups of (households, of which agree)."""
    tally = Tally(
        OPTIONS,
        tuple(GroupTally(n, f"{n:02}", f"Tổ dân phố {n}", of, (yes, 0, 0)) for n, (of, yes) in enumerate(groups, 1)),
    )
    ballot = Ballot(kind, matter, step)
    present = dict.fromkeys(range(1, len(groups) + 1), came)
    closed = poll(kind=kind, state=State.CLOSED, matter=matter, step=step, closed_at=MORNING)
    return ResultView(closed, tally, 0, decide(ballot, tally, present))


def text(of: ResultView) -> str:
    return parse(results.text(of, None), "HTML")[0]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in BINDING])
@pytest.mark.parametrize("formal", [True, False])
def test_a_result_that_binds_nobody_says_so_and_speaks_of_no_decision(kind: Kind, formal: bool) -> None:
    told = result(kind, (41, 40))
    told = replace(told, poll=replace(told.poll, formal=formal))
    assert verdicts.reference_only() in text(told)
    assert not any(word in text(told).lower() for word in WORDS)
    assert (verdicts.informal() in text(told)) == (kind in GROUND_FOR and not formal)


@pytest.mark.parametrize("kind", sorted(BINDING))
def test_a_result_that_binds_is_no_mere_opinion(kind: Kind) -> None:
    told = result(kind, (41, 21), matter=Matter.OTHER, came=41)
    assert "Đã thông qua." in text(told)
    assert verdicts.reference_only() not in text(told)


def test_what_was_needed_is_said_in_households() -> None:
    assert "Cần hơn 50 % của 41 hộ: ít nhất 21." in text(result(Kind.SLIP_VOTE, (41, 20), matter=Matter.OTHER))
    assert "Cần từ 2/3 của 41 hộ: ít nhất 28." in text(result(Kind.SLIP_VOTE, (41, 20), matter=Matter.FUND))
    assert "Cần từ 10 % của 41 hộ: ít nhất 5." in text(result(Kind.CONVENTION_PROPOSAL, (41, 4)))


def test_a_meeting_tells_how_many_came() -> None:
    assert "Số hộ dự họp: 35/41." in text(result(Kind.MEETING_VOTE, (41, 30), matter=Matter.HEAD, came=35))


def test_too_few_present_is_not_told_as_a_refusal() -> None:
    told = result(Kind.MEETING_VOTE, (41, 20), matter=Matter.HEAD, came=20)
    assert told.outcome is not None
    assert told.outcome.reason is Reason.TOO_FEW_PRESENT
    assert "thiếu người dự họp: có 20/41 hộ, cần ít nhất 21" in text(told)
    assert "Điều 19 khoản 1 điểm b" in text(told)
    assert "Chưa thông qua" not in text(told)


def test_the_double_majority_is_told_group_by_group() -> None:
    told = text(result(Kind.SLIP_VOTE, (30, 30), (9, 3), (9, 3), matter=Matter.FUND))
    assert "mới 1/3 tổ tán thành, cần ít nhất 2 tổ" in told
    assert "✅ Tổ dân phố 1: 30/30 hộ đồng ý, cần 20" in told
    assert "❌ Tổ dân phố 3: 3/9 hộ đồng ý, cần 6" in told


def dossier(done: int, **changes: object) -> DossierView:
    duties = tuple(DutyView(duty, "<Ữ&" * (REASON_LENGTH // 3), has_file=True) for duty in RECORDED_DUTIES[:done])
    whole = DossierView(2**40, 1, LONG, LONG, "", duties, None, None, method_agreed=False)
    return replace(whole, **changes)  # type: ignore[arg-type]


def test_a_dossier_leads_from_duty_to_duty_then_to_the_method_then_to_the_matter() -> None:
    def labels(card: Card) -> str:
        return " ".join(button.text for row in card.rows for button in row)

    method = poll(kind=Kind.ONLINE_VOTE, step=Step.METHOD, state=State.CLOSED)
    for done in range(5):
        assert "Hỏi về cách làm" not in labels(voting.dossier(dossier(done)))
        assert f"Đã làm việc {done + 1}" in labels(voting.dossier(dossier(done)))
    assert "Hỏi về cách làm" in labels(voting.dossier(dossier(5)))
    assert "Mở biểu quyết" not in labels(voting.dossier(dossier(5, method=method)))
    assert "Mở biểu quyết" in labels(voting.dossier(dossier(5, method=method, method_agreed=True)))


def test_the_longest_words_fit_into_cards_of_votes() -> None:
    groups = [GroupChoice(n, "Ữ" * 40) for n in range(40)]
    counted = poll(kind=Kind.MEETING_VOTE, title=LONG, matter=Matter.FUND, state=State.COUNTING)
    rows = tuple(GroupNumbers("Tổ dân phố " + "Ữ" * 20, 9_999, Numbers(n, 9_999, 9_999, 0, 0)) for n in range(20))
    told = [(it.name, it.households, (9_999, 9_999, 0, 0)) for it in rows]
    ground = GroundView(1, "zalo", Kind.ONLINE_VOTE, "<Ữ&" * 33, date(2026, 11, 20), has_file=True)
    cards = [
        voting.matters(),
        voting.which_group(groups),
        voting.ask_title(),
        voting.ask_body(),
        *(voting.what_the_law_allows(matter) for matter in Matter),
        *(voting.count_where(Kind.SLIP_VOTE, matter, groups) for matter in Matter),
        *(voting.ask_evidence(1, duty) for duty in Duty),
        *(voting.ask_end(dossier(5), step) for step in Step),
        voting.dossier(dossier(5)),
        voting.ask_numbers(Kind.SLIP_VOTE, Matter.FUND, LONG, 41, 1, 3),
        voting.review_counts(Kind.SLIP_VOTE, Matter.FUND, LONG, date(2026, 11, 20), told),
        voting.counts(CountingView(counted, rows, may_confirm=True)),
        voting.desk([dossier(5)] * 30, [CountingView(counted, rows, may_confirm=True)] * 30),
        grounds.overview([ground] * 8),
        *(grounds.which_effect(channel) for channel in CHANNELS),
        *(grounds.ask_number("telegram", effect) for effect in GROUND_FOR),
        grounds.recorded(ground),
        grounds.end(ground),
    ]
    for card in cards:
        assert_fits(card)


def test_a_result_of_many_groups_fits_into_a_message() -> None:
    many = result(Kind.SLIP_VOTE, *[(400, 300)] * 90, matter=Matter.FUND)
    assert len(text(many)) <= TEXT_LIMIT
    one = result(Kind.SLIP_VOTE, (400, 300), matter=Matter.FUND)
    assert len(text(one)) <= CAPTION_LIMIT


def test_minutes_hold_what_the_decree_asks_for() -> None:
    vote = result(Kind.ONLINE_VOTE, (41, 26), matter=Matter.OTHER, step=Step.MATTER)
    method = result(Kind.ONLINE_VOTE, (41, 22), matter=Matter.OTHER, step=Step.METHOD)
    vote = replace(vote, poll=replace(vote.poll, closed_at=MORNING + timedelta(days=3)))
    voters = tuple(VoterView(f"01-{n:03}", f"Nguyễn Thị Mẫu {n}", f"Số {n} đường Mẫu") for n in range(1, 27))

    page = Document(BytesIO(minutes.document(MinutesView("phường Sao Mai", "Tổ dân phố 1", vote, method, voters))))

    facts = {row.cells[0].text: row.cells[1].text for row in page.tables[0].rows}
    assert facts["Bắt đầu"] == "09:00 thứ Sáu, 20/11/2026"
    assert facts["Kết thúc"] == "09:00 thứ Hai, 23/11/2026"
    assert (facts["Tổng số hộ"], facts["Số hộ tham gia biểu quyết"], facts["Số hộ không tham gia"]) == (
        "41",
        "26",
        "15",
    )
    assert (facts["Đồng ý"], facts["Không đồng ý"], facts["Ý kiến khác"]) == ("26", "0", "0")
    listed = [[cell.text for cell in row.cells] for row in page.tables[1].rows]
    assert len(listed) == 27
    assert listed[26] == ["26", "01-026", "Nguyễn Thị Mẫu 26", "Số 26 đường Mẫu"]
    assert "Đã thông qua." in [paragraph.text for paragraph in page.paragraphs]


def test_the_card_of_a_vote_says_that_households_are_listed() -> None:
    for step, words in ((Step.METHOD, "Bước 1"), (Step.MATTER, "có giá trị quyết định")):
        vote = poll(kind=Kind.ONLINE_VOTE, matter=Matter.OTHER, step=step, formal=True)
        told = shown(paper.group_card(CardView(vote, 1, "Tổ dân phố 1", "tổ dân phố", Participation(1, 4), None)))
        assert words in told
        assert "Danh sách hộ tham gia được ghi vào biên bản" in told
        assert verdicts.reference_only() not in told
