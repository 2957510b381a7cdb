"""What a request draws on, for machines."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from steun.core.kernel.errors import Unknown
from steun.web.ask.agreed.read import grounds
from steun.web.ask.request.model import Request
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape

router = Room()


class GroundOut(Shape):
    """One requirement. `agreed`: pieces held ready by `agreements`; `best_effort`: pieces beyond that, which nobody
    promised beforehand."""

    capability: str
    quantity: int
    agreed: int
    best_effort: int
    agreements: list[UUID]


class GroundsOut(Shape):
    """Empty for who is neither asking, asked nor dividing."""

    requirements: list[GroundOut]


@router.get("/requests/{uuid:pk}/agreements", response=GroundsOut)
def request_agreements(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """On which readiness agreements the request draws, requirement by requirement, and what is best effort."""
    actor = Actor.of(http)
    found = Request.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Unknown("request", pk)
    found_rows = [
        {
            "capability": it.capability.pk, "quantity": it.quantity, "agreed": it.agreed, "best_effort": it.best_effort,
            "agreements": [one.pk for one in it.agreements],
        }
        for it in grounds(found, actor)
    ]  # fmt: skip
    return {"requirements": found_rows}
