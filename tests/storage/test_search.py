"""Search finds words with and without accents, the newest text only, and survives whatever is typed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.calendar import Calendar
from rules.disclosures import State, due_at
from rules.offices import Role
from services.context import Env
from storage import search
from storage.models import Disclosure, DisclosureVersion
from tests.fixtures import MORNING, make_person


async def _published(env: Env, title: str, body: str = "", disclosure_id: int | None = None, number: int = 1) -> int:
    """The id of a version that is in the index."""
    composer = await make_person(env, (Role.OFFICIAL, None))
    approver = await make_person(env, (Role.APPROVER, None))
    async with env.db.write() as session:
        if disclosure_id is None:
            disclosure = Disclosure(ward_id=env.ward_id, category=14, created_at=MORNING)
            session.add(disclosure)
            await session.flush()
            disclosure_id = disclosure.id
        version = DisclosureVersion(
            ward_id=env.ward_id,
            disclosure_id=disclosure_id,
            number=number,
            title=title,
            body=body or title,
            decided_on=MORNING.date(),
            due_at=due_at(MORNING.date(), Calendar()),
            state=State.PUBLISHED,
            composed_by=composer.person_id,
            composed_at=MORNING,
            approved_by=approver.person_id,
            published_at=MORNING,
        )
        session.add(version)
        await session.flush()
        await search.index(session, version)
        return version.id


async def _find(env: Env, query: str, limit: int = 10, offset: int = 0) -> list[int]:
    async with env.db.read() as session:
        return await search.search(session, env.ward_id, query, limit, offset)


async def test_words_are_found_with_and_without_accents_and_in_capitals(env: Env) -> None:
    found = await _published(env, "Kế hoạch nạo vét mương", "Đường Nguyễn Huệ được đào lên.")
    await _published(env, "Thu phí vệ sinh")
    for query in ("đường Nguyễn Huệ", "duong nguyen hue", "NGUYEN HUE", "mương dao", "huệ, đường!", "Đuờng nguyễn"):
        assert await _find(env, query) == [found], query


async def test_every_word_must_be_there(env: Env) -> None:
    await _published(env, "Quỹ khuyến học")
    assert await _find(env, "quỹ khuyến nông") == []
    assert await _find(env, "khuy") == []


async def test_letters_typed_in_another_unicode_form_are_found(env: Env) -> None:
    import unicodedata

    found = await _published(env, unicodedata.normalize("NFD", "Hỗ trợ hộ nghèo"))
    assert await _find(env, "hộ nghèo") == [found]
    assert await _find(env, unicodedata.normalize("NFD", "hỗ trợ")) == [found]


async def test_a_word_written_alike_comes_before_its_look_alikes(env: Env) -> None:
    alike = await _published(env, "Danh sách công an viên")
    other = await _published(env, "Sửa cổng ăn vào vỉa hè, cổng ăn ra đường, cổng ăn")
    assert await _find(env, "công an") == [alike, other]
    assert await _find(env, "cổng ăn") == [other, alike]


async def test_a_phrase_and_a_title_come_before_scattered_words(env: Env) -> None:
    scattered = await _published(env, "Tổng hợp", "Sách về đất, nhà và ngân hàng. " * 5 + "Ngân nga, sách đẹp.")
    in_text = await _published(env, "Báo cáo", "Thu chi ngân sách năm nay.")
    in_title = await _published(env, "Ngân sách")
    for query in ("ngân sách", "ngan sach"):
        assert await _find(env, query) == [in_title, in_text, scattered], query


async def test_only_the_newest_version_of_a_disclosure_is_found(env: Env) -> None:
    old = await _published(env, "Mức phí 10.000 đồng")
    async with env.db.read() as session:
        row = await session.get(DisclosureVersion, old)
        assert row is not None
    new = await _published(env, "Mức phí 12.000 đồng", disclosure_id=row.disclosure_id, number=2)
    assert await _find(env, "mức phí") == [new]
    assert await _find(env, "10.000") == []


async def test_a_forgotten_disclosure_is_not_found(env: Env) -> None:
    gone = await _published(env, "Danh sách tạm")
    async with env.db.write() as session:
        row = await session.get(DisclosureVersion, gone)
        assert row is not None
        await search.forget(session, row.disclosure_id)
    assert await _find(env, "danh sách") == []


async def test_marks_of_bold_are_no_part_of_words(env: Env) -> None:
    found = await _published(env, "Nghị quyết", "**Điều 1.** Thông qua mức **đó**ng góp ngày công")
    assert await _find(env, "mức đóng góp") == [found]


async def test_another_ward_is_not_searched(env: Env, other_ward: Env) -> None:
    own = await _published(env, "Lịch cắt nước")
    await _published(other_ward, "Lịch cắt nước")
    assert await _find(env, "cắt nước") == [own]


async def test_a_long_list_is_read_page_by_page_without_gap_or_repetition(env: Env) -> None:
    everything = {await _published(env, f"Thông báo số {number}") for number in range(7)}
    pages = [await _find(env, "thông báo", 3, offset) for offset in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert {version for page in pages for version in page} == everything


STRANGE = (
    '"', "'", "''); DROP TABLE disclosures; --", "%", "_", "*", "a*", "NEAR(a b)", "AND", "OR NOT", "title:x", "(",
    ":*", "\\", "<->", "&|!", "\x00", "", "   ", "x" * 5_000, "đất " * 500, "1e5 -3 10/2022/QH15",
    "\u202eabc\u200b", "😀",
)  # fmt: skip


@pytest.mark.parametrize("query", STRANGE, ids=range(len(STRANGE)))
async def test_any_query_is_answered(env: Env, query: str) -> None:
    found = await _published(env, "Đất nông nghiệp", "Luật 10/2022/QH15, mức 1e5, -3 độ")
    assert await _find(env, query) in ([], [found])


async def test_numbers_of_documents_are_found(env: Env) -> None:
    found = await _published(env, "Nghị quyết 16/NQ-HĐND", "Căn cứ Luật số 10/2022/QH15 ngày 10-11-2022 và 1e5")
    for query in ("16/NQ-HĐND", "16/nq-hdnd", "10/2022/QH15", "nq hdnd 16", "10-11-2022", "1e5"):
        assert await _find(env, query) == [found], query


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60))
async def test_no_text_breaks_a_query(env: Env, query: str) -> None:
    assert await _find(env, query) == []
