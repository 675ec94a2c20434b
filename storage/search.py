"""Search in the newest published version of every disclosure: FTS5 on SQLite, text search on PostgreSQL.

Words are cut and folded here, so that both databases see the same plain words and nothing that a person types
is ever part of a query's language.
"""

import re

from sqlalchemy import Connection, text

from rules import markup, texts
from storage.database import Session
from storage.models import DisclosureVersion

TABLE = "disclosure_index"

# More words than this make a query no better.
QUERY_WORDS = 16
_WORD = re.compile(r"[^\W_]+")

# `folded` is what is found; `exact` keeps the accents and only decides what comes first.
_SQLITE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(title, folded, exact UNINDEXED, ward_id UNINDEXED,"
    " tokenize = 'unicode61 remove_diacritics 0')",
)
_POSTGRES = (
    f"CREATE TABLE {TABLE} (version_id bigint PRIMARY KEY, ward_id bigint NOT NULL,"
    " title text NOT NULL, folded text NOT NULL, exact text NOT NULL, words tsvector NOT NULL)",
    # Unpacking whole texts would be most of the work of a search.
    f"ALTER TABLE {TABLE} ALTER folded SET STORAGE EXTERNAL, ALTER exact SET STORAGE EXTERNAL,"
    " ALTER words SET STORAGE EXTERNAL",
    f"CREATE INDEX ix_{TABLE}_words ON {TABLE} USING gin (words)",
)


def create(connection: Connection) -> None:
    """The index exists, empty; for migrations and `run_sync`."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRES:
        connection.execute(text(statement))


def _words(source: str) -> list[str]:
    return _WORD.findall(texts.normalise(source).lower())


def _folded(words: list[str]) -> list[str]:
    return _WORD.findall(texts.fold(" ".join(words)))


def _framed(words: list[str]) -> str:
    """Words as one line in which ` a b ` is found only as whole words."""
    return f" {' '.join(words)} "


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


async def index(session: Session, version: DisclosureVersion) -> None:
    """This version is found, and no other one of the same disclosure."""
    await forget(session, version.disclosure_id)
    title, body = _words(version.title), _words(markup.plain(version.body))
    if _is_sqlite(session):
        into = "(rowid, ward_id, title, folded, exact) VALUES (:id, :ward, :title, :folded, :exact)"
    else:
        into = (
            "(version_id, ward_id, title, folded, exact, words) VALUES (:id, :ward, :title, :folded, :exact,"
            " setweight(to_tsvector('simple', :title), 'A') || to_tsvector('simple', :folded))"
        )
    await session.execute(
        text(f"INSERT INTO {TABLE} {into}"),
        {
            "id": version.id,
            "ward": version.ward_id,
            "title": _framed(_folded(title)),
            "folded": _framed(_folded(title + body)),
            "exact": _framed(title + body),
        },
    )


async def forget(session: Session, disclosure_id: int) -> None:
    """No version of this disclosure is found."""
    key = "rowid" if _is_sqlite(session) else "version_id"
    await session.execute(
        text(
            f"DELETE FROM {TABLE} WHERE {key} IN"  # noqa: S608 - both names are constants
            " (SELECT id FROM disclosure_versions WHERE disclosure_id = :disclosure)"
        ),
        {"disclosure": disclosure_id},
    )


async def search(session: Session, ward_id: int, query: str, limit: int, offset: int = 0) -> list[int]:
    """Ids of the versions that have every word of the query, the best first; any text may be asked.

    A query without accents finds all spellings. One with accents finds them too, but first those that are
    written alike; then whole phrases, then what has the words in its title.
    """
    exact = _words(query)[:QUERY_WORDS]
    folded = _folded(exact)
    if not folded:
        return []
    accented = exact != folded
    sqlite = _is_sqlite(session)
    at = "instr" if sqlite else "strpos"
    alike = [f"{at}(exact, :word{number}) > 0" for number in range(len(exact))] if accented else []
    order = [
        *([f"CASE WHEN {at}(exact, :exact) > 0 THEN 0 ELSE 1 END"] if accented else []),
        *(["-(" + " + ".join(f"CASE WHEN {each} THEN 1 ELSE 0 END" for each in alike) + ")"] if alike else []),
        f"CASE WHEN {at}(title, :phrase) > 0 THEN 0 WHEN {at}(folded, :phrase) > 0 THEN 1 ELSE 2 END",
        *(
            (f"bm25({TABLE}, 5.0, 1.0)", "rowid DESC")
            if sqlite
            else ("ts_rank(words, to_tsquery('simple', :match)) DESC", "version_id DESC")
        ),
    ]
    key, where = (
        ("rowid", f"{TABLE} MATCH :match") if sqlite else ("version_id", "words @@ to_tsquery('simple', :match)")
    )
    quoted = [f'"{word}"' for word in folded] if sqlite else [f"'{word}'" for word in folded]
    values = {
        "ward": ward_id,
        "match": (" AND " if sqlite else " & ").join(quoted),
        "phrase": _framed(folded),
        "limit": limit,
        "offset": offset,
        **({"exact": _framed(exact)} if accented else {}),
        **{f"word{number}": _framed([word]) for number, word in enumerate(exact) if accented},
    }
    statement = (
        f"SELECT {key} FROM {TABLE} WHERE {where} AND ward_id = :ward"  # noqa: S608 - values are bound
        f" ORDER BY {', '.join(order)} LIMIT :limit OFFSET :offset"
    )
    found = await session.execute(text(statement), values)
    return [int(row[0]) for row in found]
