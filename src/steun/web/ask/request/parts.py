"""The legal bases of a request: choosing them opens their signatures; changing what was signed makes these lapse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from steun.core.ask.gate import GATE
from steun.core.ask.request import drafters
from steun.core.kernel.errors import Fault, Malformed
from steun.rules.load import law
from steun.web.ask.gate.facts import gate_facts
from steun.web.ask.gate.gates import demanded, open_gates, turns
from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.ask.route.routing import routes_for
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import apply_move, record

LAPSING = frozenset(m.source for m in GATE.moves if m.name == "lapse")
"""States in which somebody acted on the content."""


def choose(request: Request, codes: list[str], by: Actor) -> None:
    """Let the request rest on these bases, in the wording of the day. Raises `Malformed` for a code that no law has."""
    holding = law().on(request.law_day)
    faults = [Fault(f"bases.{n}", "unknown-code", {"value": c}) for n, c in enumerate(codes) if c not in holding]
    if faults:
        raise Malformed(faults)
    parts = {p.basis: p for p in request.parts.all()}
    for code in dict.fromkeys(codes):
        wording = holding[code].source.valid_from
        part = parts.setdefault(code, Part(request=request, basis=code, wording_from=wording))
        part.outcome, part.wording_from = "open", wording
        part.save()
    for code, part in parts.items():
        if code not in codes and part.outcome != "withdrawn":
            part.outcome = "withdrawn"
            part.save(update_fields=["outcome"])
    request.remember("parts", sorted(parts.values(), key=lambda part: part.pk))
    signatures(request, by)


def signatures(request: Request, by: Actor) -> None:
    """Make the open signature gates equal to what the chosen bases, places and route ask for now."""
    routes = routes_for(request)
    parts = [p for p in request.parts.all() if p.outcome != "withdrawn"]
    demands = {}
    for part in parts:
        part.request = request
        demands[part.pk] = demanded(part, ("before-sending",), routes.of(part.basis))
    wanted = {(pk, rule.code, roles, o.pk if o else None) for pk, rows in demands.items() for _, rule, roles, o in rows}
    for gate in request.gates.all():
        if gate.phase != "before-sending" or gate.state == "dropped":
            continue
        if (gate.part_id, gate.code, gate.roles, gate.organisation_id) not in wanted:
            move(gate, "drop", by)
    for part in parts:
        open_gates(part, request.entry, demands[part.pk])
    turns(request, request.entry)


def lapse(request: Request, by: Actor, changes: Mapping[str, object]) -> None:
    """What was signed, judged or refused is no longer what will be sent: every act on it goes back to open, on record.

    `changes`: field -> what it was and what it is. Whoever acted is called again when the turn comes (`gates.turns`).
    """
    done = [gate for gate in request.gates.all() if gate.state in LAPSING]
    if not done:
        return
    data = {"changes": dict(changes)}
    entry = record("request.changed", subject=request.key, case=request.case, by=by.following, data=data)
    for gate in done:
        lapsed = {"gate": gate.code, "changed": list(changes), "change": entry.number, "of": str(gate.done_by_id or "")}
        move(gate, "lapse", by, data=lapsed)


def move(
    gate: Gate, name: str, by: Actor, *, happened_at: datetime | None = None, data: Mapping[str, object] | None = None
) -> Entry:
    """A step of a gate that follows from somebody's act on the request."""
    known = request_facts(gate.request)
    facts = gate_facts(gate, known, openers=drafters(known) | by.seats)
    entry = apply_move(
        gate, GATE, name, by=by.following, facts=facts, basis=gate.part.basis, data=data, happened_at=happened_at
    )
    if gate.state == "open":
        gate.done_at, gate.done_by, gate.verdict, gate.reason, gate.phoned_person = None, None, "", "", ""
        gate.ready_at = gate.due_at = gate.confirm_by = gate.reminded_at = gate.escalated_at = None
        gate.noted_by, gate.attested_at, gate.attested_by, gate.attested_role = None, None, None, ""
    gate.save()
    return entry
