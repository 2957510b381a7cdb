"""Themes, interests and classes of risks, and who must be involved when, from their file: `nl/risks.toml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from steun.core.kernel.law import Law, Source
from steun.core.know.risks.involvement import Line
from steun.core.know.risks.risk import SCALES
from steun.rules.build import Reader
from steun.rules.load import chosen, law, read_toml
from steun.rules.table import Faults, Table

FILE = "risks.toml"
SOURCES = ("themes", "interests", "classes", "borders", "criteria", "sectors", "excluded")
CERTAIN = 10_000
"""The chance of what happens for sure, in ten thousand."""


@dataclass(frozen=True, slots=True)
class Named:
    """A theme, or an interest with its `criteria`."""

    code: str
    title: Mapping[str, str]
    criteria: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Class:
    """One class of impact or likelihood. `rank`: 1 is the smallest. Borders, from and until (None = no border): people
    who die, millions of euro; of likelihood the chance within five years, in ten thousand."""

    code: str
    title: Mapping[str, str]
    rank: int
    deaths: tuple[int, int | None] = (0, None)
    millions: tuple[int, int | None] = (0, None)
    chance: tuple[int, int | None] = (0, None)


@dataclass(frozen=True, slots=True)
class RiskRules:
    """All of it, in the order of the file. Days. Of critical entities their sectors, the kind of organisation that
    designates them, and the kinds that cannot be one."""

    longest_days: int = 1461
    remind_days: int = 60
    sources: Mapping[str, Source] = field(default_factory=dict)
    themes: Mapping[str, Named] = field(default_factory=dict)
    interests: Mapping[str, Named] = field(default_factory=dict)
    impacts: Mapping[str, Class] = field(default_factory=dict)
    likelihoods: Mapping[str, Class] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    sectors: Mapping[str, Named] = field(default_factory=dict)
    designates: str = ""
    excluded: tuple[str, ...] = ()


def load_risks(known: Law, folder: Path | None = None) -> RiskRules:
    """The rules of a country's folder; none where it has no such file. Raises ValueError with every fault."""
    home, faults = folder or chosen(), Faults()
    if not (home / FILE).exists():
        return RiskRules()
    reader = Reader(read_toml(home / "acts.toml", faults), {}, {}, faults, None, known.country)
    whole = Table(read_toml(home / FILE, faults), FILE, faults)
    longest, remind = whole.whole("longest_days"), whole.whole("remind_days")
    if not 0 <= remind < longest:
        whole.fault("remind_days", "is from 0 to less than longest_days")
    about = whole.table("sources")
    sources = {name: reader.source(about.table(name)) for name in SOURCES}
    about.close()
    themes = by_code([_named(raw, faults) for raw in whole.items("theme")], faults)
    interests = by_code([_named(raw, faults, criteria=True) for raw in whole.items("interest")], faults)
    impacts = by_code(_classes(whole.items("impact"), ("deaths", "millions"), faults), faults)
    likelihoods = by_code(_classes(whole.items("likelihood"), ("chance",), faults), faults)
    sectors = by_code([_named(raw, faults) for raw in whole.items("sector")], faults)
    kinds = {kind for it in known.authorities.values() for kind in it.organisation_kinds}
    designates, excluded = whole.one_of("designates", kinds), whole.some_of("excluded", kinds)
    lines = tuple(_line(raw, reader, known, themes, interests, impacts) for raw in whole.items("involve"))
    whole.close()
    faults.throw()
    return RiskRules(
        longest, remind, sources, themes, interests, impacts, likelihoods, lines, sectors, designates, excluded
    )


def by_code(rows: Sequence[Any], faults: Faults) -> dict[str, Any]:
    found = {it.code: it for it in rows}
    if len(found) < len(rows):
        faults.add(FILE, "a code stands twice")
    return found


def _named(raw: Any, faults: Faults, *, criteria: bool = False) -> Named:
    table = Table(raw, FILE, faults)
    code = table.text("code")
    table.where = f"{FILE}: {code}"
    found = Named(code, table.bilingual("title"), table.bilingual("criteria") if criteria else {})
    table.close()
    return found


def _classes(rows: Sequence[Any], borders: tuple[str, ...], faults: Faults) -> list[Class]:
    """Each begins where the one before it ends; the last has no border above."""
    found: list[Class] = []
    begins = dict.fromkeys(borders, 0)
    for rank, raw in enumerate(rows, 1):
        table = Table(raw, FILE, faults)
        code = table.text("code")
        table.where = f"{FILE}: {code}"
        ends = {name: None if rank == len(rows) else table.whole(name) for name in borders}
        spans = {name: (begins[name], ends[name]) for name in borders}
        found.append(Class(code, table.bilingual("title"), rank, **spans))
        table.close()
        begins = {name: end or 0 for name, end in ends.items()}
    for one, after in pairwise(found[:-1]):
        for name in borders:
            if (getattr(one, name)[1] or 0) >= (getattr(after, name)[1] or 0):
                faults.add(f"{FILE}: {after.code}: {name}", "lies above the border before it")
    if found[:-1] and (found[-2].chance[1] or 0) > CERTAIN:
        faults.add(f"{FILE}: {found[-2].code}: chance", f"is at most {CERTAIN}")
    return found


def _line(
    raw: Any, reader: Reader, known: Law, themes: Mapping[str, Named], interests: Mapping[str, Named],
    impacts: Mapping[str, Class],
) -> Line:  # fmt: skip
    table = Table(raw, FILE, reader.faults)
    role = table.one_of("role", known.authorities)
    table.where = f"{FILE}: involve {role}"
    least = table.one_of("least", impacts, next(iter(impacts), ""))
    found = Line(
        role, table.bilingual("why"), reader.source(table.table("source")), table.some_of("scales", SCALES, []),
        table.some_of("themes", themes, []), table.some_of("interests", interests, []),
        impacts[least].rank if least in impacts else 1, table.flag("critical", False),
    )  # fmt: skip
    table.close()
    return found


@cache
def risk_rules() -> RiskRules:
    """What this process runs on, read once."""
    return load_risks(law())
