"""What is written down once and never changes: its digest, and what differs between two of a kind."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from steun.core.kernel.journal.entry import canonical

Row = Mapping[str, Any]


def digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 of its canonical JSON, as it stands in the journal."""
    return sha256(canonical(content)).hexdigest()


def changes(
    before: Sequence[Row], now: Sequence[Row], compared: Sequence[str], named: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """New rows, those that are gone, and of the others each field that differs. A row is known by its `id`; `named`:
    what is told of each, `id` among it.

    >>> one = {"id": "1", "title": "Dyke", "state": "asked"}
    >>> two = {"id": "2", "title": "Boats", "state": "asked"}
    >>> found = changes([one], [{**one, "state": "granted"}, two], ["state"], ["id", "title"])
    >>> found["changed"]
    [{'id': '1', 'title': 'Dyke', 'field': 'state', 'was': 'asked', 'now': 'granted'}]
    >>> found["new"], found["gone"]
    ([{'id': '2', 'title': 'Boats'}], [])
    """
    then, here = ({row["id"]: row for row in rows} for rows in (before, now))

    def brief(row: Row) -> dict[str, Any]:
        return {name: row[name] for name in named}

    return {
        "new": [brief(row) for key, row in here.items() if key not in then],
        "gone": [brief(row) for key, row in then.items() if key not in here],
        "changed": [
            {**brief(row), "field": field, "was": then[key].get(field), "now": row.get(field)}
            for key, row in here.items() if key in then
            for field in compared if row.get(field) != then[key].get(field)
        ],
    }  # fmt: skip
