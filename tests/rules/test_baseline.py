"""The baseline in its file: the seven by name, each with its evidence, and what is wrong with a file said at once."""

from __future__ import annotations

import pytest

from steun.rules.load import FOLDER, HOME
from steun.rules.policy.baseline import FILE, load_baseline


def test_the_seven_stand_in_the_file_and_every_line_is_of_one_of_them():
    found = load_baseline(FOLDER)

    assert list(found.requirements) == [
        "government", "energy", "movement", "food-and-water", "casualties", "communications", "transport",
    ]  # fmt: skip
    assert all(it.title["nl"] and it.title["en"] and it.asks["nl"] for it in found.requirements.values())
    assert {it.requirement for it in found.criteria.values()} <= set(found.requirements)
    assert found.requirements["casualties"].rests_on["energy"] == "S"


def test_a_country_without_the_file_has_none():
    assert not load_baseline(HOME / "de").requirements


@pytest.mark.parametrize(("before", "after", "fault"), [
    ('\ncode = "energy"', '\ncode = "power"', "no such requirement: 'energy'"),
    ('\ncode = "transport"', '\ncode = "energy"', "a code stands twice"),
    ('evidence = "K"', 'evidence = "Z"', "'Z' is none of"),
    ('requirement = "movement"', 'requirement = "moving"', "no such requirement: 'moving'"),
])  # fmt: skip
def test_what_is_wrong_with_a_file_is_named(tmp_path, before, after, fault):
    text = (FOLDER / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(ValueError, match=fault):
        load_baseline(tmp_path)
