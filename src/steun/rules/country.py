"""What is one word in code and another in each country, from its file: `country.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steun.core.kernel.law import Country, Law
from steun.core.kernel.seats import GROUPS, MAY_BE_EMPTY, PLACES, Roles
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
        column_rule=table.text("column_rule", ""),
        link=table.text("link"),
        tasks=table.texts("tasks"),
        supplies=frozenset(table.texts("supplies")),
        receivers=frozenset(table.texts("receivers", [])),
        forces=frozenset(table.texts("forces")),
        roles=read_roles(table.table("roles")),
        local_kinds=frozenset(table.texts("local_kinds")),
        bound_grounds=frozenset(table.texts("bound_grounds")),
        askable_kinds=table.texts("askable_kinds"),
    )
    table.close()
    return found


def read_roles(table: Table) -> Roles:
    """Who does what no article gives to anybody. A group that is left out, or names nobody, is a fault."""
    groups = {name: table.texts(name, [] if name in MAY_BE_EMPTY else None) for name in GROUPS}
    for name, roles in groups.items():
        if table.has(name) and not roles and name not in MAY_BE_EMPTY:
            table.fault(name, "names no role")
    places, askers = table.table("level_places", {}), table.table("askers", {})
    found = Roles(
        **groups,
        level_places={role: places.one_of(role, PLACES) for role in places.raw},
        askers={role: askers.texts(role) for role in askers.raw},
    )
    table.close()
    return found


def check_roles(law: Law, faults: Faults) -> None:
    """Each role that the country names is one of its authorities, and each kind of organisation one that they have."""
    roles = law.country.roles
    groups = {name: tuple(getattr(roles, name)) for name in (*GROUPS, "level_places", "askers")}
    for name, named in groups.items():
        for role in dict.fromkeys(named):
            if role not in law.authorities:
                faults.add(f"{FILE}: roles: {name}", f"no such role in authorities.toml: {role!r}")
    known = {kind for authority in law.authorities.values() for kind in authority.organisation_kinds}
    kinds = {"local_kinds": tuple(sorted(law.country.local_kinds)), "askable_kinds": law.country.askable_kinds}
    kinds |= {f"roles: askers: {role}": held for role, held in roles.askers.items()}
    for name, meant in kinds.items():
        for kind in meant:
            if kind not in known:
                faults.add(f"{FILE}: {name}", f"no role of authorities.toml is held for this kind: {kind!r}")
