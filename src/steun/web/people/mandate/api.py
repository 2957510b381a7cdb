"""Mandates for machines: who holds which role, for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape, Text
from steun.web.kernel.people.models import Mandate
from steun.web.kernel.people.sessions import mandates_of
from steun.web.people.mandate import acts as mandates
from steun.web.people.mandate.shape import DelegationIn, MandateIn
from steun.web.people.organisation.read import see

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


class GiveIn(MandateIn):
    id: UUID | None = None
    reason: Text = ""


class ReasonIn(Shape):
    id: UUID | None = None
    reason: Text = ""


class DelegateIn(DelegationIn):
    id: UUID | None = None
    reason: Text = ""


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
