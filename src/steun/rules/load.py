"""Reads the facts of law and policy from `rules/nl` and checks that they hang together."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from steun.core.kernel.law import Law, LegalBasis
from steun.rules.build import Reader
from steun.rules.check import check
from steun.rules.facts import read_facts
from steun.rules.questions import read_questions
from steun.rules.regions import read_regions
from steun.rules.table import Faults

FOLDER = Path(__file__).parent / "nl"


def load_law(folder: Path | None = None) -> Law:
    """All rules of one folder. Raises ValueError that names every fault at once, with file and key."""
    home, faults = folder or FOLDER, Faults()

    def read(name: str) -> dict[str, Any]:
        return read_toml(home / name, faults)

    plain = Reader(read("acts.toml"), {}, {}, faults)
    deadlines = {code: plain.deadline(code, raw, "deadlines.toml") for code, raw in read("deadlines.toml").items()}
    phone = plain.phone_policy(read("phone.toml"), "phone.toml")
    reader = Reader(plain.acts, read("gates.toml"), deadlines, faults, phone)
    files = sorted((home / "legal_bases").glob("*.toml"))
    bases = [reader.basis(raw, path.name) for path in files for raw in read_toml(path, faults).get("basis", [])]
    provisions = [reader.provision(raw, "provisions.toml") for raw in read("provisions.toml").get("provision", [])]
    replacing = {b.code: b.replaces for b in bases} | {p.code: p.replaces for p in provisions}
    regions, names, areas = read_regions(read("regions.toml"), reader)
    facts = read_facts(read("facts.toml"), faults)
    law = Law(
        bases=tuple(replace(b, replaced_by=_replacing(b, replacing)) for b in bases),
        authorities={c: reader.authority(c, raw, "authorities.toml") for c, raw in read("authorities.toml").items()},
        grip=tuple(reader.grip(raw, "grip.toml") for raw in read("grip.toml").get("level", [])),
        deadlines=deadlines,
        regions=regions,
        provisions=tuple(provisions),
        names=names,
        areas=areas,
        phone=phone,
        facts=facts,
        questions=read_questions(read("questions.toml"), facts, faults),
    )
    check(law, reader.gates, faults)
    faults.throw()
    return law


@cache
def law() -> Law:
    """The rules that Steun runs on, read once."""
    return load_law()


def _replacing(basis: LegalBasis, replacing: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(code for code, replaced in replacing.items() if basis.code in replaced)


def read_toml(path: Path, faults: Faults) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        faults.add(path.name, f"cannot be read: {problem}")
        return {}
