"""A table of a page as rows of cells: what a reader sees in it, as a spreadsheet wants it.

One way for every table: the page has already chosen the rows that this reader may see, and put them into words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

MARK = "data-sheet"
"""The attribute that names a table which can be taken along."""
UNSEEN = frozenset({"script", "style", "template", "button", "form", "select", "svg"})
BREAKS = frozenset({"div", "br", "li", "p", "dd", "dt", "span", "a", "small", "strong"})
"""Elements that stand apart on the page, so that a space parts their texts."""
EMPTY = frozenset({"br", "img", "input", "hr", "use", "path"})
NUMBER = re.compile(r"-?[0-9]{1,15}")
GROUPED = r"-?[1-9][0-9]{0,2}(?:%s[0-9]{3})+"
Table = tuple[list[str], list[list[object]]]


def read(page: str, name: str, moment: Callable[[str], str] = str, group: str = ".") -> Table | None:
    """Head and rows of the table of that name; None when the page has none. `moment` says how a time stands in a cell;
    `group`: what parts the thousands of a number on this page.

    >>> read('<table data-sheet="x"><tr><th>A</th></tr><tr><td>1.000</td></tr></table>', "x")
    (['A'], [[1000]])
    """
    parser = Reader(name, moment, group)
    parser.feed(page)
    if not parser.found:
        return None
    head, *rows = parser.rows or [[]]
    return [str(cell) for cell in head], rows


@dataclass
class Reader(HTMLParser):
    """Goes through a page once, and keeps the cells of one table."""

    name: str
    moment: Callable[[str], str]
    group: str = "."
    found: bool = False
    rows: list[list[object]] = field(default_factory=list)
    depth: int = 0
    unseen: list[str] = field(default_factory=list)
    cell: list[str] | None = None
    width: int = 1
    dated: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table" and (self.depth or given.get(MARK) == self.name):
            self.depth, self.found = self.depth + 1, True
        if not self.depth:
            return
        if self.unseen or tag in UNSEEN or given.get("role") == "tooltip" or "hidden" in given:
            if tag not in EMPTY:
                self.unseen.append(tag)
        elif self.depth == 1 and tag == "tr":
            self.rows.append([])
        elif self.depth == 1 and tag in ("td", "th"):
            self.cell, self.width = [], int(given.get("colspan") or 1)
        elif self.cell is not None:
            if tag == "time" and given.get("datetime"):
                self.cell.append(f" {self.moment(str(given['datetime']))} ")
                self.dated = True
            elif tag in BREAKS:
                self.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if not self.depth:
            return
        if self.unseen:
            if self.unseen[-1] == tag:
                self.unseen.pop()
        elif tag == "time":
            self.dated = False
        elif tag in ("td", "th") and self.depth == 1 and self.cell is not None:
            text = " ".join("".join(self.cell).split())
            self.rows[-1] += [self.value(text), *[""] * (self.width - 1)]
            self.cell = None
        elif tag in BREAKS and self.cell is not None:
            self.cell.append(" ")
        elif tag == "table":
            self.depth -= 1

    def value(self, text: str) -> object:
        """A number as a number, with or without parted thousands."""
        whole = text.replace(self.group, "") if re.fullmatch(GROUPED % re.escape(self.group), text) else text
        return int(whole) if NUMBER.fullmatch(whole) else text

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.unseen and not self.dated:
            self.cell.append(data)
