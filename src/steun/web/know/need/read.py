"""Every step of a need as it stands for an actor; needs summed by region."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce, Least

from steun.core.kernel.machine import Offer
from steun.core.know.need import NEED
from steun.web.kernel.actor import Actor
from steun.web.know.need.model import Need

AS_FILLED_IN = "…"


def offers(need: Need, actor: Actor) -> list[Offer[Any]]:
    """As if reasons were filled in, and a revision said something else."""
    found = NEED.offers(need.state, actor, need.facts(changes=True, reason=AS_FILLED_IN))
    return [it for it in found if it.move.name not in {"answer", "reopen"}]


def grouped(needs: QuerySet[Need]) -> Any:
    """Needs by region and means (`of`, `capability`, `effect`): how `many`, their `pieces`, and those `held` ready for
    them. What agreements hold beyond one need covers no other. Counted by the database: a national round has 10,000."""
    groups = needs.order_by().annotate(of=Coalesce("organisation__region", "organisation"))
    return groups.values("of", "capability", "effect").annotate(
        many=Count("pk"), pieces=Sum("quantity"), held=Sum(Least("quantity", "covered"))
    )
