"""The columns of a table that comes in, and how a cell of each is read: codes or names, days, whole numbers, text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override
from pydantic import ValidationError

from steun.core.kernel.errors import Fault, Unreadable
from steun.exchange.tables.cells import Cell, Grid, address
from steun.web.kernel import moments
from steun.web.kernel.failure import problems
from steun.web.kernel.input.numbers import whole
from steun.web.kernel.input.shape import Shape

LANGUAGES = ("nl", "en")
SEVERAL = ""
"""What a name means that stands for more than one thing."""
DIGITS = re.compile(r"-?[0-9]+")
Codes = Mapping[str, Mapping[str, str]]
"""By column: codes by the code itself and by the names of what it stands for, folded. Read once for a whole table."""


@dataclass(frozen=True)
class Columns:
    """names: in the order in which Steun writes them. shape: what a row says. label: what a column is called, in the
    reader's language. needed: without these it is no such table. coded: cells that hold a code or a name; lists: cells
    that hold several; numbers, days: columns of these. Every other cell holds text."""

    names: tuple[str, ...]
    shape: type[Shape]
    label: Callable[[str], str]
    needed: tuple[str, ...] = ()
    coded: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    days: tuple[str, ...] = ()

    def heads(self) -> dict[str, str]:
        """How a column may be called, folded: by its code, or by its words in either language."""
        found: dict[str, str] = {}
        for language in LANGUAGES:
            with override(language):
                found |= {self.label(name).casefold(): name for name in self.names}
        return {**found, **{name: name for name in self.names}}

    def values(
        self, number: int, row: Mapping[str, Cell], columns: Mapping[str, int], known: Codes, grid: Grid
    ) -> dict[str, Any]:
        """What the cells of a row say; an empty cell of a column that is there takes away what stands."""
        said: dict[str, Any] = {}
        for name, column in columns.items():
            cell = row.get(name)
            if cell is None:
                said[name] = [] if name in self.lists else None if name in self.numbers else ""
                continue
            try:
                said[name] = self.value(name, cell, known)
            except Unreadable as wrong:
                fault = wrong.at(address(number, column))
                grid.fault(fault.field, fault.code, **dict(fault.facts))
        return said

    def value(self, name: str, cell: Cell, known: Codes) -> Any:
        """What one cell says. Raises `Unreadable`."""
        if name in self.lists:
            asked = [part.strip() for part in re.split(r"[;,|\n]", cell.text) if part.strip()]
            return [code_of(part, known[name]) for part in asked]
        if name in self.coded:
            return code_of(cell.text, known[name])
        if name in self.numbers:
            return number_of(cell)
        if name in self.days:
            if cell.kind == "number":
                raise Unreadable("date-parsing")
            return moments.typed_day(cell.text)
        return cell.text

    def shape_of(self, given: Mapping[str, Any], at: Callable[[str], str], grid: Grid) -> Any:
        """What a row says as the form and the API would have it; None when something is wrong with it. at: the cell of
        a field; of one with a fault already, nothing more is said."""
        kept = {name: it for name, it in given.items() if it not in (None, "", [])}
        faults: list[Fault] = [
            Fault(name, "required")
            for name, about in self.shape.model_fields.items()
            if about.is_required() and name not in kept
        ]
        made = None
        try:
            made = self.shape.model_validate(kept)
        except ValidationError as error:
            missing = {fault.field for fault in faults}
            faults += [it for it in problems.malformed(error).faults if it.field.split(".")[0] not in missing]
        there = {fault.field for fault in grid.faults}
        for fault in faults:
            if (cell := at(fault.field.split(".")[0])) not in there:
                grid.fault(cell, fault.code, **dict(fault.facts))
        return None if faults else made


def codes_of(things: Iterable[Any]) -> dict[str, str]:
    """Codes of rows by themselves and by their names in both languages; a name of several means none of them."""
    rows, found = list(things), dict[str, str]()
    for it in rows:
        for name in {it.name_nl.casefold(), it.name_en.casefold()} - {""}:
            found[name] = it.pk if found.get(name, it.pk) == it.pk else SEVERAL
    return {**found, **{it.pk.casefold(): it.pk for it in rows}}


def number_of(cell: Cell) -> int | None:
    """A whole number: of a cell that holds a number as it is, of text in the reader's notation."""
    if cell.kind == "day":
        raise Unreadable("whole-number")
    if cell.kind == "number":
        if not DIGITS.fullmatch(cell.text):
            raise Unreadable("whole-number")
        return int(cell.text)
    return whole(cell.text)


def code_of(said: str, known: Mapping[str, str]) -> str:
    found = known.get(said.casefold())
    if not found:
        raise Unreadable("unknown-code" if found is None else "name-of-several", {"value": said[:60]})
    return found
