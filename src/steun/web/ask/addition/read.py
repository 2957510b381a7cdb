"""Additions as pages and the API show them: what is asked in addition, by whom, and whose judgement it waits for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Sum

from steun.core.ask.addition import ADDITION, STANDING, AdditionFacts, judge
from steun.core.ask.request import requester
from steun.core.ask.rules import RequestFacts
from steun.core.kernel.limits import pieces
from steun.core.kernel.machine import Offer, Seats
from steun.web.ask.addition.model import Addition
from steun.web.ask.gate.facts import seats_at
from steun.web.ask.gate.model import Gate
from steun.web.ask.gate.seats import asking_roles
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import offers_out
from steun.web.kernel.people.seats import seats_in_words

AS_FILLED_IN = "…"


def addition_facts(
    it: Addition, known: RequestFacts | None = None, by: Actor | None = None, *, reason: str = "",
    causes: Seats = frozenset(),
) -> AdditionFacts:  # fmt: skip
    """The facts of an addition as it stands, for whoever acts. `known`: those of the request that was joined. Only a
    mandate that is limited to some pieces makes one look at what was added and taken up before."""
    source = it.source
    limited = by if by and pieces(by.limits) is not None else None
    own = sum(line.quantity for line in source.lines.all())
    joined = RequestFacts(requester=source.requester_id, requester_roles=asking_roles(source.requester.kind))
    return AdditionFacts(
        request=known or request_facts(it.request),
        request_state=it.request.state,
        granters=granters(it.request),
        joiners=requester(joined),
        added_by=str(it.added_by_id or ""),
        actor=by.person if by else "",
        pieces=own + (standing(it, judged_by=limited.person, state="taken-up") if limited else 0),
        added=own + (standing(it, source__requester=source.requester_id) if limited else 0),
        reason=reason,
        causes=causes,
    )


def standing(it: Addition, **which: Any) -> int:
    """Pieces of other additions to the same request that still stand: of which organisation, or taken up by whom."""
    rows = Addition.objects.filter(request=it.request, state__in=STANDING).filter(**which).exclude(pk=it.pk)
    return rows.aggregate(pieces=Sum("source__lines__quantity"))["pieces"] or 0


def granters(request: Request) -> Seats:
    """Who decides or agrees: whose yes was the grant."""
    return seats_at(list(request.gates.all()), kinds={"decide", "agree"}, phase="before-grant")


@dataclass(frozen=True, slots=True)
class AdditionRow:
    """One addition for one reader."""

    it: Addition
    waits_for: list[str]  # seats in words, when it waits
    offers: dict[str, Offer[AdditionFacts]]

    @property
    def name(self) -> str:
        return f"addition-{self.it.pk}"

    @property
    def mine(self) -> bool:
        """Does it wait for this reader's judgement?"""
        return any(name in self.offers for name in ("take-up", "decline"))


def additions(request: Request, actor: Actor, known: RequestFacts | None = None) -> list[AdditionRow]:
    """What joined this request and was not taken back, in the order in which it came."""
    rows = list(Addition.objects.visible_to(actor).filter(request=request).exclude(state="withdrawn").shown())
    known = known or request_facts(request) if rows else None
    for it in rows:
        it.request = request
    return [row(it, actor, addition_facts(it, known, by=actor)) for it in rows]


def row(it: Addition, actor: Actor, facts: AdditionFacts) -> AdditionRow:
    offered = ADDITION.offers(it.state, actor, replace(facts, reason=AS_FILLED_IN))
    mine = {offer.move.name: offer for offer in offered if offer.permitted and offer.move.name != "fall"}
    return AdditionRow(it, seats_in_words(judge(facts)) if it.state == "asked" else [], mine)


def waiting(actor: Actor) -> list[AdditionRow]:
    """Additions that wait for this actor's judgement."""
    judged = Gate.objects.filter(request=OuterRef("request"), roles__contains=f"|{actor.role}|")
    rows = Addition.objects.visible_to(actor).filter(Exists(judged), state="asked")
    found = []
    for it in rows.shown()[:MOST]:
        found.append(row(it, actor, addition_facts(it, by=actor)))
    return [each for each in found if each.mine]


MOST = 50


def addition_out(it: Addition, actor: Actor, facts: AdditionFacts) -> dict[str, Any]:
    """One addition as the API has it."""
    source = it.source
    return {
        "id": it.pk,
        "request": it.request_id,
        "organisation": source.requester_id,
        **{name: getattr(source, name) for name in ("title", "place", "reason", "starts_at", "ends_at")},
        "municipalities": sorted(m.pk for m in source.municipalities.all()),
        "lines": [
            {"capability": x.capability_id, "quantity": x.quantity, "minimum": x.minimum, "note": x.note}
            for x in source.lines.all()
        ],
        "added_at": it.added_at,
        "state": it.state,
        "judged_at": it.judged_at,
        "judged_role": it.judged_role,
        "judgement": it.judgement,
        "waits_for": sorted(judge(facts)) if it.state == "asked" else [],
        "moves": offers_out(ADDITION, it.state, actor, facts),
    }
