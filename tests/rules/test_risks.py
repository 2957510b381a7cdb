"""The rules of risks in their file: the nine themes, the six interests, classes that follow on, and what is wrong."""

from __future__ import annotations

import pytest

from steun.core.know.risks.risk import SCALES
from steun.rules.knowing.risks import FILE, load_risks
from steun.rules.load import FOLDER, HOME, law


def test_nine_themes_and_six_interests_stand_in_the_file_with_where_they_come_from():
    found = load_risks(law(), FOLDER)

    assert (len(found.themes), len(found.interests)) == (9, 6)
    assert all(it.title["nl"] and it.title["en"] for it in (*found.themes.values(), *found.interests.values()))
    assert found.sources["themes"].binds and found.sources["interests"].binds
    assert not found.sources["borders"].binds and not found.sources["criteria"].binds


def test_each_class_begins_where_the_one_before_it_ends():
    found = load_risks(law(), FOLDER)

    for classes, name in ((found.impacts, "deaths"), (found.impacts, "millions"), (found.likelihoods, "chance")):
        spans = [getattr(it, name) for it in classes.values()]
        assert spans[0][0] == 0 and spans[-1][1] is None
        assert [one[1] for one in spans[:-1]] == [after[0] for after in spans[1:]]
    assert [it.rank for it in found.impacts.values()] == [1, 2, 3, 4, 5]


def test_every_line_names_who_why_and_where_that_is_written():
    found = load_risks(law(), FOLDER)

    assert {scale for line in found.lines for scale in line.scales} <= set(SCALES)
    assert all(line.why["nl"] and line.why["en"] and line.source.title for line in found.lines)
    assert {line.source.evidence for line in found.lines} <= {"L", "S", "I"}


def test_a_country_without_the_file_has_none():
    assert not load_risks(law(), HOME / "de").lines


@pytest.mark.parametrize(("before", "after", "fault"), [
    ('role = "toc"', 'role = "wizard"', "'wizard' is none of"),
    ('\ncode = "cyber"', '\ncode = "climate"', "a code stands twice"),
    ("deaths = 100\n", "deaths = 5\n", "lies above the border before it"),
    ("chance = 5000", "chance = 20000", "is at most 10000"),
    ('least = "B"', 'least = "Q"', "'Q' is none of"),
    ('scales = ["national"]', 'scales = ["galactic"]', "'galactic' is none of"),
    ("remind_days = 60", "remind_days = 6000", "less than longest_days"),
    ('themes = ["military"]', 'themes = ["magic"]', "'magic' is none of"),
])  # fmt: skip
def test_what_is_wrong_with_a_file_is_named(tmp_path, before, after, fault):
    text = (FOLDER / FILE).read_text(encoding="utf-8")
    assert before in text
    (tmp_path / FILE).write_text(text.replace(before, after, 1), encoding="utf-8")
    (tmp_path / "acts.toml").write_text((FOLDER / "acts.toml").read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(ValueError, match=fault):
        load_risks(law(), tmp_path)
