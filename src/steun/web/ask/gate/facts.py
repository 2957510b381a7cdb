"""From gates to what the rules look at, of a gate and of its request."""

from __future__ import annotations

from steun.core.ask.gate import DONE, SAID, GateFacts, is_unconfirmed
from steun.core.ask.rules import RequestFacts
from steun.core.kernel.limits import pieces
from steun.core.kernel.machine import Seats
from steun.core.kernel.seats import at_each, seats_for
from steun.rules.load import roles
from steun.web.ask.gate.gates import waits_for
from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.gate.seats import is_local, is_of_asker, region_of
from steun.web.ask.request.model import Request
from steun.web.kernel.actor import Actor


def gate_facts(
    gate: Gate, known: RequestFacts, *, by: Actor | None = None, openers: Seats = frozenset(),
    gates: list[Gate] | None = None, reason: str = "", signatory: str = "", phoned_person: str = "", fewer: int = 0,
) -> GateFacts:  # fmt: skip
    """The facts of a gate. `known`: those of its request; `gates` of it spare a page with many the same query."""
    request = gate.request
    gates = list(request.gates.all()) if gates is None else gates
    rule = gate.rule
    return GateFacts(
        rule=rule,
        organisation=gate.organisation_id or "",
        request=known,
        basis=gate.part.basis,
        asked=known.asked,
        fewer=fewer,
        actor=by.person if by else "",
        actor_organisation=by.organisation if by else "",
        noted_by=str(gate.noted_by_id or ""),
        request_state=request.state,
        waits_for=waits_for(gate, gates, rule),
        roles=gate.holder_roles,
        hearers=hearers(request),
        openers=openers,
        waived=bool(rule.waived_when) and rule.waived_when == "urgent" and request.urgent,
        reason=reason,
        signatory=signatory,
        phoned_person=phoned_person,
    )


def fewer(gate: Gate, extent: str = "", quantity: int | None = None) -> int:
    """Pieces that an answer promises instead of all; 0 = all. Only what says so in figures, of the one requirement, at
    a gate that says how much is granted. On paper it is what was said on the phone, unless something else is said."""
    if not gate.grants or len(gate.request.lines.all()) != 1:
        return 0
    said = gate.state in SAID
    partly = (extent or (gate.request.extent if said else "")) == "partial"
    return (quantity or (gate.quantity if said else 0) or 0) if partly else 0


def reached(gate: Gate, by: Actor) -> int:
    """Pieces that this mandate may promise where it does not reach all that is asked; 0 = no such limit."""
    most, lines = pieces(by.limits), list(gate.request.lines.all())
    if most is None or not gate.grants or len(lines) != 1:
        return 0
    return most if 0 < most < lines[0].quantity else 0


def hearers(request: Request) -> Seats:
    """Who may record what an authority said on the phone.

    The requester's desk, its adviser, LOCC, and Defence's desks.
    """
    region, who = region_of(request), roles()
    there = at_each((*who.desks, *who.advisers), [region.code] if region else [])
    return at_each(who.desks, [request.requester_id]) | {*who.coordinators, *who.planners} | there


def unconfirmed(parts: list[Part], gates: list[Gate]) -> tuple[str, ...]:
    """Acts on which the grant rests and that one person heard on the phone: codes, each once."""
    rules = {part.pk: {g.code: g for g in part.law.gates} for part in parts}
    said = (
        g.code
        for g in gates
        if g.part_id in rules and is_unconfirmed(g.state, rules[g.part_id][g.code].second) and g.phase == "before-grant"
    )
    return tuple(dict.fromkeys(said))


def unplaced(gates: list[Gate]) -> tuple[str, ...]:
    """Local roles that must act before sending, of which nobody knows yet for which organisation."""
    waiting = (g for g in gates if g.phase == "before-sending" and g.state != "dropped" and not g.organisation_id)
    return tuple(r for g in waiting for r in g.holder_roles if is_local(r) and not is_of_asker(r))


def unsigned(gates: list[Gate]) -> tuple[str, ...]:
    """Seats whose signature is still missing."""
    missing = (g for g in gates if g.phase == "before-sending" and g.state not in DONE | {"dropped"})
    return tuple(s for g in missing for s in sorted(holders(g)))


def seats_at(gates: list[Gate], kinds: set[str] | None = None, phase: str = "") -> Seats:
    chosen = (g for g in gates if (not kinds or g.kind in kinds) and (not phase or g.phase == phase))
    return frozenset(s for g in chosen if g.state != "dropped" for s in holders(g))


def receivers(gates: list[Gate], request: Request) -> Seats:
    """Without a gate of judgement, whoever decides may send it back for completion."""
    if any(g.kind == "judge" for g in gates):
        return frozenset()
    return seats_at(gates, kinds={"decide", "agree"})


def holders(gate: Gate) -> Seats:
    return seats_for(gate.holder_roles, gate.organisation_id or "")
