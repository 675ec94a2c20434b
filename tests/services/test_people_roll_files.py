"""Files that are no list of households: each is refused with a reason that has its sentence."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from cards.people import console
from services.people import roll_files
from services.people.roll_files import Fault, UnreadableRollError


def workbook(folder: Path) -> Path:
    """A list with headings and nobody on it."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Mã tổ", "Mã hộ", "Địa chỉ", "Người đại diện"])
    path = folder / "roll.xlsx"
    book.save(path)
    return path


def test_a_workbook_with_any_broken_part_is_a_list_or_a_reason(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    whole = path.read_bytes()
    for name in parts:
        for content in (b"", b"<a/>", b"<"):
            with zipfile.ZipFile(path, "w") as archive:
                for part, usual in parts.items():
                    archive.writestr(part, content if part == name else usual)
            with pytest.raises(UnreadableRollError):
                roll_files.read(path)
    for place in range(0, len(whole), 11):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with pytest.raises(UnreadableRollError):
            roll_files.read(path)


@pytest.mark.parametrize("name", ["roll.csv", "roll.xlsx"])
def test_a_file_of_more_than_twenty_megabytes_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x" * (roll_files.FILE_SIZE + 1))
    with pytest.raises(UnreadableRollError) as refused:
        roll_files.read(path)
    assert refused.value.fault is Fault.TOO_BIG


def test_a_workbook_that_unpacks_to_far_more_than_a_list_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path)
    monkeypatch.setattr(roll_files, "UNPACKED_SIZE", 1000)
    with pytest.raises(UnreadableRollError) as refused:
        roll_files.read(path)
    assert refused.value.fault is Fault.TOO_BIG


def test_a_cell_that_never_ends_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "roll.csv"
    path.write_text(f"group_code,household_code,address,representative\n01,01-001,{'x' * 200_000},Mẫu\n", "utf-8")
    with pytest.raises(UnreadableRollError) as refused:
        roll_files.read(path)
    assert (refused.value.fault, refused.value.line) == (Fault.LONG_CELL, 2)


def test_every_fault_of_a_list_has_its_sentence() -> None:
    for fault in Fault:
        assert console.unreadable_roll(UnreadableRollError(fault, columns=["address"], line=3))
