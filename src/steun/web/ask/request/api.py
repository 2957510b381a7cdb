"""Requests for machines: the same actions as the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import Field, create_model

from steun.core.ask.request import REQUEST
from steun.core.kernel.errors import Unknown
from steun.web.ask.gate.api import GateOut, gate_out
from steun.web.ask.gate.gates import said
from steun.web.ask.gate.model import Gate
from steun.web.ask.request import acts as actions
from steun.web.ask.request import read as lists
from steun.web.ask.request.content import journalled
from steun.web.ask.request.facts import request_facts, warnings
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RECEPTION, RequestIn
from steun.web.ask.timeliness.words import TimelinessOut
from steun.web.ask.timeliness.words import out as timeliness_out
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import OfferOut, VerdictOut, offers_out, verdict_out
from steun.web.kernel.api.paging import After, Limit, Page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Asked, Letters, Shape

router = Room()
if TYPE_CHECKING:
    State = str  # the states are known when the program runs, not when it is checked
else:
    State = Literal[REQUEST.states]


class LivesFirstOut(Shape):
    """Defence or LOCC let the saving of lives go before the confirmation of what was said on the phone."""

    at: datetime
    role: str
    organisation: str
    reason: str


class RequestRow(Shape):
    """`standing`: the state, but `partly-granted` or `promise-lost` where less than all was granted, or came off.
    `timeliness`: none of a draft, of what is over without help, and for who reads the outline alone."""

    id: UUID
    number: str | None
    title: str
    effect: str | None
    state: str
    standing: str
    timeliness: TimelinessOut | None
    requester: str
    region: str | None
    incident: UUID | None
    bases: list[str]
    unconfirmed: list[str]
    priority: int
    place: str
    starts_at: datetime | None
    ends_at: datetime | None
    saved_at: datetime


class RequestListed(RequestRow):
    """`entry`: the position of the last journal entry about it that you may see."""

    entry: int | None


class LineOut(Shape):
    """`counted`: what the number counts, in the reader's language."""

    capability: str
    quantity: int
    counted: str
    minimum: int
    note: str


class ReaderOut(Shape):
    """Who can read a draft that was never sent. Without a `role`: everybody of the organisation."""

    organisation: str
    role: str
    why: str


class RequestWithoutReception(RequestRow):
    direction: str
    addressee: str | None
    task_kind: str
    lon: float | None
    lat: float | None
    radius_m: int | None
    latest_at: datetime | None
    urgent: bool
    reason: str
    task: str
    special_case: str
    last_resort: dict[str, Any]
    situation: dict[str, Any]
    municipalities: list[str]
    lines: list[LineOut]
    extent: str
    granted_note: str
    wanted_end: datetime | None
    joined_to: UUID | None
    version: int
    last_act: int
    created_at: datetime
    sent_at: datetime | None
    reconstructed: bool
    illustrative: bool
    lives_first: LivesFirstOut | None
    gates: list[GateOut]
    moves: list[OfferOut]
    warnings: list[VerdictOut]
    readers: list[ReaderOut]


RECEIVED: dict[str, Any] = dict.fromkeys(RECEPTION, (str, ...))
RequestOut = create_model("RequestOut", __base__=RequestWithoutReception, **RECEIVED)


class Change(RequestIn):
    version: Annotated[int, Field(strict=True, ge=0)] | None = None


def row(it: Request, unconfirmed: Iterable[Gate] = (), *, whole: bool = True) -> dict[str, Any]:
    """A request in a list. `unconfirmed`: acts that were only said on the phone, and that an order waits for. `whole`:
    does the reader take part, and so know of the means?"""
    return {
        "id": it.pk,
        "number": it.number,
        "title": it.title,
        "effect": it.effect_id,
        "state": it.state,
        "standing": it.standing if whole else it.state,
        "timeliness": timeliness_out(it.timeliness) if whole else None,
        "requester": it.requester_id,
        "region": it.requester.region_id or (it.requester_id if it.requester.kind == "safety-region" else None),
        "incident": it.incident_id,
        "bases": [p.basis for p in it.parts.all() if p.outcome != "withdrawn"],
        "unconfirmed": list(dict.fromkeys(g.code for g in unconfirmed)),
        "priority": it.priority,
        "place": it.place,
        "starts_at": it.starts_at,
        "ends_at": it.ends_at,
        "saved_at": it.saved_at,
    }


def lives_first_out(it: Request) -> dict[str, Any] | None:
    entry = it.lives_first
    if entry is None:
        return None
    return {"at": entry.happened_at, "role": entry.role, "organisation": entry.organisation, "reason": entry.reason}


def out(it: Request, actor: Actor) -> dict[str, Any]:
    """One request in full, with its gates and what this actor may do."""
    columns = (
        "direction", "task_kind", "lon", "lat", "radius_m", "latest_at", "urgent", "reason", "task", "special_case",
        "last_resort", "situation", *RECEPTION, "extent", "granted_note",
        "wanted_end", "version", "created_at", "sent_at", "reconstructed", "illustrative",
    )  # fmt: skip
    gates = [g for g in it.gates.all() if g.state != "dropped"]
    return {
        **row(it, said([it.pk]).get(it.pk, ())),
        **{name: getattr(it, name) for name in columns},
        "addressee": it.addressee_id,
        "last_act": it.entry_id,
        "joined_to": it.joined_to_id,
        "municipalities": sorted(m.pk for m in it.municipalities.all()),
        "lines": [
            {
                "capability": x.capability_id,
                "quantity": x.quantity,
                "counted": words.counted(x.capability),
                "minimum": x.minimum,
                "note": x.note,
            }
            for x in it.own_lines
        ],
        "gates": [gate_out(g, actor) for g in gates],
        "moves": offers_out(REQUEST, it.state, actor, request_facts(it, by=actor)),
        "lives_first": lives_first_out(it),
        "warnings": [verdict_out(v) for v in warnings(it)],
        "readers": [
            {"organisation": reader.organisation.pk, "role": reader.role, "why": reader.why}
            for reader in (lists.readers(it) if it.sent_at is None else ())
        ],
    }


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The request of a key. Raises `Unknown`."""
    return out(actions.see(pk, actor, lock=False), actor)


@router.get("/requests", response=Page[RequestListed])
def request_list(
    http: HttpRequest,
    state: Annotated[list[State], Query()] = [],  # noqa: B006  # ninja copies the default, and wants it literal
    region: Annotated[str, Query(), Letters(40)] = "",
    requester: Annotated[str, Query(), Letters(40)] = "",
    incident: UUID | None = None,
    basis: Annotated[str, Query(), Letters(40)] = "",
    priority: Annotated[int | None, Query(ge=1, le=5), Asked] = None,
    direction: Annotated[str, Query(), Letters(20)] = "",
    q: Annotated[str, Query(), Letters(200)] = "",
    changed_after: Annotated[int | None, Query(ge=0, le=2**62), Asked] = None,
    after: After = "",
    limit: Limit = 25,
) -> dict[str, Any]:
    """Requests that you may see, the last begun first. `changed_after`: only those about which the journal has more
    since that position, in that order; the `entry` of the last one is the position to ask with next time."""
    wanted = lists.Filter(tuple(state), region, requester, incident, basis, priority, direction, q)
    if changed_after is None:
        found, more = lists.page(Actor.of(http), wanted, after, limit)
    else:
        found, more = lists.changed(Actor.of(http), wanted, after or str(changed_after), limit)
    unconfirmed = said([it.pk for it in found])
    whole = set(
        Request.objects.visible_to(Actor.of(http)).filter(pk__in=[it.pk for it in found]).values_list("pk", flat=True)
    )
    items = [{**row(it, unconfirmed.get(it.pk, ()), whole=it.pk in whole), "entry": it.last_entry} for it in found]
    return {"items": items, "next": more or None}


@router.get("/requests/{uuid:pk}", response=RequestOut)
def request_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One request: what it is, its gates, what you may do, and why not the rest."""
    return shown(pk, Actor.of(http))


@router.get("/requests/{uuid:pk}/outline", response=RequestRow)
def request_outline(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The outline of a request, for the rest of a region that takes part; whoever takes part reads it whole."""
    rows = Request.objects.outlined_for(Actor.of(http)).select_related("requester", "effect").prefetch_related("parts")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Unknown("request", pk)
    return row(found, whole=False)


@router.patch("/requests/{uuid:pk}", response=RequestOut)
def request_save(http: HttpRequest, pk: UUID, change: Change) -> dict[str, Any]:
    """Save a draft. With an old `version` what others changed since, and you do not send, stays; where both changed the
    same to something else: 409 with both values, of those fields alone. Send yours again with the version it names, to
    put them in place of theirs."""
    actor = Actor.of(http)
    shape = RequestIn.model_construct(
        _fields_set=change.model_fields_set - {"version"}, **{k: getattr(change, k) for k in RequestIn.model_fields}
    )
    actions.save(pk, shape, by=actor, version=change.version)
    return shown(pk, actor)


@router.get("/requests/{uuid:pk}/draft", response=dict[str, Any])
def request_fields(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The request's fields as its form has them, with its version."""
    it = actions.see(pk, Actor.of(http), lock=False)
    return {**journalled.shown(it), "version": it.version}
