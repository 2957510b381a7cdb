"""Of which cases the rest of a region reads the outline, from its file: `nl/outline.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from steun.rules.load import chosen, law, read_toml
from steun.rules.table import Faults, Table


def load_outline(file: Path | None = None) -> tuple[str, ...]:
    """Kinds of task. Raises ValueError that names every fault at once, with file and key."""
    path, faults = file or chosen() / "outline.toml", Faults()
    table = Table(read_toml(path, faults), path.name, faults)
    source = table.table("source")
    for key in ("act", "evidence"):
        source.text(key)
    source.day("valid_from")
    source.close()
    tasks = table.some_of("tasks", law().country.tasks)
    table.close()
    faults.throw()
    return tasks


@cache
def outlined() -> tuple[str, ...]:
    """The kinds of task that Steun runs on, read once."""
    return load_outline()
