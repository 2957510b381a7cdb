"""A second country by data alone: German law in `rules/de` is judged by the same code, and its cases are right."""

from __future__ import annotations

from pathlib import Path

import pytest

from steun.core.ask.route.conditions import CONDITIONS
from steun.rules.cases import LawCase, differences, load_cases
from steun.rules.load import FOLDER, load_law

GERMANY: Path = FOLDER.parent / "de"
CASES = load_cases(GERMANY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_german_law_gives_this_answer(case: LawCase) -> None:
    assert not differences(case, load_law(GERMANY))


def test_there_are_ten_cases_and_each_basis_has_one() -> None:
    assert len(CASES) >= 10
    assert {b.code for b in load_law(GERMANY).bases} <= {code for case in CASES for code in case.right.get("basis", ())}


def test_german_law_asks_for_no_condition_that_the_code_does_not_know() -> None:
    assert {c for b in load_law(GERMANY).bases for c in b.conditions} <= set(CONDITIONS)
