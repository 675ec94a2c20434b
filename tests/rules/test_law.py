"""The numbers of the law, one test for each article, and the vectors of its thresholds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.law import NORMS, Share, days, share

HALF, TWO_THIRDS, TENTH = Share(1, 2, above=True), Share(2, 3), Share(1, 10)


def says(key: str, value: int | Share, unit: str, article: str) -> None:
    """The norm of this key has this number, in this unit, by this article."""
    norm = NORMS[key]
    assert (norm.value, norm.unit, norm.article) == (value, unit, article)


def _name(article: str) -> str:
    number = re.search(r"(\d+)/(\d{4})", article)
    assert number
    name = f"test_{'law' if article.startswith('Luật') else 'decree'}_{number[1]}_{number[2]}"
    for word, english in (("Điều", "article"), ("khoản", "clause"), ("điểm", "point")):
        if found := re.search(rf"{word} (\w+)", article):
            name += f"_{english}_{found[1]}"
    return name


def test_every_article_has_a_test_of_its_name() -> None:
    here = set(globals())
    assert [norm.article for norm in NORMS.values() if _name(norm.article) not in here] == []


@pytest.mark.parametrize(
    ("households", "half", "two_thirds"),
    [
        (1, 1, 1),
        (2, 2, 2),
        (3, 2, 2),
        (4, 3, 3),
        (5, 3, 4),
        (99, 50, 66),
        (100, 51, 67),
        (101, 51, 68),
        (200, 101, 134),
        (300, 151, 200),
    ],
)
def test_the_least_that_decides(households: int, half: int, two_thirds: int) -> None:
    assert HALF.needed(households) == half
    assert TWO_THIRDS.needed(households) == two_thirds
    assert TENTH.needed(households) == (households + 9) // 10


@given(st.sampled_from([HALF, TWO_THIRDS, TENTH]), st.integers(1, 10**6), st.data())
def test_a_fraction_never_rounds_into_a_pass(asked: Share, whole: int, data: st.DataObject) -> None:
    edge = whole * asked.parts // asked.of
    near = st.sampled_from([max(0, edge - 1), edge, min(whole, edge + 1)])  # where a rounded share would differ
    part = data.draw(near | st.integers(0, whole))
    have, limit = part * asked.of, whole * asked.parts

    assert asked.reached(part, whole) == (have > limit or (have == limit and not asked.above))
    assert asked.reached(part, whole) == (part >= asked.needed(whole))


def test_nobody_decides_nothing() -> None:
    for asked in (HALF, TWO_THIRDS, TENTH):
        assert not asked.reached(0, 0)
        assert asked.needed(0) == 1


def test_a_share_is_no_number_of_days_and_days_are_no_share() -> None:
    with pytest.raises(KeyError):
        days("decision.groups")
    with pytest.raises(KeyError):
        share("decision.sending")


# --- one for each article -------------------------------------------------------------------------------


def test_law_10_2022_article_12_clause_3() -> None:
    says("disclosure.deadline", 5, "ngày làm việc", "Luật 10/2022/QH15 Điều 12 khoản 3")


def test_law_10_2022_article_13_clause_2() -> None:
    says("disclosure.posting", 30, "ngày liên tục", "Luật 10/2022/QH15 Điều 13 khoản 2")
    says("disclosure.register", 1, "quý", "Luật 10/2022/QH15 Điều 13 khoản 2")


def test_law_10_2022_article_13_clause_3() -> None:
    says("disclosure.loudspeaker", 3, "ngày liên tục", "Luật 10/2022/QH15 Điều 13 khoản 3")


def test_law_10_2022_article_28_clause_2() -> None:
    says("consultation.minimum", 20, "ngày", "Luật 10/2022/QH15 Điều 28 khoản 2")


def test_law_10_2022_article_16_clause_3() -> None:
    says("initiative.share", TENTH, "tổng số hộ", "Luật 10/2022/QH15 Điều 16 khoản 3")
    says("initiative.validity", 3, "tháng", "Luật 10/2022/QH15 Điều 16 khoản 3")


def test_law_10_2022_article_21_clause_1() -> None:
    says("decision.contributions", TWO_THIRDS, "tổng số đại diện hộ", "Luật 10/2022/QH15 Điều 21 khoản 1")
    says("decision.groups", TWO_THIRDS, "tổng số thôn, tổ", "Luật 10/2022/QH15 Điều 21 khoản 1")
    says("decision.matters", HALF, "tổng số đại diện hộ", "Luật 10/2022/QH15 Điều 21 khoản 1")


def test_law_10_2022_article_20_clause_3() -> None:
    says("decision.sending", 5, "ngày làm việc", "Luật 10/2022/QH15 Điều 20 khoản 3")


def test_law_10_2022_article_21_clause_2() -> None:
    says("decision.recognition", 5, "ngày làm việc", "Luật 10/2022/QH15 Điều 21 khoản 2")


def test_law_10_2022_article_18_clause_3() -> None:
    says("meeting.clusters", 200, "hộ", "Luật 10/2022/QH15 Điều 18 khoản 3")


def test_decree_59_2023_article_3_clause_3() -> None:
    says("meeting.notice", 2, "ngày", "Nghị định 59/2023/NĐ-CP Điều 3 khoản 3")


def test_decree_59_2023_article_3_clause_4() -> None:
    says("meeting.documents", 2, "ngày", "Nghị định 59/2023/NĐ-CP Điều 3 khoản 4")


def test_decree_59_2023_article_4_clause_4() -> None:
    says("slips.notice", 2, "ngày", "Nghị định 59/2023/NĐ-CP Điều 4 khoản 4")


def test_decree_59_2023_article_5_clause_2_point_c() -> None:
    says("online.method", HALF, "tổng số đại diện hộ", "Nghị định 59/2023/NĐ-CP Điều 5 khoản 2 điểm c")


def test_decree_59_2023_article_5_clause_2_point_b() -> None:
    says("online.team.least", 3, "người", "Nghị định 59/2023/NĐ-CP Điều 5 khoản 2 điểm b")
    says("online.team.most", 5, "người", "Nghị định 59/2023/NĐ-CP Điều 5 khoản 2 điểm b")


def test_decree_59_2023_article_11_clause_1_point_c() -> None:
    says("conference.notice", 5, "ngày", "Nghị định 59/2023/NĐ-CP Điều 11 khoản 1 điểm c")


def test_decree_61_2023_article_9_clause_1() -> None:
    says("convention.minimum", 30, "ngày", "Nghị định 61/2023/NĐ-CP Điều 9 khoản 1")


def test_decree_61_2023_article_10_clause_1_point_a() -> None:
    says("convention.quorum", HALF, "tổng số hộ", "Nghị định 61/2023/NĐ-CP Điều 10 khoản 1 điểm a")


def test_decree_61_2023_article_11_clause_3_point_a() -> None:
    says("convention.sending", 5, "ngày làm việc", "Nghị định 61/2023/NĐ-CP Điều 11 khoản 3 điểm a")


def test_decree_61_2023_article_11_clause_3_point_b() -> None:
    says("convention.recognition", 5, "ngày làm việc", "Nghị định 61/2023/NĐ-CP Điều 11 khoản 3 điểm b")


def test_decree_61_2023_article_18_clause_1_point_a() -> None:
    says("convention.return", 2, "ngày làm việc", "Nghị định 61/2023/NĐ-CP Điều 18 khoản 1 điểm a")


def test_law_10_2022_article_40_clause_1_point_c() -> None:
    says("inspectorate.reply", 15, "ngày", "Luật 10/2022/QH15 Điều 40 khoản 1 điểm c")


def test_decree_59_2023_article_14_clause_1_point_b() -> None:
    says("inspectorate.notice", 5, "ngày làm việc", "Nghị định 59/2023/NĐ-CP Điều 14 khoản 1 điểm b")


def test_law_42_2013_article_28_clause_1() -> None:
    says("reception.reply", 10, "ngày làm việc", "Luật 42/2013/QH13 Điều 28 khoản 1")


def test_decree_155_2026_article_10() -> None:
    says("complaint.acceptance", 7, "ngày làm việc", "Nghị định 155/2026/NĐ-CP Điều 10")


def test_law_02_2011_article_27() -> None:
    says("complaint.acceptance.earlier", 10, "ngày", "Luật 02/2011/QH13 Điều 27")


def test_law_25_2018_article_24_clause_1() -> None:
    says("denunciation.handling", 7, "ngày làm việc", "Luật 25/2018/QH14 Điều 24 khoản 1")


def test_law_25_2018_article_24_clause_2() -> None:
    says("denunciation.forwarding", 5, "ngày làm việc", "Luật 25/2018/QH14 Điều 24 khoản 2")


def test_law_25_2018_article_30() -> None:
    says("denunciation.resolution", 30, "ngày", "Luật 25/2018/QH14 Điều 30")
    says("denunciation.extension", 30, "ngày", "Luật 25/2018/QH14 Điều 30")


def test_decree_356_2025_article_5() -> None:
    says("data.acknowledgement", 2, "ngày làm việc", "Nghị định 356/2025/NĐ-CP Điều 5")
    says("data.access", 10, "ngày", "Nghị định 356/2025/NĐ-CP Điều 5")
    says("data.withdrawal", 15, "ngày", "Nghị định 356/2025/NĐ-CP Điều 5")
    says("data.deletion", 20, "ngày", "Nghị định 356/2025/NĐ-CP Điều 5")


def test_law_91_2025_article_23_clause_1() -> None:
    says("data.breach", 72, "giờ", "Luật 91/2025/QH15 Điều 23 khoản 1")


def test_law_10_2022_article_36_clause_1() -> None:
    says("inspectorate.least", 5, "người", "Luật 10/2022/QH15 Điều 36 khoản 1")


def test_decree_59_2023_article_13_clause_2() -> None:
    says("inspectorate.most", 5, "người", "Nghị định 59/2023/NĐ-CP Điều 13 khoản 2")


def test_law_10_2022_article_41() -> None:
    says("board.least", 5, "người", "Luật 10/2022/QH15 Điều 41")
