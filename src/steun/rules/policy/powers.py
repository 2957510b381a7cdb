"""Law that sleeps and special powers, with who enters and who uses them, from their file: `nl/powers.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from steun.core.kernel.law import Law
from steun.core.know.decree import KINDS, NOTICE_MOMENTS, Notice, Power
from steun.rules.build import Reader
from steun.rules.load import chosen, law, read_toml
from steun.rules.table import Faults, Table

FILE = "powers.toml"


def load_powers(known: Law, folder: Path | None = None) -> dict[str, Power]:
    """Every power by its code. Raises ValueError that names every fault at once, with file and key."""
    home, faults = folder or chosen(), Faults()
    reader = Reader(read_toml(home / "acts.toml", faults), {}, {}, faults, None, known.country)
    found: dict[str, Power] = {}
    for raw in read_toml(home / FILE, faults).get("power", []):
        power = _power(raw, known, reader)
        if power.code in found:
            faults.add(f"{FILE}: {power.code}", "stands twice")
        found[power.code] = power
    for code in sorted(dormant(known) - found.keys()):
        faults.add(FILE, f"{code} sleeps, and nobody can say that it is in force")
    faults.throw()
    return found


def dormant(known: Law) -> set[str]:
    """The law that sleeps: provisions, and bases that no provision wakes."""
    provisions = {p.code for p in known.provisions if not p.source.in_force}
    bases = {b.code for b in known.bases if b.dormant and not getattr(b, "awakened_by", ())}
    return provisions | bases


def _power(raw: Any, known: Law, reader: Reader) -> Power:
    table = Table(raw, FILE, reader.faults)
    code = table.text("code")
    table.where = f"{FILE}: {code}"
    about = _about(code, known)
    title = table.bilingual("title") if not about else about["title"]
    says = table.bilingual("says") if not about else about["says"]
    source = reader.source(table.table("source")) if not about else about["source"]
    power = Power(
        code=code,
        kind=table.one_of("kind", KINDS),
        title=title,
        says=says,
        source=source,
        entered_by=table.texts("entered_by"),
        used_by=table.texts("used_by"),
        local=table.flag("local", False),
        emergency=table.flag("emergency", False),
        notices=tuple(_notice(row, table, reader) for row in table.items("notices", [])),
    )
    table.close()
    for role in dict.fromkeys((*power.entered_by, *power.used_by)):
        if role not in known.authorities:
            table.fault("entered_by, used_by", f"no such role: {role!r}")
    return power


def _notice(raw: Any, around: Table, reader: Reader) -> Notice:
    table = Table(raw, f"{around.where}: notices", reader.faults)
    who, moment = table.bilingual("who"), table.one_of("moment", NOTICE_MOMENTS)
    found = Notice(who, moment, reader.source(table.table("source")))
    table.close()
    return found


def _about(code: str, known: Law) -> Mapping[str, Any]:
    """What the newest wording of a provision, else of a basis, says of itself; nothing when there is none."""
    provisions = [p for p in known.provisions if p.code == code]
    if provisions:
        newest = max(provisions, key=lambda p: p.source.valid_from)
        return {"title": newest.title, "says": newest.says, "source": newest.source}
    if bases := known.versions(code):
        return {"title": bases[-1].title, "says": {}, "source": bases[-1].source}
    return {}


@cache
def powers() -> Mapping[str, Power]:
    """The powers that Steun knows, read once."""
    return load_powers(law())
