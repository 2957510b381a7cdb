"""What changed between two situation reports: every compared field, new requests, and those that are gone."""

from __future__ import annotations

import pytest

from steun.core.learn.report import COMPARED, changes

CODES, COUNTS = COMPARED[:4], COMPARED[5:]
ROW = {"id": "1", "number": "B-1", "title": "Dyke", **dict.fromkeys(CODES, "a"), **dict.fromkeys(COUNTS, 1)}


@pytest.mark.parametrize("field", COMPARED)
def test_each_field_that_differs_is_told_with_both_values(field: str) -> None:
    found = changes([ROW], [{**ROW, field: "other"}])
    assert [(it["field"], it["was"], it["now"]) for it in found["changed"]] == [(field, ROW[field], "other")]
    assert found["new"] == found["gone"] == []


def test_what_stays_the_same_is_not_told_and_other_keys_do_not_count() -> None:
    assert changes([ROW], [{**ROW, "timeliness": {}}]) == {"new": [], "gone": [], "changed": []}


def test_order_does_not_count() -> None:
    other = {**ROW, "id": "2"}
    assert changes([ROW, other], [other, ROW])["changed"] == []
