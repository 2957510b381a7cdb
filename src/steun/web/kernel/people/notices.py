"""Telling people that something waits for them: rows in the outbox, sent and retried by `steun tick`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Notice, Person

MOST = 20
"""Holders of one seat that are told."""


@dataclass(frozen=True, slots=True)
class Message:
    """What the holders of a seat are told: from this rank on, the first rank in which somebody can be reached.

    organisation: None = whatever organisation. only: this person, when still in that seat.
    """

    kind: str
    roles: tuple[str, ...]
    organisation: str | None
    entry: Entry
    path: str
    facts: Mapping[str, object] = field(default_factory=dict)
    rank: int = 0
    only: UUID | None = None

    @property
    def seat(self) -> Q:
        found = Q(role__in=self.roles, rank__gte=self.rank)
        found &= Q(organisation_id=self.organisation) if self.organisation else Q()
        return found & Q(person_id=self.only) if self.only else found

    def is_for(self, held: Mandate) -> bool:
        """The same, of a mandate that was read."""
        here = not self.organisation or held.organisation_id == self.organisation
        return here and held.role in self.roles and held.rank >= self.rank and self.only in (None, held.person_id)


def holders(messages: Sequence[Message]) -> list[list[Mandate]]:
    """For each message who holds its seat now and can be reached; one question for all of them."""
    now = clock.now()
    seats = Q()
    for message in messages:
        seats |= message.seat
    rows = Mandate.objects.in_period(now).filter(seats)
    rows = rows.filter(Q(person__unreachable_until=None) | Q(person__unreachable_until__lte=now))
    rows = rows.select_related("person").order_by("rank", "valid_from")
    most = MOST * len(messages)
    found = list(rows[:most])
    if any(held.on_behalf_of_id for held in found):  # as long as that other holds the seat
        found = list(rows.valid_at(now)[:most])
    if len(found) == most and len(messages) > 1:  # one seat with many holders may hide another
        return [holders([message])[0] for message in messages]
    return [first_rank([held for held in found if message.is_for(held)][:MOST]) for message in messages]


def first_rank(held: list[Mandate]) -> list[Mandate]:
    return [m for m in held if m.rank == held[0].rank]


def send(messages: Sequence[Message]) -> list[Notice]:
    """Put one notice per holder of each seat in the outbox, in the transaction of the act it is about."""
    if not messages:
        return []
    rows = [
        Notice(
            person=m.person, kind=it.kind, entry=it.entry, role=m.role, organisation=m.organisation_id, path=it.path,
            facts=dict(it.facts), next_try_at=clock.now(),
        )
        for it, held in zip(messages, holders(messages), strict=True)
        for m in held
    ]  # fmt: skip
    return Notice.objects.bulk_create(rows)


def notify(
    kind: str,
    roles: Iterable[str],
    organisation: str | None,
    *,
    entry: Entry,
    path: str,
    facts: Mapping[str, object] | None = None,
) -> list[Notice]:
    """One message to the holders of one seat."""
    return send([Message(kind, tuple(roles), organisation, entry, path, facts or {})])


def write(person: Person, kind: str, *, entry: Entry, path: str, facts: Mapping[str, object] | None = None) -> Notice:
    """A message about the person's own account: for nobody else, so it has no seat and no deputy."""
    return Notice.objects.create(
        person=person, kind=kind, entry=entry, role="", organisation="", path=path, facts=dict(facts or {}),
        next_try_at=clock.now(),
    )  # fmt: skip
