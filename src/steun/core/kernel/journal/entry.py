"""The journal: entries, canonical JSON, hashes, heads. No Django, no files, no clock. `chain` verifies.

One chain per *node* (one database: national, a region's own, an exercise). An entry is known by its node and number,
and its hash has two steps:

* the *digest* is SHA-256 over the canonical JSON of what the entry holds (`CONTENT`);
* the *hash* is SHA-256 over the canonical JSON of its link: node, number, previous hash and digest (`LINK`).

So an entry whose content a reader may not see is still bound to its place: a stub carries the digest instead of the
content, and its hash is computed like any other. Who can rewrite all can also rehash all: have the head witnessed
elsewhere, daily (`docs/journal.md`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64
"""What the first entry of a chain names as the hash before it."""

CONTENT = (
    "id", "happened_at", "recorded_at", "actor", "role", "organisation", "on_behalf_of", "action", "subject", "case",
    "basis", "reason", "audience", "data",
)  # fmt: skip
"""The content of an entry: the fields under its digest."""
FIELDS = ("node", "number", *CONTENT, "previous")
"""All fields of an entry but its hash, in the order of the export."""
LINE = frozenset({*FIELDS, "hash"})
STUB = frozenset({"node", "number", "previous", "digest", "hash", "withheld"})
"""The fields of an exported line, and of one whose content the reader may not see."""
RESTS_ON = "rests_on"
"""The key in `data` of entries (of other nodes, mostly) that an entry rests on: a list of {node, number, hash}."""

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Head:
    """One entry by its name and hash: the end of a chain as it is published, or what another entry rests on."""

    node: str
    number: int
    hash: str

    def as_dict(self) -> dict[str, Any]:
        return {"node": self.node, "number": self.number, "hash": self.hash}


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: who, in which role, for whom, did what to what, on which ground, and why. Times are UTC, ISO 8601."""

    node: str
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
        return {name: getattr(self, name) for name in FIELDS}


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
    """SHA-256 over the canonical JSON of the content of an entry; `content` may hold its other fields too."""
    return sha256(canonical({name: content[name] for name in CONTENT})).hexdigest()


def link(node: str, number: int, previous: str, content_digest: str) -> str:
    """The hash of an entry: it binds the digest of the content to one place in one chain."""
    return sha256(
        canonical({"digest": content_digest, "node": node, "number": number, "previous": previous})
    ).hexdigest()


def hash_of(content: Mapping[str, Any]) -> str:
    """The hash of an entry from all its fields."""
    return link(content["node"], content["number"], content["previous"], digest(content))


def stub(line: Mapping[str, Any]) -> dict[str, Any]:
    """What stands for a line whose content the reader may not see: its place, and the digest of its content.

    The digest gives nothing away: the `id` under it is random, so nobody can try which content would give it.
    """
    place = {name: line[name] for name in ("node", "number", "previous")}
    return {**place, "digest": digest(line), "hash": line["hash"], "withheld": True}
