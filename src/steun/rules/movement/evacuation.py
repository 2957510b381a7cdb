"""Evacuations as the rules have them, from their files: `nl/evacuation.toml` and the inhabitants beside it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from steun.core.deliver.evacuation.policy import (
    MOVES,
    PER,
    REACHES,
    Action,
    Basis,
    EvacuationPolicy,
    Figure,
    ZoneSupport,
)
from steun.core.kernel.law import Law
from steun.rules.build import Reader
from steun.rules.load import chosen, law, read_toml
from steun.rules.policy.powers import powers
from steun.rules.table import Faults, Table

FILE = "evacuation.toml"
UNITS = ("percent", "people", "minutes", "cars", "kmh")


def load_evacuation(known: Law, folder: Path | None = None) -> EvacuationPolicy:
    """The policy; an empty one in a country that has none. Raises ValueError that names every fault at once."""
    home, faults = folder or chosen(), Faults()
    if not (home / FILE).is_file():
        return EvacuationPolicy()
    reader = Reader(read_toml(home / "acts.toml", faults), {}, {}, faults, None, known.country)
    table = Table(read_toml(home / FILE, faults), FILE, faults)
    counted = table.table("inhabitants")
    found = EvacuationPolicy(
        figures=tuple(_figure(raw, reader) for raw in table.items("figure")),
        actions=tuple(_action(raw, reader) for raw in table.items("action")),
        bases=tuple(_basis(raw, known, reader) for raw in table.items("basis")),
        supports=tuple(_support(raw, known, reader) for raw in table.items("support", [])),
        inhabitants=read_inhabitants(home / counted.text("file"), faults),
        year=counted.whole("year"),
        counted=reader.source(counted.table("source")),
    )
    counted.close()
    table.close()
    for name in ("figures", "actions", "bases", "supports"):
        rows = getattr(found, name)
        for code in dict.fromkeys(row.code for row in rows):
            faults.follow(f"{FILE}: {name} {code}", [row.source for row in rows if row.code == code])
    faults.throw()
    return found


def read_inhabitants(path: Path, faults: Faults) -> Mapping[str, int]:
    """By municipality: whole numbers from one upwards."""
    found: dict[str, int] = {}
    if not path.is_file():
        faults.add(path.name, "is not there")
        return found
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            code, people = row.get("municipality") or "", row.get("inhabitants") or ""
            if not code or not people.isdecimal() or not int(people):
                faults.add(f"{path.name}: row {number}", "has a municipality and its inhabitants, one or more")
            elif code in found:
                faults.add(f"{path.name}: row {number}", f"{code} stands twice")
            else:
                found[code] = int(people)
    return found


def _opened(raw: Any, kind: str, reader: Reader) -> tuple[Table, str]:
    table = Table(raw, FILE, reader.faults)
    code = table.text("code")
    table.where = f"{FILE}: {kind} {code}"
    return table, code


def _figure(raw: Any, reader: Reader) -> Figure:
    table, code = _opened(raw, "figure", reader)
    usual = tuple(it for it in table.items("usual") if type(it) is int)
    found = Figure(
        code=code,
        title=table.bilingual("title"),
        unit=table.one_of("unit", UNITS),
        value=table.whole("value"),
        usual=(usual[0], usual[-1]) if usual else (0, 0),
        source=reader.source(table.table("source")),
    )
    if len(usual) != 2 or not usual[0] <= found.value <= usual[1]:
        table.fault("usual", "is two whole numbers around the value, the lowest first")
    table.close()
    return found


def _action(raw: Any, reader: Reader) -> Action:
    table, code = _opened(raw, "action", reader)
    found = Action(
        code=code,
        title=table.bilingual("title"),
        moves=table.one_of("moves", MOVES),
        source=reader.source(table.table("source")),
    )
    table.close()
    return found


def _basis(raw: Any, known: Law, reader: Reader) -> Basis:
    table, code = _opened(raw, "basis", reader)
    found = Basis(
        code=code,
        title=table.bilingual("title"),
        source=reader.source(table.table("source")),
        roles=table.some_of("roles", known.authorities),
        reach=table.one_of("reach", REACHES),
        needs=table.some_of("needs", powers(), []),
        forcing=table.some_of("forcing", powers(), []),
        yields=table.some_of("yields", powers(), []),
    )
    table.close()
    return found


def _support(raw: Any, known: Law, reader: Reader) -> ZoneSupport:
    table, code = _opened(raw, "support", reader)
    tasks = {task for basis in known.bases for task in basis.tasks}
    found = ZoneSupport(
        code=code,
        title=table.bilingual("title"),
        effect=table.text("effect"),
        capability=table.text("capability"),
        task=table.one_of("task", tasks),
        per=table.one_of("per", PER),
        each=table.whole("each"),
        source=reader.source(table.table("source")),
    )
    if found.each < 1:
        table.fault("each", "is one or more")
    table.close()
    return found


@cache
def evacuations() -> EvacuationPolicy:
    """What this process runs on, read once."""
    return load_evacuation(law())
