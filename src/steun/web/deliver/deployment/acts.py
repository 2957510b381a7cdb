"""Orders to units and their reports: ordered, moving, on scene, released, returned, with reported times and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from steun.core.ask.gate import DONE
from steun.core.ask.request import REQUEST
from steun.core.ask.rules import RequestFacts
from steun.core.deliver.deployment import DEPLOYMENT, DeploymentFacts
from steun.core.kernel.errors import Fault, Malformed, Unknown
from steun.core.kernel.limits import pieces
from steun.core.kernel.machine import NEW
from steun.rules.load import roles
from steun.web.ask.request import acts as ask
from steun.web.ask.request.content.journalled import as_kept
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.acts import move as move_commitment
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.locks import lock_means
from steun.web.deliver.deployment.model import TIMES, Deployment
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal import slips
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import acts_of, apply_move, record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.people.notices import notify


@once("request.order")
def order(
    pk: UUID, *, by: Actor, orders: str = "", id: UUID | None = None, happened_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> Request:  # fmt: skip
    """Order every committed unit that has no order yet.

    The first order puts the request in *ordered*, later ones reinforce.
    """
    seen = ask.see(pk, by)
    name = "order" if seen.state == "granted" else "reinforce"
    standing = seen.commitments.filter(state="committed", deployment=None).select_related("unit__organisation")
    waiting = list(standing)
    content = {"units": [c.unit.code for c in waiting], "orders": orders, **(data or {})}
    request, _ = ask.step(
        pk, name, by=by, id=id, reason="", data=content, happened_at=happened_at, committed=len(waiting),
        ordering=sum(c.quantity - c.short for c in waiting) + ordered_by(seen, by),
    )  # fmt: skip
    request.save()
    for commitment in waiting:
        commitment.request = request
        begin(commitment, orders, by, happened_at, data)
    return request


def ordered_by(request: Request, by: Actor) -> int:
    """Pieces that this mandate set going for this request before; asked only of a mandate that is limited to some."""
    if pieces(by.limits) is None:
        return 0
    mine = acts_of(by, request.pk, ["deployment.order"])
    return sum(d.quantity for d in request.deployments.exclude(state="cancelled") if d.key in mine)


def begin(
    commitment: Commitment, orders: str, by: Actor, happened_at: datetime | None, data: Mapping[str, Any] | None
) -> Deployment:
    """The order to one unit."""
    unit, request = commitment.unit, commitment.request
    facts = DeploymentFacts(request=request_facts(request), provider=unit.organisation_id)
    by = by.following
    DEPLOYMENT.check(NEW, "order", by, facts)
    deployment = Deployment(
        id=new_key(),
        request=request,
        commitment=commitment,
        orders=orders,
        quantity=commitment.quantity - commitment.short,
        state="ordered",
        reconstructed=bool((data or {}).get("reconstructed")),
    )
    details = {"unit": unit.code, "quantity": deployment.quantity, "orders": orders}
    case = {"until": deployment.until.isoformat(), "priority": request.priority, "urgent": request.urgent}
    content = {"to": "ordered", **details, **case, **(data or {})}
    deployment.entry = record(
        "deployment.order", subject=deployment.key, case=request.pk, by=by, data=content, happened_at=happened_at
    )
    deployment.ordered_at = deployment.entry.happened_at
    deployment.save(force_insert=True)
    request.forget("deployments")
    notice_facts = {"number": request.number or "", "title": request.title, "unit": unit.code}
    notified = (*roles().unit_commanders, *roles().owners)
    notify(
        "ordered",
        notified,
        unit.organisation_id,
        entry=deployment.entry,
        path=f"/requests/{request.pk}",
        facts=notice_facts,
    )
    return deployment


def see(pk: UUID, by: Actor) -> Deployment:
    """The deployment with its request, both locked. Raises `Unknown`."""
    found = Deployment.objects.visible_to(by).filter(pk=pk).values_list("request_id", flat=True).first()
    if found is None:
        raise Unknown("deployment", pk)
    request = ask.see(found, by)
    lock_means(Commitment.objects.filter(deployment=pk))
    rows = Deployment.objects.select_for_update(of=("self",), no_key=True).select_related("commitment__unit__site")
    deployment = rows.get(pk=pk)
    deployment.request = deployment.commitment.request = request
    return deployment


def facts_of(deployment: Deployment, known: RequestFacts | None = None) -> DeploymentFacts:
    """The facts of a deployment. `known`: those of its request, when a page has them already."""
    gates = deployment.request.gates.filter(phase="before-deployment").exclude(state__in=[*DONE, "dropped"])
    missing = [g for g in gates.select_related("part") if g.kind != "inform"]
    times = (deployment.ordered_at, deployment.departed_at, deployment.arrived_at, deployment.released_at)
    given = tuple(name for name, column in TIMES.items() if getattr(deployment, column))
    return DeploymentFacts(
        request=known or request_facts(deployment.request),
        provider=deployment.commitment.unit.organisation_id,
        consent_open=tuple(dict.fromkeys(g.code for g in missing)),
        consent_source=missing[0].rule.source.title if missing else "",
        quantity=deployment.quantity,
        promised=deployment.commitment.promised_quantity,
        last_at=max(t for t in times if t),
        reported_steps=given,
    )


def reported(
    pk: UUID,
    name: str,
    *,
    by: Actor,
    quantity: int | None = None,
    remark: str = "",
    id: UUID | None = None,
    happened_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
    knowingly: bool = False,
) -> Deployment:
    """A unit's report: depart, arrive, report, release. Times may be reported later.

    A number that hardly fits the promise is reported only `knowingly`: it is asked once. To return, or to be called
    off, may end the request and make its evaluation due: `learn` makes an act of this too.
    """
    deployment = see(pk, by)
    moment = happened_at or clock.now()
    facts = replace(facts_of(deployment), reported=quantity, happened_at=moment, knowingly=knowingly)
    content = {"quantity": deployment.quantity if quantity is None else quantity, "remark": remark, **(data or {})}
    content |= {"knowingly": True} if knowingly else {}
    entry = apply_move(deployment, DEPLOYMENT, name, by=by, facts=facts, data=content, id=id, happened_at=happened_at)
    if quantity is not None:
        deployment.quantity = quantity
    if name in TIMES:
        setattr(deployment, TIMES[name], entry.happened_at)
    deployment.save()
    deployment.request.forget("commitments", "deployments")
    follow(deployment, name, by, happened_at)
    return deployment


report = once("deployment.report")(reported)


@once("deployment.correct")
def correct(
    pk: UUID, *, step: str, at: datetime, by: Actor, reason: str = "", id: UUID | None = None
) -> Deployment:  # fmt: skip
    """Correct when a report happened. What was reported first stays on record; the promise never changes."""
    deployment = see(pk, by)
    try:
        at = moments.past(at, clock.now())
    except ValueError as error:
        raise Malformed([Fault("at", str(error))]) from error
    reported = {name: getattr(deployment, column) for name, column in TIMES.items()}
    times = [deployment.ordered_at, *(t for t in {**reported, step: at}.values() if t)]
    facts = replace(facts_of(deployment), corrects=step, times=tuple(times), reason=reason)
    was = reported.get(step)
    content = {"step": step, "at": at.isoformat(), "was": was.isoformat() if was else ""}
    apply_move(deployment, DEPLOYMENT, "correct", by=by, facts=facts, reason=reason, data=content, id=id)
    setattr(deployment, TIMES[step], at)
    deployment.save()
    return deployment


@once("deployment.undo")
def undo(pk: UUID, entry: int, *, by: Actor, id: UUID | None = None) -> Deployment:
    """Take back one's own report of a moment ago, a slip of the hand. That it was told stays on record."""
    deployment = see(pk, by)
    slip, taken = slips.slip_of(deployment.key, entry, by)
    column = TIMES.get(taken.action.partition(".")[2])
    was = {"quantity": deployment.quantity, **({column: as_kept(getattr(deployment, column))} if column else {})}
    before = Entry.objects.filter(subject=deployment.key, position__lt=entry).order_by("-position")
    numbers = (data.get("quantity") for data in before.values_list("data", flat=True))
    quantity = next((n for n in numbers if isinstance(n, int)), deployment.quantity)
    changes = {name: [old, quantity if name == "quantity" else None] for name, old in was.items()}
    facts = replace(facts_of(deployment), slip=slip)
    content = {"undoes": taken.number, "act": taken.action, "changes": changes}
    apply_move(deployment, DEPLOYMENT, "undo", by=by, facts=facts, data=content, id=id)
    deployment.quantity = quantity
    if column:
        setattr(deployment, column, None)
    deployment.save()
    return deployment


def follow(deployment: Deployment, name: str, by: Actor, happened_at: datetime | None) -> None:
    """What a report means for the commitment and the request: first arrival, and means that are free again."""
    request, commitment = deployment.request, deployment.commitment
    by = by.following
    if name == "return":
        move_commitment(commitment, "complete", by, happened_at=happened_at, caused_by=by.seats)
        commitment.save()
    if name == "cancel":
        move_commitment(commitment, "release", by, happened_at=happened_at, caused_by=by.seats, deployed=False)
        commitment.save()
    if name == "arrive" and request.state == "ordered":
        apply_move(request, REQUEST, "arrive", by=by, facts=request_facts(request), happened_at=happened_at)
    request.forget("commitments")
    request.saved_at = clock.now()
    request.save()
