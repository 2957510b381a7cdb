"""The table of ASVS 5.0 in the handbook is whole, counts right, and names places that are there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text()
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (met|not met|n/a) \| (.+) \|$", re.MULTILINE)
SHELVES = ("", "src/steun", "src/steun/web", "src/steun/web/kernel", "docs")


def test_every_requirement_of_levels_1_and_2_has_a_line_with_a_reason():
    rows = ROW.findall(TEXT)
    assert len({row[0] for row in rows}) == len(rows) == 253
    assert Counter(row[1] for row in rows) == {"1": 70, "2": 183}
    assert all(len(row[4]) > 3 for row in rows)


def test_the_counts_that_are_told_are_the_counts():
    rows = ROW.findall(TEXT)
    judged = Counter(row[3] for row in rows)
    operators = sum(row[3] == "not met" and row[4].startswith("operator") for row in rows)
    counts = re.search(
        r"\*\*(\d+) met, (\d+) not met \(of which (\d+) are the operator's\), (\d+) not applicable", TEXT
    )
    assert counts and [int(n) for n in counts.groups()] == [judged["met"], judged["not met"], operators, judged["n/a"]]


def test_every_place_that_is_named_is_there():
    named = re.findall(r"`([a-z][\w./-]*(?:/[\w.-]+|\.(?:py|js|lock|json)))`", TEXT)
    missing = [n for n in named if not any((ROOT / shelf / n).exists() for shelf in SHELVES)]
    assert named and not missing
