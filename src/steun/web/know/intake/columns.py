"""The columns of a table of capabilities, and how a cell of each is read: codes or names, days, whole numbers, text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override
from pydantic import ValidationError

from steun.core.kernel.errors import Fault, Unreadable
from steun.exchange.tables.cells import Cell, Grid, Table, address, table
from steun.web.kernel import moments, words
from steun.web.kernel.failure import problems
from steun.web.kernel.input.numbers import whole
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Effect
from steun.web.know.catalogue.read import CLASSES
from steun.web.know.listing.model import SAID
from steun.web.know.listing.read import label
from steun.web.know.listing.shape import ListingIn, TermsIn

NAMES = ("code", "owner", *SAID, "valid_until")
"""The columns, in the order in which Steun writes them."""
NEEDED = ("name_nl", "source")
LISTS, NUMBERS = ("effects", "classes"), ("reaction_formal", "season_from", "season_until")
EVIDENCE = ("S", "K", "I")
DIGITS = re.compile(r"-?[0-9]+")


def heads() -> dict[str, str]:
    """How a column may be called, folded: by its code, or by its words in either language."""
    found: dict[str, str] = {}
    for language in ("nl", "en"):
        with override(language):
            found |= {label(name).casefold(): name for name in NAMES if name != "code"}
    return {**found, "code": "code", **{name: name for name in NAMES}}


@dataclass
class Codes:
    """Codes by the code itself and by the names of what it stands for, folded."""

    owner: dict[str, str] = field(default_factory=dict)
    effects: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)


def codes() -> Codes:
    """Read once for a whole table."""
    found = Codes()
    rows: tuple[tuple[dict[str, str], Any], ...] = (
        (found.owner, Organisation.objects.all()), (found.effects, Effect.objects.all()),
    )  # fmt: skip
    for into, things in rows:
        for it in things:
            into |= dict.fromkeys((it.pk.casefold(), it.name_nl.casefold(), it.name_en.casefold()), it.pk)
    for into, known, context in (
        (found.classes, CLASSES, "class"), (found.evidence, EVIDENCE, "catalogue-mark"),
    ):  # fmt: skip
        for code in known:
            into[code.casefold()] = code
            for language in ("nl", "en"):
                with override(language):
                    into[words.word(context, code).casefold()] = code
    return found


def read(grid: Grid) -> Table:
    """The head and the rows of a table of capabilities; what is wrong with them joins the faults of the grid."""
    return table(grid, heads(), NEEDED)


def values(number: int, row: Mapping[str, Cell], found: Table, known: Codes, grid: Grid) -> dict[str, Any]:
    """What the cells of a row say; an empty cell of a column that is there takes away what stands."""
    said: dict[str, Any] = {}
    for name, column in found.columns.items():
        cell = row.get(name)
        if cell is None:
            said[name] = [] if name in LISTS else None if name in NUMBERS else ""
            continue
        try:
            said[name] = value(name, cell, known)
        except Unreadable as wrong:
            fault = wrong.at(address(number, column))
            grid.fault(fault.field, fault.code, **dict(fault.facts))
    return said


def value(name: str, cell: Cell, known: Codes) -> Any:
    """What one cell says. Raises `Unreadable`."""
    if name in LISTS:
        asked = [part.strip() for part in re.split(r"[;,|\n]", cell.text) if part.strip()]
        return [code_of(part, getattr(known, name)) for part in asked]
    if name in ("owner", "evidence"):
        return code_of(cell.text, getattr(known, name))
    if name in NUMBERS:
        return number_of(cell)
    if name == "valid_until":
        if cell.kind == "number":
            raise Unreadable("date-parsing")
        return moments.typed_day(cell.text)
    return cell.text


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
    if (found := known.get(said.casefold())) is None:
        raise Unreadable("unknown-code", {"value": said[:60]})
    return found


def shape_of(given: Mapping[str, Any], at: Callable[[str], str], grid: Grid) -> ListingIn | None:
    """What a row says as the form and the API would have it; None when something is wrong with it. at: the cell of a
    field; of one with a fault already, nothing more is said."""
    kept = {name: it for name, it in given.items() if it not in (None, "", [])}
    faults: list[Fault] = [
        Fault(name, "required")
        for name, about in TermsIn.model_fields.items()
        if about.is_required() and name not in kept
    ]
    made = None
    try:
        made = ListingIn.model_validate(kept)
    except ValidationError as error:
        missing = {fault.field for fault in faults}
        faults += [fault for fault in problems.malformed(error).faults if fault.field.split(".")[0] not in missing]
    there = {fault.field for fault in grid.faults}
    for fault in faults:
        if (cell := at(fault.field.split(".")[0])) not in there:
            grid.fault(cell, fault.code, **dict(fault.facts))
    return None if faults else made
