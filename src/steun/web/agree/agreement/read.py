"""What waits for a side, what runs out, and what a call for means draws on. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from steun.core.agree.agreement import AGREEMENT, COUNTS, OPEN, AgreementFacts
from steun.core.kernel.machine import Offer
from steun.rules.load import law, roles
from steun.web.agree.agreement.model import Agreement, Side, of_party
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import Waiting

AS_FILLED_IN = "…"
MOST = 50
ANSWER, RENEW = "agreement-answered", "agreement-renewed"
"""Times of policy: `rules/nl/deadlines.toml`."""


def within(name: str) -> timedelta:
    return timedelta(minutes=law().deadlines[name].minutes)


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for this actor's side, the earliest first: terms without its yes, and agreements that run out."""
    if actor.role not in roles().drafters:
        return []
    mine = Side.objects.filter(agreement=OuterRef("pk"), organisation=actor.organisation, agreed_by=None)
    rows = Agreement.objects.visible_to(actor).whole()
    asked = rows.filter(Exists(mine), state__in=OPEN).order_by("since")[:MOST]
    found = [Waiting("answer-agreement", it, it.since + within(ANSWER)) for it in asked]
    found += [Waiting("renew-agreement", it, end_of(it)) for it in running_out(clock.today(), rows, actor)[:MOST]]
    return sorted(found, key=lambda it: (it.until, it.it.pk))


def end_of(agreement: Agreement) -> datetime:
    return moments.midnight(agreement.ends_on + timedelta(days=1))


def running_out(today: date, rows: QuerySet[Agreement], actor: Actor | None = None) -> QuerySet[Agreement]:
    """In force, ending within the time of policy, and no renewal proposed or agreed."""
    renewal = Agreement.objects.filter(renews=OuterRef("pk"), state__in=(*OPEN, *COUNTS))
    rows = rows.filter(~Exists(renewal), state="in-force", ends_on__lte=today + within(RENEW)).order_by("ends_on")
    return rows.filter(pk__in=of_party(actor.organisation)) if actor else rows


def covering(
    requester: str, day: date, capabilities: Collection[str], provider: str = ""
) -> dict[str, list[Agreement]]:
    """By capability, the agreements on which this organisation may draw that day; of one provider when it is named."""
    rows = Agreement.objects.on(day).filter(capability__in=capabilities, pk__in=of_party(requester))
    rows = rows.filter(provider=provider) if provider else rows.exclude(provider=requester)
    found: dict[str, list[Agreement]] = defaultdict(list)
    for it in rows.whole().order_by("ends_on", "pk"):
        found[it.capability_id].append(it)
    return dict(found)


def drawn_on(requester: str, day: date, capability: str) -> list[Agreement]:
    """As `covering`, of one capability and looking back: also those that have ended since."""
    began = ("in-force", "ended", "renewed")
    rows = Agreement.objects.filter(state__in=began, starts_on__lte=day, ends_on__gte=day, capability=capability)
    return list(rows.filter(pk__in=of_party(requester)).exclude(provider=requester).select_related("provider"))


def offers(agreement: Agreement, actor: Actor) -> list[Offer[AgreementFacts]]:
    """Every step from here as it stands for this actor; a counter as if its terms were sound."""
    facts = replace(agreement.facts(actor), reason=AS_FILLED_IN)
    ahead = facts.today + timedelta(days=36_500) if facts.today else None
    sound = replace(facts, starts_on=ahead, ends_on=ahead, changes=True)
    found = AGREEMENT.offers(agreement.state, actor, facts)
    other = {o.move.name: o for o in AGREEMENT.offers(agreement.state, actor, sound)}
    return [
        other["counter"] if o.move.name == "counter" else o for o in found if o.move.name not in {"conclude", "test"}
    ]


def successors(agreement: Agreement, actor: Actor) -> Iterable[Any]:
    """What renews it, as far as the actor sees it; the latest first."""
    return Agreement.objects.visible_to(actor).filter(renews=agreement).order_by("-pk")
