"""Who gets what is scarce, for machines: what is open, proposals and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Literal
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse

from steun.core.decide.policy import per_region
from steun.core.kernel.errors import NotYours, Unknown
from steun.rules.load import roles
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.planning import requirements
from steun.web.decide.planning.counts import given_per_region, lines_for, served_now, summary_for
from steun.web.decide.policy.api import policy_now, policy_out
from steun.web.decide.promise.answers import without
from steun.web.decide.proposal.model import Proposal, ProposalLine, ProposalPiece
from steun.web.decide.proposal.read import promised_to
from steun.web.decide.proposal.shape import (
    AllocationOut,
    ProposalOut,
    ProposalRow,
)
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.know.unit.model import Unit

router = Room()


def row_out(it: Proposal, actor: Actor, lines: Iterable[ProposalLine] | None = None) -> dict[str, Any]:
    columns = ("number", "state", "made_at", "ready_at", "progress", "best", "locked", "left_out", "seconds", "failure")
    fields = {name: getattr(it, name) for name in columns}
    return {
        "id": it.pk, "based_on": it.based_on_id, "policy": policy_out(it.policy, it.policy_number),
        "summary": summary_for(actor, it, lines), **fields,
    }  # fmt: skip


def piece_out(it: ProposalPiece, units: set[str], promises: set[UUID], actor: Actor) -> dict[str, Any]:
    columns, road = ("quantity", "arrives_at", "leaves_at"), ("starts_at", "ends_at")
    unit = it.unit.code if it.unit.code in units else None
    commitment = it.commitment_id if it.commitment_id in promises else None
    fields = {name: getattr(it, name) for name in columns}
    fields |= {name: getattr(it, name) if it.unit.is_known_to(actor) else None for name in road}
    return {"unit": unit, "side": it.unit.side, "capability": it.capability_id, "commitment": commitment, **fields}


def line_out(it: ProposalLine, units: set[str], promises: set[UUID], hidden: set[str], actor: Actor) -> dict[str, Any]:
    columns = ("key", "priority", "asked", "minimum", "stands", "given", "first_come", "reason", "outcome")
    answer = {name: fact for name, fact in it.answer.items() if name != "held"}
    return {
        "request": it.request_id, "number": it.request.number, "capability": it.capability_id,
        "commitment": it.commitment_id, "answer": without(answer, hidden),
        "pieces": [piece_out(p, units, promises, actor) for p in it.pieces.all()],
        **{name: getattr(it, name) for name in columns},
    }  # fmt: skip


def proposal_out(it: Proposal, actor: Actor) -> dict[str, Any]:
    """A proposal with its lines, without names of units and promises that are not for this reader: a promise that is
    only held stays with whoever may know that it is held, and counts for no other."""
    pieces = ProposalPiece.objects.select_related("unit")
    rows = ProposalLine.objects.filter(proposal=it).select_related("request__requester")
    lines = lines_for(actor, rows.prefetch_related(Prefetch("pieces", pieces)))
    promised = {piece.commitment_id for line in lines for piece in line.pieces.all() if piece.commitment_id}
    promises = set(Commitment.objects.visible_to(actor).filter(pk__in=promised).values_list("pk", flat=True))
    units = set(Unit.objects.visible_to(actor).values_list("code", flat=True))
    hidden = set(Unit.objects.values_list("code", flat=True)) - units
    hidden |= set(it.lines.values_list("key", flat=True)) - {line.key for line in lines}
    hidden |= {n for line in lines for n in line.answer.get("promised_to", [])} - set(promised_to(lines, actor))
    return {
        **row_out(it, actor, lines),
        "regions": [asdict(part) for part in given_per_region(lines)],
        "lines": [line_out(line, units, promises, hidden, actor) for line in lines],
    }


def proposal_of(pk: UUID, actor: Actor) -> Proposal:
    found = Proposal.objects.visible_to(actor).defer("problem", "plan").filter(pk=pk).first()
    if found is None:
        raise Unknown("proposal", pk)
    return found


def open_out(it: requirements.Open) -> dict[str, Any]:
    request = it.request
    return {
        "key": it.key, "request": request.pk, "number": request.number, "requester": request.requester_id,
        "addressee": request.addressee_id, "capability": it.capability, "asked": it.asked, "stands": it.stands,
        "minimum": it.minimum, "priority": request.priority, "wanted": request.starts_at,
        "latest": request.latest_at, "ends": request.ends_at, "assumed": list(it.guesses),
    }  # fmt: skip


@router.get("/allocation", response=AllocationOut)
def allocation(http: HttpRequest) -> dict[str, Any]:
    """Every open requirement of every region, the most pressing first; what cannot be planned, and why; the policy; and
    per class what part of its requirements each region is promised, open or not."""
    actor = Actor.of(http)
    if not actor.sees_all_cases:
        raise NotYours(frozenset(roles().makers))
    now = clock.now()
    start = now.replace(second=0, microsecond=0)
    unplanned: list[requirements.Unplanned] = []
    lines, counted = [], []
    for it in requirements.numbered(requirements.open_requests(actor), unplanned, now):
        if it.stands:
            counted.append(it)
        if it.stands >= it.asked:
            continue
        requirement = requirements.line(it, start, now)
        if isinstance(requirement, str):
            unplanned.append(requirements.Unplanned(it.request, requirement))
        else:
            lines.append(it)
            counted += [] if it.stands else [it]
    lines.sort(key=lambda it: (it.request.priority, it.request.starts_at or now, it.key))
    waiting = [{"request": u.request.pk, "number": u.request.number, "why": u.why} for u in unplanned]
    return {
        "at": now, "policy": policy_now(), "lines": [open_out(it) for it in lines], "unplanned": waiting,
        "regions": [asdict(part) for part in per_region(map(served_now, counted))],
    }  # fmt: skip


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The proposal of a key. Raises `Unknown`."""
    return proposal_out(proposal_of(pk, actor), actor)


@router.get("/proposals", response=Page[ProposalRow])
def proposal_list(
    http: HttpRequest,
    after: After = "",
    limit: Limit = 25,
) -> dict[str, Any]:
    """Proposals, the last one first."""
    actor = Actor.of(http)
    found = Proposal.objects.visible_to(actor).defer("problem", "plan")
    return page(found, lambda it: row_out(it, actor), after, limit, newest=True)


@router.get("/proposals/{uuid:pk}", response=ProposalOut)
def proposal(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One proposal: how far it is, what it found, and each line with its pieces, its reason and what would help."""
    return shown(pk, Actor.of(http))


@router.get("/proposals/{uuid:pk}/files/{name}", response={200: dict[str, Any]})
def proposal_file(http: HttpRequest, pk: UUID, name: Literal["problem", "plan"]) -> HttpResponse:
    """The planner's own files, to check again (steun-problem/1, steun-plan/1). For who may know the units in them."""
    actor = Actor.of(http)
    found = proposal_of(pk, actor)
    if not actor.sees_defence:
        raise NotYours(limit="named-units")
    text = found.problem if name == "problem" else found.plan
    if not text:
        raise Unknown("file", name)
    return HttpResponse(text, content_type="application/json")
