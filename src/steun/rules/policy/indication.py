"""How coarse an answer is for everybody, from its file: `nl/indication.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from steun.core.decide.areas import Areas
from steun.core.decide.indication import Policy
from steun.core.kernel.units import Metres, Minutes
from steun.rules.load import chosen, law, read_toml
from steun.rules.table import Faults, Table

AREAS = ("region", "province", "command")


def load_indication(file: Path | None = None) -> Policy:
    """The policy. Raises ValueError that names every fault at once, with file and key."""
    path, faults = file or chosen() / "indication.toml", Faults()
    table = Table(read_toml(path, faults), path.name, faults)
    source = table.table("source")
    for key in ("act", "evidence"):
        source.text(key)
    source.day("valid_from")
    source.close()
    policy = Policy(
        quantities=rising(table, "quantities"),
        steps=tuple(Minutes(m) for m in rising(table, "steps_minutes")),
        block=Minutes(table.whole("block_minutes")),
        notices=tuple(Minutes(m) for m in rising(table, "notices_minutes")),
        slack=Metres(table.whole("slack_metres")),
        area=table.one_of("area", AREAS),
    )
    if policy.block < 1:
        table.fault("block_minutes", "is one minute or more")
    table.close()
    faults.throw()
    return policy


def rising(table: Table, key: str) -> tuple[int, ...]:
    """Whole numbers from one upwards, each higher than the one before."""
    found = [n for n in table.items(key) if isinstance(n, int) and not isinstance(n, bool)]
    if not found or len(found) != len(table.raw.get(key, ())) or found[0] < 1 or found != sorted(set(found)):
        table.fault(key, "holds rising whole numbers")
    return tuple(found)


@cache
def indication() -> Policy:
    """The policy that Steun runs on, read once."""
    return load_indication()


@cache
def areas() -> Areas:
    """The regions and the areas of homes, as that policy has them."""
    return Areas(law().regions, indication().area, indication().slack)
