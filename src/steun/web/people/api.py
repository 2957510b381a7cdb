"""Organisations, persons and mandates for machines."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Status

from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, in_order, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Moment, Shape, Text
from steun.web.kernel.people.models import Mandate, Organisation, Token
from steun.web.kernel.people.sessions import mandates_of
from steun.web.people.account import own_sessions
from steun.web.people.account.access import Access
from steun.web.people.account.access_page import accesses
from steun.web.people.mandate import acts as mandates
from steun.web.people.mandate.shape import DelegationIn, MandateIn
from steun.web.people.organisation.read import named_like, see
from steun.web.people.person import acts as persons
from steun.web.people.person import key as tokens
from steun.web.people.person.shape import AboutIn, PersonIn

router = Room()


class MandateOut(Shape):
    id: UUID
    person: UUID
    name: str
    role: str
    organisation: str
    on_behalf_of: UUID | None
    valid_from: datetime
    valid_until: datetime | None
    limits: dict[str, Any]
    delegable: bool
    rank: int
    revoked_at: datetime | None


class ActorOut(Shape):
    person: str
    role: str
    organisation: str
    on_behalf_of: str
    seats: list[str]
    mandates: list[MandateOut]


class OrganisationOut(Shape):
    code: str
    kind: str
    name: str
    parent: str | None
    region: str | None
    police_unit: str | None
    rmc: str | None
    illustrative: bool


class PersonOut(Shape):
    id: UUID
    name: str
    email: str
    is_active: bool
    unreachable_until: datetime | None


class GiveIn(MandateIn):
    id: UUID | None = None
    reason: Text = ""


class DelegateIn(DelegationIn):
    id: UUID | None = None
    reason: Text = ""


class InviteIn(PersonIn):
    id: UUID | None = None


class ReasonIn(Shape):
    id: UUID | None = None
    reason: Text = ""


class UnreachableIn(Shape):
    id: UUID | None = None
    until: Moment | None = None


def mandate_out(it: Mandate) -> dict[str, Any]:
    columns = ("role", "valid_from", "valid_until", "limits", "delegable", "rank", "revoked_at")
    return {
        **{name: getattr(it, name) for name in columns},
        "id": it.pk,
        "person": it.person_id,
        "name": it.person.name,
        "organisation": it.organisation_id,
        "on_behalf_of": it.on_behalf_of_id,
    }


def organisation_out(it: Organisation) -> dict[str, Any]:
    return {
        "code": it.pk,
        "kind": it.kind,
        "name": words.named(it),
        "parent": it.parent_id,
        "region": it.region_id,
        "police_unit": it.police_unit_id,
        "rmc": it.rmc_id,
        "illustrative": it.illustrative,
    }


def person_out(it: Any) -> dict[str, Any]:
    return {"id": it.pk, **{n: getattr(it, n) for n in ("name", "email", "is_active", "unreachable_until")}}


@router.get("/me", response=ActorOut)
def me(http: HttpRequest) -> dict[str, Any]:
    """Who you are to Steun now: person, role, organisation, and the mandates you may choose from (`Steun-Mandate`)."""
    actor = Actor.of(http)
    own = Mandate.objects.select_related("person").get(pk=actor.mandate).person
    return {
        "person": actor.person,
        "role": actor.role,
        "organisation": actor.organisation,
        "on_behalf_of": actor.on_behalf_of,
        "seats": sorted(actor.seats),
        "mandates": [mandate_out(m) for m in mandates_of(own)],
    }


@router.get("/organisations", response=Page[OrganisationOut])
def organisation_list(
    http: HttpRequest,
    q: Annotated[str, Query(), Letters(200)] = "",
    kind: Annotated[str, Query(), Letters(24)] = "",
    after: After = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """Organisations, by name or kind."""
    Actor.of(http)
    rows = Organisation.objects.all()
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(pk__in=named_like(q)) if q else rows
    return page(rows, organisation_out, after, limit)


@router.get("/organisations/{code}/mandates", response=Page[MandateOut])
def mandate_list(http: HttpRequest, code: str, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """Who holds which role for an organisation now, as far as you may know it; `rank` 0 is the first to call."""
    rows = (
        Mandate.objects.visible_to(Actor.of(http))
        .valid_at(clock.now())
        .filter(organisation=see(code))
        .select_related("person")
    )
    return page(rows, mandate_out, after, limit)


@router.post("/organisations/{code}/mandates", response={201: MandateOut})
def mandate_give(http: HttpRequest, code: str, mandate: GiveIn) -> Status[dict[str, Any]]:
    """Give a person a role for an organisation, over a period, within limits."""
    shape = MandateIn(**mandate.model_dump(exclude={"id", "reason"}))
    made = mandates.give_mandate(shape, code, by=Actor.of(http), id=mandate.id, reason=mandate.reason)
    return Status(201, mandate_out(made))


@router.post("/mandates/{uuid:pk}/delegate", response={201: MandateOut})
def mandate_delegate(http: HttpRequest, pk: UUID, mandate: DelegateIn) -> Status[dict[str, Any]]:
    """Pass on a mandate of your own, never longer or wider than you hold it."""
    shape = DelegationIn(**mandate.model_dump(exclude={"id", "reason"}))
    made = mandates.delegate(pk, shape, by=Actor.of(http), id=mandate.id, reason=mandate.reason)
    return Status(201, mandate_out(made))


@router.post("/mandates/{uuid:pk}/revoke", response=MandateOut)
def mandate_revoke(http: HttpRequest, pk: UUID, act: ReasonIn) -> dict[str, Any]:
    """End a mandate now."""
    return mandate_out(mandates.revoke_mandate(pk, by=Actor.of(http), reason=act.reason, id=act.id))


@router.post("/organisations/{code}/persons", response={201: PersonOut})
def person_invite(http: HttpRequest, code: str, person: InviteIn) -> Status[dict[str, Any]]:
    """Invite somebody: a link to set a password goes out by mail."""
    shape = PersonIn(**person.model_dump(exclude={"id"}))
    return Status(201, person_out(persons.invite(shape, code, by=Actor.of(http), id=person.id)))


@router.post("/persons/{uuid:pk}/deactivate", response=PersonOut)
def person_deactivate(http: HttpRequest, pk: UUID, act: ReasonIn) -> dict[str, Any]:
    """End somebody's access, with all mandates."""
    return person_out(persons.deactivate(pk, by=Actor.of(http), reason=act.reason, id=act.id))


@router.post("/persons/{uuid:pk}/unreachable", response=PersonOut)
def person_unreachable(http: HttpRequest, pk: UUID, act: UnreachableIn) -> dict[str, Any]:
    """Not reachable until then: the deputy is notified instead. Without `until`: reachable again."""
    return person_out(persons.set_unreachable(pk, act.until, by=Actor.of(http), id=act.id))


PERSON_ACTS = {
    "activate": lambda pk, by, act: persons.activate(pk, by=by, reason=act.reason, id=act.id),
    "reset-password": lambda pk, by, act: persons.reset_password(pk, by=by, id=act.id),
    "reset-second-step": lambda pk, by, act: persons.reset_second_step(pk, by=by, reason=act.reason, id=act.id),
}


@router.post("/persons/{uuid:pk}/acts/{name}", response=PersonOut)
def person_act(
    http: HttpRequest, pk: UUID, name: Literal["activate", "reset-password", "reset-second-step"], act: ReasonIn
) -> dict[str, Any]:
    """Let somebody in again, send a link to set a password, or start the second step of log-in anew."""
    return person_out(PERSON_ACTS[name](pk, Actor.of(http), act))


@router.patch("/persons/{uuid:pk}", response=PersonOut)
def person_describe(http: HttpRequest, pk: UUID, about: AboutIn) -> dict[str, Any]:
    """Change somebody's name, telephone or language."""
    return person_out(persons.describe(pk, about, by=Actor.of(http)))


class AccessOut(Shape):
    """A log-in, log-out or attempt. `person`: null when nobody here was meant. `address`: from where."""

    at: datetime
    kind: str
    person: UUID | None
    address: str
    agent: str


def access_out(it: Access) -> dict[str, Any]:
    return {"person": it.person_id, **{n: getattr(it, n) for n in ("at", "kind", "address", "agent")}}


@router.get("/access", response=Page[AccessOut])
def access_list(
    http: HttpRequest, kind: Literal["", "failures"] = "", after: After = "", limit: Limit = 100
) -> dict[str, Any]:
    """Log-ins and attempts, newest first, for the installation's own administrators; or the failures among them."""
    return page(accesses(Actor.of(http), kind), access_out, after, limit, newest=True)


class SessionOut(Shape):
    """A screen on which you are logged in. `here`: the one that asks. `id` names it, and opens nothing."""

    id: str
    since: datetime | None
    address: str
    agent: str
    ends_at: datetime
    here: bool


class EndedOut(Shape):
    ended: int


@router.get("/sessions", response=Page[SessionOut])
def session_list(http: HttpRequest, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """Where you are logged in now, this screen first, for a session of your own; a key sees none. There are few."""
    found = own_sessions.screens(own_sessions.owner(http), http.session.session_key)
    return in_order(found, asdict, after, limit)


@router.post("/sessions/{name}/end", response=EndedOut)
def session_end(http: HttpRequest, name: str) -> dict[str, int]:
    """End one of your log-ins, or `others`: all but this one. In a live world prove first who you are, on a page."""
    person = own_sessions.owner(http)
    own_sessions.prove_again(http)
    return {"ended": own_sessions.end(http, person, name)}


class TokenIn(Shape):
    name: Annotated[str, Letters(80)] = "API"


class TokenOut(Shape):
    id: UUID
    name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    key: str = ""


def token_out(it: Token, key: str = "") -> dict[str, Any]:
    return {"id": it.pk, "key": key, **{n: getattr(it, n) for n in ("name", "created_at", "expires_at", "revoked_at")}}


@router.get("/tokens", response=Page[TokenOut])
def token_list(http: HttpRequest, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """Your keys for machines; a key itself is shown only when it is made."""
    rows = Token.objects.filter(mandate__person_id=Actor.of(http).person)
    return page(rows, token_out, after, limit, newest=True)


@router.post("/tokens", response={201: TokenOut})
def token_issue(http: HttpRequest, token: TokenIn) -> Status[dict[str, Any]]:
    """A new key for your present mandate. It is shown once, here."""
    return Status(201, token_out(*tokens.issue(token.name, by=Actor.of(http))))


@router.post("/tokens/{uuid:pk}/revoke", response=TokenOut)
def token_revoke(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """End a key now."""
    return token_out(tokens.revoke(pk, by=Actor.of(http)))
