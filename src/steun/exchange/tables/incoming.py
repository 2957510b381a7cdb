"""A table that comes in as a file, CSV or workbook: a grid of cells, with every fault at its cell."""

from __future__ import annotations

import csv
import io

from steun.exchange import filetype
from steun.exchange.tables import spreadsheet
from steun.exchange.tables.cells import MOST_COLUMNS, MOST_ROWS, Cell, Grid, address
from steun.exchange.tables.sheet import COMPUTED

KINDS = ("xlsx", "csv")
MARKS = ";,\t"
"""What may part the cells of a line."""


def read(name: str, content: bytes) -> Grid:
    """The cells of a file. Raises `Malformed` when it may not come in at all: a macro, a bomb, something else than its
    name says."""
    kind, grid = filetype.recognise(name, content), Grid()
    if kind.ends[0] not in KINDS:
        grid.fault("file", "table-type-not-allowed", allowed=", ".join(KINDS))
    elif kind.ends[0] == "xlsx":
        spreadsheet.read(content, grid)
    else:
        lines(filetype.text_of(content) or "", grid)
    return grid


def lines(text: str, grid: Grid) -> None:
    """The cells of a text. The mark between them is the one that the first line has most of."""
    first = text.lstrip().partition("\n")[0]
    mark = max(MARKS, key=first.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=mark, strict=True), start=1):
            if len(grid.rows) > MOST_ROWS and any(row):
                grid.fault("file", "table-has-too-many-rows", most=MOST_ROWS)
                return
            for column, said in enumerate(row):
                put(grid, number, column, said.strip())
    except csv.Error:
        grid.fault("file", "table-cannot-be-read")


def put(grid: Grid, row: int, column: int, said: str) -> None:
    """A sign before what a program would compute is taken away again: so `sheet` writes it. What would be computed is
    a fault, but for a number below zero."""
    if said.startswith("'") and said[1:2] and said[1] in COMPUTED:
        said = said[1:]
    elif said[:1] in ("=", "@"):
        grid.fault(address(row, column), "cell-is-computed")
        return
    if column >= MOST_COLUMNS and said:
        grid.fault(address(row, column), "too-many-columns", most=MOST_COLUMNS)
        return
    grid.put(row, column, Cell(said))
