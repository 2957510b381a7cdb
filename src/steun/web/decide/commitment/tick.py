"""Holds that run out: their keeper is reminded, on record. They stay until somebody releases or prolongs them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steun.core.decide.commitment import COMMITMENT
from steun.rules.load import roles
from steun.web.decide.commitment.acts import facts_of
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.locks import lock_means
from steun.web.kernel.actor import Actor
from steun.web.kernel.failure.retry import each
from steun.web.kernel.journal.record import apply_move
from steun.web.kernel.people.notices import notify
from steun.web.know.unit.model import Unit

CLOCK = Actor.clock()


def holds(now: datetime) -> int:
    """Remind the keepers of holds whose end has come."""
    ended = Commitment.objects.filter(state="held", hold_until__lte=now, reminded_at=None).order_by("pk")[:500]
    return each(list(ended.values_list("pk", flat=True)), lambda pk: remind(pk, now))


def keepers(unit: Unit) -> tuple[Collection[str], str | None]:
    """Who keeps the means of this unit: DOPS and TOC those of Defence, a civil provider its own."""
    return (roles().planners, None) if unit.side == "defence" else (roles().providers, unit.organisation_id)


@transaction.atomic
def remind(pk: UUID, now: datetime) -> bool:
    lock_means(Commitment.objects.filter(pk=pk))
    rows = Commitment.objects.select_for_update(of=("self",), no_key=True).select_related(
        "unit__site", "request__requester__region"
    )
    commitment = rows.get(pk=pk)
    if commitment.state != "held" or commitment.reminded_at or commitment.hold_until is None:
        return False
    data = {"hold_until": commitment.hold_until.isoformat()}
    entry = apply_move(
        commitment, COMMITMENT, "remind", by=CLOCK, facts=facts_of(commitment), data=data, audience="defence"
    )
    commitment.reminded_at = now
    commitment.save()
    request = commitment.request
    facts = {"number": request.number or "", "title": request.title, "unit": commitment.unit.code}
    notified, organisation = keepers(commitment.unit)
    notify("hold-ends", notified, organisation, entry=entry, path=f"/requests/{request.pk}/decide", facts=facts)
    return True
