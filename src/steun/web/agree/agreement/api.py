"""Readiness agreements for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from steun.web.agree.agreement.model import TERMS, Agreement
from steun.web.agree.agreement.read import offers, successors
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.know.need.model import Need

router = Room()


class SideOut(Shape):
    """One party; `agreed_at` and `agreed_role`: when and in which role it agreed to the terms as they stand."""

    organisation: str
    agreed_role: str
    agreed_at: datetime | None


class AgreementOut(Shape):
    """`proposer`: whose terms stand. `counts`: it counts today. Reaction in minutes, sustained in hours, days with the
    last one included. `answers`: needs that it answers, as far as you see them. `tested_on`: the day of the last
    deployment that drew on it and was evaluated, with the pieces that were there and the minutes from the call.
    `renews`, `renewed_by`: the agreement before it and those proposed to follow it."""

    id: UUID
    capability: str
    provider: str
    proposer: str
    sides: list[SideOut]
    quantity: int
    reaction_minutes: int
    sustained_hours: int
    place: str
    exceptions: str
    costs: str
    needs: str
    task_one: str
    starts_on: date
    ends_on: date
    answers: list[UUID]
    tested_on: date | None
    tested_pieces: int | None
    tested_minutes: int | None
    renews: UUID | None
    renewed_by: list[UUID]
    counts: bool
    state: str
    moves: list[OfferOut]


def agreement_out(it: Agreement, actor: Actor) -> dict[str, Any]:
    today = it.facts().today
    seen = it.renews_id and Agreement.objects.visible_to(actor).filter(pk=it.renews_id).exists()
    return {
        "id": it.pk,
        "capability": it.capability_id,
        "provider": it.provider_id,
        "proposer": it.proposer_id,
        "sides": [
            {"organisation": s.organisation_id, "agreed_role": s.agreed_role, "agreed_at": s.agreed_at}
            for s in it.in_order
        ],
        **{name: getattr(it, name) for name in TERMS},
        "answers": [need.pk for need in Need.objects.visible_to(actor).filter(agreements=it)],
        **{name: getattr(it, name) for name in ("tested_on", "tested_pieces", "tested_minutes")},
        "renews": it.renews_id if seen else None,
        "renewed_by": [other.pk for other in successors(it, actor)],
        "counts": bool(today and Agreement.objects.on(today).filter(pk=it.pk).exists()),
        "state": it.state,
        "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


shown = serve(
    router, Agreement, AgreementOut, agreement_out,
    many="Readiness agreements", words="the means, the parties, place or needs", one="agreement",
)  # fmt: skip
