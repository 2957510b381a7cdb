"""What people do with a request before it is decided: draft, send, return, withdraw, join, complete.

Every action: see, check, record, change, save. One transaction; the actor is an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from steun.core.ask.request import REQUEST
from steun.core.ask.rules import RequestFacts
from steun.core.kernel.errors import Changed, Fault, Malformed, Unknown
from steun.core.kernel.machine import NEW
from steun.rules.load import roles
from steun.web.ask.gate.gates import demanded, open_gates, parties, turns
from steun.web.ask.gate.model import Gate
from steun.web.ask.gate.seats import asking_roles, is_of_defence
from steun.web.ask.incident import acts as incidents
from steun.web.ask.incident.model import Incident
from steun.web.ask.request import parts
from steun.web.ask.request.content import filling, journalled, merging
from steun.web.ask.request.facts import read_standing, read_whole, request_facts
from steun.web.ask.request.model import Request, Series
from steun.web.ask.request.search.terms import find_by
from steun.web.ask.request.shape import LATER, RequestIn
from steun.web.ask.route.routing import routes_for
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import apply_move, record
from steun.web.kernel.keys import new_key, parse_key
from steun.web.kernel.life import edits
from steun.web.kernel.life.once import once
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import notify


def see(pk: UUID, by: Actor, *, lock: bool = True, words: bool = True, outline: bool = False) -> Request:
    """The request, locked for change; without `words` only where it stands. Raises `Unknown` when it is not there.

    outline: also one of which the actor reads no more than the outline.
    """
    seen = Request.objects.outlined_for(by) if outline else Request.objects.visible_to(by)
    rows = seen.select_related("requester__region", *(("effect", "incident") if words else ()))
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).filter(pk=pk).order_by().first()
    if found is None:
        raise Unknown("request", pk)
    (read_whole if words else read_standing)(found)  # after the lock, so that it is what stands
    return found


@transaction.atomic
def draft(
    shape: RequestIn,
    *,
    by: Actor,
    id: UUID | None = None,
    requester: str = "",
    happened_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> Request:
    """Begin a request. The same id by the same person with the same content gives the same request, once."""
    if id and (known := Request.objects.select_related("entry").filter(pk=id).first()):
        return again(known, shape, by)
    code = requester or (by.region if by.role in roles().advisers else by.organisation)
    organisation = Organisation.objects.select_related("region__police_unit", "parent").filter(pk=code).first()
    if organisation is None:
        raise Malformed([Fault("requester", "unknown-code", {"value": code})])
    region = organisation.pk if organisation.kind == "safety-region" else organisation.region_id or ""
    facts = RequestFacts(
        requester=organisation.pk,
        requester_roles=asking_roles(organisation.kind),
        adviser=region,
        roles=roles(),
    )
    REQUEST.check(NEW, "draft", by, facts)
    now = clock.now()
    request = Request(
        id=id or new_key(),
        requester=organisation,
        state="draft",
        created_at=now,
        saved_at=now,
        direction="military-to-civil" if is_of_defence(organisation.kind) else "civil-to-military",
    )
    links = filling.apply(request, shape, by)
    content = {"to": "draft", "requester": organisation.pk, "draft": journalled.as_journal(shape), **(data or {})}
    request.entry = record(
        "request.draft", subject=request.key, case=request.case, by=by, data=content, happened_at=happened_at
    )
    request.save(force_insert=True)
    for nothing in ("parts", "gates", "lines", "commitments", "deployments"):
        request.remember(nothing, ())
    parties({organisation}, request, "requester")
    filling.link(request, links)
    if organisation.region and region != organisation.pk:
        parties({organisation.region}, request, "region")
    if shape.bases is not None:
        parts.choose(request, shape.bases, by)
    return request


def again(known: Request, shape: RequestIn, by: Actor) -> Request:
    """A repeated creation: the same answer.

    Another content under the same id is a conflict, by another person unknown.
    """
    first = Entry.objects.filter(subject=known.key, action="request.draft").first()
    if first is None or first.actor != by.person:
        raise Unknown("request", known.pk)
    content = journalled.as_journal(shape)
    if first.data.get("draft") != content:
        raise Changed(first.data.get("draft", {}), content, known.version)
    return known


@transaction.atomic
def save(
    pk: UUID, shape: RequestIn, *, by: Actor, version: int | None = None, page: str = "",
    over: Mapping[str, int] | None = None,
) -> Request:  # fmt: skip
    """Save a draft: no entry per keystroke, but never over somebody else's words. `version`: on which it was shown, and
    `page`: where; fields that only others changed since then stay theirs (`merged`), of what both changed both values
    are told (`Changed`), and in the fields of `over` the sender has seen them.

    What was signed is what is sent: changed content makes the signatures lapse, on record.
    """
    request = see(pk, by)
    filling.may_edit(request, by, request_facts(request))
    theirs: Mapping[str, Any] = {}
    if version is not None and version != request.version:
        shape, theirs = merging.over_a_draft(request, shape, version, by=by, page=page, over=over)
        request = see(pk, by)
    before = journalled.shown(request)
    links = filling.apply(request, shape, by)
    request.version += 1
    request.saved_at = clock.now()
    request.save()
    filling.link(request, links)
    request = see(pk, by)
    request.merged = theirs
    after = journalled.shown(request)
    edits.note(request.key, request.version, by=by, page=page, before=merging.parts(before), after=merging.parts(after))
    changed = after != before
    if shape.bases is not None or (changed and shape.model_fields_set & {"municipalities", "situation", "task_kind"}):
        parts.choose(request, shape.bases if shape.bases is not None else before["bases"], by)
    if changed or shape.bases not in (None, before["bases"]):
        parts.lapse(request, by, journalled.changes(before, journalled.shown(request)))
        turns(request, request.entry)
    return request


@once("request.submit")
def submit(
    pk: UUID,
    *,
    by: Actor,
    id: UUID | None = None,
    knowingly: bool = False,
    happened_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> Request:
    """Send it: number given, gates opened side by side as the basis says, who must know is notified by this very act.

    Under a closed incident only `knowingly`: sending opens it again.
    """
    request = see(pk, by)
    standing = [part for part in request.parts.all() if part.outcome != "withdrawn"]
    if request.incident_id:
        request.incident = Incident.objects.select_for_update(no_key=True).get(pk=request.incident_id)
    facts = replace(request_facts(request, by=by), knowingly=knowingly)
    REQUEST.check(request.state, "submit", by, facts)
    number = request.number or next_number(standing[0].law.number_prefix)
    sent_at = request.sent_at or clock.now()
    content = {"number": number, "sent_at": sent_at.isoformat(), "sent": journalled.shown(request), **(data or {})}
    basis = ",".join(p.basis for p in standing)
    entry = apply_move(
        request,
        REQUEST,
        "submit",
        by=by,
        facts=facts,
        basis=basis,
        reason=request.reason,
        data=content,
        id=id,
        happened_at=happened_at,
    )
    request.number = number
    request.sent_at = sent_at
    request.sent_by_id = parse_key(by.person)
    request.saved_at = clock.now()
    request.version += 1
    find_by(request)
    request.save()
    routes = routes_for(request)
    for part in standing:
        part.request = request
        open_gates(part, entry, demanded(part, ("before-grant",), routes.of(part.basis)))
    if request.addressee:
        parties({request.addressee}, request, "addressee")
    parties(set(request.municipalities.all()), request, "municipality")
    if request.incident and request.incident.state == "closed":
        incidents.resume(request.incident, by.following, happened_at)
    advance(request, entry, by)
    return request


def advance(request: Request, entry: Entry, by: Actor) -> None:
    """After any act: give the next gates their turn, do what is done by the act itself (inform, waive)."""
    by = by.following
    while ready := turns(request, entry):
        acted = False
        for gate in ready:
            gate.request = request
            waivable = gate.rule.waived_when == "urgent" and request.urgent and gate.state == "open"
            if gate.kind == "inform":
                inform(gate, by, entry.happened_at)
                acted = True
            elif waivable:
                parts.move(gate, "waive", by, happened_at=entry.happened_at)
                acted = True
        if not acted:
            return


def inform(gate: Gate, by: Actor, at: datetime) -> None:
    """Who must know is notified by the act itself: a gate passed, a message to each holder."""
    gate.done_at, gate.done_role, gate.verdict = at, by.role, "told"
    entry = parts.move(gate, "tell", by, happened_at=at)
    request = gate.request
    facts = {"number": request.number or "", "title": request.title, "gate": gate.code}
    notified = gate.holder_roles
    notify("informed", notified, gate.organisation_id, entry=entry, path=f"/requests/{request.pk}", facts=facts)


def next_number(prefix: str) -> str:
    """The next number of this year, without gaps: the row stays locked until the act is done."""
    year = clock.today().year
    series, _ = Series.objects.select_for_update(no_key=True).get_or_create(prefix=prefix, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{year}-{series.last:04d}"


class Brought(TypedDict, total=False):
    """What an act itself brings to the facts of a request."""

    wanted_end: datetime
    urging: str
    committed: int
    ordering: int
    evaluated: bool


def step(
    pk: UUID, name: str, *, by: Actor, id: UUID | None, reason: str, data: Mapping[str, Any] | None = None,
    becomes: Mapping[str, Any] | None = None, happened_at: datetime | None = None, **brought: Unpack[Brought],
) -> tuple[Request, Entry]:  # fmt: skip
    """One move of a request. The caller changes the rest and saves.

    `becomes`: the new values of fields that the move changes; the entry records what each was and what it is.
    """
    request = see(pk, by)
    if becomes:
        data = {**(data or {}), "changes": journalled.changes(journalled.shown(request), becomes)}
    entry = apply_move(
        request,
        REQUEST,
        name,
        by=by,
        facts=replace(request_facts(request, by=by), **brought),
        reason=reason,
        data=dict(data or {}),
        id=id,
        happened_at=happened_at,
    )
    request.saved_at = clock.now()
    request.version += 1
    return request, entry


@once("request.return")
def send_back(pk: UUID, *, by: Actor, reason: str, id: UUID | None = None) -> Request:
    """Return for completion: the requester gets it back as a draft with what is missing. Awb 4:5 as design norm."""
    if not reason.strip():
        raise Malformed([Fault("reason", "required")])
    request, entry = step(pk, "return", by=by, id=id, reason=reason)
    request.save()
    request.gates.filter(state="open").update(ready_at=None, due_at=None)
    request.forget("gates")
    facts = {"number": request.number or "", "title": request.title}
    notified = asking_roles(request.requester.kind)
    notify("returned", notified, request.requester_id, entry=entry, path=f"/requests/{pk}", facts=facts)
    return request


def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Request:
    """No longer needed. What was held or committed is released in the same act by `decide.withdraw`."""
    request, _ = step(pk, "withdraw", by=by, id=id, reason=reason)
    request.save()
    return request


@once("request.share")
def share(pk: UUID, organisation: str, *, by: Actor, id: UUID | None = None) -> Request:
    """Let another organisation read along in a draft, on record. Its words, and so its version, stay as they are."""
    found = Organisation.objects.filter(pk=organisation).first()
    if found is None:
        raise Malformed([Fault("organisation", "unknown-code", {"value": organisation})])
    request = see(pk, by)
    data = {"organisation": found.pk}
    apply_move(request, REQUEST, "share", by=by, facts=request_facts(request), data=data, id=id)
    request.save(update_fields=["state", "entry"])
    parties({found}, request, "shared")
    return request


@once("request.ask-longer")
def ask_longer(pk: UUID, until: datetime, *, by: Actor, reason: str = "", id: UUID | None = None) -> Request:
    """Ask for more time; the planners decide (`decide.extend`)."""
    data = {"until": until.isoformat()}
    request, entry = step(pk, "ask-longer", by=by, id=id, reason=reason, data=data, wanted_end=until)
    request.wanted_end = until
    request.save()
    notified = roles().planners if not request.addressee_id else roles().owners
    facts = {"number": request.number or "", "title": request.title}
    notify("longer-asked", notified, request.addressee_id, entry=entry, path=f"/requests/{pk}", facts=facts)
    return request


@once("request.complete")
def complete(
    pk: UUID, shape: RequestIn, *, by: Actor, seen: int | None = None, id: UUID | None = None
) -> Request:  # fmt: skip
    """Fill in afterwards what policy asks and the order waits for: end, assembly point, lodging, meals, contact.

    `seen`: the last act on it when it was shown. What only others filled in since then stays. Raises `Changed`.
    """
    extra = shape.model_fields_set - LATER
    if extra:
        raise Malformed([Fault(name, "fixed-after-sending") for name in sorted(extra)])
    stands = see(pk, by)
    shape = journalled.without_silence(shape, stands)
    if seen is not None:
        shape, _ = merging.over_entries(stands, shape, seen, by)
    data = {"completed": journalled.as_journal(shape)}
    request, _ = step(pk, "complete", by=by, id=id, reason="", data=data, becomes=journalled.values(shape))
    if request.state != "asked" and "ends_at" in shape.model_fields_set and request.ends_at:
        raise Malformed([Fault("ends_at", "use-ask-longer")])
    filling.apply(request, shape, by)
    request.save()
    return request
