"""The roll as people meet it in chat: slips to print, and what follows."""

import asyncio
import io
import re

import pypdf

from rules.codes import plain
from services.people import me
from storage.models import Slip
from tests.e2e.conftest import Town
from tests.rows import rows


async def household_of(town: Town, person: int) -> str | None:
    from services.people import actors

    actor = await actors.recognise(town.env, "telegram", str(person))
    home = (await me.view(town.env, actor)).household if actor else None
    return home.code if home else None


async def test_the_head_gets_the_slips_of_the_group_and_a_neighbour_uses_one(town: Town) -> None:
    head, stranger = town.person("head"), town.person("stranger")
    await head.says("/duyetho")
    await head.taps("In phiếu mã hộ")
    assert "2 hộ chưa có người đại diện" in head.last().text
    await head.taps("In 2 phiếu")
    text = pypdf.PdfReader(io.BytesIO(head.last().file_bytes())).pages[0].extract_text()
    assert "01-003" in text
    assert "01-001" not in text
    code = re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", text)[0]
    await stranger.starts(f"h_{plain(code)}")
    await stranger.taps("Đồng ý")
    assert await household_of(town, stranger.id) == "01-003"


async def test_a_second_tap_makes_no_second_slips(town: Town) -> None:
    head = town.person("head")
    await head.says("/duyetho")
    await head.taps("In phiếu mã hộ")
    await asyncio.gather(head.taps("In 2 phiếu"), head.taps("In 2 phiếu"))
    assert len(await rows(town.env, Slip)) == 2


async def test_who_types_wrong_codes_all_day_is_asked_to_come_back_tomorrow(town: Town) -> None:
    stranger = town.person("stranger")
    await stranger.starts()
    await stranger.taps("Đồng ý")
    await stranger.taps("Không đồng ý")
    await stranger.taps("Nhập mã hộ")
    for _ in range(10):
        await stranger.says("AAAA-2222")
        assert "không đúng" in stranger.last().text
    await stranger.says("AAAA-2222")
    assert "thử lại ngày mai" in stranger.last().text


async def ask_for(town: Town, words: str) -> None:
    stranger = town.person("stranger")
    await stranger.starts()
    await stranger.taps("Đồng ý")
    await stranger.taps("Không đồng ý")
    await stranger.taps("Xin làm người đại diện")
    await stranger.taps("Tổ dân phố 1")
    await stranger.says(words)
    await town.settle()
    head = town.person("head")
    await head.says("/duyetho")
    await head.taps("Xác nhận")
    await head.says("01-001")
    await head.taps("01-001")
    assert "đã có người đại diện" in head.last().text


async def test_a_son_takes_over_from_his_mother_who_agrees(town: Town) -> None:
    mother, son = town.person("an"), town.person("stranger")
    await ask_for(town, "Nguyễn Văn Mẫu 1, số 1 đường Mẫu, tôi là con")
    await town.person("head").taps("Hỏi người đang đại diện")
    await town.settle()
    await mother.taps("Đồng ý chuyển")
    await town.settle()
    assert await household_of(town, son.id) == "01-001"
    assert await household_of(town, mother.id) is None
    assert "Xong rồi" in son.last().text


async def test_who_does_not_know_of_it_keeps_the_household(town: Town) -> None:
    mother, head = town.person("an"), town.person("head")
    await ask_for(town, "Nguyễn Văn Mẫu 1")
    await head.taps("Hỏi người đang đại diện")
    await town.settle()
    await mother.taps("Không đồng ý")
    await town.settle()
    assert await household_of(town, mother.id) == "01-001"
    assert "không đồng ý chuyển" in head.last().text


async def test_the_head_changes_the_representative_with_a_reason_that_both_hear_of(town: Town) -> None:
    mother, son, head = town.person("an"), town.person("stranger"), town.person("head")
    await ask_for(town, "Nguyễn Văn Mẫu 1")
    await head.taps("Đổi ngay")
    await head.says("Bà đã chuyển về quê")
    await town.settle()
    assert await household_of(town, son.id) == "01-001"
    assert "Bà đã chuyển về quê" in mother.last().text
