"""Persons, and their keys, for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Moment, Shape
from steun.web.kernel.people.models import Token
from steun.web.people.mandate.api import ReasonIn
from steun.web.people.person import acts as persons
from steun.web.people.person import key as tokens
from steun.web.people.person.shape import AboutIn, PersonIn

router = Room()


class PersonOut(Shape):
    id: UUID
    name: str
    email: str
    is_active: bool
    unreachable_until: datetime | None


class InviteIn(PersonIn):
    id: UUID | None = None


class UnreachableIn(Shape):
    id: UUID | None = None
    until: Moment | None = None


def person_out(it: Any) -> dict[str, Any]:
    return {"id": it.pk, **{n: getattr(it, n) for n in ("name", "email", "is_active", "unreachable_until")}}


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
