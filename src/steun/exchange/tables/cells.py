"""What stands in the cells of a table that comes in: text, a number, a day; or what cannot be read there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from steun.core.kernel.errors import Fault
from steun.core.kernel.verdict import Fact

MOST_ROWS = 1_000
"""Under the head. More is no catalogue, and nobody reads its preview."""
MOST_COLUMNS = 100
MOST_LETTERS = 8_000
MOST_FAULTS = 200
"""Told one by one; the rest of them has the same causes."""


@dataclass(frozen=True, slots=True)
class Cell:
    """text: a number as JSON writes it, a day as ISO 8601 does. kind: text, number or day."""

    text: str
    kind: str = "text"


EMPTY = Cell("")


@dataclass
class Grid:
    """The cells of one sheet by row (from 1) and column (from 0), and every fault at its cell (`B7`) or at the file."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def put(self, row: int, column: int, cell: Cell) -> None:
        if cell.text:
            self.rows.setdefault(row, {})[column] = cell

    def fault(self, where: str, code: str, **facts: Fact) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(where, code, facts))


def letters(column: int) -> str:
    """The name of a column, from 0.

    >>> letters(0), letters(25), letters(26), letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    name = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        name, column = chr(65 + rest) + name, column - 1
    return name


def address(row: int, column: int) -> str:
    return f"{letters(column)}{row}"


def place(reference: str) -> tuple[int, int] | None:
    """Row and column of an address; None when it is none.

    >>> place("B7"), place("AA10"), place("7B"), place("A0")
    ((7, 1), (10, 26), None, None)
    """
    name = reference.rstrip("0123456789")
    number = reference[len(name) :]
    if not number or not name.isascii() or not name.isalpha() or len(name) > 3 or len(number) > 7 or int(number) < 1:
        return None
    column = 0
    for sign in name.upper():
        column = column * 26 + ord(sign) - 64
    return int(number), column - 1


@dataclass(frozen=True)
class Table:
    """A head and the rows under it, each cell by the name of its column; columns: where each name stands."""

    columns: Mapping[str, int]
    rows: Sequence[tuple[int, Mapping[str, Cell]]]


def table(grid: Grid, known: Mapping[str, str], needed: Sequence[str]) -> Table:
    """The first row with anything in it is the head. known: how a column may be called, folded, to its name; what is
    wrong joins the faults of the grid."""
    numbers = sorted(grid.rows)
    if not numbers:
        grid.fault("file", "table-is-empty")
        return Table({}, ())
    head, *below = numbers
    columns: dict[str, int] = {}
    for column, cell in sorted(grid.rows[head].items()):
        name = known.get(" ".join(cell.text.casefold().split()))
        if name is None:
            grid.fault(address(head, column), "unknown-column", value=cell.text[:60])
        elif name in columns:
            grid.fault(address(head, column), "column-is-there-twice", value=cell.text[:60])
        else:
            columns[name] = column
    for name in needed:
        if name not in columns:
            grid.fault("file", "column-is-missing", value=name)
    by_place = {column: name for name, column in columns.items()}
    for number in below:
        for column in sorted(grid.rows[number].keys() - by_place.keys() - grid.rows[head].keys()):
            grid.fault(address(number, column), "cell-without-column")
    rows = [(n, {by_place[c]: cell for c, cell in grid.rows[n].items() if c in by_place}) for n in below]
    return Table(columns, rows)
