"""A ward's week in the sandbox, lived through the real program, so that a newcomer opens a day in progress.

Everything here happens as it would in life: offices are taken up by their links, households by their slips,
a disclosure by two officials, and the clock moves between.  Only the many neighbours who answer the
consultation without a phone in the picture are entered through the service that a tap would call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app import App
from rules.offices import Role
from sandbox.driver import Person as Player
from sandbox.server import Sandbox
from services.context import Actor
from services.people import actors, chats, offices, slips, wards
from services.polls import answering
from storage import roll
from storage.models import Person, Representative

SAMPLES = Path(__file__).parent.parent / "samples"
# The week begins this long before the moment that the newcomer sees.
LENGTH = timedelta(days=7)

FRONT, INSPECTOR, OFFICIAL, APPROVER, HEAD, ADMINISTRATOR = 1001, 1002, 1003, 1004, 1005, 1006
AN, BINH, CUC = 1011, 1012, 1013
FIRST_CHAT, SECOND_CHAT = -1001000000001, -1001000000002
FIRST, SECOND = "01", "02"

OFFICES: tuple[tuple[int, Role, str | None], ...] = (
    (FRONT, Role.FRONT, None),
    (INSPECTOR, Role.INSPECTOR, None),
    (OFFICIAL, Role.OFFICIAL, None),
    (APPROVER, Role.APPROVER, None),
    (HEAD, Role.GROUP_HEAD, FIRST),
)
HOMES = ((AN, "01-001"), (BINH, "01-002"), (CUC, "02-001"))
# Of a hundred neighbours, so many choose the first, second and third answer; the others are silent.
SHARES = (46, 13, 4)


@dataclass(frozen=True, slots=True)
class Week:
    """The program, the people and the ward's first administrator."""

    app: App
    sandbox: Sandbox

    def person(self, number: int) -> Player:
        return self.sandbox.person(number)

    async def actor(self, number: int) -> Actor:
        return await actors.arrive(self.app.env, "telegram", str(number))

    async def group_id(self, code: str) -> int:
        return next(group.id for group in await wards.groups(self.app.env) if group.code == code)

    async def settle(self) -> None:
        await self.sandbox.settled()
        await self.app.settle()
        await self.sandbox.settled()

    async def later(self, **parts: float) -> None:
        await self.sandbox.advance(timedelta(**parts))
        await self.settle()


async def prepare(app: App, sandbox: Sandbox, invitation: str) -> None:
    """A week has passed: offices are held, a disclosure is out, a consultation half answered, a case open.

    `invitation` is the first administrator's token.  The sandbox's clock has moved by LENGTH.
    """
    week = Week(app, sandbox)
    await _take_offices(week, invitation)
    await _settle_households(week)
    neighbours = await _settle_neighbours(week)
    await _tie_chats(week)
    await week.later(hours=3)
    await _disclose(week)
    await _survey(week, neighbours[FIRST])
    await week.later(days=3, hours=1)
    await _consult(week, neighbours[FIRST] + neighbours[SECOND])
    await week.later(days=1)
    await _report(week)
    await week.later(days=2, hours=19)
    await _answer_report(week)
    await week.later(hours=1)


async def _take_office(week: Week, number: int, token: str) -> None:
    person = week.person(number)
    await person.starts(f"o_{token}")
    await person.taps("Nhận nhiệm vụ")
    await person.says(person.user.name)


async def _take_offices(week: Week, invitation: str) -> None:
    await _take_office(week, ADMINISTRATOR, invitation)
    administrator = await week.actor(ADMINISTRATOR)
    for number, role, code in OFFICES:
        group = await week.group_id(code) if code else None
        offered = await offices.invite(week.app.env, administrator, role, group)
        await _take_office(week, number, offered.token)


async def _settle_households(week: Week) -> None:
    codes: dict[str, str] = {}
    for group in (FIRST, SECOND):
        codes |= {line.household_code: line.code for line in await slips.issue(week.app.env, group)}
    for number, household in HOMES:
        person = week.person(number)
        await person.starts(f"h_{codes[household]}")
        await person.taps("Đồng ý")


async def _tie_chats(week: Week) -> None:
    administrator = await week.actor(ADMINISTRATOR)
    for code, chat, keeper in ((FIRST, FIRST_CHAT, HEAD), (SECOND, SECOND_CHAT, FRONT)):
        offered = await chats.offer_code(week.app.env, administrator, await week.group_id(code))
        await week.person(keeper).says(f"/lienket {offered.code}", chat)


async def _disclose(week: Week) -> None:
    """Chị Thu composes, Anh Long approves, and the text goes to the group chats."""
    official, approver = week.person(OFFICIAL), week.person(APPROVER)
    text = (SAMPLES / "cong-khai-ngan-sach.txt").read_bytes()
    await official.says("/congbo")
    await official.taps("Soạn công khai mới")
    await official.says("Thu, chi ngân sách phường 9 tháng đầu năm 2026")
    await official.sends_document("cong-khai-ngan-sach.txt", text, "text/plain")
    await official.taps("Ngân sách")
    await official.taps("Tất cả")
    await official.taps("Xong")
    await official.taps("Hôm nay")
    await official.taps("Gửi duyệt")
    await week.settle()
    await approver.taps("Duyệt và công khai")
    await week.settle()


async def _compose(week: Week, number: int, kind: str, title: str, text: str, groups: Sequence[str], end: str) -> None:
    person = week.person(number)
    await person.says("/soan")
    await person.taps(kind)
    await person.says(title)
    await person.says(text)
    await person.taps("Xong")
    await person.taps("Đồng ý / Không đồng ý")
    for group in groups:
        await person.taps(group)
    await person.taps("Xong")
    await person.taps("Mở ngay")
    await person.taps(end)
    await person.taps("Gửi ngay")
    await week.settle()


async def _survey(week: Week, neighbours: Sequence[Actor]) -> None:
    """A short survey of the first group; it ends before the newcomer comes, so that a result is there."""
    await _compose(
        week,
        HEAD,
        "Thăm dò nhanh",
        "Giờ mở cửa sân nhà văn hóa",
        "Nhà văn hóa tổ 1 dự kiến mở sân từ 5:00 đến 21:30 hằng ngày để bà con tập thể dục. "
        "Xin bà con cho biết ý kiến.",
        ("Tổ dân phố 1",),
        "Sau 3 ngày",
    )
    await _neighbours_answer(week, 1, neighbours)
    await week.person(AN).taps("Đồng ý", FIRST_CHAT)


async def _consult(week: Week, neighbours: Sequence[Actor]) -> None:
    """The consultation that the newcomer meets half answered."""
    await _compose(
        week,
        FRONT,
        "Lấy ý kiến",
        "Mở rộng ngõ 12 và trồng cây dọc vỉa hè",
        "Phường dự kiến mở rộng ngõ 12 đường Sao Mai từ 2,8 mét lên 3,5 mét và trồng 24 cây xanh dọc vỉa hè. "
        "Thời gian làm: quý I năm 2027. Kinh phí của phường, bà con không phải đóng góp. "
        "Trong thời gian làm, xe máy đi vòng qua ngõ 14.\n\nXin bà con cho biết ý kiến trước khi phường quyết định.",
        ("Tổ dân phố 1", "Tổ dân phố 2"),
        "Sau 20 ngày",
    )
    await week.person(BINH).taps("Ý kiến khác", FIRST_CHAT)
    await _neighbours_answer(week, 2, neighbours)


async def _settle_neighbours(week: Week) -> dict[str, list[Actor]]:
    """By group: representatives of the other households, who have no phone and were helped at home."""
    env, now = week.app.env, week.app.env.clock.now()
    settled: dict[str, list[Actor]] = {}
    for code in (FIRST, SECOND):
        group = await week.group_id(code)
        async with env.db.write() as session:
            for household in await roll.unclaimed(session, env.ward_id, [group]):
                person = Person(ward_id=env.ward_id, language="vi", wants_disclosures=False, created_at=now)
                session.add(person)
                await session.flush()
                session.add(
                    Representative(
                        ward_id=env.ward_id,
                        household_id=household.id,
                        group_id=group,
                        person_id=person.id,
                        state="active",
                        way="group_head",
                        asked_at=now,
                        decided_at=now,
                    )
                )
                neighbour = Actor(env.ward_id, person.id, household_id=household.id, group_id=group)
                settled.setdefault(code, []).append(neighbour)
    return settled


async def _neighbours_answer(week: Week, poll_id: int, neighbours: Sequence[Actor]) -> None:
    for place, neighbour in enumerate(neighbours):
        option = _option(place)
        if option is not None:
            await answering.cast(week.app.env, neighbour, poll_id, option, card_group_id=neighbour.group_id)


def _option(place: int) -> int | None:
    """The answer of the neighbour in this place, spread as SHARES say."""
    point = place * 37 % 100  # 37 and 100 share no factor: every hundred neighbours meet each point once
    for option, share in enumerate(SHARES):
        if point < share:
            return option
        point -= share
    return None


async def _report(week: Week) -> None:
    """Bà An reports; Ông Kiên accepts and asks."""
    an, inspector = week.person(AN), week.person(INSPECTOR)
    await an.says("/phananh")
    await an.taps("Ban Thanh tra nhân dân")
    await an.taps("Phản ánh, kiến nghị")
    await an.taps("Giữ kín tên tôi")
    await an.taps("Tổ dân phố 1")
    await an.says("Đơn vị thi công lát vỉa hè đường Hoa Mẫu Đơn để vật liệu chắn lối đi trước số 36 đã hai tuần.")
    await an.taps("Xong")
    await an.taps("Gửi")
    await week.settle()
    await inspector.taps("Mở phản ánh")
    await inspector.taps("Tiếp nhận")
    await week.settle()


async def _answer_report(week: Week) -> None:
    inspector = week.person(INSPECTOR)
    await inspector.taps("Hỏi thêm")
    await inspector.says("Vật liệu chắn cả lối đi hay còn chỗ cho người đi bộ? Xin ông/bà chụp giúp một ảnh.")
    await week.settle()
