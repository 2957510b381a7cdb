"""The mandates that somebody may work under, and the choice of one: kept in the session."""

from __future__ import annotations

from django.http import HttpRequest

from steun.core.kernel.errors import Unknown
from steun.web.kernel import clock
from steun.web.kernel.actor import HELD, MANDATE
from steun.web.kernel.keys import parse_key
from steun.web.kernel.people.models import Mandate, Person


def mandates_of(person: Person) -> list[Mandate]:
    """What the person may act as now, first the seats where the person is first."""
    return Mandate.objects.held_by(person, clock.now())


def mandates_shown(http: HttpRequest) -> list[Mandate]:
    """The same, for a page: what the actor of a call that changes nothing was chosen from need not be read again."""
    person = http.user
    known: list[Mandate] | None = http.META.get(HELD) if http.method in ("GET", "HEAD") else None
    return known if known is not None else mandates_of(person) if isinstance(person, Person) else []


def choose(http: HttpRequest, mandate_id: str) -> Mandate:
    """Work under this mandate from now on. Raises `Unknown` when it is not one's own or not valid."""
    key, person = parse_key(mandate_id), http.user
    if key is None or not isinstance(person, Person):
        raise Unknown("mandate", mandate_id)
    found = Mandate.objects.valid_at(clock.now()).filter(person=person, pk=key).first()
    if found is None:
        raise Unknown("mandate", mandate_id)
    http.session[MANDATE] = str(found.pk)
    return found
