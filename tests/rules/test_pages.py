"""From a stored text to messages: every word once, in order, on pages that each stand on their own."""

import unicodedata
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.pages import MESSAGE_LENGTH, Page, length, to_pages
from rules.texts import normalise

SENTENCE = "Bà con đến nhà văn hóa lúc bảy giờ tối. "
WORDS = st.text(
    st.one_of(
        st.characters(exclude_characters="*"),
        st.sampled_from("aăđếộ123.;:-()&<>\"'/#👩\u200d💻🏽 \u0301\t\n"),
    ),
    max_size=400,
)
PIECES = st.lists(
    st.sampled_from(
        [
            "**",
            "*",
            "***",
            "\\*",
            " ",
            "\n",
            "\n\n",
            "Điều 1. ",
            "a) ",
            "- ",
            "họp dân",
            "&lt;",
            "<b>",
            SENTENCE,
            "Ộ" * 30,
        ]
    ),
    max_size=60,
).map("".join)


class Reader(HTMLParser):
    """Reads a page as Telegram does: only b and i, each closed, in the order they were opened."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"b", "i"}
        assert not attrs
        assert tag not in self.open
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def check(pages: list[Page], limit: int, first_limit: int | None = None) -> None:
    for at, page in enumerate(pages):
        reader = Reader(page)
        assert reader.open == []
        assert "".join(reader.words) == page.text
        units = len(page.text.encode("utf-16-le")) // 2
        assert 0 < units <= (first_limit if at == 0 and first_limit else limit)
        assert page.text == page.text.strip()


def words(pages: list[Page]) -> list[str]:
    return " ".join(page.text for page in pages).split()


def html(source: str, limit: int = 3_500) -> list[str]:
    return [page.html for page in to_pages(source, limit)]


# --- nothing is lost ------------------------------------------------------------------------------


@settings(max_examples=400)
@given(WORDS, st.integers(450, 600), st.integers(450, 600) | st.none())
def test_every_word_arrives_once_and_in_order(text: str, limit: int, first_limit: int | None) -> None:
    pages = to_pages(text, limit, first_limit)
    check(pages, limit, first_limit)
    assert words(pages) == normalise(text).split()


@settings(max_examples=400)
@given(WORDS | PIECES, st.integers(40, 200), st.integers(40, 200) | st.none())
@example("🧑🏽‍🌾" * 60, 40, None)
@example("e\u0323\u0301" * 200, 41, 40)
@example("NGHỊ QUYẾT\n\n" * 9 + SENTENCE * 9, 40, 200)
def test_no_letter_is_lost_however_short_the_pages(text: str, limit: int, first_limit: int | None) -> None:
    pages = to_pages(text, limit, first_limit)
    check(pages, limit, first_limit)

    def letters(source: str) -> str:
        return "".join(source.replace("*", "").split())

    assert letters("".join(page.text for page in pages)) == letters(normalise(text).replace("\\*", ""))


@settings(max_examples=400)
@given(PIECES)
def test_words_between_asterisks_arrive_once_and_in_order(source: str) -> None:
    pages = to_pages(source)
    check(pages, 3_500)
    bare = source.replace("\\*", "").replace("*", "")
    assert " ".join(page.text for page in pages).replace("*", "").split() == bare.split()


def test_a_text_without_words_has_no_pages() -> None:
    assert to_pages(" \n\u200b\n ") == []


@pytest.mark.parametrize("limits", [(0, None), (39, None), (4_097, None), (3_500, 0), (3_500, 5_000)])
def test_impossible_pages_are_refused(limits: tuple[int, int | None]) -> None:
    with pytest.raises(ValueError, match="40-4096"):
        to_pages("a", *limits)


def test_a_large_document_keeps_to_the_limits() -> None:
    for unit in ("a\n", "* ", "**a** ", "1\n\n", "ộ", SENTENCE):
        source = unit * (80_000 // len(unit))
        check(to_pages(source), 3_500)


# --- where a page ends ----------------------------------------------------------------------------


def test_a_page_ends_between_paragraphs() -> None:
    first, second = SENTENCE * 5, "Chiều thứ bảy, bà con dọn ngõ. " * 5
    assert html(f"{first}\n\n{second}", 300) == [first.strip(), second.strip()]


def test_a_long_paragraph_is_divided_after_a_sentence() -> None:
    for page in html(SENTENCE * 96, 500):
        assert page.endswith("tối.")
        assert len(page) > 400


def test_a_long_sentence_is_divided_between_words() -> None:
    pages = to_pages("nghiêng " * 200, 100)
    assert {page.text for page in pages} == {" ".join(["nghiêng"] * 12), " ".join(["nghiêng"] * 8)}


def test_a_word_longer_than_a_page_is_divided_between_letters() -> None:
    pages = to_pages("ờ" * 10_000)
    assert [len(page.text) for page in pages] == [3_500, 3_500, 3_000]
    for page in to_pages("🧑🏽‍🌾" * 100, 50):
        assert set(page.text.split("🧑🏽‍🌾")) == {""}


def test_the_first_page_leaves_room_for_a_header() -> None:
    pages = to_pages(SENTENCE * 200, 3_000, 1_000)
    assert length(pages[0].text) <= 1_000
    assert 2_900 < length(pages[1].text) <= 3_000


def test_units_are_counted_as_telegram_never_undercounts() -> None:
    pages = to_pages("😀" * 5_000, MESSAGE_LENGTH)
    assert [len(page.text) for page in pages] == [2_048, 2_048, 904]


def test_a_heading_goes_with_what_it_names() -> None:
    source = f"{SENTENCE * 20}\n\nĐiều 2. Lịch họp\n\n{SENTENCE * 10}"
    assert html(source, 900)[1].startswith("<b>Điều 2. Lịch họp</b>\n\nBà con")


def test_bold_is_closed_and_opened_again_where_a_page_ends() -> None:
    pages = html(f"**{SENTENCE * 12}**", 100)
    assert all(page.startswith("<b>Bà con") and page.endswith("tối.</b>") for page in pages)


def test_signs_of_html_are_words() -> None:
    (page,) = to_pages('**a < b & c** <b>x</b> &amp; "trích"')
    assert page.html == '<b>a &lt; b &amp; c</b> &lt;b&gt;x&lt;/b&gt; &amp;amp; "trích"'
    assert page.text == 'a < b & c <b>x</b> &amp; "trích"'


# --- lines ----------------------------------------------------------------------------------------


def test_a_sentence_broken_by_the_edge_of_the_paper_is_whole_again() -> None:
    source = "Ban quản lý nhà văn hóa mời đại diện các hộ trong khu \n\nphố về dự buổi họp bàn việc sửa đường."
    assert html(source) == [
        "Ban quản lý nhà văn hóa mời đại diện các hộ trong khu phố về dự buổi họp bàn việc sửa đường."
    ]


def test_a_broken_line_that_goes_on_with_a_capital_is_joined_where_the_document_breaks_its_lines() -> None:
    source = (
        "Căn cứ biên bản họp ngày mồng hai tháng chín của khu phố, sau khi\n"
        "lắng nghe ý kiến của bà con và đối chiếu sổ sách do ông thủ quỹ\n"
        "trình bày trước cuộc họp, căn cứ quyết toán quỹ sửa đường của xã\n"
        "Bình Minh và các khoản đóng góp của mọi hộ trong năm vừa qua mà\n"
        "chưa kê khai đầy đủ."
    )
    assert "\n" not in html(source)[0]


@pytest.mark.parametrize(
    "source",
    [
        "Kính mời\nbà con\nđến dự họp",
        "Danh sách các khoản thu trong năm nay gồm có những khoản sau:\nquỹ vì người nghèo",
        "Các hộ gia đình có nghĩa vụ giữ vệ sinh chung trong ngõ\na) quét sân",
        "Các hộ gia đình có nghĩa vụ giữ vệ sinh chung trong ngõ\n- quét sân",
        "Các hộ gia đình có nghĩa vụ giữ vệ sinh chung trong ngõ\n* quét sân",
        "Các hộ gia đình có nghĩa vụ giữ vệ sinh chung trong ngõ\nĐiều 2. Khen thưởng",
        "Các hộ gia đình có nghĩa vụ giữ vệ sinh chung trong ngõ\nHộ bà Mẫu phụ trách",
        "THÔNG BÁO VỀ VIỆC SỬA CHỮA ĐƯỜNG LIÊN THÔN NĂM NAY\nvà các việc khác",
    ],
)
def test_other_lines_stay_apart(source: str) -> None:
    (page,) = to_pages(source)
    assert [line for line in page.text.split("\n") if line] == source.split("\n")


def test_columns_of_a_table_stay_apart() -> None:
    assert to_pages("Hộ\tSố tiền\n\tBà Mẫu\t 50.000")[0].text == "Hộ\u2003Số tiền\nBà Mẫu\u200350.000"


def test_headings_are_bold_without_any_asterisk() -> None:
    source = (
        "THÔNG BÁO CHUNG\n\nĐiều 1. Lịch họp\n1. Thời gian\na) Bảy giờ tối;\nb) Thứ bảy.\n"
        "Điều 2. Thông báo này có hiệu lực từ ngày ký.\nNơi nhận:\n- Lưu."
    )
    assert html(source) == [
        "<b>THÔNG BÁO CHUNG</b>\n\n<b>Điều 1. Lịch họp</b>\n<b>1. Thời gian</b>\na) Bảy giờ tối;\nb) Thứ bảy.\n"
        "<b>Điều 2.</b> Thông báo này có hiệu lực từ ngày ký.\n<b>Nơi nhận:</b>\n- Lưu."
    ]


def test_a_numbered_list_is_not_a_row_of_headings() -> None:
    source = "1. Gạo\n2. Muối\n3. Dầu ăn\n" + SENTENCE * 4
    assert "<b>" not in html(source)[0]


# --- page numbers ---------------------------------------------------------------------------------


def printed(*numbers: int | str) -> str:
    return "".join(f"{SENTENCE * 12}\n\n\n\n{number}\n\n" for number in numbers) + SENTENCE


@pytest.mark.parametrize("numbers", [(1, 2, 3), (2, 3), (2,), (1,)])
def test_page_numbers_go(numbers: tuple[int, ...]) -> None:
    assert not any(word.isdecimal() for word in words(to_pages(printed(*numbers))))


def test_a_page_number_inside_a_sentence_does_not_break_it() -> None:
    source = f"{SENTENCE * 12}Các hộ trong khu phố cùng nhau đóng góp\n\n\n\n2\n\ncông sức và tiền của."
    assert "cùng nhau đóng góp công sức" in to_pages(source)[0].text


@pytest.mark.parametrize(
    "source",
    [
        printed(1, 3),
        printed(7),
        printed(2, 3, 120),
        printed("2a"),
        "1\n\n2\n\n3",
        f"{SENTENCE * 12}\n\n2\n\n{SENTENCE}",
        f"{SENTENCE * 12}\n\n\nSố hộ đã nộp:\n2\n\n\n{SENTENCE}",
    ],
)
def test_other_numbers_stay(source: str) -> None:
    assert words(to_pages(source)) == source.split()


# --- the council's own texts ----------------------------------------------------------------------

FILES = (
    "bac-ninh-draft-2025",
    "cai-rang-draft-2024",
    "dien-bien-192-2024",
    "kim-bang-18-2024",
    "thanh-nam-16-2026",
)


def allowed(source: str) -> list[list[str]]:
    """What a reader may meet: the words without asterisks, with and without lines that are bare numbers."""
    bare = unicodedata.normalize("NFC", source).replace("*", "")
    return [
        bare.split(),
        " ".join(line for line in bare.splitlines() if not line.strip().isdecimal()).split(),
    ]


@pytest.mark.resolutions
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("limits", [(3_500, None), (3_900, 3_000), (1_000, 500), (4_096, None)])
def test_a_resolution_arrives_word_for_word(resolutions_path: Path, name: str, limits: tuple[int, int | None]) -> None:
    source = (resolutions_path / f"{name}.txt").read_bytes().decode()
    pages = to_pages(source, *limits)
    check(pages, *limits)
    assert words(pages) in allowed(source)


@pytest.mark.resolutions
@pytest.mark.parametrize("name", FILES)
def test_a_resolution_looks_right_on_a_phone(resolutions_path: Path, name: str) -> None:
    pages = to_pages((resolutions_path / f"{name}.txt").read_text(encoding="utf-8"))
    lines = [line for page in pages for line in page.html.split("\n")]
    assert not any("*" in line or line.isdecimal() for line in lines)
    articles = [line for line in lines if "Điều 1." in line or "Điều 2." in line or line.endswith("NGHỊ QUYẾT</b>")]
    assert len(articles) >= 3
    assert all(line.startswith("<b>") and line.endswith("</b>") for line in articles)
    for page, following in zip_longest(pages, pages[1:]):
        assert following is None or not page.html.endswith("</b>")
