"""How long the catalogue may say something without being confirmed, from its file: `catalogue.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from steun.rules.load import HOME, read_toml
from steun.rules.table import Faults, Table

FILE = HOME / "catalogue.toml"


@dataclass(frozen=True, slots=True)
class Curation:
    """Days, and whether what was not confirmed in time drops out of what is available to promise."""

    longest_days: int
    remind_days: int
    stale_drops_out: bool


def load_curation(file: Path = FILE) -> Curation:
    """The policy. Raises ValueError that names every fault at once, with file and key."""
    faults = Faults()
    table = Table(read_toml(file, faults), file.name, faults)
    source = table.table("source")
    for key in ("act", "evidence"):
        source.text(key)
    source.day("valid_from")
    source.close()
    found = Curation(table.whole("longest_days"), table.whole("remind_days"), table.flag("stale_drops_out"))
    if found.longest_days < 1:
        table.fault("longest_days", "is one day or more")
    if not 0 <= found.remind_days < found.longest_days:
        table.fault("remind_days", "is from 0 to less than longest_days")
    table.close()
    faults.throw()
    return found


@cache
def curation() -> Curation:
    """The policy that Steun runs on, read once."""
    return load_curation()
