"""Text is kept in one form, whatever it was typed, pasted or smuggled in as."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.texts import _ORDINARY, EmptyTextError, TextTooLongError, clean_line, fold, normalise

ANY = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Zs"]),
        st.sampled_from("aăâđếữoộ\u0301\u0323\u200d👩💻\ufe0f\u200b\r\n\t \x1f\x85*"),
    )
)


def test_vietnamese_typed_with_loose_accents_is_composed() -> None:
    assert normalise(unicodedata.normalize("NFD", "Nghị quyết về đường Nguyễn Huệ")) == (
        "Nghị quyết về đường Nguyễn Huệ"
    )


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\v", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_one(end: str) -> None:
    assert normalise(f"một{end}hai") == "một\nhai"


def test_a_form_feed_leaves_the_gap_of_a_printed_page() -> None:
    assert normalise("một\fhai") == "một\n\n\nhai"


@pytest.mark.parametrize(
    "unseen",
    [
        *"\x00\x07\x1b\x7f\x9f\xad\u061c\u200b\u200c\u200d\u200e\u200f\ufeff\u2060\u180e\ud800\uffff",
        *map(chr, range(0x202A, 0x202F)),
        *map(chr, range(0x2066, 0x206A)),
        "\U000e0041",
    ],
)
def test_what_is_not_seen_does_not_stay(unseen: str) -> None:
    assert normalise(f"xã{unseen}hội") == "xãhội"


@pytest.mark.parametrize("space", ["\xa0", "\u2003", "\u202f", "\u3000", "\x1f"])
def test_words_stay_apart_whatever_space_stood_between_them(space: str) -> None:
    assert normalise(f"1.000{space}đồng") == "1.000 đồng"


@pytest.mark.parametrize("emoji", ["👩‍💻", "👨‍👩‍👧", "❤️‍🔥", "🏳️‍🌈", "👍🏽", "🇻🇳", "1️⃣", "🧑🏽‍🌾"])
def test_emoji_stay_whole(emoji: str) -> None:
    assert normalise(f"chào {emoji} bà con") == f"chào {emoji} bà con"


@given(ANY)
def test_a_second_time_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    once.encode()


@given(ANY)
def test_no_letter_is_lost_in_composing(text: str) -> None:
    def letters(source: str) -> list[str]:
        return [c for c in unicodedata.normalize("NFD", source) if unicodedata.category(c) in {"Lu", "Ll", "Nd"}]

    assert letters(normalise(text)) == letters(text)


def test_search_needs_no_accents() -> None:
    assert fold("  ĐƯỜNG\tNguyễn  Huệ\nẤp Mỹ Thuận ") == "duong nguyen hue ap my thuan"
    assert fold("Ủy ban") == fold("uy ban") == fold(unicodedata.normalize("NFD", "ỦY BAN"))


@given(ANY)
def test_folding_is_stable_and_blind_to_the_form(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(normalise(text)) == fold(text)


def test_a_name_is_one_line() -> None:
    assert clean_line(" Bà\u202e Trần\nThị  Mẫu\u200b ", 40) == "Bà Trần Thị Mẫu"
    assert clean_line("<b>*Tổ 3*</b>", 40) == "<b>*Tổ 3*</b>"


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u202e", "\u3164\u2800", "…*--_"])
def test_a_name_that_shows_nothing_is_refused(text: str) -> None:
    with pytest.raises(EmptyTextError):
        clean_line(text, 40)


def test_a_name_may_be_as_long_as_its_limit_and_no_longer() -> None:
    assert clean_line("ộ" * 40, 40) == "ộ" * 40
    with pytest.raises(TextTooLongError) as caught:
        clean_line("ộ" * 41, 40)
    assert caught.value.limit == 40


def test_what_is_kept_without_a_closer_look_is_what_a_closer_look_keeps() -> None:
    taken_as_is = [chr(code) for code in range(0x110000) if _ORDINARY.fullmatch(chr(code))]
    assert len(taken_as_is) > 500
    joined = "".join(taken_as_is)
    assert normalise(joined + "\xa0")[:-1] == joined  # the no-break space asks for the closer look
    assert all(unicodedata.combining(letter) == 0 for letter in taken_as_is)
