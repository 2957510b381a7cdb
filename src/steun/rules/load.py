"""Reads the facts of law and policy of one country (`rules/nl`) and checks that they hang together.

`STEUN_COUNTRY` chooses the country: a folder here. Nothing outside these folders knows a country.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from steun.core.kernel.law import Law, LegalBasis
from steun.core.kernel.law_facts import Replacement
from steun.core.kernel.seats import Roles
from steun.rules.asking.facts import read_facts
from steun.rules.asking.questions import read_questions
from steun.rules.build import Reader
from steun.rules.check import check
from steun.rules.country import read_country
from steun.rules.regions import read_regions
from steun.rules.table import Faults
from steun.rules.texts import read_texts

HOME = Path(__file__).parent
FOLDER = HOME / "nl"
"""The rules of the Netherlands, which hold when nothing else is chosen."""
FILE = "country.toml"


def chosen() -> Path:
    """The folder of the country of this process. Raises ValueError when there are no rules for it."""
    code = os.environ.get("STEUN_COUNTRY", FOLDER.name)
    known = sorted(path.parent.name for path in HOME.glob(f"*/{FILE}"))
    if code not in known:
        raise ValueError(f"STEUN_COUNTRY is {code!r}; there are rules for {', '.join(known)}")
    return HOME / code


def load_law(folder: Path | None = None) -> Law:
    """All rules of one folder. Raises ValueError that names every fault at once, with file and key."""
    home, faults = folder or chosen(), Faults()

    def read(name: str) -> dict[str, Any]:
        return read_toml(home / name, faults)

    acts, country = read("acts.toml"), read_country(read("country.toml"), faults)
    for code in (code for code, act in acts.items() if act.get("bwb_id") and "read_on" not in act):
        faults.add(f"acts.toml: {code}", "says no day on which it was read")
    for code in (code for code, act in acts.items() if act.get("at_latest") and "covered_from" not in act):
        faults.add(f"acts.toml: {code}", "has first days of reading only, and names no covered_from")
    literal = [(path, read_toml(path, faults)) for path in sorted((home / "texts").glob("*.toml"))]
    texts = read_texts(literal, acts, faults)
    plain = Reader(acts, {}, {}, faults, None, country, texts)
    deadlines = {code: plain.deadline(code, raw, "deadlines.toml") for code, raw in read("deadlines.toml").items()}
    phone = plain.phone_policy(read("phone.toml"), "phone.toml")
    reader = Reader(acts, read("gates.toml"), deadlines, faults, phone, country, texts)
    files = sorted((home / "legal_bases").glob("*.toml"))
    found = [
        (path.name, reader.basis(raw, path.name)) for path in files for raw in read_toml(path, faults).get("basis", [])
    ]
    bases = [basis for _, basis in found]
    provisions = [reader.provision(raw, "provisions.toml") for raw in read("provisions.toml").get("provision", [])]
    replacing = {b.code: (Replacement(b.code, b.tasks), b.replaces) for b in bases}
    replacing |= {p.code: (Replacement(p.code, (), p.replaces_when_used), p.replaces) for p in provisions}
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
        questions=read_questions(read("questions.toml"), facts, country, faults),
        gezag=tuple(reader.gezag(raw, "gezag.toml") for raw in read("gezag.toml").get("gezag", [])),
        country=country,
    )
    check(law, reader.gates, {basis.code: file for file, basis in found}, faults)
    faults.throw()
    return law


@cache
def law() -> Law:
    """The rules that Steun runs on, read once."""
    return load_law()


def roles() -> Roles:
    """Who does in this country what no article gives to anybody."""
    return law().country.roles


@cache
def road_phrases(language: str) -> dict[str, str]:
    """How the road register that comes with the rules says what it rests on, in a language: by phrase. None where the
    rules of a country come without a register."""
    file = chosen() / "roads" / "evidence.toml"
    known = tomllib.loads(file.read_text(encoding="utf-8"))["phrase"] if file.is_file() else {}
    return {phrase: said[language] for phrase, said in known.items()}


def kinds_of_defence() -> frozenset[str]:
    """The kinds of organisation where Defence plans its means: they ask and give in the name of all of Defence."""
    known = law()
    return frozenset(
        kind for role in known.country.roles.planners for kind in known.authorities[role].organisation_kinds
    )


def _replacing(
    basis: LegalBasis, replacing: Mapping[str, tuple[Replacement, tuple[str, ...]]]
) -> tuple[Replacement, ...]:
    return tuple(one for one, replaced in replacing.values() if basis.code in replaced)


def read_toml(path: Path, faults: Faults) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        faults.add(path.name, f"cannot be read: {problem}")
        return {}
