"""In which order acts lock what they change, so that two of them may wait for each other, and never for ever.

Requests, units, promises, and last the head of the journal (`record`): each kind by its key. Whoever has written an
entry holds the head until the act is done: from then on it touches only rows that it has locked before, or made itself.
Locks leave keys alone (`no_key`): a row that only points at a locked one need not wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from steun.web.decide.commitment.model import Commitment
from steun.web.know.unit.model import Unit


def lock_means(promises: QuerySet[Commitment], units: Iterable[UUID] = ()) -> None:
    """Lock these promises and their units, and more units; the caller has locked the requests.

    On SQLite whoever writes is alone already.
    """
    if not connection.features.has_select_for_update:
        return
    places = {*units, *promises.order_by().values_list("unit_id", flat=True)}
    if not places:
        return
    rows = Unit.objects.select_for_update(no_key=True).filter(pk__in=places)
    list(rows.order_by("pk").values_list("pk"))
    list(promises.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def lock_promises_of(request: UUID) -> None:
    """Lock what is promised and held for a request that the caller has locked: nothing new can come to it."""
    lock_means(Commitment.objects.filter(request=request).active())
