"""Reads across verbs for the pages of a case: its gates, means and moves, in few queries. They decide nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from steun.core.ask import states
from steun.core.ask.request import REQUEST, orderers
from steun.core.ask.rules import RequestFacts
from steun.core.decide.commitment import ACTIVE, COMMITMENT, CommitmentFacts
from steun.core.decide.timeliness import Timeliness
from steun.core.deliver.deployment import COMING, DEPLOYMENT, DeploymentFacts, commander
from steun.core.kernel.errors import Unknown
from steun.core.kernel.machine import Offer
from steun.core.kernel.units import minutes_between
from steun.web.ask.gate.model import Gate
from steun.web.ask.gate.rows import AS_FILLED_IN
from steun.web.ask.request.model import Request
from steun.web.ask.timeliness import read as timeliness
from steun.web.decide.commitment.model import Commitment
from steun.web.deliver.deployment.acts import facts_of, ordered_by
from steun.web.deliver.deployment.model import TIMES, Deployment
from steun.web.desks.work.waiting import NEXT_REPORT
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor

A_WHILE = timedelta(minutes=1)


def count_up_to(rows: QuerySet[Any], most: int = 1000) -> int:
    """How many, but never counting further than one past `most`: a table of 100,000 rows is not counted to be shown."""
    return rows.order_by().values("pk")[: most + 1].count()


def case(pk: UUID, actor: Actor) -> Request:
    """One request with what its page shows. Raises `Unknown` when it is not there for this actor."""
    rows = Request.objects.visible_to(actor).select_related(
        "requester__region__police_unit", "addressee", "joined_to", "effect", "incident", "entry", "lives_first"
    )
    gates = Gate.objects.select_related("part", "organisation", "done_by", "noted_by", "attested_by")
    rows = rows.prefetch_related("parts", Prefetch("gates", gates), "lines__capability", "municipalities")
    rows = rows.prefetch_related("commitments", "deployments", "additions", "party_rows__organisation")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Unknown("request", pk)
    return found


def offers(request: Request, actor: Actor, facts: RequestFacts) -> dict[str, Offer[RequestFacts]]:
    """The moves of a request (`case`) as they stand for this actor, each as if its form were filled in."""
    now = facts.now or clock.now()
    end = request.ends_at
    given = request.__dict__.get("evaluated", False)
    ordered = {it.commitment_id for it in request.deployments.all()}
    waiting = [c for c in request.commitments.all() if c.state == "committed" and c.pk not in ordered]
    pieces = sum(c.quantity - c.short for c in waiting)
    order = {"committed": len(waiting), "ordering": pieces + ordered_by(request, actor)}
    filled: dict[str, dict[str, Any]] = {
        "ask-longer": {"wanted_end": (end or now) + A_WHILE},
        "shorten": {"wanted_end": now + A_WHILE if end is None or end > now + A_WHILE else end},
        "join": {"joins": facts.joins or "asked"},
        "submit": {"knowingly": True},
        "close": {"evaluated": given},
        "order": order,
        "reinforce": order,
        "lives-first": {"urging": AS_FILLED_IN},
    }
    found = {o.move.name: o for o in REQUEST.offers(request.state, actor, facts)}
    for name, changes in filled.items():
        if name in found:
            changed = REQUEST.offers(request.state, actor, replace(facts, **changes))
            found[name] = next(o for o in changed if o.move.name == name)
    return found


@dataclass
class MeansRow:
    """A commitment, expected against actual, with the reports that this actor may give."""

    commitment: Commitment
    deployment: Deployment | None
    reports: list[Offer[Any]] = field(default_factory=list)
    keeps: dict[str, Offer[Any]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"commitment-{self.commitment.pk}-"

    @property
    def report_name(self) -> str:
        return f"deployment-{self.deployment.pk}-" if self.deployment else ""

    @property
    def next(self) -> str:
        """The report that comes next."""
        return NEXT_REPORT.get(self.deployment.state, "") if self.deployment else ""

    @property
    def corrigible(self) -> list[tuple[str, str]]:
        """The reports of which the time can be corrected."""
        return [(s, words.word("report", s)) for s, column in TIMES.items() if getattr(self.deployment, column, None)]

    @property
    def counted(self) -> str:
        """What the pieces of the unit are: soldiers, trucks, beds."""
        return words.counted(self.commitment.unit)

    @property
    def late(self) -> int | None:
        """Minutes between the promised and the real arrival; negative when early; None when not yet there."""
        arrived = self.deployment.arrived_at if self.deployment else None
        return minutes_between(self.commitment.promised_arrival, arrived) if arrived else None

    @property
    def timeliness(self) -> Timeliness | None:
        """Beside what was asked."""
        return timeliness.of_commitment(self.commitment.request, self.commitment, self.deployment)

    @property
    def overdue(self) -> bool:
        """Promised by now, and not there."""
        under_way = self.deployment is None or self.deployment.state in COMING
        return self.commitment.state == "committed" and under_way and self.commitment.promised_arrival < clock.now()

    @property
    def missing(self) -> int:
        """Pieces fewer than promised, as last reported."""
        there = self.deployment.quantity if self.deployment else self.commitment.quantity - self.commitment.short
        return max(0, self.commitment.promised_quantity - there)


def means(request: Request, actor: Actor, facts: RequestFacts) -> list[MeansRow]:
    """Every commitment of a request (`case`) that this actor may see."""
    if not request.commitments.all():
        return []
    rows = Commitment.objects.visible_to(actor).filter(request=request)
    found = rows.select_related("unit__organisation", "unit__site", "capability", "deployment").order_by(
        "arrives_at", "id"
    )
    return [means_row(c, request, actor, facts) for c in found]


def means_row(commitment: Commitment, request: Request, actor: Actor, facts: RequestFacts) -> MeansRow:
    commitment.request = request
    deployment = getattr(commitment, "deployment", None)
    row = MeansRow(commitment, deployment)
    if deployment:
        deployment.request, deployment.commitment = request, commitment
        row.reports = reports(deployment, actor, facts)
    elif commitment.state in ACTIVE:
        now = clock.now()
        looked_at = CommitmentFacts(
            request=facts, request_state=request.state, provider=commitment.unit.organisation_id,
            hold_until=now + A_WHILE, now=now, quantity=commitment.quantity - commitment.short,
        )  # fmt: skip
        offered = COMMITMENT.offers(commitment.state, actor, looked_at)
        row.keeps = {o.move.name: o for o in offered if o.move.name in {"release", "prolong"} and o.permitted}
    return row


def reports(deployment: Deployment, actor: Actor, facts: RequestFacts) -> list[Offer[Any]]:
    """What this actor may report of a unit now, with the reasons why a report is closed."""
    provider = deployment.commitment.unit.organisation_id
    about = DeploymentFacts(request=facts, provider=provider)
    if not (commander(about) | orderers(facts)) & actor.seats:
        return []
    prefilled = replace(facts_of(deployment, facts), reason=AS_FILLED_IN)
    prefilled = replace(prefilled, corrects=prefilled.reported_steps[0] if prefilled.reported_steps else "")
    offered = [
        o for o in DEPLOYMENT.offers(deployment.state, actor, prefilled) if o.permitted and o.move.name != "undo"
    ]  # what is undone stands in the story
    return sorted(offered, key=lambda o: (o.move.name != NEXT_REPORT.get(deployment.state), o.move.name == "correct"))


def overlapping(
    request: Request, codes: Iterable[str], unit_keys: Iterable[Any], actor: Actor, start: datetime, end: datetime
) -> tuple[list[Request], list[Commitment]]:
    """Other promises that touch this one: open requests that want the same, and means kept in the same window."""
    rivals = Request.objects.visible_to(actor).filter(state__in=states.OPEN)
    rivals = rivals.filter(lines__capability__in=list(codes)).exclude(pk=request.pk)
    rivals = rivals.exclude(ends_at__lte=start).exclude(starts_at__gte=end).select_related("requester", "addressee")
    found = (
        Commitment.objects.visible_to(actor)
        .active()
        .filter(unit__in=list(unit_keys), starts_at__lt=end, ends_at__gt=start)
    )
    found = found.exclude(request=request).select_related("request__requester", "unit", "capability")
    rivals = rivals.prefetch_related(*timeliness.PROMISED)
    return list(rivals.distinct().order_by("priority", "starts_at")[:20]), list(found.order_by("starts_at")[:40])
