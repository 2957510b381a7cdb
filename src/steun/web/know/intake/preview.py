"""What a table would change, row by row, before anybody takes it over; and how it comes back with the form."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from steun.core.kernel.errors import Fault, Malformed
from steun.web.kernel.input.shape import Shape
from steun.web.know.listing.read import Change

At = Callable[[int, str], str]
"""The cell of a field of a row."""
NEW, CHANGE, SAME = "new", "change", "same"
LARGEST = 8_000_000
"""Bytes that rows take which come back from the preview."""


@dataclass(frozen=True)
class Row:
    """One row of the table. `number`: in the file. `kind`: new, change or same. `name`: what it is about."""

    number: int
    shape: Any
    kind: str
    changes: list[Change]
    name: str = ""


@dataclass
class Preview:
    """rows: what the table says, in its order. faults: at their cell or row; one is enough to take over nothing.
    whole: the table is all there is, so rows that change nothing are taken over too. left: what then counts no more,
    because the table does not have it, in words."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    whole: bool = False
    left: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def to_take_over(self) -> list[Row]:
        return self.rows if self.whole else [row for row in self.rows if row.kind != SAME]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(self.of(kind)) for kind in (NEW, CHANGE, SAME)}

    @property
    def seen(self) -> str:
        """What was shown, in a word: it is taken over only as long as it would be shown again."""
        rows = self.to_take_over
        shown = [[row.number, row.kind, [[it.label, it.was, it.now] for it in row.changes]] for row in rows]
        return sha256(json.dumps([shown, self.left], ensure_ascii=False).encode()).hexdigest()

    @property
    def packed(self) -> str:
        """The rows to take over, to come back with the form."""
        rows = [[row.number, row.shape.model_dump(mode="json")] for row in self.to_take_over]
        return base64.b64encode(zlib.compress(json.dumps(rows).encode(), 9)).decode()


def unpacked(packed: str, shape: type[Shape]) -> list[tuple[int, Any]]:
    """The rows that came back. Raises `Malformed` when they are not what was sent out."""
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(base64.b64decode(packed, validate=True), LARGEST)
        if unpacker.unconsumed_tail:
            raise ValueError
        return [(int(number), shape.model_validate(said)) for number, said in json.loads(text)]
    except (ValueError, TypeError, binascii.Error, zlib.error, ValidationError, RecursionError) as error:
        raise Malformed([Fault("file", "table-cannot-be-read")]) from error
