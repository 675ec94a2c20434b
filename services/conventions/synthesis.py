"""After the consultation: what households said, suggestions by theme, an answer to each theme, and the synthesis."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rules import clauses
from rules.calendar import local_date
from rules.clauses import Clause
from rules.conventions import (
    COMPOSERS,
    REPLY_LENGTH,
    THEME_LENGTH,
    Act,
    Choice,
    ClauseTally,
    Reply,
    State,
    disputed_first,
)
from services.context import Actor, Env
from services.conventions import access
from services.conventions.access import Record
from services.conventions.views import AnswerView, ResultsView, SuggestionView, ThemeView, VersionView
from services.refusals import Refused, Why, line
from storage import conventions, outbox, people
from storage.conventions import Found
from storage.database import Session
from storage.models import ClauseAnswer, SuggestionTheme

SYNTHESIS_CARD, REPLY_CARD = "convention_synthesis", "convention_reply"


async def _closed(session: Session, env: Env, actor: Actor, version_id: int) -> tuple[Found, int]:
    """A version whose consultation is over, and the edition that was asked about."""
    found = await access.find(session, env, actor, version_id)
    row = found[0]
    if row.asked_edition is None or row.closes_at is None:
        raise Refused(Why.NOT_ASKED)
    if row.state == State.CONSULTATION:
        raise Refused(Why.NOT_CLOSED_YET, closes=f"{local_date(row.closes_at):%d/%m/%Y}")
    return found, row.asked_edition


async def results(env: Env, actor: Actor, version_id: int) -> ResultsView:
    """What came out, for everybody, once it is closed; the most disputed clause first.

    Refused NOT_FOUND, NOT_ASKED, NOT_CLOSED_YET (closes), offices included.
    """
    async with env.db.read() as session:
        found, edition = await _closed(session, env, actor, version_id)
        asked = clauses.asked(await conventions.clauses(session, version_id, edition))
        counts = await conventions.tally(session, version_id, edition)
        return ResultsView(
            version=await access.view(session, env, found),
            tallies=tuple(disputed_first([_tally(clause, counts) for clause in asked])),
            participants=await conventions.participants(session, version_id, edition),
            themes=await _themes(session, version_id, edition),
        )


def _tally(clause: Clause, counts: dict[tuple[int, str], int]) -> ClauseTally:
    agree, disagree, suggest = (counts.get((clause.position, choice.value), 0) for choice in Choice)
    return ClauseTally(clause.position, clause.name, clause.heading, agree, disagree, suggest)


async def _themes(session: Session, version_id: int, edition: int) -> tuple[ThemeView, ...]:
    said = Counter(it.theme_id for it in await conventions.suggestions(session, version_id, edition))
    return tuple(_theme(it, said[it.id]) for it in await conventions.themes(session, version_id, edition))


def _theme(row: SuggestionTheme, count: int) -> ThemeView:
    return ThemeView(row.id, row.name, Reply(row.reply) if row.reply else None, row.words, count)


async def suggestions(env: Env, actor: Actor, version_id: int) -> tuple[SuggestionView, ...]:
    """What households suggest, by clause, without saying who; Refused as `results`."""
    async with env.db.read() as session:
        _, edition = await _closed(session, env, actor, version_id)
        text = await conventions.clauses(session, version_id, edition)
        return _suggestions(await conventions.suggestions(session, version_id, edition), text)


def _suggestions(rows: Sequence[ClauseAnswer], text: Sequence[Clause]) -> tuple[SuggestionView, ...]:
    names = {clause.position: clause.name for clause in text}
    return tuple(SuggestionView(row.line_id, names[row.position], row.words or "", row.theme_id) for row in rows)


# --- grouping and answering ----------------------------------------------------------------------------


async def _synthesising(session: Session, env: Env, actor: Actor, version_id: int) -> tuple[Found, int]:
    """The version while its synthesis is being written, held alone, for those who write it."""
    found, _ = await access.held(session, env, actor, version_id, Act.SYNTHESISE)
    assert found[0].asked_edition is not None
    return found, found[0].asked_edition


async def begin_theme(env: Env, actor: Actor, version_id: int, line_id: int, typed: str) -> int:
    """There is a theme of this name, also when there was, and the suggestion belongs to it; the theme's id.

    Refused as a step is, NOT_FOUND, EMPTY, TOO_LONG.
    """
    name = line(typed, THEME_LENGTH)
    async with env.db.write() as session:
        _, edition = await _synthesising(session, env, actor, version_id)
        suggestion = await _suggestion(session, env, version_id, edition, line_id)
        known = await conventions.themes(session, version_id, edition)
        theme = next((it for it in known if it.name == name), None)
        if theme is None:
            theme = SuggestionTheme(ward_id=env.ward_id, version_id=version_id, edition=edition, name=name)
            session.add(theme)
            await session.flush()
        suggestion.theme_id = theme.id
        return theme.id


async def assign(env: Env, actor: Actor, version_id: int, line_id: int, theme_id: int) -> None:
    """The suggestion belongs to this theme and to no other.  Refused as a step is, NOT_FOUND."""
    async with env.db.write() as session:
        _, edition = await _synthesising(session, env, actor, version_id)
        suggestion = await _suggestion(session, env, version_id, edition, line_id)
        if theme_id not in {it.id for it in await conventions.themes(session, version_id, edition)}:
            raise Refused(Why.NOT_FOUND)
        suggestion.theme_id = theme_id


async def _suggestion(session: Session, env: Env, version_id: int, edition: int, line_id: int) -> ClauseAnswer:
    found = await conventions.suggestion(session, env.ward_id, line_id)
    if found is None or (found.version_id, found.edition) != (version_id, edition):
        raise Refused(Why.NOT_FOUND)
    return found


async def reply(env: Env, actor: Actor, theme_id: int, kind: Reply, typed: str) -> VersionView:
    """The theme is answered with these words: taken up, or explained.  Refused as a step is, EMPTY, TOO_LONG."""
    words = access.words(typed, REPLY_LENGTH)
    async with env.db.write() as session:
        theme = await conventions.theme(session, env.ward_id, theme_id)
        if theme is None:
            raise Refused(Why.NOT_FOUND)
        found, edition = await _synthesising(session, env, actor, theme.version_id)
        if theme.edition != edition:
            raise Refused(Why.NOT_FOUND)
        theme.reply, theme.words = kind.value, words
        theme.replied_by, theme.replied_at = actor.person_id, env.clock.now()
        return await access.view(session, env, found)


async def synthesise(env: Env, actor: Actor, version_id: int) -> VersionView:
    """The synthesis is made: the group hears of it, and each suggester the answer to their suggestion.

    Refused as a step is, SUGGESTIONS_LEFT (count) without a theme, THEMES_LEFT (count) without an answer.
    """
    async with env.db.write() as session:
        found, edition = await _synthesising(session, env, actor, version_id)
        said = await conventions.suggestions(session, version_id, edition)
        if left := sum(it.theme_id is None for it in said):
            raise Refused(Why.SUGGESTIONS_LEFT, count=left)
        used = {it.theme_id for it in said}
        themes = await conventions.themes(session, version_id, edition)
        if left := sum(it.id in used and it.reply is None for it in themes):
            raise Refused(Why.THEMES_LEFT, count=left)
        record = Record(local_date(env.clock.now()))
        await access.write_step(session, env, actor, found, Act.SYNTHESISE, State.SYNTHESISED, record)
        await _tell(session, env, found, edition, said)
        return await access.view(session, env, found)


async def _tell(session: Session, env: Env, found: Found, edition: int, said: Sequence[ClauseAnswer]) -> None:
    row, _, group = found
    rows: list[dict[str, Any]] = [
        access.message(env, row, SYNTHESIS_CARD, f"synthesis:{edition}", chat_id=chat.id, values={"version": row.id})
        for chat in await people.chats_of(session, env.ward_id, [group.id])
    ]
    accounts = {it.person_id: it.id for it in await people.accounts_of(session, [it.person_id for it in said])}
    rows += [
        access.message(
            env,
            row,
            REPLY_CARD,
            f"reply:{it.line_id}",
            account_id=accounts[it.person_id],
            values={"version": row.id, "line": it.line_id},
        )
        for it in said
        if it.person_id in accounts
    ]
    await outbox.put(session, rows)


async def summary(env: Env, version_id: int) -> tuple[VersionView, int, int]:
    """The version, how many suggestions were answered, and in how many themes; Refused NOT_FOUND."""
    async with env.db.read() as session:
        found = await conventions.version(session, env.ward_id, version_id)
        if found is None or found[0].asked_edition is None:
            raise Refused(Why.NOT_FOUND)
        said = await conventions.suggestions(session, version_id, found[0].asked_edition)
        return await access.view(session, env, found), len(said), len({it.theme_id for it in said})


async def answer_to(env: Env, line_id: int) -> AnswerView | None:
    """The answer to a suggestion, for the one who made it; None while there is none."""
    async with env.db.read() as session:
        suggestion = await conventions.suggestion(session, env.ward_id, line_id)
        if suggestion is None or suggestion.theme_id is None:
            return None
        found = await conventions.version(session, env.ward_id, suggestion.version_id)
        theme = await conventions.theme(session, env.ward_id, suggestion.theme_id)
        if found is None or theme is None or theme.reply is None:
            return None
        text = await conventions.clauses(session, suggestion.version_id, suggestion.edition)
        return AnswerView(await access.view(session, env, found), _suggestions([suggestion], text)[0], _theme(theme, 1))


def may_write(env: Env, actor: Actor, version: VersionView) -> bool:
    """Whether the actor writes the synthesis of this version now."""
    return (
        version.state is State.CONSULTED and actor.ward_id == env.ward_id and actor.covers(version.group_id, *COMPOSERS)
    )
