"""What entries record of the rows that they are about: the replay check compares each recorded field with its table.

A thing declares it beside its life or, when it has none, as a `Journalled` (`steun.web.lives` lists these). A field is
recorded in one of these ways:

* `recorded`: names that stand in the data of an entry as they are called in the table (or in `reads`);
* `changes` in the data: field -> [what it was, what it is];
* `derived`: what follows from an entry otherwise, such as that whoever passed a gate is who did it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model

from steun.web.kernel import moments

if TYPE_CHECKING:
    from steun.web.kernel.journal.models import Entry

Values = Mapping[str, Any]
UNRECORDED = object()
"""What `derived` gives for a field that may change from now on without an entry: a draft, after its return."""

ABOUT_THE_ACT = frozenset({
    "from", "to", "was", "until", "because", "reconstructed", "illustrative", "source", "knowingly", "rests_on",
    "undoes", "act",
    "gate.origin", "gate.extent", "request.by_gate", "request.draft", "request.orders", "request.units",
    "request.parts", "request.from_request", "request.movement", "request.evacuation",
    "movement.roadplan",
    "addition.of", "addition.organisation", "deployment.remark", "deployment.priority", "deployment.urgent",
    "proposal.lines", "proposal.whole", "proposal.agreed", "proposal.objective", "proposal.gap", "proposal.proven",
    "proposal.reserve_from", "commitment.proposal", "commitment.number", "commitment.by_grant", "commitment.by_entry",
})  # fmt: skip
"""Keys that are about the act and not about the row, whatever it is about or (`kind.key`) of one kind: from where, in
which circumstances, with which words. What they decide is compared where it stands: the extent and the parts of a grant
in its request, orders in each deployment, absences and lines of proposals in theirs. A test finds a key that is neither
compared nor here."""

FORMERLY = {"dials": "policy"}
"""Kinds by the name that they had in entries of before: a chain is not rewritten when a word changes."""


def subject_of(entry: Entry) -> tuple[str, str]:
    """What an entry is about, by the names of today: its kind, and kind and key together."""
    kind, _, key = entry.subject.partition(":")
    kind = FORMERLY.get(kind, kind)
    return kind, f"{kind}:{key}"


def nothing(_: Any) -> Values:
    return {}


@dataclass(frozen=True)
class Journalled:
    """A kind of row that entries are about: `kind` is the first word of their subject, before the colon.

    reads: what is recorded under a name that is no column, as the row has it now.
    related: relations that `reads` looks at.
    always: every row of the table must have an entry; one that has none was slipped in.
    """

    kind: str
    model: type[Model]
    recorded: tuple[str, ...] = ()
    derived: Callable[[Entry], Values] = nothing
    reads: Callable[[Any], Values] = nothing
    related: tuple[str, ...] = ()
    always: bool = False

    def recorded_in(self, entry: Entry) -> dict[str, Any]:
        """The fields that this entry records, as they are from then on."""
        found = {name: entry.data[name] for name in self.recorded if name in entry.data}
        changes = entry.data.get("changes")
        if isinstance(changes, Mapping):
            found |= {name: pair[1] for name, pair in changes.items() if isinstance(pair, list) and len(pair) == 2}
        return {**found, **self.derived(entry)}

    def current(self, row: Model) -> dict[str, Any]:
        """All that can be recorded of a row, as the table has it now."""
        columns = {field.attname: getattr(row, field.attname) for field in self.model._meta.concrete_fields}
        return {**columns, **self.reads(row)}


def same(recorded: object, current: object) -> bool:
    """Whether a recorded value is the one in the table: moments as moments, keys as text, nothing as nothing.

    >>> same("2021-07-14T22:00:00Z", moments.parsed("2021-07-15T00:00:00+02:00"))
    True
    >>> same(None, "") and same({"a": 1}, {"a": 1, "b": None}) and not same({"a": 1}, {"a": 1, "b": 2})
    True
    """
    if recorded in NOTHING or current in NOTHING:
        return recorded in NOTHING and current in NOTHING
    if isinstance(current, datetime):
        try:
            return (moments.parsed(recorded) if isinstance(recorded, str) else recorded) == current
        except ValueError:
            return False
    if isinstance(current, UUID):
        return str(recorded) == str(current)
    if isinstance(recorded, Mapping) and isinstance(current, Mapping):
        return all(same(recorded.get(name), current.get(name)) for name in recorded.keys() | current.keys())
    if isinstance(recorded, list | tuple) and isinstance(current, list | tuple):
        return len(recorded) == len(current) and all(map(same, recorded, current))
    return type(recorded) is type(current) and recorded == current


NOTHING = (None, "")
