"""Which needs look like one: of one thing, of several owners, in words that scenario and place share, about as long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steun.core.know.merging.likeness import Said, alike, groups

GEUL = Said("1", "VR24", "sandbags", "High water of 2021", "Geul, Valkenburg", 48)
SAME = Said("2", "DOPS", "sandbags", "2021 high water", "Along the Geul", 72)


def test_words_in_another_order_and_small_words_do_not_matter():
    assert alike(GEUL, SAME) and alike(SAME, GEUL)


@pytest.mark.parametrize(
    "other",
    [
        replace(SAME, owner="VR24"), replace(SAME, means="boats"), replace(SAME, scenario="Storm at sea"),
        replace(SAME, place="Along the Roer"), replace(SAME, hours=97), replace(SAME, hours=23),
    ],
    ids=["one owner", "another means", "another scenario", "another place", "longer", "shorter"],
)  # fmt: skip
def test_one_difference_is_enough_to_stay_two(other):
    assert not alike(GEUL, other)


def test_what_lasts_twice_as_long_still_looks_like_it():
    assert alike(GEUL, replace(SAME, hours=96)) and alike(GEUL, replace(SAME, hours=24))


def test_a_name_of_no_place_is_no_overlap():
    assert not alike(replace(GEUL, place="Regio Zuid"), replace(SAME, place="Regio Noord"))


def test_a_group_has_each_owner_once_and_each_need_stands_in_one_group():
    needs = [GEUL, SAME, replace(SAME, key="3"), replace(GEUL, key="4", owner="VR23"), replace(GEUL, key="5")]
    found = [[it.key for it in group] for group in groups(needs)]
    assert found == [["1", "2", "4"], ["3", "5"]]


def test_ten_thousand_needs_that_all_look_alike_are_few_comparisons(monkeypatch):
    asked = []
    monkeypatch.setattr("steun.core.know.merging.likeness.overlap", lambda a, b: asked.append(1) or True)
    needs = [replace(GEUL, key=str(n), owner=f"VR{n % 25}", means=f"m{n % 60}") for n in range(10_000)]
    assert sum(len(group) for group in groups(needs)) > 9_000
    assert len(asked) < 60 * 170 * 30
