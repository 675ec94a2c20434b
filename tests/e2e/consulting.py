"""What tests of consultations share: composing one, and finding its card."""

from sandbox.core import Answer
from sandbox.driver import Person
from sandbox.world import Message
from tests.e2e.conftest import Town

TITLE = "Mở rộng ngõ 12"
TEXT = "Phường dự kiến mở rộng ngõ 12 thêm một mét mỗi bên."


async def compose(front: Person, *, kind: str = "Lấy ý kiến", groups: tuple[str, ...] = ("Tất cả",)) -> None:
    """The draft stands before its dates."""
    await front.says("/soan")
    await front.taps(kind)
    await front.says(TITLE)
    await front.says(TEXT)
    await front.taps("Xong")
    await front.taps("Đồng ý / Không đồng ý / Ý kiến khác")
    for group in groups:
        await front.taps(group)
    await front.taps("Xong")


async def open_consultation(town: Town, groups: tuple[str, ...] = ("Tất cả",)) -> None:
    front = town.person("front")
    await compose(front, groups=groups)
    await front.taps("Mở ngay")
    await front.taps("Sau 20 ngày")
    await front.taps("Gửi ngay")
    await town.settle()


def card(person: Person, chat: int | None = None) -> Message:
    """The newest poll in sight that can be answered."""
    return next(message for message in reversed(person.screen(chat)) if "Không đồng ý" in " ".join(message.buttons))


def words(answer: Answer | None) -> str:
    assert answer is not None
    return answer.text
