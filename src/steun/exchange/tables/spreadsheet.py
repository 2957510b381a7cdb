"""A workbook (Office Open XML) that comes in: the cells of its first sheet. Formulas, merged cells, errors: faults at
their cell; what is packed too large is not unpacked. The file was looked at before (`filetype`): nothing in it runs.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from xml.parsers import expat

from steun.exchange.active import BROKEN
from steun.exchange.tables.cells import MOST_COLUMNS, MOST_LETTERS, MOST_ROWS, Cell, Grid, address, place

MOST_BYTES = 30_000_000
"""Of one part, unpacked."""
FIRST_DAY = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""Day 0, of the two calendars that workbooks count in."""
LEAP = 60
"""Excel takes 1900 for a leap year; before that day its numbers are one off, and mean nothing here."""
DAYS = frozenset({*range(14, 18), 22, *range(27, 32), *range(34, 37), *range(50, 59)})
"""Number formats that every workbook has and that show a day (ECMA-376, 18.8.30)."""
NOT_FORMAT = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.|_.|\*.")
MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"


class Unreadable(Exception):
    """It is no workbook after all, or too large. The message is a code."""


class Enough(Exception):
    """There are more rows than are read."""


def read(content: bytes, grid: Grid) -> None:
    """Into the grid; what is wrong joins its faults."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            book = Book()
            parse(part(archive, "xl/workbook.xml"), book)
            target = sheet_of(archive, book)
            shared = Strings()
            if "xl/sharedStrings.xml" in archive.namelist():
                parse(part(archive, "xl/sharedStrings.xml"), shared)
            styles = Styles()
            if "xl/styles.xml" in archive.namelist():
                parse(part(archive, "xl/styles.xml"), styles)
            parse(part(archive, target), Sheet(grid, shared.found, styles.dated, FIRST_DAY[book.since_1904]))
    except Enough:
        grid.fault("file", "table-has-too-many-rows", most=MOST_ROWS)
    except Unreadable as error:
        grid.fault("file", str(error))
    except BROKEN:
        grid.fault("file", "table-cannot-be-read")


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        found = stream.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise Unreadable("table-is-too-large")
    return found


def sheet_of(archive: zipfile.ZipFile, book: Book) -> str:
    """Where the first sheet lies."""
    links = Links()
    parse(part(archive, "xl/_rels/workbook.xml.rels"), links)
    target = links.found.get(book.first, "")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


class Reader:
    """Goes through a part once. Names come without their namespace."""

    def begin(self, name: str, about: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, said: str) -> None: ...


def parse(content: bytes, reader: Reader) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:  # a type of its own could grow without end
        raise Unreadable("table-cannot-be-read")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, about: reader.begin(name.rpartition(" ")[2], about)
    parser.EndElementHandler = lambda name: reader.end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = reader.text
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unreadable("table-cannot-be-read") from error


@dataclass
class Book(Reader):
    first: str = ""
    since_1904: bool = False

    def begin(self, name: str, about: dict[str, str]) -> None:
        if name == "workbookPr":
            self.since_1904 = about.get("date1904") in ("1", "true")
        if name == "sheet" and not self.first and about.get("state", "visible") == "visible":
            self.first = about.get(MAIN, "")


@dataclass
class Links(Reader):
    found: dict[str, str] = field(default_factory=dict)

    def begin(self, name: str, about: dict[str, str]) -> None:
        if name == "Relationship" and about.get("TargetMode", "").lower() != "external":
            self.found[about.get("Id", "")] = about.get("Target", "")


@dataclass
class Strings(Reader):
    """Texts that cells share by their number; without the reading aids of East Asian ones."""

    found: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    aside: int = 0
    open: bool = False

    def begin(self, name: str, about: dict[str, str]) -> None:
        self.aside += name == "rPh"
        self.open = name == "t" and not self.aside
        if name == "si":
            self.parts = []

    def end(self, name: str) -> None:
        self.aside -= name == "rPh"
        self.open = False
        if name == "si":
            self.found.append("".join(self.parts))

    def text(self, said: str) -> None:
        if self.open:
            self.parts.append(said)


@dataclass
class Styles(Reader):
    """By style of a cell: does it show a day?"""

    own: dict[str, bool] = field(default_factory=dict)
    dated: list[bool] = field(default_factory=list)
    inside: bool = False

    def begin(self, name: str, about: dict[str, str]) -> None:
        if name == "numFmt":
            self.own[about.get("numFmtId", "")] = shows_day(about.get("formatCode", ""))
        self.inside = name == "cellXfs" or (self.inside and name != "cellStyles")
        if name == "xf" and self.inside:
            code = about.get("numFmtId", "0")
            self.dated.append(self.own.get(code, code.isdecimal() and int(code) in DAYS))

    def end(self, name: str) -> None:
        self.inside = self.inside and name != "cellXfs"


def shows_day(form: str) -> bool:
    """Does a number format show a day? In Dutch Excel a year is a `j`.

    >>> shows_day("dd-mm-yyyy"), shows_day('0.00" day"'), shows_day("[Red]0"), shows_day("d mmm jjjj")
    (True, False, False, True)
    """
    plain = NOT_FORMAT.sub("", form).lower()
    return "d" in plain and ("y" in plain or "j" in plain or "m" in plain)


@dataclass
class Sheet(Reader):
    """The cells of a sheet into the grid."""

    grid: Grid
    shared: list[str]
    dated: list[bool]
    first_day: date
    row: int = 0
    column: int = -1
    kind: str = ""
    style: int = 0
    said: list[str] = field(default_factory=list)
    open: bool = False
    formula: bool = False
    aside: int = 0
    last: int = 0
    filled: int = 0

    def begin(self, name: str, about: dict[str, str]) -> None:
        self.aside += name == "rPh"
        if name == "row":
            self.row, self.column = int(about.get("r", self.row + 1)), -1
        elif name == "c":
            where = place(about.get("r", ""))
            self.row, self.column = where or (self.row, self.column + 1)
            self.kind, self.style = about.get("t", "n"), int(about.get("s", 0))
            self.said, self.formula = [], False
        elif name == "f":
            self.formula = True
        elif name == "mergeCell":
            cells = about.get("ref", "")
            self.grid.fault(cells.partition(":")[0] or "file", "cells-are-merged", cells=cells)
        self.open = name in ("v", "t") and not self.aside

    def text(self, said: str) -> None:
        if self.open:
            self.said.append(said)

    def end(self, name: str) -> None:
        self.aside -= name == "rPh"
        self.open = False
        if name == "c":
            self.close("".join(self.said))

    def close(self, said: str) -> None:
        from_here = address(self.row, self.column)
        if (said or self.formula) and self.row != self.last:
            self.last, self.filled = self.row, self.filled + 1
            if self.filled > MOST_ROWS + 1:
                raise Enough
        if self.formula:
            self.grid.fault(from_here, "cell-is-computed")
            return
        cell = self.cell(said, from_here)
        if cell is None or not cell.text:
            return
        if self.column >= MOST_COLUMNS:
            self.grid.fault(from_here, "too-many-columns", most=MOST_COLUMNS)
            return
        self.grid.put(self.row, self.column, cell)

    def cell(self, said: str, where: str) -> Cell | None:
        if self.kind == "e":
            self.grid.fault(where, "cell-has-an-error", value=said[:20])
            return None
        if self.kind == "s":
            number = int(said) if said.isdecimal() else -1
            return Cell(self.shared[number].strip()[: MOST_LETTERS + 1]) if 0 <= number < len(self.shared) else None
        if self.kind in ("str", "inlineStr", "d", "b"):
            return Cell(said.strip()[: MOST_LETTERS + 1])
        if not said.strip():
            return None
        return self.number(said.strip(), where)

    def number(self, said: str, where: str) -> Cell | None:
        try:
            value = float(said)
        except ValueError:
            return Cell(said)
        if 0 <= self.style < len(self.dated) and self.dated[self.style]:
            if not LEAP < value < 2_958_466:
                self.grid.fault(where, "date-parsing")
                return None
            return Cell((self.first_day + timedelta(days=int(value))).isoformat(), "day")
        return Cell(str(int(value)) if value.is_integer() and abs(value) < 10**15 else said, "number")
