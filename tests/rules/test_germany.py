"""A second country by data alone: German law in `rules/de` is judged by the same code, and its cases are right."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.law_mutants import Run, mutants
from steun.core.ask.route.conditions import CONDITIONS
from steun.rules.cases import LawCase, differences, load_cases
from steun.rules.load import FOLDER, load_law

GERMANY: Path = FOLDER.parent / "de"
CASES = load_cases(GERMANY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_german_law_gives_this_answer(case: LawCase) -> None:
    assert not differences(case, load_law(GERMANY))


def test_each_basis_has_a_case_that_fits_and_one_that_just_does_not() -> None:
    bases = {basis.code for basis in load_law(GERMANY).bases}
    assert bases == {code for case in CASES for code in case.right.get("basis", ())}
    assert bases == {code for case in CASES for code in case.right.get("stopped", {})}


def test_a_case_notices_whatever_german_law_loses() -> None:
    rules = load_law(GERMANY)
    run = Run(rules, CASES)
    assert [mutant.says for mutant in mutants(rules) if not run.notices(mutant)] == []


def test_german_law_asks_for_no_condition_that_the_code_does_not_know() -> None:
    assert {c for b in load_law(GERMANY).bases for c in b.conditions} <= set(CONDITIONS)
