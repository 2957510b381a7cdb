"""Whose gate is it: which organisations hold a role in the case of one request."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from steun.core.kernel.law import LegalBasis
from steun.rules.load import kinds_of_defence, law, roles
from steun.web.ask.request.model import Request
from steun.web.kernel.people.models import Organisation


def kinds_of(role: str) -> frozenset[str]:
    authority = law().authorities.get(role)
    return frozenset(authority.organisation_kinds) if authority else frozenset()


def asking_roles(kind: str, bases: Iterable[LegalBasis] = ()) -> tuple[str, ...]:
    """Roles that may speak for an organisation of this kind when it asks for help."""
    named = {role for basis in (tuple(bases) or law().bases) for role in basis.requesters}
    desk = {role for role, kinds in roles().askers.items() if not kinds or kind in kinds}
    return tuple(sorted(role for role in named | desk if kind in kinds_of(role)))


def is_of_defence(kind: str) -> bool:
    """Is an organisation of this kind where Defence plans its means? What it asks, it asks of civil bodies."""
    return kind in kinds_of_defence()


def is_local(role: str) -> bool:
    """Is the role held for one of many, so that it must be said for which?"""
    return bool(kinds_of(role) & law().country.local_kinds)


def is_of_asker(role: str) -> bool:
    """Does the role stand for whichever organisation asks, and for no other?"""
    authority = law().authorities.get(role)
    return authority is not None and authority.of_asker


def organisations_of(role: str, request: Request, at: str = "") -> list[Organisation | None]:
    """The organisations for which this role is held in this case; [None] when the role alone says it.

    at: whose gate the law makes it. What the signer does is never the act of who is asked, though both hold that role.
    """
    kinds = kinds_of(role)
    if is_of_asker(role):
        return [request.requester if request.requester.kind in kinds else None]
    if not is_local(role):
        return [held_elsewhere(role) if request.requester.kind not in kinds else None]
    if at == "addressee":
        return [request.addressee if request.addressee and request.addressee.kind in kinds else None]
    if at != "signer" and request.addressee and request.addressee.kind in kinds:
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
    if requester.parent and requester.parent.kind in kinds:
        return [requester.parent]
    return [None]


def held_elsewhere(role: str) -> Organisation | None:
    """The one organisation for which a civil role of no town or region is held, such as the prosecution.

    It takes part in the case, and is named so as to see it. National desks see every case.
    """
    authority = law().authorities.get(role)
    if authority is None or authority.side != "civil":
        return None
    found = Organisation.objects.filter(kind__in=authority.organisation_kinds, mandates__role=role).distinct()[:2]
    return found[0] if len(found) == 1 else None


def askable(request: Request) -> QuerySet[Organisation]:
    """Who in particular may be asked: civil bodies by Defence; by a region the regions next door, if there are any."""
    if request.direction == "military-to-civil":
        return Organisation.objects.filter(kind__in=law().country.askable_kinds)
    if not law().regions:  # a country without neighbouring regions: whoever answers for its means may be asked
        return Organisation.objects.filter(kind__in=law().country.askable_kinds).exclude(pk=request.requester_id)
    region = law().regions.get(request.requester.region_id or request.requester_id)
    return Organisation.objects.filter(kind="safety-region", pk__in=region.neighbours if region else ())


def region_of(request: Request) -> Organisation | None:
    """The safety region of the case: of the requester, else of the first municipality named."""
    if request.requester.kind == "safety-region":
        return request.requester
    if request.requester.region:
        return request.requester.region
    places = [] if request._state.adding else list(request.municipalities.all())
    return places[0].region if places else None
