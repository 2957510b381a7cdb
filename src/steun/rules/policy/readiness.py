"""With what a recalibration begins, from its file: `nl/readiness.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from steun.rules.load import chosen, read_toml
from steun.rules.table import Faults, Table

PERCENT = ("free_defence", "free_civil", "task_one", "called_up", "occurs", "spread")


@dataclass(frozen=True, slots=True)
class Readiness:
    """Percents, minutes and person-hours a year: see the file."""

    free_defence: int
    free_civil: int
    task_one: int
    called_up: int
    occurs: int
    spread: int
    ready_minutes: int
    hours_per_piece: int


def load_readiness(file: Path | None = None) -> Readiness:
    """The policy. Raises ValueError that names every fault at once, with file and key."""
    path, faults = file or chosen() / "readiness.toml", Faults()
    table = Table(read_toml(path, faults), path.name, faults)
    source = table.table("source")
    for key in ("act", "evidence"):
        source.text(key)
    source.day("valid_from")
    source.close()
    found = {name: table.whole(f"{name}_percent") for name in PERCENT}
    found |= {name: table.whole(name) for name in ("ready_minutes", "hours_per_piece")}
    for name in PERCENT:
        if not 0 <= found[name] <= 100:
            table.fault(f"{name}_percent", "is from 0 to 100")
    table.close()
    faults.throw()
    return Readiness(**found)


@cache
def readiness() -> Readiness:
    """The policy that Steun runs on, read once."""
    return load_readiness()
