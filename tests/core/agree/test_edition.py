"""An edition: what stands in it is compared field by field with the one before, and one side never publishes alone."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from steun.core.agree.edition import EditionFacts, changed, published_by_other_side, side_of

ROWS: dict[str, dict[str, Any]] = {
    "capabilities": {
        "id": "sandbags", "nl": "Zandzakken", "en": "Sandbags", "classes": ["standing"], "effects": ["dyke"],
        "owner": "DOPS", "owners": ["DOPS"], "reaction_formal": 240, "reaction_observed": 300,
        "texts": {"cost": "none"}, "season_from": 4, "season_until": 10, "held_ready": 20, "source": "letter",
        "year": "2020", "historic": False, "valid_until": "2027-01-01", "stale": False,
    },
    "agreements": {
        "id": "sandbags VR24", "nl": "Zandzakken", "en": "Sandbags", "agreements": ["a"], "quantity": 20,
        "fastest": 60, "slowest": 120, "sustained": 2880, "until": "2027-01-01", "tested": "2026-01-01",
    },
    "needs": {"id": "dyke VR24", "nl": "Dijk", "en": "Dyke", "needs": ["n"], "quantity": 40, "covered": 20},
}  # fmt: skip
"""A row of each chapter, with all that the publication tells of it."""
NAMES = ("id", "nl", "en")


def edition(**rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {chapter: rows.get(chapter, []) for chapter in ROWS}


@pytest.mark.parametrize("chapter", ROWS)
def test_every_field_that_differs_is_told_once_with_what_it_was_and_is(chapter: str) -> None:
    row = ROWS[chapter]
    fields = [name for name in row if name not in NAMES]
    other = row | {name: ["other", row[name]] for name in fields}
    found = changed(edition(**{chapter: [row]}), edition(**{chapter: [other]}))
    names = {name: row[name] for name in NAMES}
    expected = [{**names, "field": name, "was": row[name], "now": other[name]} for name in fields]
    assert found[chapter] == {"new": [], "gone": [], "changed": expected}
    assert all(found[it] == {"new": [], "gone": [], "changed": []} for it in ROWS if it != chapter)


@pytest.mark.parametrize("chapter", ROWS)
def test_what_is_new_and_what_is_gone_is_named_in_both_languages(chapter: str) -> None:
    row = ROWS[chapter]
    names = {name: row[name] for name in NAMES}
    assert changed(edition(), edition(**{chapter: [row]}))[chapter]["new"] == [names]
    assert changed(edition(**{chapter: [row]}), edition())[chapter]["gone"] == [names]


def test_an_edition_beside_itself_tells_nothing() -> None:
    whole = edition(**{chapter: [row] for chapter, row in ROWS.items()})
    assert changed(whole, whole) == {chapter: {"new": [], "gone": [], "changed": []} for chapter in ROWS}


def test_who_compiled_it_does_not_publish_it_and_nobody_without_a_side_does() -> None:
    sides = ("", "civil", "national", "oversight", "defence")
    for maker, acts in product(sides, sides):
        met = bool(published_by_other_side(EditionFacts(maker_side=maker, side=acts)))
        assert met == (maker != "" and acts != "" and (maker == "defence") != (acts == "defence")), (maker, acts)
    assert {side_of(it) for it in sides} == {"civil", "defence"}
