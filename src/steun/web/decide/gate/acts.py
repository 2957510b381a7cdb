"""Acts on gates: sign, judge, decide, agree, consult, consent. Passing the last one is the grant.

Failing one the refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from steun.core.ask.gate import GATE
from steun.core.ask.request import REQUEST
from steun.core.kernel.errors import Fault, Malformed, NotYours, Unknown
from steun.rules.load import law
from steun.web.ask.request import acts as ask
from steun.web.ask.request.facts import gate_facts, request_facts
from steun.web.ask.request.model import Gate, Request
from steun.web.ask.route.gates import demanded, open_gates, outcome_of
from steun.web.ask.route.routing import routes_for
from steun.web.ask.route.seats import asking_roles
from steun.web.decide.locks import lock_promises_of
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import apply_move
from steun.web.kernel.once import once
from steun.web.kernel.people.notices import notify

EXTENTS = ("full", "partial", "other-means")
ACTS = ("pass", "phone", "confirm", "refuse")
CONFIRM_WITHIN = "confirm-phone-act"
"""Deadline (policy) for the written confirmation when the gate names none."""


def see(pk: UUID, by: Actor) -> Gate:
    """The gate with its request, both locked: acts on one request queue here. Raises `Unknown`."""
    key = Gate.objects.filter(pk=pk).values_list("request_id", flat=True).first()
    try:
        request = ask.see(key, by, words=False) if key else None
    except Unknown:
        request = None
    if request is None:
        raise Unknown("gate", pk)
    lock_promises_of(request.pk)  # the last gate decides on them too
    gate = next(g for g in request.gates.all() if g.pk == pk)
    gate.request = gate.part.request = request
    return gate


@once("gate.act")
def act(
    pk: UUID,
    name: str,
    *,
    by: Actor,
    reason: str = "",
    signatory: str = "",
    phoned_person: str = "",
    extent: str = "",
    note: str = "",
    id: UUID | None = None,
    happened_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> Gate:
    """Pass, phone, confirm or refuse a gate. `extent` and `note`: how much is granted, by those whose gate decides.

    Raises `Refused` with every unmet rule, `NotYours` for the wrong seat or beyond the limits of the mandate.
    """
    if name not in ACTS:
        raise Unknown("move", name)
    gate = see(pk, by)
    check_words(gate, name, reason, extent, note)
    check_limits(gate, by)
    facts = gate_facts(gate, reason=reason, signatory=signatory, phoned_person=phoned_person)
    now = clock.now()
    content: dict[str, Any] = {"gate": gate.code, "kind": gate.kind, "origin": facts.rule.origin, **(data or {})}
    told = {"signatory": signatory, "phoned": phoned_person, "extent": extent, "note": note}
    content |= {key: value for key, value in told.items() if value}
    if name == "phone":
        gate.confirm_by = now + timedelta(minutes=facts.rule.confirm_within or law().deadlines[CONFIRM_WITHIN].minutes)
        content["confirm_by"] = gate.confirm_by.isoformat()
    entry = apply_move(
        gate,
        GATE,
        name,
        by=by,
        facts=facts,
        basis=gate.part.basis,
        reason=reason,
        data=content,
        audience=gate.audience,
        id=id,
        happened_at=happened_at,
    )
    gate.done_at, gate.done_by_id, gate.done_role = entry.happened_at, _uuid(by.person), by.role
    gate.phoned_person = phoned_person or gate.phoned_person
    gate.verdict = {"pass": "yes", "confirm": "yes", "phone": "yes", "refuse": "no"}[name]
    gate.reason = reason or gate.reason
    gate.reconstructed = bool(content.get("reconstructed"))
    if name in {"confirm", "refuse"}:
        gate.confirm_by = None
    gate.save()
    request = gate.request
    if extent:
        request.extent, request.granted_note = extent, note
    conclude(request, entry, by, happened_at)
    return gate


LONGEST = 8000
"""Letters of a reason or a note."""


def check_words(gate: Gate, name: str, reason: str, extent: str, note: str) -> None:
    """Reasons where the act wants them. Raises `Malformed`."""
    faults = []
    if extent and extent not in EXTENTS:
        faults.append(Fault("extent", "unknown-code", {"value": extent}))
    if extent and name == "refuse":
        faults.append(Fault("extent", "not-with-refusal"))
    if extent in {"partial", "other-means"} and not note.strip():
        faults.append(Fault("note", "required"))
    for field, text in (("reason", reason), ("note", note)):
        if len(text) > LONGEST:
            faults.append(Fault(field, "text-too-long", {"max_length": LONGEST, "given": len(text)}))
    if faults:
        raise Malformed(faults)


def check_limits(gate: Gate, by: Actor) -> None:
    """A mandate may name the bases it reaches. Awb 10:1-10:12. Raises `NotYours`."""
    bases = by.limits.get("bases")
    if isinstance(bases, list) and gate.part.basis not in bases:
        raise NotYours(limit="basis")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def conclude(request: Request, entry: Entry, by: Actor, happened_at: datetime | None = None) -> None:
    """Give the next gates their turn; when every part is decided, the request is granted or refused by this act."""
    ask.advance(request, entry, by)
    if request.state == "asked":
        gates = list(request.gates.all())
        parts = [p for p in request.parts.all() if p.outcome != "withdrawn"]
        outcomes = {p.pk: outcome_of(p, gates) for p in parts}
        for part in parts:
            if part.outcome != outcomes[part.pk]:
                part.outcome = outcomes[part.pk]
                part.save(update_fields=["outcome"])
        if "open" not in outcomes.values():
            decide(request, by, "grant" if "granted" in outcomes.values() else "refuse", entry, happened_at)
            return
    request.saved_at = clock.now()
    request.save()


def decide(request: Request, by: Actor, name: str, last: Entry, happened_at: datetime | None) -> None:
    """The grant or refusal itself: on record with the gate that was the last."""
    from steun.web.decide.commitment.acts import confirm_holds, release_all

    facts = request_facts(request)
    deciders = facts.deciders | by.seats  # whoever passed the last gate, checked there
    parts = [p for p in request.parts.all() if p.outcome != "withdrawn"]
    data = {"parts": {p.basis: p.outcome for p in parts}, "by_gate": last.number, "extent": request.extent or "full"}
    entry = apply_move(
        request, REQUEST, name, by=by, facts=replace(facts, deciders=deciders), basis=",".join(p.basis for p in parts),
        reason=request.granted_note if name == "grant" else last.reason if last.audience == "all" else "", data=data,
        happened_at=happened_at,
    )  # fmt: skip
    request.extent = (request.extent or "full") if name == "grant" else ""
    request.saved_at = clock.now()
    request.version += 1
    request.save()
    request.forget("commitments")
    if name == "grant":
        confirm_holds(request, by, happened_at)
        routes = routes_for(request)
        for part in parts:
            part.request = request
            if part.outcome == "granted":
                open_gates(part, entry, demanded(part, ("before-deployment", "after"), routes.of(part.basis)))
        ask.advance(request, entry, by)
    else:
        release_all(request, by, "request-refused", happened_at)
    facts_told = {"number": request.number or "", "title": request.title, "outcome": name}
    roles = asking_roles(request.requester.kind)
    notify(
        "request-decided", roles, request.requester_id, entry=entry, path=f"/requests/{request.pk}", facts=facts_told
    )
    if name == "grant" and not request.addressee_id:
        notify("to-order", ["toc"], None, entry=entry, path=f"/requests/{request.pk}", facts=facts_told)
