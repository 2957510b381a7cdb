"""Acts on gates: sign, judge, decide, agree, consult, consent. Passing the last one is the grant.

Failing one the refusal.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from steun.core.ask import states
from steun.core.ask.addition import STANDING
from steun.core.ask.gate import GATE, SAID
from steun.core.ask.request import REQUEST
from steun.core.kernel.errors import Unknown
from steun.rules.load import law, roles
from steun.web.ask.addition import acts as additions
from steun.web.ask.gate.facts import fewer, gate_facts
from steun.web.ask.gate.gates import demanded, open_gates, outcome_of
from steun.web.ask.gate.model import Gate
from steun.web.ask.gate.seats import asking_roles
from steun.web.ask.request import acts as ask
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.ask.route.routing import routes_for
from steun.web.decide.commitment.acts import confirm_holds, release_all
from steun.web.decide.gate.answer import EXTENT_OF, Said, check, keep
from steun.web.decide.locks import lock_promises_of
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import apply_move
from steun.web.kernel.keys import parse_key
from steun.web.kernel.life.once import once
from steun.web.kernel.people.notices import notify

ACTS = ("pass", "phone", "attest", "confirm", "refuse")
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
    quantity: int | None = None,
    from_at: datetime | None = None,
    unit: str = "",
    capability: str = "",
    id: UUID | None = None,
    happened_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> Gate:
    """Pass, phone, attest, confirm or refuse a gate. `extent` and `note`: how much is granted, by whose gate decides;
    `quantity` and `from_at` in figures. `unit`: what is held for it by the same act, of one capability.

    *phone*: what the authority said, as somebody heard it: said, not yet confirmed. *attest*: a second person heard it
    too. *confirm*: the authority itself.

    Raises `Refused` with every unmet rule, `NotYours` for the wrong seat or beyond the limits of the mandate.
    """
    if name not in ACTS:
        raise Unknown("move", name)
    gate = see(pk, by)
    said = Said(extent, note, quantity, from_at, unit, capability)
    check(gate, name, reason, said)
    if unit:
        keep(gate, said, by, happened_at)
        gate = see(pk, by)
    facts = gate_facts(
        gate,
        request_facts(gate.request, by=by),
        by=by,
        reason=reason,
        signatory=signatory,
        phoned_person=phoned_person,
        fewer=fewer(gate, extent, quantity),
    )
    now = clock.now()
    content: dict[str, Any] = {"gate": gate.code, "kind": gate.kind, "origin": facts.rule.origin, **(data or {})}
    details = {"signatory": signatory, "phoned": phoned_person, "extent": extent, "note": note}
    content |= {key: value for key, value in details.items() if value}
    content |= {"quantity": quantity} if quantity else {}
    content |= {"from_at": from_at.isoformat()} if from_at else {}
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
    put(gate, name, by, entry.happened_at, reason=reason, phoned_person=phoned_person)
    if name in {"pass", "phone", "confirm"}:
        gate.quantity, gate.from_at = quantity or gate.quantity, from_at or gate.from_at
    gate.reconstructed = bool(content.get("reconstructed"))
    gate.save()
    request = gate.request
    if extent and gate.grants:
        request.extent, request.granted_note = extent, note
    conclude(request, entry, by, happened_at)
    return gate


def answer(
    pk: UUID, *, by: Actor, answer: str, from_at: datetime | None = None, quantity: int | None = None, note: str = "",
    reason: str = "", signatory: str = "", unit: str = "", capability: str = "", id: UUID | None = None,
    happened_at: datetime | None = None, data: Mapping[str, Any] | None = None,
) -> Gate:  # fmt: skip
    """What people say, in their words: a yes passes the gate, a no refuses it."""
    return act(
        pk, "refuse" if answer == "no" else "pass", by=by, extent=EXTENT_OF[answer], from_at=from_at,
        quantity=quantity, note=note, reason=reason, signatory=signatory, unit=unit, capability=capability, id=id,
        happened_at=happened_at, data=data,
    )  # fmt: skip


def put(gate: Gate, name: str, by: Actor, at: datetime, *, reason: str, phoned_person: str) -> None:
    """What the act says, on the (unsaved) row: who did it, who wrote it down, who confirmed it."""
    who = parse_key(by.person)
    if name == "attest":
        gate.attested_at, gate.attested_by_id, gate.attested_role = at, who, by.role
        return
    gate.done_at, gate.done_by_id, gate.done_role = at, who, by.role
    gate.verdict = "no" if name == "refuse" else "yes"
    gate.reason = reason or gate.reason
    if name == "phone":
        gate.noted_by_id, gate.phoned_person = who, phoned_person
    if name in {"confirm", "refuse"}:
        gate.confirm_by = None


def conclude(request: Request, entry: Entry, by: Actor, happened_at: datetime | None = None) -> None:
    """Give the next gates their turn; when every part is decided, the request is granted or refused by this act.

    An authority that denies what was said in its name takes the grant back: of a request that is not ordered yet by
    refusing it, of one that is by word to all who can stop it.
    """
    ask.advance(request, entry, by)
    before = [p.outcome for p in request.parts.all() if p.outcome != "withdrawn"]
    if request.state in states.OPEN:
        outcomes = settle(request)
        if request.state == "asked" and "open" not in outcomes:
            decide(request, by, "grant" if "granted" in outcomes else "refuse", entry, happened_at)
            return
        if request.state == "granted" and "granted" in before and "granted" not in outcomes:
            decide(request, by, "refuse", entry, happened_at)
            return
        if entry.action == "gate.refuse" and entry.data["from"] in SAID:
            notify_denied(request, entry)
    request.saved_at = clock.now()
    request.save()


def settle(request: Request) -> list[str]:
    """What the gates amount to for each part, put on the parts. A part that was decided opens no more."""
    gates = list(request.gates.all())
    outcomes = []
    for part in request.parts.all():
        if part.outcome == "withdrawn":
            continue
        found = outcome_of(part, gates)
        if part.outcome != found and (request.state == "asked" or found != "open"):
            part.outcome = found
            part.save(update_fields=["outcome"])
        outcomes.append(part.outcome)
    return outcomes


def notify_denied(request: Request, entry: Entry) -> None:
    """What the case went on with turns out not to have been said: word to whoever can stop it, and to who asked."""
    facts = {"number": request.number or "", "title": request.title, "gate": entry.data.get("gate", "")}
    path = f"/requests/{request.pk}"
    for notified, organisation in (
        (sorted(phone.second if (phone := law().phone) else roles().watchers), None),
        (asking_roles(request.requester.kind), request.requester_id),
    ):
        notify("phone-denied", notified, organisation, entry=entry, path=path, facts=facts)


def decide(request: Request, by: Actor, name: str, last: Entry, happened_at: datetime | None) -> None:
    """The grant or refusal itself: on record with the gate that was the last."""
    by = by.following
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
        additions.let_go(request, by, STANDING, "request-refused")
    outcome = "grant-partly" if name == "grant" and request.extent == "partial" else name
    notice_facts = {"number": request.number or "", "title": request.title, "outcome": outcome}
    notified = asking_roles(request.requester.kind)
    notify(
        "request-decided",
        notified,
        request.requester_id,
        entry=entry,
        path=f"/requests/{request.pk}",
        facts=notice_facts,
    )
    if name == "grant" and not request.addressee_id:
        notify("to-order", roles().orderers, None, entry=entry, path=f"/requests/{request.pk}", facts=notice_facts)
    if name == "grant" and facts.unconfirmed:
        ask_for_a_second(request, entry, facts.unconfirmed)


def ask_for_a_second(request: Request, entry: Entry, gates: Collection[str]) -> None:
    """The order waits until somebody confirms what was only said on the phone: word to those who may."""
    details = {"number": request.number or "", "title": request.title, "gate": ", ".join(gates)}
    notified = sorted(phone.second) if (phone := law().phone) else []
    notify("to-attest", notified, None, entry=entry, path=f"/requests/{request.pk}", facts=details)


@once("request.lives-first")
def put_lives_first(
    pk: UUID, *, by: Actor, reason: str, id: UUID | None = None, happened_at: datetime | None = None
) -> Request:
    """Defence or LOCC says, with a reason and on record, that saving lives does not wait for the confirmation.

    The acts stay said and not yet confirmed, and are shown so.
    """
    request, entry = ask.step(pk, "lives-first", by=by, id=id, reason=reason, happened_at=happened_at, urging=reason)
    request.lives_first = entry
    request.save()
    details = {"number": request.number or "", "title": request.title}
    policy = law().phone
    notify(
        "lives-first", policy.lives_first if policy else [], None, entry=entry, path=f"/requests/{pk}", facts=details
    )
    return request
