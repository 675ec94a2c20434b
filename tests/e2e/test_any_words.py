"""Whatever people type, wherever a question waits for words, they are answered in words that Telegram takes."""

import pytest

from cards.common import trouble
from tests.e2e.conftest import Town

# Telegram's apps cut what is longer into messages of this length.
LONGEST = 4096
WORDS = {
    "endless": "ế" * LONGEST,
    "many signs that grow when escaped": "<&>" * (LONGEST // 3),
    "html": "<b>Bà <a href='https://mau.invalid'>Mẫu</a></i> &amp; <script>",
    "markdown": "**Bà** _Mẫu_ [Mẫu](tg://user?id=1) `x` \\*",
    "right to left": "\u202eưM àB\u202c \u2067Mẫu\u2069 مرحبا",
    "not to be seen": "\u200b\u200d\u2060\ufeff",
    "combining without end": "a" + "\u0301" * 500,
    "a date that is none": "31/02/2026 25:61",
    "formula": "=1+1",
}
QUESTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "title of a poll": ("front", ("/soan", "> Lấy ý kiến")),
    "text of a poll": ("front", ("/soan", "> Lấy ý kiến", "Ngõ 12")),
    "options of a poll": ("front", ("/soan", "> Lấy ý kiến", "Ngõ 12", "Mở rộng?", "> Xong")),
    "end of a poll": (
        "front",
        (
            "/soan",
            "> Lấy ý kiến",
            "Ngõ 12",
            "Mở rộng?",
            "> Xong",
            "> Đồng ý / Không đồng ý / Ý kiến khác",
            "> Tất cả",
            "> Xong",
            "> Mở ngay",
        ),
    ),
    "title of a disclosure": ("official", ("/congbo", "> Soạn công khai mới")),
    "text of a disclosure": ("official", ("/congbo", "> Soạn công khai mới", "Thu chi quỹ")),
    "text of a report": (
        "an",
        (
            "/phananh",
            "> Ban Thanh tra nhân dân",
            "> Phản ánh, kiến nghị",
            "> Giữ kín tên tôi",
            "> Tổ dân phố 1",
        ),
    ),
    "code of a report": ("an", ("/tracuu",)),
    "search of disclosures": ("an", ("/congkhai", "> Tìm")),
    "code of a household": (
        "stranger",
        ("/start", "> Đăng ký hộ của tôi", "> Nhập mã hộ"),
    ),
    "words for the head": (
        "stranger",
        ("/start", "> Đăng ký hộ của tôi", "> Chọn tổ dân phố", "> Tổ dân phố 1"),
    ),
    "no question at all": ("an", ("/menu",)),
}


@pytest.mark.parametrize("question", QUESTIONS)
async def test_any_words_are_answered_in_words(town: Town, question: str) -> None:
    name, steps = QUESTIONS[question]
    person = town.person(name)
    if name == "stranger":
        await person.starts()
        await person.taps("Đồng ý")
        await person.taps("Không đồng ý")
    for said in WORDS.values():
        for step in steps:
            await (person.taps(step[2:]) if step.startswith("> ") else person.says(step))
        before = person.last().id
        await person.says(said)
        if question == "text of a report":
            await person.taps("Xong")  # the summary says the words again
        await town.settle()
        answers = [message for message in person.screen() if message.id > before]
        assert any(message.buttons or message.text != said for message in answers), "nobody answered"
        assert not any(trouble() in message.text for message in person.screen())
    assert town.sandbox.rejected == []
