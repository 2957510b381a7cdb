"""The facts that decide, from their file: `nl/facts.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steun.core.kernel.law_facts import FACT_KINDS, GIVEN_BY, DecidingFact
from steun.rules.table import Faults, Table

FILE = "facts.toml"


def read_facts(raw: Mapping[str, Any], faults: Faults) -> dict[str, DecidingFact]:
    """Every fact by its code. Faults go to `faults`."""
    found = {}
    for code, entry in raw.items():
        table = Table(entry, f"{FILE}: {code}", faults)
        kind = table.one_of("kind", FACT_KINDS)
        values = table.texts("values", [])
        if kind == "choice" and not values:
            table.fault("values", "a choice has values")
        found[code] = DecidingFact(
            code=code,
            kind=kind,
            given_by=table.one_of("given_by", GIVEN_BY),
            values=values,
            decides=table.texts("decides"),
            ask=table.bilingual("ask"),
        )
        table.close()
    return found


def reachable(facts: Mapping[str, DecidingFact]) -> set[str]:
    """Conditions and cases that some fact can make true or false."""
    return {code for fact in facts.values() for code in fact.decides}
