"""A file that comes in, read: its rows as the form and the API would have them, every fault at its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from steun.core.kernel.errors import Fault
from steun.exchange.tables import incoming
from steun.exchange.tables.cells import MOST_COLUMNS, address, table
from steun.web.know.intake.columns import Codes, Columns

Filled = Callable[[dict[str, Any]], Mapping[str, Any]]
"""What a row says as a whole: with what holds for columns that are not there."""


@dataclass(frozen=True)
class Line:
    """One row. said: what stands in its cells, by column; shape: all of it, with what nobody said."""

    number: int
    said: Mapping[str, Any]
    shape: Any


@dataclass
class Read:
    """lines: the rows with which nothing is wrong. columns: where each column stands."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    columns: Mapping[str, int] = field(default_factory=dict)

    def at(self, number: int, name: str) -> str:
        """The cell of a field of a row."""
        return address(number, self.columns[name]) if name in self.columns else row_name(number)


def read(name: str, content: bytes, columns: Columns, known: Codes, filled: Filled) -> Read:
    """Raises `Malformed` when the file may not come in at all."""
    grid = incoming.read(name, content)
    if grid.faults and not grid.rows:
        return Read(faults=grid.faults)
    found = table(grid, columns.heads(), columns.needed)
    if any(fault.field == "file" for fault in grid.faults) or not found.rows:
        return Read(faults=grid.faults or [Fault("file", "table-is-empty")])
    made = Read(faults=grid.faults, columns=found.columns)
    for number, cells in found.rows:
        said = columns.values(number, cells, found.columns, known, grid)

        def at(name: str, number: int = number) -> str:
            return made.at(number, name)

        shape = columns.shape_of(filled(said), at, grid)
        wrong = {fault.field for fault in grid.faults}
        if shape and not wrong & {address(number, column) for column in range(MOST_COLUMNS)}:
            made.lines.append(Line(number, said, shape))
    return made


def row_name(number: int) -> str:
    """Where something is wrong that stands in no cell."""
    return f"{number}:{number}"


def at_row(number: int, name: str) -> str:
    return row_name(number)
