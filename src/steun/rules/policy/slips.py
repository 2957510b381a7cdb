"""Which acts can be undone within minutes, and why the others cannot, from its file: `slips.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from steun.rules.load import HOME, read_toml
from steun.rules.table import Faults, Table

FILE = HOME / "slips.toml"
MOST = 60
"""Minutes. What can be undone for longer is no slip."""


@dataclass(frozen=True)
class Slips:
    """minutes: by act, how long it can be undone. why: by act, why it cannot, in both languages; `otherwise` of the
    rest."""

    minutes: Mapping[str, int]
    why: Mapping[str, Mapping[str, str]]
    otherwise: Mapping[str, str]


def load_slips(file: Path = FILE) -> Slips:
    """The policy. Raises ValueError that names every fault at once, with file and key."""
    faults = Faults()
    table = Table(read_toml(file, faults), file.name, faults)
    minutes: dict[str, int] = {}
    why: dict[str, Mapping[str, str]] = {}
    for n, raw in enumerate(table.items("undone")):
        row = Table(raw, f"{file.name}: undone {n}", faults)
        long = row.whole("minutes")
        if not 1 <= long <= MOST:
            row.fault("minutes", f"is a number from 1 to {MOST}")
        minutes |= dict.fromkeys(row.texts("acts"), long)
        row.close()
    for n, raw in enumerate(table.items("stays")):
        row = Table(raw, f"{file.name}: stays {n}", faults)
        acts, reason = row.texts("acts"), row.bilingual("why")
        for act in acts:
            if act in minutes or act in why:
                row.fault("acts", f"names {act} twice")
        why |= dict.fromkeys(acts, reason)
        row.close()
    rest = table.table("otherwise")
    otherwise = rest.bilingual("why")
    rest.close()
    table.close()
    faults.throw()
    return Slips(minutes, why, otherwise)


@cache
def slips() -> Slips:
    """The policy that Steun runs on, read once."""
    return load_slips()
