"""Picture, table and file say the same numbers, and no citizen's text becomes a formula."""

import warnings
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image

from cards import charts, results, sheets
from cards.card import CAPTION_LIMIT, TEXT_LIMIT
from rules.polls import Kind, Origin, State
from rules.tallies import GroupTally, Tally
from services.polls.views import OpinionView, OptionView, PollView, ResultView, WayCount
from tests.fixtures import MORNING


def _result(tally: Tally, title: str = "Mở rộng ngõ 12", opinions: int = 0) -> ResultView:
    poll = PollView(
        id=7,
        number=7,
        code="BC7",
        kind=Kind.CONSULTATION,
        title=title,
        body="",
        state=State.CLOSED,
        opens_at=MORNING,
        closes_at=MORNING + timedelta(days=20),
        closed_at=MORNING + timedelta(days=20),
        options=tuple(OptionView(place, label, is_free=False) for place, label in enumerate(tally.options)),
        group_ids=tuple(group.group_id for group in tally.groups),
        organiser_name="Cô Mẫu",
        reminders_sent=0,
    )
    return ResultView(poll, tally, opinions)


def _tally(rows: list[tuple[int, ...]], options: tuple[str, ...] = ("Đồng ý", "Không đồng ý", "Ý kiến khác")) -> Tally:
    groups = tuple(
        GroupTally(number, f"{number:02}", f"Tổ dân phố {number}", sum(row) + number, row)
        for number, row in enumerate(rows, start=1)
    )
    return Tally(options, groups)


def test_the_ways_of_each_group_add_up_to_its_answers() -> None:
    tally = _tally([(2, 1, 0), (1, 1, 1)])
    counts = {(1, Origin.TELEGRAM): 2, (1, Origin.PAPER): 1, (2, Origin.MEETING): 3}
    ways = tuple(WayCount(group, origin, n) for (group, origin), n in counts.items())
    sheet = load_workbook(BytesIO(sheets.workbook(replace(_result(tally), ways=ways), ()))).worksheets[0]
    lines = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    start = next(place for place, line in enumerate(lines) if line[:1] == ["Theo cách trả lời"])
    assert lines[start] == ["Theo cách trả lời", "Telegram", "Phiếu giấy", "Tại cuộc họp"]
    assert lines[start + 1 : start + 3] == [["01", "Tổ dân phố 1", 2, 1, 0], ["02", "Tổ dân phố 2", 0, 0, 3]]
    sums = [sum(int(str(cell)) for cell in line[2:]) for line in lines[start + 1 : start + 3]]
    assert sums == [group.answered for group in tally.groups]


tallies = st.lists(st.tuples(*[st.integers(min_value=0, max_value=90_000)] * 3), min_size=1, max_size=5).map(_tally)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


def _plain(html: str) -> str:
    parser = _Plain()
    parser.feed(html)
    return parser.text


def _numbers_of_sheet(tally: Tally) -> list[list[int]]:
    sheet = load_workbook(BytesIO(sheets.workbook(_result(tally), ()))).worksheets[0]
    body = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[2], int)]
    return [[int(str(cell)) for cell in row[2:] if cell is not None] for row in body]


def _numbers_of_table(tally: Tally) -> list[list[int]]:
    lines = "\n".join(_plain(card.html) for card in results.table(_result(tally))).splitlines()
    codes = {group.code for group in tally.groups} | {"∑"}
    return [[int(cell) for cell in line.split()[1:]] for line in lines if line.split()[:1] and line.split()[0] in codes]


def _numbers_of_picture(tally: Tally) -> list[list[str]]:
    """What is written on each bar, the ward's first."""
    drawing = charts.figure("x", tally)
    labels = [text.get_text() for text in drawing.axes[0].texts]
    bars = 1 + len(tally.groups) * (len(tally.groups) != 1)
    return [[labels[option * bars + bar] for option in range(len(tally.options) + 1)] for bar in range(bars)]


def _as_drawn(row: list[int], households: int) -> list[str]:
    return [str(count) if households and count * 100 >= charts.NARROWEST * households else "" for count in row]


@settings(max_examples=12)
@given(tallies)
def test_picture_table_and_file_agree(tally: Tally) -> None:
    expected = [[group.households, group.answered, *group.counts] for group in tally.groups]
    expected.append([tally.households, tally.answered, *tally.counts])
    assert _numbers_of_table(tally) == expected
    silent = [households - answered for households, answered, *_ in expected]
    assert _numbers_of_sheet(tally) == [[*row, rest] for row, rest in zip(expected, silent, strict=True)]
    *groups, ward = [[*row[2:], rest] for row, rest in zip(expected, silent, strict=True)]
    drawn = [_as_drawn(row, sum(row)) for row in ([ward, *groups] if len(groups) > 1 else [ward])]
    assert _numbers_of_picture(tally) == drawn


def test_every_group_has_its_sheet_with_its_numbers_and_its_own_opinions() -> None:
    tally = _tally([(1, 2, 3), (4, 5, 6)])
    opinions = [OpinionView("Tổ dân phố 2", "Ý kiến khác", "Xin mở rộng thêm", MORNING)]
    book = load_workbook(BytesIO(sheets.workbook(_result(tally, opinions=1), opinions)))
    assert book.sheetnames == ["Tổng hợp", "01 Tổ dân phố 1", "02 Tổ dân phố 2"]
    second = [cell for row in book["02 Tổ dân phố 2"].iter_rows(values_only=True) for cell in row]
    assert "Xin mở rộng thêm" in second
    assert {4, 5, 6} <= set(second)
    first = [cell for row in book["01 Tổ dân phố 1"].iter_rows(values_only=True) for cell in row]
    assert "Xin mở rộng thêm" not in first


@pytest.mark.parametrize(
    "evil", ["=1+1", "+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x")', "http://example.invalid", "\t=1", "{=1}"]
)
def test_nothing_a_resident_wrote_becomes_a_formula_or_a_link(evil: str) -> None:
    tally = Tally((evil, "b"), (GroupTally(1, "01", evil, 9, (1, 2)),))
    data = sheets.workbook(_result(tally, title=evil), [OpinionView(evil, evil, evil, MORNING)])
    for sheet in load_workbook(BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), cell.value
                assert cell.hyperlink is None
    assert b"<f>" not in data


@given(st.lists(st.text(min_size=1, max_size=50), min_size=1, max_size=12))
def test_sheet_names_are_what_excel_allows(names: list[str]) -> None:
    groups = [GroupTally(place, "01", name, 1, (0,)) for place, name in enumerate(names)]
    found = sheets.sheet_names(groups)
    assert len({name.lower() for name in found}) == len(names)
    assert all(0 < len(name) <= sheets.SHEET_NAME_LETTERS and not set(name) & set("[]:*?/\\'") for name in found)


def test_the_picture_has_every_vietnamese_letter() -> None:
    letters = "ăâđêôơư ằắẳẵặ ầấẩẫậ ềếểễệ ồốổỗộ ờớởỡợ ừứửữự ỳýỷỹỵ ĂÂĐÊÔƠƯ"
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a letter that its font lacks
        assert Image.open(BytesIO(charts.draw(letters, _tally([(1, 2, 3)])))).format == "PNG"
        with pytest.raises(UserWarning, match="missing from font"):
            charts.draw("\ue123", _tally([(1, 1, 1)]))


def test_a_title_with_a_dollar_sign_is_no_formula() -> None:
    assert charts.draw(r"Giá $5 và $\frac{1}{0}$", _tally([(1, 1, 1)])).startswith(b"\x89PNG")


def test_own_group_comes_first_then_the_ward() -> None:
    html = results.text(_result(_tally([(1, 0, 0), (5, 2, 0)])), 2)
    assert html.index("Tổ dân phố 2") < html.index("Toàn địa bàn")
    assert "Tổ dân phố 1" not in html


def test_a_consultation_never_speaks_of_a_vote() -> None:
    words = results.text(_result(_tally([(1, 0, 0)])), None).lower()
    assert "tham khảo" in words
    assert "biểu quyết" not in words
    assert "thông qua" not in words


async def test_a_result_too_long_for_a_caption_comes_in_words() -> None:
    options = tuple(f"{place} " + "ă" * 57 for place in range(8))
    tally = Tally(options, (GroupTally(1, "01", "T" * 100, 9, (1,) * 8), GroupTally(2, "02", "U" * 100, 9, (1,) * 8)))
    card = await results.with_picture(_result(tally, title="đ" * 200), 1)
    assert card.photo is None
    assert len(card.html) <= TEXT_LIMIT
    short = await results.with_picture(_result(_tally([(1, 2, 3)])), 1)
    assert short.photo is not None
    assert len(short.html) <= CAPTION_LIMIT


def test_a_ward_of_three_hundred_groups_fits_telegrams_messages() -> None:
    tally = _tally([(1, 2, 3)] * 300)
    cards = results.table(_result(tally))
    assert len(cards) > 1
    assert all(len(card.html) <= TEXT_LIMIT for card in cards)
    assert len(_numbers_of_table(tally)) == 301


def test_a_page_of_opinions_escapes_what_was_written_and_fits() -> None:
    opinions = [OpinionView("Tổ <1>", "Ý kiến khác", "<b>" + "x" * 4000, MORNING)] * 25
    card = results.opinions_page(_result(_tally([(1, 2, 3)])).poll, opinions, 1)
    assert len(card.html) <= TEXT_LIMIT
    assert "&lt;b&gt;" in card.html
    assert len(card.rows[0]) == 2
