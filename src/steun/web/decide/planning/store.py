"""A plan becomes rows that people read and decide on, and files that anybody can check again."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from steun.web.ask.request.model import Request
from steun.web.decide.commitment import read as promises
from steun.web.decide.planning.advice import Advice, pieces
from steun.web.decide.planning.counts import per_class
from steun.web.decide.planning.requirements import MINUTE, NO_CHANGE, STAY, Open
from steun.web.decide.proposal.model import Proposal, ProposalLine, ProposalPiece
from steun.web.kernel import clock

if TYPE_CHECKING:
    from steun.optimise import Assignment

EXPLAINED = 400
"""At most so many lines that went short get their changes tried; the rest tell only where supply ends."""


def save_lines(proposal: Proposal, advice: Advice) -> list[ProposalLine]:
    """The rows of a proposal: one per line, with its pieces, its reason and what would help."""
    its = pieces(advice.plan)
    holders = holders_of(advice)
    durations = {line.id: line.duration for line in advice.plan.problem.lines}
    short = 0
    rows, parts = [], []
    for key, it in advice.given.lines.items():
        known = key in its
        given = advice.plan.met[key] if known else 0
        answer: dict[str, Any] = {"guesses": list(it.guesses), "held": it.held}
        reason = "waits" if key in advice.waiting else "left-out"
        if known:
            missing = given < it.asked - (0 if it.commitment else it.stands)
            short += missing
            reason, as_journal = explained(advice, it, missing and short <= EXPLAINED)
            answer |= as_journal | {"promised_to": promised_to(advice, it, holders) if missing else []}
        if it.commitment:
            reason = verdict_on(it, its.get(key, []))
        row = ProposalLine(
            proposal=proposal, key=key, request=it.request, capability_id=it.capability, commitment=it.commitment,
            mark=it.mark, priority=it.request.priority, asked=it.asked, minimum=it.minimum, stands=it.stands,
            given=given if it.commitment else it.stands + given,
            first_come=it.stands + (0 if it.commitment else advice.first_come.get(key, 0)),
            reason=reason, answer=answer,
        )  # fmt: skip
        rows.append(row)
        parts += [piece(advice, row, it, a, durations[key]) for a in its.get(key, ())]
    ProposalLine.objects.bulk_create(rows)
    ProposalPiece.objects.bulk_create(parts)
    return rows


def verdict_on(it: Open, its: list[Assignment]) -> str:
    """What happens to a promise: kept, moved to another unit, or displaced (it loses something)."""
    if sum(a.amount for a in its) < it.stands:
        return "displaced"
    own = it.commitment.unit.code if it.commitment else ""
    return "kept" if all(a.unit == own for a in its) else "moved"


def explained(advice: Advice, it: Open, fully: bool) -> tuple[str, dict[str, Any]]:
    """Why a line gets what it gets: codes and facts, and the changes that were tried."""
    from steun.optimise import explain

    why = explain(advice.plan, it.key, remedies=fully)
    return why.reason, {
        "waterfall": why.waterfall,
        "blocking": list(why.blocking),
        "remedies": [remedy(r) for r in why.remedies if r.code != NO_CHANGE],
    }


def holders_of(advice: Advice) -> dict[UUID, tuple[int, str]]:
    """Class and number of each request that has something of these units."""
    keys = {commitment.request_id for unit in advice.given.units.values() for commitment in unit.commitments.all()}
    rows = Request.objects.filter(pk__in=keys).values_list("pk", "priority", "number")
    return {pk: (priority, number or "") for pk, priority, number in rows}


def promised_to(advice: Advice, it: Open, holders: Mapping[UUID, tuple[int, str]]) -> list[str]:
    """Requests whose promises occupy, in the time of this line, units that could serve it: their numbers, by class."""
    begins = it.request.starts_at or advice.given.start
    ends = it.request.ends_at or begins + STAY
    found = {
        holders[commitment.request_id]
        for unit in advice.given.units.values()
        if any(offer.capability_id == it.capability for offer in unit.offerings.all())
        for commitment in unit.commitments.all()
        if commitment.request_id != it.request.pk and commitment.starts_at < ends and commitment.ends_at > begins
    }
    return [number for _, number in sorted(found)]


def remedy(it: Any) -> dict[str, Any]:
    return {"code": it.code, "met": it.met, "facts": it.facts}


def piece(advice: Advice, row: ProposalLine, it: Open, a: Assignment, duration: int) -> ProposalPiece:
    """Pieces of one unit with their times. Who leaves earlier than planned keeps no unit longer than the request."""
    unit = advice.given.units[a.unit]
    arrives = advice.given.moment(a.start)
    leaves = arrives + duration * MINUTE
    if it.commitment:
        leaves = it.commitment.leaves_at
    elif it.request.ends_at:
        leaves = max(arrives + MINUTE, min(leaves, it.request.ends_at))
    capability = it.capability if a.capability.startswith("own:") else a.capability
    road = promises.road(unit, *it.request.spot) * MINUTE
    return ProposalPiece(
        line=row, unit=unit, capability_id=capability, quantity=a.amount, starts_at=arrives - road, arrives_at=arrives,
        leaves_at=leaves, ends_at=leaves + road + unit.rest * MINUTE,
    )  # fmt: skip


def as_journal(advice: Advice, lines: Iterable[ProposalLine]) -> dict[str, Any]:
    """The columns of a proposal that is ready, and what its journal entry says: whole numbers and digests."""
    from steun.optimise import as_dict, plan_as_dict

    plan = advice.plan
    problem = json.dumps(as_dict(plan.problem), separators=(",", ":"))
    text = json.dumps(plan_as_dict(plan), separators=(",", ":"))
    gap = {name: math.ceil(10_000 * value - 1e-6) for name, value in plan.gap.items()}
    summary = {
        "method": plan.method,
        "proven": list(plan.proven),
        "within": dict(plan.within),
        "searched": plan.searched,
        "expected": plan.expected,
        "objective": {name: round(value, 6) for name, value in plan.objective.items()},
        "gap": gap,  # hundredths of a percent, rounded up: "at most"
        "reserve_from": plan.policy.reserve_from,
        "violations": advice.violations,
        "units": len(advice.given.units),
        "classes": per_class(lines),
        "unkept": [{"commitment": str(c.pk), "promised": c.quantity, "short": c.short} for c in advice.given.unkept],
        "unplanned": [{"request": str(u.request.pk), "why": u.why} for u in advice.given.unplanned],
    }
    data = {
        "problem": hashlib.sha256(problem.encode()).hexdigest(),
        "plan": hashlib.sha256(text.encode()).hexdigest(),
        "gap": gap,
        "proven": list(plan.proven),
        "reserve_from": plan.policy.reserve_from,
    }
    return {
        "data": data, "problem": problem, "plan": text, "summary": summary, "progress": 100, "ready_at": clock.now(),
    }  # fmt: skip
