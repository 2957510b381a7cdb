"""Which mandate somebody works under now: kept in the session, checked against the clock on every call."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from steun.core.kernel.errors import NotYours, Unknown
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Mandate, Person

MANDATE = "mandate"
HEADER = "Steun-Mandate"  # API calls may name the mandate they act under


def mandates_of(person: Person) -> list[Mandate]:
    """What the person may act as now, first the seats where the person is first."""
    return list(
        Mandate.objects.valid_at(clock.now())
        .filter(person=person)
        .select_related("organisation", "person")
        .order_by("rank", "role")
    )


def actor_of(http: HttpRequest) -> Actor:
    """The actor of a call, once per call. Raises `NotYours` when nobody is logged in or no mandate holds now."""
    known = getattr(http, "_steun_actor", None)
    if known is None:
        known = http._steun_actor = _find(http)
    return known


def _find(http: HttpRequest) -> Actor:
    if not http.user.is_authenticated:
        raise NotYours(limit="log-in")
    wanted = http.headers.get(HEADER) or http.session.get(MANDATE)
    held = Mandate.objects.valid_at(clock.now()).filter(person_id=http.user.pk).select_related("organisation", "person")
    if wanted:
        chosen = held.filter(pk=_uuid(wanted)).first()
        if chosen is None and http.headers.get(HEADER):
            raise NotYours(limit="mandate")
    else:
        chosen = None
    chosen = chosen or held.order_by("rank", "role").first()
    if chosen is None:
        raise NotYours(limit="no-mandate")
    return Actor.of_mandate(chosen)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def choose(http: HttpRequest, mandate_id: str) -> Mandate:
    """Work under this mandate from now on. Raises `Unknown` when it is not one's own or not valid."""
    found = Mandate.objects.valid_at(clock.now()).filter(person_id=http.user.pk, pk=_uuid(mandate_id)).first()
    if found is None:
        raise Unknown("mandate", mandate_id)
    http.session[MANDATE] = str(found.pk)
    return found
