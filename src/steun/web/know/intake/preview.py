"""What a table would change in the catalogue, row by row, before anybody takes it over; and what is wrong with it."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from steun.core.kernel.errors import Fault, Malformed
from steun.core.know.catalogue.listing import OPEN, SOUND, ListingFacts
from steun.exchange.tables import incoming
from steun.exchange.tables.cells import MOST_COLUMNS, address
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.know.catalogue.model import Capability
from steun.web.know.intake import columns
from steun.web.know.listing.acts import FIELDS
from steun.web.know.listing.model import Listing, answering, latest
from steun.web.know.listing.read import Change, compared, names_in, terms_of
from steun.web.know.listing.shape import ListingIn

Given = tuple[int, ListingIn, frozenset[str]]
"""A row: its number, what it says, and what of that nobody said."""
At = Callable[[int, str], str]
"""The cell of a field of a row."""
NEW, CHANGE, SAME = "new", "change", "same"
LARGEST = 8_000_000
"""Bytes that rows take which come back from the preview."""


@dataclass(frozen=True)
class Row:
    """One row of the table. `number`: in the file. `kind`: new, change or same."""

    number: int
    shape: ListingIn
    kind: str
    changes: list[Change]


@dataclass
class Preview:
    """rows: what the table says, in its order. faults: at their cell or row; one is enough to take over nothing."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def to_take_over(self) -> list[Row]:
        return [row for row in self.rows if row.kind != SAME]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(self.of(kind)) for kind in (NEW, CHANGE, SAME)}

    @property
    def seen(self) -> str:
        """What was shown, in a word: it is taken over only as long as it would be shown again."""
        rows = self.to_take_over
        shown = [[row.number, row.kind, [[it.label, it.was, it.now] for it in row.changes]] for row in rows]
        return sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()

    @property
    def packed(self) -> str:
        """The rows to take over, to come back with the form."""
        rows = [[row.number, row.shape.model_dump(mode="json")] for row in self.to_take_over]
        return base64.b64encode(zlib.compress(json.dumps(rows).encode(), 9)).decode()


def of_file(name: str, content: bytes, actor: Actor) -> Preview:
    """Raises `Malformed` when the file may not come in at all."""
    grid = incoming.read(name, content)
    if grid.faults and not grid.rows:
        return Preview(faults=grid.faults)
    found = columns.read(grid)
    if any(fault.field == "file" for fault in grid.faults) or not found.rows:
        return Preview(faults=grid.faults or [Fault("file", "table-is-empty")])
    catalogue, known, given = Known(), columns.codes(), []
    for number, cells in found.rows:
        said = columns.values(number, cells, found, known, grid)

        def at(name: str, number: int = number) -> str:
            return address(number, found.columns[name]) if name in found.columns else row_name(number)

        unsaid = frozenset(name for name in ("owner", "valid_until") if not said.get(name))
        said = {name: it for name, it in said.items() if name not in unsaid}
        whole = {**catalogue.begun(said, actor), **said, "code": said.get("code") or catalogue.code(said)}
        shape = columns.shape_of(whole, at, grid)
        wrong = {fault.field for fault in grid.faults}
        if shape and not wrong & {address(number, column) for column in range(MOST_COLUMNS)}:
            given.append((number, shape, unsaid))

    def cell(number: int, name: str) -> str:
        return address(number, found.columns[name]) if name in found.columns else row_name(number)

    preview = weighed(given, catalogue, cell)
    return replace(preview, faults=[*grid.faults, *preview.faults])


def row_name(number: int) -> str:
    """Where something is wrong that stands in no cell."""
    return f"{number}:{number}"


class Known:
    """The catalogue as it stands, read once for a whole table."""

    def __init__(self) -> None:
        rows = Capability.objects.prefetch_related("effects")
        self.terms = {it.pk: terms_of(it) for it in rows}
        self.by_name = {terms["name_nl"].casefold(): code for code, terms in self.terms.items()}

    def code(self, said: Mapping[str, Any]) -> str:
        """Of a row that names none: that of the capability of this name, if there is one."""
        return self.by_name.get(str(said.get("name_nl", "")).casefold(), "")

    def begun(self, said: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
        """What holds for columns that are not there: what stands."""
        stands = dict(self.terms.get(str(said.get("code") or self.code(said)), {}))
        day = stands.get("valid_until")
        stands["valid_until"] = day if day and day > clock.today() else latest()
        return {"owner": actor.organisation, **{name: it for name, it in stands.items() if it not in (None, "")}}


def weighed(given: Iterable[Given], catalogue: Known, at: At) -> Preview:
    """Each row beside what stands; rules that a row breaks, at their cell. A row that says nothing else than what
    stands is the same, also where nobody owns it yet."""
    given = list(given)
    found = Preview()
    answer = answering({shape.owner for _, shape, _ in given})
    made = set(Listing.objects.filter(state__in=OPEN).values_list("code", flat=True))
    there: set[str] = set()
    names = names_in(*catalogue.terms.values(), *({"effects": it.effects, "owner": it.owner} for _, it, _ in given))
    for number, shape, unsaid in given:
        said = {name: getattr(shape, name) for name in columns.NAMES if name != "code"}
        stands = catalogue.terms.get(shape.code) if shape.code else None
        after = {
            **said, "effects": sorted(set(shape.effects)), "classes": sorted(set(shape.classes)),
            "name_en": shape.name_en or shape.name_nl, "year": shape.year or str(clock.today().year),
        }  # fmt: skip
        changes = compared(stands or {}, after, names)
        real = compared(stands or {}, {**after, **{name: (stands or {}).get(name) for name in unsaid}}, names)
        kind = NEW if stands is None else CHANGE if real else SAME
        found.rows.append(Row(number, shape, kind, changes))
        key = shape.code or shape.name_nl.casefold()
        if key in there:
            found.faults.append(Fault(at(number, "code" if shape.code else "name_nl"), "code-is-there-twice"))
        there.add(key)
        if kind != SAME:
            found.faults += broken(number, shape, shape.owner in answer, shape.code not in made, at)
    return found


def broken(number: int, shape: ListingIn, answers: bool, alone: bool, at: At) -> list[Fault]:
    """The rules of a proposal, without asking the database for each row."""
    facts = ListingFacts(
        owner=shape.owner, owner_answers=answers, alone=alone, valid_until=shape.valid_until, today=clock.today(),
        latest=latest(), season_from=shape.season_from, season_until=shape.season_until,
    )  # fmt: skip
    faults = [Fault(at(number, FIELDS[v.code]), v.code, v.facts) for rule in SOUND if not (v := rule(facts))]
    return faults + ([] if shape.effects else [Fault(at(number, "effects"), "required")])


def unpacked(packed: str) -> list[tuple[int, ListingIn]]:
    """The rows that came back. Raises `Malformed` when they are not what was sent out."""
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(base64.b64decode(packed, validate=True), LARGEST)
        if unpacker.unconsumed_tail:
            raise ValueError
        return [(int(number), ListingIn.model_validate(said)) for number, said in json.loads(text)]
    except (ValueError, TypeError, binascii.Error, zlib.error, ValidationError, RecursionError) as error:
        raise Malformed([Fault("file", "table-cannot-be-read")]) from error


def again(packed: str) -> Preview:
    """The same preview as the catalogue stands now."""
    return weighed(as_given(unpacked(packed)), Known(), at_row)


def as_given(rows: Iterable[tuple[int, ListingIn]]) -> Iterable[Given]:
    """Rows in which everything is said."""
    return ((number, shape, frozenset()) for number, shape in rows)


def at_row(number: int, name: str) -> str:
    return row_name(number)
