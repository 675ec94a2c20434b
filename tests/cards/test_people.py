"""Cards about people stay within Telegram's limits and escape what people typed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from cards import refusals
from cards.card import TEXT_LIMIT, Card
from cards.people import data_requests, data_taps, me, offers, offices, personal, requests, retention, settings, welcome
from cards.people import taps as tap_module
from cards.taps import LIMIT_BYTES, Tap
from rules import personal as personal_rules
from rules.offices import Gaps, Role
from rules.people import Purpose
from rules.retention import Period
from services.people.data_requests import DataRequestView
from services.people.personal import (
    AccountLine,
    AnswerLine,
    CaseLine,
    ClauseLine,
    ConsentLine,
    Everything,
    HouseholdLine,
    Kept,
    OfficeLine,
    OpinionLine,
)
from services.people.views import (
    ConsentView,
    GroupStanding,
    GroupView,
    HouseholdView,
    InvitationView,
    MeView,
    OfficeView,
    Overview,
    RequestView,
    WardView,
)
from services.refusals import Why

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
BIG = 2**53
LONG = "ế<&>" * 25
WARD = WardView("phường", LONG, "tổ dân phố", LONG, LONG)
GROUPS = [GroupView(BIG - number, f"{number:03}", LONG) for number in range(300)]
HOME = HouseholdView(BIG, "x" * 32, LONG, "ế&" * 100, "ế<" * 60)
OFFICES = [OfficeView(BIG - number, Role.GROUP_HEAD, LONG, "ế" * 80, NOW) for number in range(50)]
CONSENTS = tuple(ConsentView(purpose, True, NOW) for purpose in Purpose)
GAPS = Gaps(0, 5, tuple(group.name for group in GROUPS), ((LONG, 4),) * 9, 5)
MINE = MeView("ế" * 80, NOW, HOME, None, CONSENTS, tuple(OFFICES[:5]))

DATA_REQUEST = DataRequestView(
    BIG, personal_rules.Kind.RESTRICT, personal_rules.State.OPEN, "<&" * 500, NOW, NOW, NOW, None, None, True, LONG
)
EVERYTHING = Everything(
    told_at=NOW,
    name="ế<" * 40,
    language="vi",
    since=NOW,
    wants_disclosures=True,
    accounts=(AccountLine("telegram", "9" * 12, None),),
    households=(HouseholdLine("x" * 32, LONG, "active", "phone", NOW, NOW, LONG, LONG, LONG, LONG),) * 30,
    consents=(ConsentLine(Purpose.HOUSEHOLD, True, NOW),) * 30,
    answers=(AnswerLine(BIG, LONG, LONG, NOW, "A" * 8, True),) * 30,
    opinions=(OpinionLine(1, LONG, NOW),) * 30,
    clauses=(ClauseLine(LONG, "suggest", LONG, NOW),) * 30,
    cases=(CaseLine("PA-7K3M-92QX", "feedback", "new", "named", LONG, NOW, (LONG,)),) * 30,
    offices=(OfficeLine(Role.SUPERVISOR, LONG, NOW, NOW.date(), None),) * 30,
    requests=(DATA_REQUEST,) * 30,
    messages=(),
    deeds=(),
    wrong_codes=(),
    draft={},
)

CARDS: dict[str, Card] = {
    "overview": settings.overview(
        Overview(WARD, tuple(GroupStanding(g, 9999, 99999, 9999, 1) for g in GROUPS)), GAPS, 3
    ),
    "group picker": offices.office_of_which_group(Role.GROUP_HEAD, GROUPS, 5),
    "register": offices.register(OFFICES[:10], 99, 3),
    "term": offices.which_term(as_head=True),
    "offices": offices.offices(OFFICES, 2),
    "end office": offices.end_office(OFFICES[0]),
    "invitation": offices.invitation(InvitationView(Role.INSPECTOR, LONG, NOW, "A" * 20), "b" * 32),
    "offer": offers.offer(InvitationView(Role.GROUP_HEAD, LONG, NOW), WARD),
    "name": offers.your_name("ế" * 80),
    "request": requests.request(RequestView(BIG, GROUPS[0], "<&" * 150, NOW, 2, 3)),
    "which household": requests.which_household(BIG, [HOME] * 6, searched=False),
    "certain": requests.certain(BIG, "<&" * 150, HOME),
    "me": me.me(MINE),
    "stored": personal.stored(EVERYTHING, WARD),
    "retention": retention.periods(dict.fromkeys(Period, 3650)),
    "retention choices": retention.choices(Period.IDENTITIES, 3650),
    "erase": personal.erase(offices=True),
    "erased": personal.erased(Kept(("PA-7K3M-92QX",) * 30, name=True, office=True)),
    "data requests": data_requests.waiting([DATA_REQUEST] * 8, 99, 3),
    "data request": data_requests.request(DATA_REQUEST),
    "question": welcome.question(Purpose.HOUSEHOLD, WARD, opening=welcome.greeting(WARD)),
    "details": welcome.details(Purpose.HOUSEHOLD, WARD),
    "confirmed": welcome.confirmed(HOME),
    "choose group": welcome.choose_group(WARD, GROUPS, 0),
}


def _bare(html: str) -> str:
    """The text without the marks that cards use."""
    for tag in ("b", "code", "blockquote"):
        html = html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    return html


@pytest.mark.parametrize("name", CARDS)
def test_the_longest_a_card_can_be_still_fits(name: str) -> None:
    card = CARDS[name]
    assert 0 < len(unescape(_bare(card.html))) <= TEXT_LIMIT  # Telegram counts what is read
    buttons = [button for row in card.rows for button in row]
    assert 1 <= len(buttons) <= 100
    for button in buttons:
        assert 0 < len(button.text) <= 100
        assert button.tap is None or len(button.tap.pack().encode()) <= LIMIT_BYTES
        assert button.copy is None or len(button.copy) <= 256


@pytest.mark.parametrize("name", CARDS)
def test_every_screen_has_a_way_on(name: str) -> None:
    words = [button.text for row in CARDS[name].rows for button in row]
    assert any(way in label for label in words for way in ("Quay lại", "Hủy", "Để sau"))


@pytest.mark.parametrize("name", CARDS)
def test_what_people_typed_is_escaped(name: str) -> None:
    bare = _bare(CARDS[name].html)
    assert "<" not in bare
    assert ">" not in bare
    assert bare.count("&") == sum(bare.count(entity) for entity in ("&lt;", "&gt;", "&amp;"))


def test_every_tap_about_people_has_its_own_prefix() -> None:
    known = {**vars(tap_module), **vars(data_taps)}
    kinds = [kind for kind in known.values() if isinstance(kind, type) and issubclass(kind, Tap)]
    prefixes = [kind.prefix for kind in kinds if kind is not Tap]
    assert len(prefixes) == len(set(prefixes)) >= 20
    assert all(prefix.startswith("h") for prefix in prefixes)


@pytest.mark.parametrize(
    "why",
    [
        Why.CONSENT_NEEDED,
        Why.OWN_REQUEST,
        Why.LINK_UNKNOWN,
        Why.LINK_EXPIRED,
        Why.LINK_USED,
        Why.LAST_ADMINISTRATOR,
        Why.OFFICES_CONFLICT,
        Why.GRANTS_AND_READS,
        Why.OUT_OF_LIMITS,
        Why.INSPECTORATE_FULL,
        Why.GROUP_HAS_INSPECTOR,
    ],
)
def test_a_refusal_fits_an_alert(why: Why) -> None:
    values = {
        "article": "Nghị định 59/2023/NĐ-CP Điều 13 khoản 2",
        "least": 30,
        "most": 3650,
        "group": "Tổ dân phố " * 4,
    }
    assert 0 < len(refusals.sentence(why, values)) <= 200


def test_the_book_says_how_an_office_ended() -> None:
    held = OfficeView(1, Role.FRONT, "Tổ 1", "Bà Mẫu", NOW)
    ends = [
        replace(held, until=NOW, withdrawn=True),
        replace(held, until=NOW, ends_on=NOW.date() - timedelta(days=1)),
        replace(held, until=NOW),
        held,
    ]
    told = [offices.register([one], 1, 0).html.splitlines()[-1].partition("từ 20/11/2026")[2] for one in ends]
    assert told == [
        " đến 20/11/2026 (thu hồi)",
        " đến 20/11/2026 (hết nhiệm kỳ)",
        " đến 20/11/2026 (tổ đã gộp hoặc chia)",
        "",
    ]
