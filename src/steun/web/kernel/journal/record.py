"""The one way into the journal. Called by actions, inside their transaction, late: writers queue here for the head."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.journal import entry as journal
from steun.core.kernel.limits import codes
from steun.core.kernel.machine import Machine
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key

LOCK = 0x5E_0A_11  # any number that nothing else uses; see pg_advisory_xact_lock
CHANNEL = "steun_journal"
"""PostgreSQL tells who listens here that there are new entries: at the commit, once per transaction."""
HEAD = """
SELECT top.position, last.number, last.hash
FROM (SELECT COALESCE(MAX(position), 0) AS position FROM steun_entry) top
LEFT JOIN (SELECT number, hash FROM steun_entry WHERE node = %s ORDER BY number DESC LIMIT 1) last ON 1 = 1
"""


OWN = "people."
"""What one does with accounts and mandates: one's own, or as an administrator. No mandate for a case says it."""


def record(
    action: str,
    *,
    subject: str,
    by: Actor,
    case: UUID | None = None,
    basis: str = "",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    audience: str = "all",
    id: UUID | None = None,
    happened_at: datetime | None = None,
    rests_on: Iterable[journal.Head] = (),
) -> Entry:
    """Write one entry at the head of this node's chain. Raises TypeError for floats, and outside a transaction
    RuntimeError.

    `happened_at` may lie before now (a call noted later), never after: two minutes, which a sender's clock may be
    ahead, count as now; beyond that `Malformed`. `rests_on` names entries of other nodes. Raises `NotYours` for an act
    that the mandate does not name, when it names some: whatever is recorded is within it.
    """
    named = codes(by.limits, "acts")
    if named is not None and action not in named and not action.startswith(OWN):
        raise NotYours(limit="act")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction of its action")
    content = dict(data or {})
    if grounds := [head.as_dict() for head in rests_on]:
        content[journal.RESTS_ON] = grounds
    journal.whole(content)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s), pg_notify(%s, '')", [LOCK, CHANNEL])
        cursor.execute(HEAD, [settings.NODE])
        position, number, previous = cursor.fetchone()
    moment = clock.now()
    try:
        happened = moments.past(happened_at or moment, moment)
    except ValueError as error:
        raise Malformed([Fault("happened_at", str(error))]) from error
    entry = Entry(
        position=position + 1,
        node=settings.NODE,
        number=(number or 0) + 1,
        id=id or new_key(),
        happened_at=happened,
        recorded_at=moment,
        actor=by.person,
        role=by.role,
        organisation=by.organisation,
        on_behalf_of=by.on_behalf_of,
        action=action,
        subject=subject,
        case=case,
        basis=basis,
        reason=reason,
        audience=audience,
        data=content,
        previous=previous or journal.GENESIS,
    )
    entry.hash = journal.hash_of(entry.as_entry().as_dict())
    entry.save(force_insert=True)
    return entry


F = TypeVar("F")


class Living(Protocol):
    """A row that lives by a table of moves."""

    state: Any
    entry: Any

    @property
    def key(self) -> str: ...

    @property
    def case(self) -> UUID | None: ...


def apply_move(
    row: Living, machine: Machine[F], name: str, *, by: Actor, facts: F, basis: str = "", reason: str = "",
    data: Mapping[str, Any] | None = None, audience: str = "all", id: UUID | None = None,
    happened_at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Check a move, record it, and put the row in its new state (unsaved). Journal action: `<life>.<name>`."""
    move = machine.check(row.state, name, by, facts)
    content = {"from": move.source, "to": move.target, **(data or {})}
    entry = record(
        f"{machine.name}.{name}", subject=row.key, case=row.case, by=by, basis=basis, reason=reason, data=content,
        audience=audience, id=id, happened_at=happened_at,
    )  # fmt: skip
    row.state, row.entry = move.target, entry
    return entry


def acts_of(by: Actor, case: UUID, actions: Collection[str]) -> frozenset[str]:
    """The subjects on which this mandate acted in a case: whose limit of pieces is it that was spent?"""
    rows = Entry.objects.filter(case=case, action__in=actions, actor=by.person)
    rows = rows.filter(role=by.role, organisation=by.organisation)
    return frozenset(rows.values_list("subject", flat=True))


def head(node: str = "") -> journal.Head:
    """The end of a node's chain, of this node when none is named; number 0 and GENESIS when it is empty."""
    node = node or settings.NODE
    number, last = Entry.objects.filter(node=node).order_by("-number").values_list("number", "hash").first() or (
        0,
        journal.GENESIS,
    )
    return journal.Head(node, number, last)


def heads() -> list[journal.Head]:
    """The end of every chain in this database, by node; of this node always."""
    return [head(node) for node in sorted({settings.NODE, *nodes()})]


def nodes() -> Iterator[str]:
    """Whose chains are here, each found by one leap through their index, however long they are."""
    node = ""
    while node := Entry.objects.filter(node__gt=node).order_by("node").values_list("node", flat=True).first() or "":
        yield node
