"""Slips to print: who may, what stands on them, and that nothing of the roll is taken for markup."""

import io
import re
from datetime import date
from typing import Any

import pypdf
import pytest

from cards.people import slip_pages
from rules.codes import draw, grouped
from rules.offices import Role
from rules.people import Purpose
from services.context import Env
from services.people import confirmation, consents, slips
from services.people.views import SlipLine, WardView
from services.refusals import Why
from storage.models import Audit, Slip
from tests.fixtures import group_id, make_household, make_person, make_representative
from tests.rows import rows
from tests.services.polling import refusal_of

WARD = WardView("phường", "Sao Mai", "tổ dân phố", "0999 000 000", "7:30")


def lines(count: int, **changes: str) -> list[SlipLine]:
    told = {"address": "Số 1 đường Mẫu", "representative": "Nguyễn Thị Mẫu", **changes}
    return [
        SlipLine("01", "Tổ dân phố 1", f"01-{number:03}", code=draw(8), expires_on=date(2027, 1, 19), **told)
        for number in range(count)
    ]


def pdf(found: list[SlipLine]) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(slip_pages.write(found, WARD, "mau_bot")))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (8, 1), (9, 2), (17, 3)])
def test_eight_slips_stand_on_a_page_of_a4(count: int, pages: int) -> None:
    book = pdf(lines(count))
    assert len(book.pages) == pages
    assert [round(float(side) / 72 * 25.4) for side in book.pages[0].mediabox[2:]] == [210, 297]


def test_a_slip_says_whose_it_is_its_code_how_to_use_it_and_until_when() -> None:
    (line,) = found = lines(1)
    text = squeezed(pdf(found).pages[0].extract_text())
    for words in ("Tổ dân phố 1 · phường Sao Mai", "Hộ 01-000", "Nguyễn Thị Mẫu", "Số 1 đường Mẫu", "@mau_bot"):
        assert words in text
    assert grouped(line.code) in text
    assert "trước ngày 19/01/2027" in text
    assert slip_pages.link("mau_bot", line.code) == f"https://t.me/mau_bot?start=h_{line.code}"


def test_the_fonts_are_in_the_file_and_know_every_vietnamese_letter() -> None:
    letters = "ẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰÝỲỶỸỴắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựýỳỷỹỵĐđĨĩŨũƠơƯư"
    book = pdf(lines(1, representative=letters))
    assert letters in book.pages[0].extract_text().replace("\n", "").replace(" ", "")
    fonts: Any = book.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert fonts
    for font in fonts.values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_what_looks_like_markup_is_printed_as_it_stands() -> None:
    strange = '#panic() $x$ *đậm* <b> \\ " @ai [x] //'
    assert strange in squeezed(pdf(lines(1, address=strange)).pages[0].extract_text())


def test_the_longest_names_and_addresses_stay_on_their_slip() -> None:
    found = lines(8, address="Nhà số dài " * 18, representative="Nguyễn Thị Mẫu " * 8)
    book = pdf(found)
    assert len(book.pages) == 1
    text = book.pages[0].extract_text()
    assert all(grouped(line.code) in text for line in found)
    assert text.count("trước ngày") == 8


async def test_the_head_prints_for_the_own_group_only_and_stands_in_the_audit(env: Env) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    await make_household(env, "01")
    await make_household(env, "02")
    assert [group.code for group in await slips.groups(env, head)] == ["01"]
    printed = await slips.issue_for(env, head, await group_id(env, "01"))
    assert [line.group_code for line in printed] == ["01"]
    (note,) = await rows(env, Audit, action="slips_issued")
    assert (note.person_id, note.subject, note.detail) == (head.person_id, "group", "1")
    assert await refusal_of(slips.issue_for(env, head, await group_id(env, "02"))) is Why.NOT_ALLOWED
    assert len(await rows(env, Slip)) == 1


async def test_nobody_else_prints_slips(env: Env, other_ward: Env) -> None:
    group = await group_id(env, "01")
    foreign = await make_person(other_ward, (Role.FRONT, None))
    for actor in (await make_representative(env), await make_person(env, (Role.OFFICIAL, None)), foreign):
        assert await refusal_of(slips.printable(env, actor, group)) is Why.NOT_ALLOWED
        assert await refusal_of(slips.issue_for(env, actor, group)) is Why.NOT_ALLOWED


async def test_printing_again_voids_what_was_not_used_and_leaves_who_is_confirmed(env: Env) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    group = await group_id(env, "01")
    used, unused = await make_household(env, "01", "A"), await make_household(env, "01", "B")
    first = {line.household_code: line.code for line in await slips.issue_for(env, head, group)}
    person = await make_person(env)
    await consents.decide(env, person, Purpose.HOUSEHOLD, granted=True)
    await confirmation.by_slip(env, person, await confirmation.check_slip(env, person, first["A"]))
    assert (await slips.printable(env, head, group)).households == 1
    assert [line.household_code for line in await slips.issue_for(env, head, group)] == ["B"]
    other = await make_person(env)
    assert await refusal_of(confirmation.check_slip(env, other, first["B"])) is Why.CODE_EXPIRED
    assert await refusal_of(confirmation.check_slip(env, other, first["A"])) is Why.CODE_USED
    assert used != unused
