"""Truth tables: what a rule says of given facts. A table holds the code and the source literally, and rows of facts.

At least one row is met and one is not; the rows beside a border stand on both sides of it. `tests/core/test_rules.py`
reads every table and refuses a rule of the core that has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from steun.core.kernel.verdict import Verdict

BLOCKS, ASKS, WARNS = "blocks", "asks", "warns"
"""It stops the move; it stops it until asked knowingly; it is only told."""


@dataclass(frozen=True)
class Row:
    """Facts given to a rule. `told`: the facts of the verdict, for its sentence; `because`: codes below it."""

    args: tuple[Any, ...]
    facts: dict[str, Any] | None = None
    because: tuple[str, ...] = ()


def row(*args: Any, because: tuple[str, ...] = (), **facts: Any) -> Row:
    """A row of which the sentence's facts are checked as well."""
    return Row(args, facts, because)


@dataclass(frozen=True)
class Table:
    rule: Callable[..., Verdict]
    code: str
    source: str
    met: tuple[Row, ...]
    unmet: tuple[Row, ...]
    unmet_is: str


@dataclass(frozen=True)
class Case:
    """One row of one table, as a test."""

    table: Table
    row: Row
    met: bool
    number: int

    def __str__(self) -> str:
        return f"{self.table.rule.__name__}-{'met' if self.met else 'unmet'}-{self.number}"

    def holds(self) -> None:
        verdict = self.table.rule(*self.row.args)
        assert type(verdict.met) is bool and verdict.met is self.met
        assert (verdict.code, verdict.source) == (self.table.code, self.table.source)
        assert verdict.blocks is (not self.met and self.table.unmet_is != WARNS)
        assert not (verdict.met and verdict.binding and self.table.unmet_is == WARNS), "a warning binds nobody when met"
        assert verdict.askable is (self.table.unmet_is == ASKS)
        assert tuple(v.code for v in verdict.because) == self.row.because
        if self.row.facts is not None or not self.met:
            assert dict(verdict.facts) == (self.row.facts or {})


def table(
    rule: Callable[..., Verdict],
    code: str,
    source: str,
    *,
    met: Iterable[Any],
    unmet: Iterable[Any],
    unmet_is: str = BLOCKS,
) -> Table:
    """Rows are facts, tuples of arguments, or `row(...)`."""
    return Table(rule, code, source, tuple(map(_row, met)), tuple(map(_row, unmet)), unmet_is)


def part(rule: Callable[..., tuple[Verdict, ...]], code: str) -> Callable[..., Verdict]:
    """One claim of a rule that makes several."""

    @wraps(rule)
    def one(*args: Any) -> Verdict:
        [found] = [verdict for verdict in rule(*args) if verdict.code == code]
        return found

    return one


def _row(given: Any) -> Row:
    if isinstance(given, Row):
        return given
    return Row(given if isinstance(given, tuple) else (given,))


def cases(tables: Iterable[Table]) -> list[Case]:
    return [
        Case(one, row, met, number)
        for one in tables
        for met, rows in ((True, one.met), (False, one.unmet))
        for number, row in enumerate(rows, start=1)
    ]
