"""init, import-roll and slips as somebody types them."""

import asyncio
import csv
import re
from pathlib import Path

import openpyxl
import pypdf
import pytest
import typer
from typer.testing import CliRunner, Result

from bot.commands import people
from storage import schema
from storage.database import Database
from tests.conftest import ROOT
from tests.fixtures import KEY

ROLL = ROOT / "samples" / "roll.csv"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    url = f"sqlite+aiosqlite:///{tmp_path / 'ward.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)
    monkeypatch.delenv("WARD", raising=False)

    async def create() -> None:
        db = Database(url)
        await schema.create(db)
        await db.close()

    asyncio.run(create())
    return tmp_path


def run(*words: str | Path) -> Result:
    app = typer.Typer()
    people.register(app)
    return CliRunner().invoke(app, [str(word) for word in words])


def founded() -> Result:
    done = run("init", ROOT / "samples" / "ward.toml", "--bot-name", "mau_bot")
    assert done.exit_code == 0, done.output
    return done


def test_init_prints_a_link_for_the_first_administrator(folder: Path) -> None:
    assert re.search(r"https://t\.me/mau_bot\?start=o_[2-9A-Z]{20}\n.*/start o_[2-9A-Z]{20}\n", founded().output)
    assert "Đã cập nhật: phường Sao Mai" in founded().output


def test_the_roll_is_told_in_totals_and_a_second_time_unchanged(folder: Path) -> None:
    founded()
    assert "Thêm mới: 1401" in run("import-roll", ROLL, "--dry-run").output
    assert "Thêm mới: 1401" in run("import-roll", ROLL).output
    assert "Không thay đổi: 1401" in run("import-roll", ROLL).output


def test_households_that_a_new_list_leaves_out_are_told_and_closed_on_demand(folder: Path) -> None:
    founded()
    run("import-roll", ROLL)
    lines = ROLL.read_text(encoding="utf-8-sig").splitlines()
    shorter = folder / "shorter.csv"
    shorter.write_text("\n".join([*lines[:1], *lines[6:]]), encoding="utf-8")
    told = run("import-roll", shorter).output
    assert "Không còn trong danh sách mới: 5 hộ" in told
    assert "chạy lại với --close-missing" in told
    assert "Sẽ đóng 5 hộ" in run("import-roll", shorter, "--close-missing", "--dry-run").output
    assert "Đã đóng 5 hộ" in run("import-roll", shorter, "--close-missing").output
    assert "Trong đó trở lại danh sách: 5" in run("import-roll", ROLL).output


def test_groups_change_by_a_decision_after_a_look_at_what_would_happen(folder: Path) -> None:
    founded()
    run("import-roll", ROLL)
    sample = (ROOT / "samples" / "changes.toml").read_text(encoding="utf-8")
    path = folder / "changes.toml"
    path.write_text(sample.replace("in_force = 2026", "in_force = 2020"), encoding="utf-8")
    looked = run("regroup", path, "--dry-run")
    assert looked.exit_code == 0, looked.output
    assert "Sáp nhập Tổ dân phố 1, Tổ dân phố 2 thành Tổ dân phố Hòa Bình (242 hộ)." in looked.output
    assert "Tổ dân phố 3A (2 hộ)" in looked.output
    assert "kết thúc: 0" in run("regroup", path).output
    again = run("regroup", path)
    assert again.exit_code == 2
    assert again.output.strip().endswith("Chưa ghi gì vào cơ sở dữ liệu.")
    assert run("regroup", "none.toml").exit_code == 2


def test_rejected_rows_are_told_by_number_and_reason_and_no_name_is_printed(folder: Path) -> None:
    founded()
    path = folder / "roll.csv"
    path.write_text(
        "Mã tổ;Mã hộ;Địa chỉ;Người đại diện;Số điện thoại\n01;;Số 1;Mẫu Bí Mật;\n01;1;Số 1;Mẫu Bí Mật;77\n",
        encoding="utf-8",
    )
    said = run("import-roll", path).output
    assert "Dòng 2: bị từ chối, thiếu mã hộ." in said
    assert "Dòng 3: được nhận, số điện thoại không đúng nên để trống." in said
    assert "Bí Mật" not in said
    assert "Tổ dân phố 2 khai 124 hộ, danh sách có 0 hộ" in said


def test_a_file_that_cannot_be_read_ends_with_a_sentence(folder: Path) -> None:
    founded()
    (folder / "roll.csv").write_bytes("Mã tổ;Mã hộ".encode("utf-16"))
    for words in (["import-roll", "none.csv"], ["import-roll", "roll.csv"], ["init", "none.toml"]):
        done = run(*words)
        assert done.exit_code == 2
        assert done.output.strip().endswith(".")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_slips_are_written_for_nobody_else_to_read_and_no_code_is_printed(folder: Path, kind: str) -> None:
    founded()
    run("import-roll", ROLL)
    path = folder / f"slips.{kind}"
    done = run("slips", path, "--group", "01", "--bot-name", "mau_bot")
    assert done.exit_code == 0, done.output
    assert path.stat().st_mode & 0o777 == 0o600
    if kind == "csv":
        table = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    else:
        sheet = openpyxl.load_workbook(path).worksheets[0]
        table = [[str(cell) for cell in row] for row in sheet.values]
    assert len(table) == 1 + 118
    for cells in table[1:]:
        assert cells[0] == "01"
        assert cells[7] == f"https://t.me/mau_bot?start=h_{cells[5].replace('-', '')}"
        assert cells[5] not in done.output


def test_slips_are_printed_eight_to_a_page(folder: Path) -> None:
    founded()
    run("import-roll", ROLL)
    done = run("slips", folder / "slips.pdf", "--group", "01", "--bot-name", "mau_bot")
    assert done.exit_code == 0, done.output
    assert len(pypdf.PdfReader(folder / "slips.pdf").pages) == 15  # 118 households
    assert (folder / "slips.pdf").stat().st_mode & 0o777 == 0o600


def test_slips_for_no_group_or_to_no_file_are_refused_and_leave_nothing(folder: Path) -> None:
    founded()
    for words in (
        ["slips", "a.csv", "--group", "77"],
        ["slips", "a.pdf"],
        ["slips", "a.pdf", "--group", "77", "--bot-name", "mau_bot"],
        ["slips", "a.doc"],
        ["slips", "no/a.csv"],
    ):
        assert run(*words).exit_code == 2
    assert not list(folder.glob("a.*"))
