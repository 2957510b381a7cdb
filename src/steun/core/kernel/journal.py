"""The journal as a chain: entries, canonical JSON, hashes, verification. No Django, no files, no clock.

Each entry carries the hash of the one before it, so a change anywhere breaks everything after it. Who can rewrite all
can also rehash all: publish the head elsewhere, daily (`docs/run/`).
"""

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from steun.core.kernel.errors import Tampered

GENESIS = "0" * 64
"""What the first entry names as the hash before it."""

HASHED = (
    "number", "id", "happened_at", "recorded_at", "actor", "role", "organisation", "on_behalf_of", "action", "subject",
    "case", "basis", "reason", "audience", "data", "previous",
)  # fmt: skip
"""The fields under the hash, in the order of the export: all of them."""
LINE = frozenset({*HASHED, "hash"})
STUB = frozenset({"number", "previous", "hash", "withheld"})
"""The fields of an exported line, and of one whose content the reader may not see."""

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: who, in which role, for whom, did what to what, on which ground, and why. Times are UTC, ISO 8601."""

    number: int
    id: str
    happened_at: str
    recorded_at: str
    actor: str
    role: str
    organisation: str
    on_behalf_of: str
    action: str
    subject: str
    case: str
    basis: str
    reason: str
    audience: str
    previous: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in HASHED}


def timestamp(moment: datetime) -> str:
    """UTC with microseconds: one moment has one text, on every database.

    >>> timestamp(datetime(2021, 7, 14, 22, 0, tzinfo=UTC))
    '2021-07-14T22:00:00.000000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def canonical(content: Mapping[str, Any]) -> bytes:
    """Sorted keys, no spaces, UTF-8. Floats have no place here (see `whole`)."""
    return _encode(content).encode()


def whole(data: object, where: str = "data") -> None:
    """Refuse what does not come back from a database as it went in. Raises TypeError with the place.

    >>> whole({"a": [1, "x", None, True]})
    >>> whole({"a": 1.5})
    Traceback (most recent call last):
    ...
    TypeError: data.a: float is not allowed in the journal; use whole numbers with their unit
    """
    match data:
        case None | bool() | int() | str():
            return
        case Mapping():
            for key, value in data.items():
                if not isinstance(key, str):
                    raise TypeError(f"{where}: keys must be text")
                whole(value, f"{where}.{key}")
        case list() | tuple():
            for place, value in enumerate(data):
                whole(value, f"{where}[{place}]")
        case _:
            kind = type(data).__name__
            raise TypeError(f"{where}: {kind} is not allowed in the journal; use whole numbers with their unit")


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of an entry's hashed fields."""
    return sha256(canonical(content)).hexdigest()


def verify(lines: Iterable[Mapping[str, Any]], head: str | None = None) -> tuple[int, str]:
    """Walk the chain; return how many entries it has and its last hash. Raises `Tampered` at the first fault.

    `lines` are exported entries with `hash`. A line `{"number", "previous", "hash", "withheld": true}` stands for an
    entry that the reader may not see: its place in the chain is checked, its content cannot be. With `head`, a hash
    published earlier must occur in the chain.
    """
    number, last, seen = 0, GENESIS, head is None or head == GENESIS
    for line in lines:
        number += 1
        if line.get("number") != number:
            raise Tampered(number, f"number {line.get('number')} stands where {number} should")
        if line.get("previous") != last:
            raise Tampered(number, "does not follow the entry before it")
        fields = STUB if line.get("withheld") is True else LINE
        if line.keys() != fields:
            raise Tampered(number, _misfit(line.keys(), fields))
        if fields is LINE and digest({name: line[name] for name in HASHED}) != line["hash"]:
            raise Tampered(number, "its content does not match its hash")
        last = str(line["hash"])
        seen = seen or last == head
    if not seen:
        raise Tampered(number, "the published head does not occur in this journal")
    return number, last


def _misfit(found: Set[str], fields: Set[str]) -> str:
    """Which fields a line lacks, and which it has beside those under its hash: nobody vouches for these."""
    missing, extra = fields - found, found - fields
    return (
        f"lacks {', '.join(sorted(missing))}" if missing else f"has fields outside its hash: {', '.join(sorted(extra))}"
    )
