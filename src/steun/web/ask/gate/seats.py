"""Whose gate is it: which organisations hold a role in the case of one request."""

from __future__ import annotations

from collections.abc import Iterable

from steun.core.kernel.law import LegalBasis
from steun.rules.load import law
from steun.web.ask.request.model import Request
from steun.web.kernel.people.models import Organisation

LOCAL = frozenset({
    "municipality", "safety-region", "police-unit", "water-authority", "province", "civil-provider", "island"
})  # fmt: skip
"""Kinds of which there are many, so a role needs to say for which one."""


def kinds_of(role: str) -> frozenset[str]:
    authority = law().authorities.get(role)
    return frozenset(authority.organisation_kinds) if authority else frozenset()


def asking_roles(kind: str, bases: Iterable[LegalBasis] = ()) -> tuple[str, ...]:
    """Roles that may speak for an organisation of this kind when it asks for help."""
    named = {role for basis in (tuple(bases) or law().bases) for role in basis.requesters}
    desk = {"duty-officer", "toc"} | ({"provider"} if kind == "civil-provider" else set())
    return tuple(sorted(role for role in named | desk if kind in kinds_of(role)))


def organisations_of(role: str, request: Request) -> list[Organisation | None]:
    """The organisations for which this role is held in this case; [None] when the role alone says it."""
    kinds = kinds_of(role)
    if role == "minister":
        return [request.requester if request.requester.kind == "ministry" else None]
    if not kinds & LOCAL:
        return [None]
    if request.addressee and request.addressee.kind in kinds:
        return [request.addressee]
    requester, region = request.requester, region_of(request)
    if requester.kind in kinds and requester.kind != "municipality":
        return [requester]
    if "municipality" in kinds and (places := list(request.municipalities.all())):
        return list(places)
    if requester.kind in kinds:
        return [requester]
    if "safety-region" in kinds and region:
        return [region]
    if "police-unit" in kinds and region and region.police_unit:
        return [region.police_unit]
    if "province" in kinds and region and region.parent:
        return [region.parent]
    return [None]


def region_of(request: Request) -> Organisation | None:
    """The safety region of the case: of the requester, else of the first municipality named."""
    if request.requester.kind == "safety-region":
        return request.requester
    if request.requester.region:
        return request.requester.region
    places = [] if request._state.adding else list(request.municipalities.all())
    return places[0].region if places else None
