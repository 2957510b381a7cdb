"""Every rule of the core has a truth table (`tests/core/tables`), and holds it row by row."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import get_type_hints

import pytest

from steun.core.ask.rules import RequestFacts, last_resort_shown_if_basis_asks, special_case_is_argued
from steun.core.kernel.machine import Machine
from steun.core.kernel.verdict import Verdict
from tests.core.modules import MODULES, modules
from tests.core.tables.truth import Table, cases

HERE = Path(__file__).parent


TABLES: list[Table] = [
    one for module in modules(HERE / "tables", "tests.core.tables") for one in getattr(module, "TABLES", ())
]


def rules() -> set[object]:
    """Whatever gives a verdict, and whatever stands under `when` in a table of moves.

    Not: a builder of verdicts, which is given its `code`, and what only passes on the verdicts of other rules.
    """
    found: set[object] = set()
    for module in MODULES:
        for name, it in vars(module).items():
            if isinstance(it, Machine):
                found |= {rule for move in it.moves for rule in move.when}
            elif inspect.isfunction(it) and it.__module__ == module.__name__ and not name.startswith("_"):
                gives = get_type_hints(it).get("return")
                several = gives == tuple[Verdict, ...] and "Verdict(" in inspect.getsource(it)
                if "code" not in inspect.signature(it).parameters and (gives is Verdict or several):
                    found.add(it)
    return found


@pytest.mark.parametrize("case", cases(TABLES), ids=str)
def test_a_rule_holds_its_truth_table(case):
    case.holds()


def test_every_rule_of_the_core_has_a_table_with_a_row_that_is_met_and_one_that_is_not():
    def tabled(rows: str) -> set[object]:
        return {inspect.unwrap(one.rule) for one in TABLES if getattr(one, rows)}

    missing = rules() - (tabled("met") & tabled("unmet"))

    assert not sorted(str(getattr(rule, "__qualname__", rule)) for rule in missing)
    assert len(rules()) >= 100


@pytest.mark.parametrize("rule", [special_case_is_argued, last_resort_shown_if_basis_asks])
def test_what_no_basis_asks_about_is_met_and_no_mere_warning(rule):
    assert rule(RequestFacts()).met and rule(RequestFacts()).binding


def test_every_rule_has_a_code_of_its_own_within_its_module():
    """One code, one sentence: two rules of one module that share a code could not be told apart by who reads it."""
    codes: dict[tuple[str, str], set[str]] = {}
    for one in TABLES:
        codes.setdefault((one.rule.__module__, one.code), set()).add(one.rule.__name__)

    assert {code: names for code, names in codes.items() if len(names) > 1} == SHARED


SHARED = {("steun.core.ask.rules", "end-lies-far-ahead"): {"end_is_near", "new_end_is_near"}}
"""The same sentence about the same date, said when it is asked and when it is granted."""
