"""An index of what occurs anywhere inside the words of a request, on both databases: pieces of three characters.

It answers one question only: in which few requests can all these terms occur? Whether they do, and for whom, is asked
of these few as it was of all (`RequestQuerySet.search`), so the index can be too wide but hides nothing. Of what occurs
everywhere it is no help: a list that is read in its order soon meets it.

SQLite has trigrams in FTS5. PostgreSQL has them in an extension that not every server has (`pg_trgm`); an array of
pieces with its own index needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from steun.core.kernel.text.terms import Term
from steun.web.ask.request.lists.upkeep import Upkeep
from steun.web.kernel.life.guards import Guard

FEW = 2000
"""In more requests than this, reading in order is as quick."""
LONG = 3
MOST_PIECES = 24
LOOKED_UP = {
    "sqlite": "SELECT request_id FROM steun_words_index JOIN steun_words ON doc = steun_words_index.rowid "
    "WHERE steun_words_index MATCH %s LIMIT %s",
    "postgresql": "SELECT request_id FROM steun_words WHERE {asked} LIMIT %s",
}
Ways = list[list[str]]
"""Pieces that occur together, in any of several ways."""


def pieces(words: Iterable[str]) -> list[str]:
    """What must all occur where these words occur; [] when they are too short to say.

    >>> pieces(["dijk", "st"])
    ['dij', 'ijk']
    """
    found = (word[n : n + LONG] for word in words for n in range(len(word) - LONG + 1))
    return list(dict.fromkeys(found))[:MOST_PIECES]


def holding(terms: Iterable[Term]) -> list[UUID] | None:
    """The requests in which these terms can all occur; None when there are many, or they are too short to tell."""
    ways = [[pieces(way) for way in term.enough] for term in terms]
    return holding_pieces([term for term in ways if all(term)])


def holding_pieces(wanted: Sequence[Ways]) -> list[UUID] | None:
    """The requests in which of each term all pieces of one way occur; None when there are many."""
    if not wanted:
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            question, values = in_arrays(wanted)
            cursor.execute(question, [*values, FEW + 1])
        else:
            cursor.execute(LOOKED_UP[connection.vendor], [in_full_text(wanted), FEW + 1])
        found = [key if isinstance(key, UUID) else UUID(key) for (key,) in cursor.fetchall()]
    return found if len(found) <= FEW else None


def in_arrays(wanted: Sequence[Ways]) -> tuple[str, list[list[str]]]:
    """The question as PostgreSQL takes it, and the arrays in it."""
    asked = " AND ".join(f"({' OR '.join(['pieces @> %s'] * len(term))})" for term in wanted)
    return LOOKED_UP["postgresql"].format(asked=asked), [way for term in wanted for way in term]


def in_full_text(wanted: Sequence[Ways]) -> str:
    """The question as FTS5 takes it: each piece a string.

    >>> in_full_text([[["dij", "ijk"], ["kad"]], [["gat"]]])
    '(("dij" AND "ijk") OR ("kad")) AND (("gat"))'
    """

    def way_in_text(way: list[str]) -> str:
        return "(" + " AND ".join('"' + piece.replace('"', '""') + '"' for piece in way) + ")"

    return " AND ".join("(" + " OR ".join(way_in_text(way) for way in term) + ")" for term in wanted)


def of_words(vendor: str) -> Iterable[Guard]:
    """The index follows each request, in the same transaction."""
    words = "NEW.search || ' ' || NEW.search_parties"
    if vendor == "postgresql":
        born = f"INSERT INTO steun_words (request_id, pieces) VALUES (NEW.id, steun_trigrams({words}))"
        changed = f"UPDATE steun_words SET pieces = steun_trigrams({words}) WHERE request_id = NEW.id"
    else:
        doc = "(SELECT doc FROM steun_words WHERE request_id = NEW.id)"
        born = (
            "INSERT INTO steun_words (request_id) VALUES (NEW.id); "
            f"INSERT INTO steun_words_index (rowid, words) VALUES ({doc}, {words})"
        )
        changed = f"UPDATE steun_words_index SET words = {words} WHERE rowid = {doc}"
    differs = "NEW.search <> OLD.search OR NEW.search_parties <> OLD.search_parties"
    yield Upkeep("steun_words_begin", "steun_request", "INSERT", "", then=born, uses="steun_words")
    yield Upkeep("steun_words_follow", "steun_request", "UPDATE", "", when=differs, then=changed, uses="steun_words")
