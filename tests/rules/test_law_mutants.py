"""What a row of the law says cannot be lost without a case noticing. All rows: `make law-mutants`; here a part."""

from __future__ import annotations

import pytest

from bench.law_mutants import Run, mutants
from steun.rules.cases import load_cases
from steun.rules.load import law

SOME = ("polw-58 of 2023", "wvr-51 of", "gezag public-order mayor", "wvr-39 of")


@pytest.fixture(scope="module")
def run() -> Run:
    return Run(law(), load_cases())


@pytest.mark.parametrize("rows", SOME)
def test_a_case_notices_whatever_these_rows_lose(run: Run, rows: str) -> None:
    broken = [mutant for mutant in mutants(law()) if mutant.says.startswith(rows)]
    assert broken and [mutant.says for mutant in broken if not run.notices(mutant)] == []


def test_without_cases_nothing_is_noticed() -> None:
    nobody = Run(law(), ())
    assert not any(nobody.notices(mutant) for mutant in mutants(law()))
