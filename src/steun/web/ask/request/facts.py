"""From rows to what the rules look at: one place, so that nothing else can influence a decision."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Prefetch, Sum

from steun.core.ask.rules import PLAUSIBLE, RequestFacts
from steun.core.deliver.deployment import ARRIVED, UNDER_WAY
from steun.core.kernel.limits import pieces
from steun.core.kernel.verdict import Verdict
from steun.core.know.stock import is_far_beyond
from steun.rules.load import law, roles
from steun.web.ask.gate.facts import receivers, seats_at, unconfirmed, unplaced, unsigned
from steun.web.ask.gate.gates import outcome_of
from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.gate.seats import asking_roles, region_of
from steun.web.ask.request.model import Request, RequestQuerySet
from steun.web.ask.route.routing import routes_for
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.know.unit.model import Offering

WHOLE = (
    Prefetch("gates", Gate.objects.select_related("part")), "parts", "commitments", "deployments",
    "municipalities__region", "lines__capability",
)  # fmt: skip
"""All that hangs on a request and rules look at."""


def whole(rows: RequestQuerySet) -> RequestQuerySet:
    """Several requests with all that rules look at."""
    return rows.select_related("requester__region__police_unit", "effect", "incident").prefetch_related(*WHOLE)


def read_standing(request: Request) -> None:
    """Where one request stands: its gates, parts and means."""
    for name in ("parts", "gates", "commitments", "deployments"):
        request.read(name)
    parts = {part.pk: part for part in request.parts.all()}
    for gate in request.gates.all():
        gate.part = parts[gate.part_id]


def read_whole(request: Request) -> None:
    """All that hangs on one request and rules look at."""
    read_standing(request)
    request.read("municipalities", "region")
    request.read("lines", "capability")


def request_facts(request: Request, *, by: Actor | None = None) -> RequestFacts:
    """The facts of a request as it stands, for whoever acts. What the act itself brings, it puts in their place."""
    parts = [p for p in request.parts.all() if p.outcome != "withdrawn"]
    bases = tuple(p.law for p in parts)
    gates = list(request.gates.all())
    region = region_of(request)
    deployments = [d.state for d in request.deployments.all()]
    facts = RequestFacts(
        requester=request.requester_id,
        requester_roles=asking_roles(request.requester.kind),
        adviser=region.code if region else "",
        addressee=request.addressee_id or "",
        roles=roles(),
        bases=bases,
        needs_addressee=any(b.asks_somebody for b in bases),
        unplaced=unplaced(gates),
        effect=request.title or request.effect_id or "",
        place=request.place,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        reason=request.reason,
        task=request.task,
        special_case=request.special_case,
        last_resort=request.last_resort,
        reception=request.reception,
        unsigned=unsigned(gates),
        outcomes=tuple(p.outcome if p.outcome != "open" else outcome_of(p, gates) for p in parts),
        judges=seats_at(gates, kinds={"judge"}) | receivers(gates, request),
        deciders=seats_at(gates, phase="before-grant"),
        committed=sum(1 for c in request.commitments.all() if c.state == "committed"),
        deployments_open=sum(1 for s in deployments if s in UNDER_WAY),
        deployments_arrived=sum(1 for s in deployments if s in ARRIVED),
        wanted_end=request.wanted_end,
        now=clock.now(),
        joins=request.joined_to.state if request.joined_to else "",
        incident=request.incident.state if request.incident else "",
        askers=askers(request, gates),
        longer_by=longer_by(request),
        unconfirmed=unconfirmed(parts, gates),
        lives_first=request.lives_first_id is not None,
        priority=request.priority,
        rescuers=frozenset(phone.lives_first) if (phone := law().phone) else frozenset(),
        asked=asked(request, by),
        actor=by.person if by else "",
        actor_organisation=by.organisation if by else "",
    )
    if request.state == "draft":
        facts = doubted(facts, request)
        if bases:
            fits, signers = fitting(request, parts)
            facts = replace(facts, fits=fits, signer_roles=signers)
    return facts


def doubted(facts: RequestFacts, request: Request) -> RequestFacts:
    """With what was typed against what is known: the point on the map, and how much there is of what is required."""
    lines = list(request.lines.all())
    known: dict[str, int] = {}
    if lines:
        rows = Offering.objects.filter(capability__in={line.capability_id for line in lines})
        known = dict(rows.values_list("capability").annotate(Sum("quantity")).order_by())
    beyond = [n for n, it in enumerate(lines, 1) if is_far_beyond(it.quantity, known.get(it.capability_id, 0))]
    return replace(facts, point_doubts=request.where.doubts, far_beyond=tuple(beyond))


def warnings(request: Request) -> list[Verdict]:
    """Doubts about a request in whatever state; nothing is blocked by them."""
    facts = doubted(request_facts(request), request)
    return [verdict for rule in PLAUSIBLE if not (verdict := rule(facts)).met]


def fitting(request: Request, parts: list[Part]) -> tuple[tuple[Verdict, ...], tuple[str, ...]]:
    """Whether each chosen basis fits, and which role signs under it."""
    routes = {r.basis.code: r for r in routes_for(request).all}
    chosen = [routes[p.basis] for p in parts if p.basis in routes]
    unknown = [Verdict(False, "wording-holds-on-day", p.law.source.title) for p in parts if p.basis not in routes]
    verdicts = (v for r in chosen for v in r.verdicts if not v.met)
    return (*unknown, *verdicts), tuple(r.requester for r in chosen)


def asked(request: Request, by: Actor | None) -> int:
    """Pieces that the request asks in all; only a mandate that is limited to some makes one look."""
    if by is None or pieces(by.limits) is None:
        return 0
    return sum(line.quantity for line in request.lines.all())


def askers(request: Request, gates: list[Gate]) -> frozenset[str]:
    """The persons who signed or sent it: they do not decide on it, nor order for it."""
    signed = (g.done_by_id for g in gates if g.kind == "sign" and g.state == "passed")
    return frozenset(str(pk) for pk in (request.sent_by_id, *signed) if pk)


def longer_by(request: Request) -> str:
    """The person who asked for more time, while that is open."""
    rows = Entry.objects.filter(case=request.pk, action="request.ask-longer").order_by("-position")
    return (rows.values_list("actor", flat=True).first() or "") if request.wanted_end else ""
