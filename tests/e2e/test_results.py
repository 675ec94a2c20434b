"""Results: own group first in each chat, one set of numbers in picture, table and file, and nothing before closing."""

from io import BytesIO

from openpyxl import load_workbook
from PIL import Image

from sandbox.world import Message
from services.polls import results
from tests.e2e.conftest import GROUP_1, GROUP_2, Town
from tests.e2e.consulting import open_consultation


async def _answered(town: Town) -> None:
    """An and Bình of group 1 and Cúc of group 2 have answered; Bình wrote an opinion."""
    await open_consultation(town)
    await town.person("an").taps("Đồng ý", GROUP_1)
    await town.person("binh").taps("Ý kiến khác", GROUP_1)
    await town.settle()
    await town.person("binh").taps("Viết ý kiến")
    await town.person("binh").says("=1+1 Xin làm sau Tết")
    await town.person("cuc").taps("Không đồng ý", GROUP_2)
    await town.settle()


def _result(town: Town, chat: int) -> Message:
    return next(m for m in reversed(town.person("an").screen(chat)) if "Kết quả BC1" in m.text)


async def test_nobody_sees_a_result_before_closing(town: Town) -> None:
    await _answered(town)
    for name in ("front", "official", "head", "approver", "admin"):
        person = town.person(name)
        await person.says("/tonghop")
        assert "3/12 hộ trả lời" in person.last().text or name == "head"
        assert not [label for label in person.last().buttons if "BC1" in label]
        await person.starts("t_1")
        assert "chưa ai xem được kết quả" in person.last().text
    await town.person("an").says("/ketqua", GROUP_1)
    assert "chưa có kết quả" in town.person("an").last(GROUP_1).text


async def test_each_group_reads_its_own_numbers_first_with_a_picture(town: Town) -> None:
    await _answered(town)
    await town.later(days=20, minutes=1)
    first, second = _result(town, GROUP_1), _result(town, GROUP_2)
    assert first.text.index("Tổ dân phố 1: 2/4 hộ") < first.text.index("Toàn địa bàn: 3/12 hộ")
    assert second.text.index("Tổ dân phố 2: 1/4 hộ") < second.text.index("Toàn địa bàn")
    assert Image.open(BytesIO(first.file_bytes())).format == "PNG"
    await town.person("an").says("/ketqua", GROUP_1)
    assert "Tổ dân phố 1: 2/4 hộ" in town.person("an").last(GROUP_1).text
    assert town.sandbox.rejected == []


async def test_an_official_reads_picture_table_opinions_and_takes_the_file_away(town: Town) -> None:
    await _answered(town)
    await town.later(days=20, minutes=1)
    official = town.person("official")
    await official.says("/tonghop")
    await official.taps("BC1")
    picture, table = official.screen()[-2:]
    assert picture.photo
    assert "Toàn địa bàn: 3/12 hộ" in picture.text
    assert [line.split() for line in table.text.splitlines() if line.startswith(("01", "02", "03", "∑"))] == [
        ["01", "4", "2", "1", "0", "1"],
        ["02", "4", "1", "0", "1", "0"],
        ["03", "4", "0", "0", "0", "0"],
        ["∑", "12", "3", "1", "1", "1"],
    ]
    await official.taps("Tải tệp Excel")
    book = load_workbook(BytesIO(official.last().file_bytes()))
    assert book.sheetnames == ["Tổng hợp", "01 Tổ dân phố 1", "02 Tổ dân phố 2", "03 Tổ dân phố 3"]
    cells = [cell for row in book["01 Tổ dân phố 1"].iter_rows() for cell in row]
    assert "=1+1 Xin làm sau Tết" in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}
    await official.taps("Ý kiến bà con (1)")
    opinion = official.last().text if "Xin làm sau Tết" in official.last().text else official.screen()[-2].text
    assert "Xin làm sau Tết" in opinion
    assert "Mẫu" not in opinion.split("Xin làm")[0].replace("Tổ dân phố", "")
    assert await results.recount(town.env, None) == [(1, True)]


async def test_a_resident_reads_numbers_but_not_what_others_wrote(town: Town) -> None:
    await _answered(town)
    await town.later(days=20, minutes=1)
    an = town.person("an")
    await an.taps("Xem bảng theo tổ", GROUP_1)
    assert "01" in an.last().text
    assert not [label for label in an.last().buttons if "Ý kiến" in label or "Excel" in label]
    await an.says("/tonghop")
    assert "dành cho người được giao nhiệm vụ" in an.last().text
