"""What arrives about a case on a phone that others may look at."""

import pytest

from cards.outgoing import Addressee
from cards.reports import OUTGOING
from rules.offices import Role
from rules.reports import Kind, Move, Naming
from services import reports
from services.context import Env
from services.reports import Draft
from storage import reports as store
from tests.fixtures import make_person

ANSWER = "Đã báo đội thoát nước"


@pytest.mark.parametrize(("naming", "hidden"), [(Naming.CONFIDENTIAL, True), (Naming.NAMED, False)])
async def test_an_answer_to_a_confidential_reporter_is_hidden_until_tapped(
    env: Env, naming: Naming, hidden: bool
) -> None:
    reporter, inspector = await make_person(env), await make_person(env, (Role.INSPECTOR, None))
    draft = Draft(kind=Kind.FEEDBACK, naming=naming, name="Mẫu An", group_id=None, text="Cống bị tắc")
    case = (await reports.follow(env, await reports.file_report(env, reporter, draft))).id
    await reports.inspector_moves(env, inspector, case, Move.ACCEPT)
    await reports.inspector_moves(env, inspector, case, Move.ANSWER, ANSWER)
    async with env.db.read() as session:
        steps = await store.steps(session, case)
    card = await OUTGOING["case_step"](
        env, Addressee(reporter.person_id, None, "danban_mau_bot"), {"case": case, "step": steps[-1].id}
    )
    assert card is not None
    assert (f"<tg-spoiler>{ANSWER}</tg-spoiler>" in card.html) is hidden
    assert ANSWER in card.html
