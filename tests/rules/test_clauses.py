"""A document as clauses: divided where a clause begins, with no word lost; two versions compared word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import clauses, compare
from rules.clauses import Clause
from rules.compare import Fate
from rules.markup import plain
from rules.texts import normalise

CONVENTION = """QUY ƯỚC
Tổ dân phố mẫu

Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi
Quy ước này áp dụng cho mọi hộ trong tổ,
theo Điều 17 khoản 2 của Luật.
Điều 2: Mọi hộ giữ vệ sinh chung. Rác đổ đúng giờ.

CHƯƠNG II. NẾP SỐNG
Điều 3
Việc cưới
Tiết kiệm, không kéo dài.
Điều 3a. Việc tang
Giữ trật tự sau 22 giờ."""

lines = st.one_of(
    st.sampled_from(
        ["Điều 1. Phạm vi", "Điều 2", "Điều 3a: x", "Chương I", "CHƯƠNG 2. Chung", "", "  ", "theo Điều 5 của Luật"]
    ),
    st.text(alphabet=st.sampled_from("ab ăđ.:*\\-1Điều \t"), max_size=40),
    st.text(max_size=20),
)
documents = st.lists(lines, max_size=15).map("\n".join)
sentences = st.lists(st.sampled_from(["rác", "đổ", "đúng", "giờ", "hộ", "giữ\n", "sạch."]), max_size=25).map(" ".join)


def test_a_convention_is_divided_at_its_chapters_and_articles() -> None:
    found = clauses.split(CONVENTION)
    assert [clause.label for clause in found] == [
        "", "Chương I", "Điều 1.", "Điều 2:", "CHƯƠNG II.", "Điều 3", "Điều 3a.",
    ]  # fmt: skip
    assert [clause.heading for clause in found] == [
        "", "QUY ĐỊNH CHUNG", "Phạm vi", "", "NẾP SỐNG", "Việc cưới", "Việc tang",
    ]  # fmt: skip
    assert found[0].text == "QUY ƯỚC\nTổ dân phố mẫu"
    assert "theo Điều 17 khoản 2" in found[2].text, "a reference is no new article"
    assert found[3].text == "Mọi hộ giữ vệ sinh chung. Rác đổ đúng giờ."
    assert [clause.name for clause in clauses.asked(found)] == ["Điều 1", "Điều 2", "Điều 3", "Điều 3a"]
    assert clauses.oddities(found) == ()


@given(documents)
def test_no_word_is_lost_moved_or_added(source: str) -> None:
    found = clauses.split(source)
    words = [word for clause in found for word in clause.whole.split()]
    assert words == plain(normalise(source)).split()
    assert [clause.position for clause in found] == list(range(len(found)))
    assert found[0].label == ""


def test_a_text_without_articles_is_asked_about_as_a_whole() -> None:
    found = clauses.split("Bà con giữ ngõ sạch.")
    assert clauses.asked(found) == found


@pytest.mark.parametrize(
    ("source", "odd"),
    [("Điều 1. a\nĐiều 1. b", ("Điều 1",)), ("Điều 1. a\nĐiều 3. b", ("Điều 3",)), ("Điều 2. a", ("Điều 2",))],
)
def test_repeated_and_missing_numbers_are_seen(source: str, odd: tuple[str, ...]) -> None:
    assert clauses.oddities(clauses.split(source)) == odd


def test_clauses_are_found_with_and_without_accents() -> None:
    clause = clauses.split(CONVENTION)[3]
    assert clauses.has_all(clause, "ve sinh")
    assert clauses.has_all(clause, "Rác, giờ!")
    assert not clauses.has_all(clause, "rác cưới")


# --- comparing ----------------------------------------------------------------------------------------------


@given(sentences, sentences)
def test_the_pieces_give_back_both_texts(old: str, new: str) -> None:
    pieces = compare.words(old, new)
    before = "".join(piece.text for piece in pieces if piece.fate is not Fate.INSERTED)
    after = "".join(piece.text for piece in pieces if piece.fate is not Fate.DELETED)
    assert before.split() == old.split()
    assert after.strip() == new.strip()
    assert all(piece.text for piece in pieces)
    assert (not any(piece.fate is not Fate.SAME for piece in pieces)) == (old.split() == new.split())


def test_one_changed_word_is_one_word_out_and_one_in() -> None:
    pieces = compare.words("Rác đổ lúc 18 giờ.", "Rác đổ lúc 19 giờ.")
    assert [(piece.fate, piece.text.strip()) for piece in pieces] == [
        (Fate.SAME, "Rác đổ lúc"), (Fate.DELETED, "18"), (Fate.INSERTED, "19"), (Fate.SAME, "giờ."),
    ]  # fmt: skip


@given(documents, documents)
def test_every_clause_of_both_versions_is_compared_once_and_in_order(one: str, other: str) -> None:
    old, new = clauses.split(one), clauses.split(other)
    changes = compare.clauses(old, new)
    assert [change.old for change in changes if change.old] == [clause for clause in old if clause.whole]
    assert [change.new for change in changes if change.new] == [clause for clause in new if clause.whole]
    for change in changes:
        before = "".join(piece.text for piece in change.pieces if piece.fate is not Fate.INSERTED)
        after = "".join(piece.text for piece in change.pieces if piece.fate is not Fate.DELETED)
        assert before.split() == (change.old.whole.split() if change.old else [])
        assert after.split() == (change.new.whole.split() if change.new else [])


def test_an_article_that_only_got_another_number_is_compared_with_itself() -> None:
    old = clauses.split("Điều 1. Vệ sinh\nGiữ sạch ngõ.\nĐiều 2. An ninh\nĐóng cổng.")
    new = clauses.split("Điều 1. Vệ sinh\nGiữ sạch ngõ.\nĐiều 2. Cây xanh\nTrồng cây.\nĐiều 3. An ninh\nĐóng cổng.")
    changes = compare.clauses(old, new)
    assert [(change.old and change.old.name, change.new and change.new.name) for change in changes] == [
        ("Điều 1", "Điều 1"), (None, "Điều 2"), ("Điều 2", "Điều 3"),
    ]  # fmt: skip
    assert [change.is_changed for change in changes] == [False, True, True]


def test_a_rewritten_article_stays_beside_the_one_of_the_same_number() -> None:
    old = clauses.split("Điều 1. Giữ vệ sinh.")
    new = clauses.split("Điều 1. Không đốt rác.")
    [change] = compare.clauses(old, new)
    assert isinstance(change.old, Clause)
    assert isinstance(change.new, Clause)
