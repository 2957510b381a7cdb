"""Holds and commitments for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from steun.core.kernel.errors import Unknown
from steun.web.ask.request.model import Request
from steun.web.ask.timeliness.read import of_commitment
from steun.web.ask.timeliness.words import TimelinessOut
from steun.web.ask.timeliness.words import out as timeliness_out
from steun.web.decide.commitment.model import Commitment
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape

router = Room()


class CommitmentOut(Shape):
    """`counted`: what the numbers count, in the reader's language."""

    id: UUID
    request: UUID
    unit: str
    capability: str
    quantity: int
    counted: str
    short: int
    state: str
    starts_at: datetime
    arrives_at: datetime
    leaves_at: datetime
    ends_at: datetime
    hold_until: datetime | None
    timeliness: TimelinessOut | None


def commitment_out(it: Commitment) -> dict[str, Any]:
    columns = ("quantity", "short", "state", "starts_at", "arrives_at", "leaves_at", "ends_at", "hold_until")
    fields = {name: getattr(it, name) for name in columns}
    return {
        "id": it.pk,
        "request": it.request_id,
        "unit": it.unit.code,
        "capability": it.capability_id,
        "counted": words.counted(it.unit),
        "timeliness": timeliness_out(of_commitment(it.request, it, getattr(it, "deployment", None))),
        **fields,
    }


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The commitment of a key. Raises `Unknown`."""
    found = Commitment.objects.visible_to(actor).filter(pk=pk).select_related("unit", "request", "deployment").first()
    if found is None:
        raise Unknown("commitment", pk)
    return commitment_out(found)


@router.get("/requests/{uuid:pk}/commitments", response=Page[CommitmentOut])
def commitment_list(http: HttpRequest, pk: UUID, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """Means held and committed for one request, as far as you may see them."""
    actor = Actor.of(http)
    if not Request.objects.outlined_for(actor).filter(pk=pk).exists():
        raise Unknown("request", pk)
    rows = Commitment.objects.visible_to(actor).filter(request=pk).select_related("unit", "request", "deployment")
    return page(rows, commitment_out, after, limit)
