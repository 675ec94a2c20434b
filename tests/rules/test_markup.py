"""Asterisks become bold only where somebody meant bold; every other one is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.markup import BOLD, ITALIC, escape, parse, plain

TAGS = {0: "{}", BOLD: "<b>{}</b>", ITALIC: "<i>{}</i>", BOLD | ITALIC: "<b><i>{}</i></b>"}


def shown(source: str) -> str:
    return "".join(TAGS[style].format(text) for text, style in parse(source).runs())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**Điều 1.** Phạm vi", "<b>Điều 1.</b> Phạm vi"),
        ("**Ban hành quy chế\ntrên địa bàn phường**", "<b>Ban hành quy chế\ntrên địa bàn phường</b>"),
        ("**Ban hành quy chế\n\ntrên địa bàn phường**", "<b>Ban hành quy chế\n\ntrên địa bàn phường</b>"),
        ("**CHỦ TỊCH****Trần Thị Mẫu**", "<b>CHỦ TỊCHTrần Thị Mẫu</b>"),
        ("(*kỳ họp giữa năm*)", "(<i>kỳ họp giữa năm</i>)"),
        ("***Lưu ý***: họp sớm", "<b><i>Lưu ý</i></b>: họp sớm"),
        ("***Lưu ý** chung* thôi", "<b><i>Lưu ý</i></b><i> chung</i> thôi"),
        ("** Điều 2 **\nNội dung", "<b> Điều 2 </b>\nNội dung"),
        ("**Điều 3 **: nội dung", "<b>Điều 3 </b>: nội dung"),
        ("**Tổ 1** và **Tổ 2**", "<b>Tổ 1</b> và <b>Tổ 2</b>"),
        ("**mở dở **Tổ 2**", "**mở dở <b>Tổ 2</b>"),
        ("** **", "<b> </b>"),
    ],
)
def test_paired_marks_become_a_style(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "* gạo\n* muối",
        "** gạo\n** muối",
        "Giá nước(*) và giá điện (*)",
        "Giá nước* chưa gồm thuế\n* Thuế 5%",
        "Giá nước** chưa gồm phí\n** Phí 10%",
        "CCCD 0792****1234 và 0801****5678",
        "CCCD 07920123**** và 08010123****",
        "CCCD ****1234, ***5678, **9012, *3456",
        "Ông Nguyễn V** A và bà Trần T** B",
        "2 * 3 = 6, 2*3*4 = 24, 5 ** 3 và 2 ** 4",
        "**chỉ mở mà không đóng",
        "chỉ đóng mà không mở**",
        "*.docx, *.pdf",
        "* * *",
        "***",
        "*****",
        "****",
        "nghiêng *mở ở đây\n\nđóng ở đoạn khác* thì thôi",
    ],
)
def test_other_asterisks_stay(source: str) -> None:
    assert shown(source) == source


def test_hidden_digits_stay_inside_bold() -> None:
    assert shown("**CCCD 0792****1234**") == "<b>CCCD 0792****1234</b>"


def test_a_mark_does_not_reach_across_the_document() -> None:
    far = "**mở " + "chữ " * 400 + "đóng**"
    assert shown(far) == far


def test_a_backslash_makes_an_asterisk_and_is_a_backslash_elsewhere() -> None:
    assert shown(r"\*\*không đậm\*\* **đậm \* đậm**") == "**không đậm** <b>đậm * đậm</b>"
    assert shown(r"\\may-chu\thu-muc") == r"\\may-chu\thu-muc"


@given(st.text(alphabet="*\\ ab1(\n"))
def test_an_escaped_text_is_read_back_as_it_was(text: str) -> None:
    parsed = parse(escape(text))
    assert parsed.text == text
    assert not any(parsed.style)


@given(st.text(alphabet="*\\ ab1()ộ.\n", max_size=60))
def test_nothing_but_markup_is_ever_gone(source: str) -> None:
    assert plain(source).replace("*", "") == source.replace("\\*", "").replace("*", "")
    assert len(parse(source).text) == len(parse(source).style)
