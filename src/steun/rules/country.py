"""What is one word in code and another in each country, from its file: `country.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steun.core.kernel.law import Country
from steun.rules.table import Faults, Table

FILE = "country.toml"


def read_country(raw: Mapping[str, Any], faults: Faults) -> Country:
    """The vocabulary of one country. Faults go to `faults`."""
    table = Table(raw, FILE, faults)
    found = Country(
        code=table.text("code"),
        home=table.text("home"),
        overseas=table.texts("overseas", []),
        usual_supplies=table.texts("usual_supplies"),
        usual_receivers=table.texts("usual_receivers", []),
        military=table.texts("military"),
        chair_rule=table.text("chair_rule", ""),
        link=table.text("link"),
        tasks=table.texts("tasks"),
        supplies=frozenset(table.texts("supplies")),
        receivers=frozenset(table.texts("receivers", [])),
        forces=frozenset(table.texts("forces")),
        openers=frozenset(table.texts("openers")),
        makers=frozenset(table.texts("makers")),
        policy_setters=frozenset(table.texts("policy_setters")),
        providers=table.texts("providers"),
        commanders=table.texts("commanders"),
    )
    table.close()
    return found
