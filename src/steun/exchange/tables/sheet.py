"""A table as a file that a spreadsheet opens by a double click, the Dutch Excel too.

Semicolons, because Dutch uses the comma in numbers; a byte order mark, because Excel reads the letters of the machine
without one. A cell that would be computed (`=`, `+`, `-`, `@`) is text: what somebody typed in a title is no formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

MEDIA_TYPE = "text/csv; charset=utf-8"
COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file, with the names of its columns on top.

    >>> write(["Title", "Prio"], [["Water; mud", 1], ["=1+1", None]]).decode("utf-8-sig").splitlines()
    ['Title;Prio', '"Water; mud";1', "'=1+1;"]
    """
    page = io.StringIO()
    lines = csv.writer(page, delimiter=";", lineterminator="\r\n")
    lines.writerow(head)
    lines.writerows([as_cell(cell) for cell in row] for row in rows)
    return page.getvalue().encode("utf-8-sig")


def as_cell(cell: object) -> object:
    """A number as it is; a text so that it is read as text."""
    if isinstance(cell, int):
        return cell
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(COMPUTED) else text
