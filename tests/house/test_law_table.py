"""The document of the law's numbers says what the program counts with."""

import pytest

from rules.law import NORMS, Verified, table
from tests.conftest import ROOT


def test_the_document_is_what_make_docs_writes() -> None:
    assert (ROOT / "docs" / "law.md").read_text(encoding="utf-8") == table(), "run 'make docs'"


@pytest.mark.parametrize("key", NORMS)
def test_every_norm_stands_in_the_table_with_its_article(key: str) -> None:
    [line] = [line for line in table().splitlines() if f"`{key}`" in line]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    norm = NORMS[key]
    assert cells == [f"`{key}`", norm.meaning, str(norm.value), norm.unit, norm.article, norm.verified.value]


@pytest.mark.parametrize("mark", Verified)
def test_every_mark_is_explained(mark: Verified) -> None:
    assert sum(line.startswith(f"- **{mark.value}**: ") for line in table().splitlines()) == 1
