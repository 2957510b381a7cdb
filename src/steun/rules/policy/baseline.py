"""The seven baseline requirements of NATO by name, and a list of criteria to begin from: `nl/baseline.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from steun.rules.load import chosen, read_toml
from steun.rules.table import Faults, Table

FILE = "baseline.toml"
MARKS = ("S", "K", "I", "?")
"""Seen in a source, general knowledge, inferred, not known."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What somebody can be asked to show: a line to begin from, nobody's norm."""

    code: str
    requirement: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One of the seven. `asks`: what is publicly known of it, with its evidence. `rests_on`: requirements without which
    it cannot be met, with the evidence of that."""

    code: str
    title: Mapping[str, str]
    asks: Mapping[str, str]
    evidence: str
    rests_on: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Baseline:
    """All of it, in the order of the file."""

    source: Mapping[str, str]
    requirements: Mapping[str, Requirement]
    criteria: Mapping[str, Criterion]


def load_baseline(folder: Path | None = None) -> Baseline:
    """The requirements of a country's folder; none where it has no such file. Raises ValueError with every fault."""
    home, faults = folder or chosen(), Faults()
    if not (home / FILE).exists():
        return Baseline({}, {}, {})
    whole = Table(read_toml(home / FILE, faults), FILE, faults)
    source = whole.bilingual("source")
    requirements = [_requirement(raw, faults) for raw in whole.items("requirement")]
    criteria = [_criterion(raw, faults) for raw in whole.items("criterion", [])]
    whole.close()
    found = {it.code: it for it in requirements}
    named = {it.code: it for it in criteria}
    if len(found) < len(requirements) or len(named) < len(criteria):
        faults.add(FILE, "a code stands twice")
    for code in {code for it in requirements for code in it.rests_on} | {it.requirement for it in criteria}:
        if code not in found:
            faults.add(FILE, f"no such requirement: {code!r}")
    faults.throw()
    return Baseline(source, found, named)


def _requirement(raw: Any, faults: Faults) -> Requirement:
    table = Table(raw, FILE, faults)
    code = table.text("code")
    table.where = f"{FILE}: {code}"
    rests_on = dict(_rests_on(row, table) for row in table.items("rests_on", []))
    found = Requirement(
        code, table.bilingual("title"), table.bilingual("asks"), table.one_of("evidence", MARKS), rests_on
    )
    table.close()
    return found


def _rests_on(raw: Any, around: Table) -> tuple[str, str]:
    table = Table(raw, f"{around.where}: rests_on", around.faults)
    found = table.text("code"), table.one_of("evidence", MARKS)
    table.close()
    return found


def _criterion(raw: Any, faults: Faults) -> Criterion:
    table = Table(raw, FILE, faults)
    found = Criterion(table.text("code"), table.text("requirement"), table.bilingual("title"))
    table.close()
    return found


@cache
def baseline() -> Baseline:
    """What this process runs on, read once."""
    return load_baseline()
