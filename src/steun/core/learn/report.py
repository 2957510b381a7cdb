"""What changed between two situation reports of the same seat about the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

COMPARED = ("state", "extent", "tone", "priority", "title", "place", "starts_at", "asked", "promised", "under_way")
"""What is compared of a request, in the order in which it is read."""
NAMED = ("id", "number", "title")


def changes(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """New requests, those that are gone (over, or no longer to be seen), and of the others each field that differs.

    >>> one = {"id": "1", "number": "B-1", "title": "Dyke", "state": "asked", "asked": 4}
    >>> found = changes([one], [{**one, "state": "granted"}, {"id": "2", "number": "B-2", "title": "Boats"}])
    >>> found["changed"]
    [{'id': '1', 'number': 'B-1', 'title': 'Dyke', 'field': 'state', 'was': 'asked', 'now': 'granted'}]
    >>> [it["number"] for it in found["new"]], found["gone"]
    (['B-2'], [])
    """
    then, here = ({row["id"]: row for row in rows} for rows in (before, now))
    return {
        "new": [named(row) for key, row in here.items() if key not in then],
        "gone": [named(row) for key, row in then.items() if key not in here],
        "changed": [
            {**named(row), "field": field, "was": then[key].get(field), "now": row.get(field)}
            for key, row in here.items() if key in then
            for field in COMPARED if row.get(field) != then[key].get(field)
        ],
    }  # fmt: skip


def named(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in NAMED}
