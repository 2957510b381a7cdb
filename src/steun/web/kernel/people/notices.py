"""Telling people that something waits for them: rows in the outbox, sent and retried by `steun tick`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Q

from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Notice, Person


def holders(roles: Iterable[str], organisation: str | None, rank: int = 0, only: UUID | None = None) -> list[Mandate]:
    """Who holds a seat now, from this rank on; the first reachable rank only. None = whatever organisation.

    `only`: this person, when still in that seat.
    """
    now = clock.now()
    seats = Mandate.objects.valid_at(now).filter(role__in=list(roles), rank__gte=rank)
    seats = seats.filter(Q(person__unreachable_until=None) | Q(person__unreachable_until__lte=now))
    if organisation:
        seats = seats.filter(organisation_id=organisation)
    if only:
        seats = seats.filter(person_id=only)
    found = list(seats.select_related("person").order_by("rank", "valid_from")[:20])
    return [m for m in found if m.rank == found[0].rank]


def notify(
    kind: str,
    roles: Iterable[str],
    organisation: str | None,
    *,
    entry: Entry,
    path: str,
    facts: Mapping[str, object] | None = None,
    rank: int = 0,
    only: UUID | None = None,
) -> list[Notice]:
    """Put one message per holder of the seat in the outbox, in the transaction of the act it is about."""
    rows = [
        Notice(
            person=m.person, kind=kind, entry=entry, role=m.role, organisation=m.organisation_id, path=path,
            facts=dict(facts or {}), next_try_at=clock.now(),
        )
        for m in holders(roles, organisation, rank, only)
    ]  # fmt: skip
    return Notice.objects.bulk_create(rows)


def write(person: Person, kind: str, *, entry: Entry, path: str, facts: Mapping[str, object] | None = None) -> Notice:
    """A message about the person's own account: for nobody else, so it has no seat and no deputy."""
    return Notice.objects.create(
        person=person, kind=kind, entry=entry, role="", organisation="", path=path, facts=dict(facts or {}),
        next_try_at=clock.now(),
    )  # fmt: skip
