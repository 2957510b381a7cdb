"""Proposals: asked for, stopped, adopted wholly or partly, overruled with a reason. Adopting is an act of a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from steun.core.decide.policy import AllocationPolicy
from steun.core.decide.proposal import PROPOSAL, ProposalFacts
from steun.core.kernel.errors import Fault, Malformed, Unknown
from steun.core.kernel.machine import NEW
from steun.core.kernel.units import minutes_between
from steun.rules.load import roles
from steun.web.ask.request.acts import next_number
from steun.web.decide.commitment.acts import HOLD_FOR
from steun.web.decide.planning import counts
from steun.web.decide.planning.job import make_proposal
from steun.web.decide.policy.model import policy_in_force
from steun.web.decide.proposal import adoption
from steun.web.decide.proposal.model import Proposal, ProposalLine
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import apply_move, record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once

SECONDS = 10
LONGEST = 120
PREFIX = "P"


@once("proposal.make")
def make(
    *,
    by: Actor,
    trial: AllocationPolicy | None = None,
    based_on: UUID | None = None,
    locked: Collection[str] = (),
    left_out: Collection[str] = (),
    seconds: int = SECONDS,
    id: UUID | None = None,
) -> Proposal:
    """Ask for a proposal; a worker makes it. `trial`: another policy than is in force, to see what it would cost.

    locked: lines of `based_on` that stay as proposed there.  left_out: lines that get nothing this time.
    """
    PROPOSAL.check(NEW, "make", by, ProposalFacts(roles=roles()))
    in_force, its_number = policy_in_force()
    is_trial = trial is not None and trial != in_force
    policy = trial if trial is not None and is_trial else in_force
    number = None if is_trial else its_number
    faults = list(policy.faults())
    if not 1 <= seconds <= LONGEST:
        faults.append(Fault("seconds", "seconds-out-of-range", {"least": 1, "most": LONGEST}))
    base = Proposal.objects.visible_to(by).filter(pk=based_on).first() if based_on else None
    if based_on and (base is None or base.state != "ready"):
        faults.append(Fault("based_on", "unknown-code", {"value": str(based_on)}))
    if locked and not based_on:
        faults.append(Fault("locked", "locked-needs-base"))
    if faults:
        raise Malformed(faults)
    proposal = Proposal(
        id=id or new_key(), number=next_number(PREFIX), made_at=clock.now(), policy=policy.as_dict(),
        policy_number=number, based_on=base, locked=requirement_keys(locked), left_out=requirement_keys(left_out),
        seconds=seconds, state="queued", beat_at=timezone.now(),
    )  # fmt: skip
    data = {
        "to": "queued", "number": proposal.number, "policy": policy.as_dict(), "policy_number": number,
        "based_on": base.number if base else None, "locked": proposal.locked, "left_out": proposal.left_out,
        "seconds": seconds,
    }  # fmt: skip
    proposal.entry = record("proposal.make", subject=proposal.key, by=by, data=data, audience="national")
    proposal.save(force_insert=True)
    transaction.on_commit(lambda: make_proposal.enqueue(str(proposal.pk)))
    return proposal


def requirement_keys(keys: Collection[str]) -> list[str]:
    """Only requirements are locked or left out: a promise stands by itself."""
    return sorted({key for key in keys if key.startswith("line:")})


def see(pk: UUID, by: Actor) -> Proposal:
    """The proposal, locked, without its files. Raises `Unknown`."""
    if not Proposal.objects.visible_to(by).filter(pk=pk).exists():
        raise Unknown("proposal", pk)
    return Proposal.objects.select_for_update(of=("self",), no_key=True).defer("problem", "plan").get(pk=pk)


@once("proposal.stop")
def stop(pk: UUID, *, by: Actor, id: UUID | None = None) -> Proposal:
    """Enough: what waits is cancelled; what is being made ends with the best so far."""
    proposal = see(pk, by)
    name = "cancel" if proposal.state == "queued" else "stop"
    apply_move(proposal, PROPOSAL, name, by=by, facts=ProposalFacts(roles=roles()), id=id, audience="national")
    proposal.save()
    return proposal


@once("proposal.adopt")
def adopt(
    pk: UUID,
    keys: Collection[str] | None = None,
    *,
    by: Actor,
    agreed: Mapping[str, str] | None = None,
    hold_until: datetime | None = None,
    reason: str = "",
    id: UUID | None = None,
) -> Proposal:
    """Decide as proposed, for these lines (None = all that change something): all of it, or none with every reason.

    agreed: who agreed that a promise gives way, by key of the displaced line. Each piece becomes a commitment
    through the same action as by hand, so nothing is promised twice. The entry carries gap and policy.
    """
    proposal = see(pk, by)
    PROPOSAL.find(proposal.state, "adopt")  # before it is ready there is nothing to decide on
    PROPOSAL.find(proposal.state, "adopt")
    chosen = adoption.choose(proposal, keys)
    adoption.lock(chosen)
    facts = facts_of(proposal, chosen, agreed or {}, staying=adoption.staying_promises(proposal, chosen), by=by)
    data = {
        "number": proposal.number,
        "lines": as_journal(chosen),
        "whole": keys is None,
        "agreed": {
            line.request.number or "": (agreed or {})[line.key]
            for line in chosen
            if line.key in (agreed or {}) and adoption.needs_consent(line)
        },
        "gap": proposal.summary["gap"],
        "policy": proposal.policy,
        "policy_number": proposal.policy_number,
        "reserve_from": proposal.summary["reserve_from"],
    }
    entry = apply_move(
        proposal, PROPOSAL, "adopt", by=by, facts=facts, reason=reason, data=data, id=id, audience="national"
    )
    adoption.carry_out(proposal, chosen, by=by, hold_until=hold_until or clock.now() + HOLD_FOR, entry=entry)
    ProposalLine.objects.filter(pk__in=[line.pk for line in chosen]).update(outcome="adopted", entry=entry)
    proposal.save()
    return proposal


@once("proposal.overrule")
def overrule(pk: UUID, keys: Collection[str], *, by: Actor, reason: str, id: UUID | None = None) -> Proposal:
    """Decide otherwise than proposed for these lines, and say why. What happens instead is done by hand."""
    proposal = see(pk, by)
    PROPOSAL.find(proposal.state, "overrule")  # before it is ready there is nothing to decide on
    chosen = list(proposal.lines.filter(key__in=list(keys)).select_related("request", "commitment"))
    facts = facts_of(proposal, chosen, {}, reason=reason)
    data = {"number": proposal.number, "lines": as_journal(chosen)}
    entry = apply_move(
        proposal, PROPOSAL, "overrule", by=by, facts=facts, reason=reason, data=data, id=id, audience="national"
    )
    ProposalLine.objects.filter(pk__in=[line.pk for line in chosen]).update(outcome="overruled", entry=entry)
    proposal.save()
    return proposal


def as_journal(lines: Collection[ProposalLine]) -> list[dict[str, Any]]:
    """The lines as the journal shows them to all who divide. What is only held has its own entries, for Defence."""
    return [
        {
            "request": line.request.number or "",
            "capability": line.capability_id,
            "stands": line.stands,
            "given": line.given,
            "reason": line.reason,
        }
        for line in counts.openly(lines)
    ]


def means(promise: ProposalLine) -> str:
    """A promise by its request and what stands of it."""
    return f"{promise.request.number or ''} ({promise.stands} × {words.in_pieces(promise.capability)})"


def facts_of(
    proposal: Proposal,
    chosen: Collection[ProposalLine],
    agreed: Mapping[str, str],
    reason: str = "",
    staying: Collection[tuple[ProposalLine, ProposalLine]] = (),
    by: Actor | None = None,
) -> ProposalFacts:
    """What the rules look at: the proposal, the lines that are chosen, and the world as it is now. `kept`: requirements
    with the promise that they would take and that stays."""
    _, number = policy_in_force()

    def numbers(lines: Collection[ProposalLine]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.request.number or "" for line in lines))

    return ProposalFacts(
        roles=roles(),
        policy_in_force=proposal.policy_number == number,
        chosen=len(chosen),
        decided=numbers([line for line in chosen if line.outcome != "proposed"]),
        changed=numbers(adoption.changed(chosen)),
        unagreed=numbers([x for x in chosen if adoption.needs_consent(x) and not agreed.get(x.key, "").strip()]),
        own=numbers(adoption.gaining_for(by, chosen) if by else []),
        leaning=numbers([requirement for requirement, _ in staying]),
        staying=tuple(dict.fromkeys(means(promise) for _, promise in staying)),
        violations=proposal.summary.get("violations", 0),
        minutes=minutes_between(proposal.ready_at, clock.now()) if proposal.ready_at else 0,
        reason=reason,
    )
