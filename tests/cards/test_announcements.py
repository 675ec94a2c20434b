"""Cards of notices and invitations: within the limits with the longest words, safe with any."""

from datetime import timedelta

import pytest

from cards import announcements, announcements_taps
from cards.card import TEXT_LIMIT, Card
from cards.outgoing import Addressee
from cards.taps import Tap
from rules.announcements import BODY_LENGTH, PLACE_LENGTH, TITLE_LENGTH, Kind
from rules.law import NORMS
from sandbox.entities import parse
from services.announcements import AnnouncementView, GroupChoice
from tests.fixtures import MORNING

IN_GROUP = Addressee(person_id=None, group_id=1, bot_name="danban_mau_bot")
IN_PRIVATE = Addressee(person_id=1, group_id=None, bot_name="danban_mau_bot")


def invitation(letter: str, **changes: object) -> AnnouncementView:
    standard = {
        "id": 2**40,
        "kind": Kind.INVITATION,
        "title": letter * TITLE_LENGTH,
        "body": (letter * 9 + " ") * (BODY_LENGTH // 10),
        "meets_at": MORNING + timedelta(days=5),
        "place": letter * PLACE_LENGTH,
        "groups": tuple(letter * 60 for _ in range(60)),
        "sender_name": letter * 100,
        "sent_at": MORNING,
    }
    return AnnouncementView(**{**standard, **changes})  # type: ignore[arg-type]


def shown(card: Card) -> str:
    return parse(card.html, "HTML")[0]


@pytest.mark.parametrize("letter", ["Ữ", "&", "<", "🏘"])
def test_the_longest_words_fit_into_every_message(letter: str) -> None:
    view = invitation(letter)
    pages = [announcements.page(view, number) for number in range(9)]
    asked = announcements.ask_groups(
        [GroupChoice(n, letter * 40) for n in range(40)], [1], letter, announcements_taps.ReviewAnnouncement()
    )
    for card in (announcements.message(view, IN_GROUP), announcements.message(view, IN_PRIVATE), asked, *pages):
        assert 0 < len(shown(card)) <= TEXT_LIMIT
        for row in card.rows:
            for button in row:
                assert button.tap is None or len(button.tap.pack().encode()) <= 64


def test_what_people_typed_is_shown_as_they_typed_it() -> None:
    weird = "<b>đậm</b> & <i>"
    text = shown(announcements.message(invitation(weird, title=weird, place=weird, body=weird), IN_GROUP))
    assert text.count(weird) >= 3


def test_a_late_invitation_names_its_article() -> None:
    assert "Điều 3 khoản 3" in shown(announcements.review(NORMS["meeting.notice"]))
    assert "Điều 3" not in shown(announcements.review(None))


def test_every_tap_has_a_prefix_of_its_noun() -> None:
    kinds = [kind for kind in vars(announcements_taps).values() if isinstance(kind, type) and issubclass(kind, Tap)]
    prefixes = [kind.prefix for kind in kinds if kind is not Tap]
    assert len(set(prefixes)) == len(prefixes) >= 10
    assert all(prefix.startswith("a") for prefix in prefixes)
