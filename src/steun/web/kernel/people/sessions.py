"""Which mandate somebody works under now: kept in the session, checked against the clock on every call."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.kernel.errors import NotYours, Unknown
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import parse_key
from steun.web.kernel.people.models import Mandate, Person

MANDATE = "mandate"
HEADER = "Steun-Mandate"  # API calls may name the mandate they act under
ACTOR = "steun.actor"
SEAT = "seat"  # forms name the mandate for which they were shown


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
    known: Actor | None = http.META.get(ACTOR)
    if known is None:
        known = remember(http, _find(http))
    return known


def remember(http: HttpRequest, actor: Actor) -> Actor:
    """Who acts in this call, once it is known. No header of a call can write this name."""
    http.META[ACTOR] = actor
    return actor


def _find(http: HttpRequest) -> Actor:
    person = http.user
    if not isinstance(person, Person):
        raise NotYours(limit="log-in")
    named = http.headers.get(HEADER) or seat_shown(http)
    wanted = named or http.session.get(MANDATE)
    held = Mandate.objects.valid_at(clock.now()).filter(person=person).select_related("organisation", "person")
    if wanted:
        key = parse_key(wanted)
        chosen = held.filter(pk=key).first() if key else None
        if chosen is None:
            raise NotYours(limit=why_not(person, wanted, held.exists()))
    else:
        chosen = held.order_by("rank", "role").first()
        if chosen is None:
            raise NotYours(limit="no-mandate")
        http.session[MANDATE] = str(chosen.pk)  # so that it is noticed when this one ends
    if named and not http.headers.get(HEADER) and http.session.get(MANDATE) not in (None, str(chosen.pk)):
        done_in = words.word("role", chosen.role), words.named(chosen.organisation)
        messages.info(
            http,
            _("Done as %(role)s, %(organisation)s: the page was shown for that seat.")
            % dict(zip(("role", "organisation"), done_in, strict=True)),
        )
    return Actor.of_mandate(chosen)


def why_not(person: Person, wanted: str, others: bool) -> str:
    """Why a mandate is not acted under. One that ended stops the page: who it is says under which other to go on."""
    key = parse_key(wanted)
    ended = key is not None and Mandate.objects.filter(person=person, pk=key).exists()
    return "mandate" if not ended else "mandate-ended" if others else "no-mandate"


def seat_shown(http: HttpRequest) -> str:
    """The mandate for which the form that was sent had been shown: somebody may have changed seats in another tab."""
    try:
        return http.POST.get(SEAT, "") if http.method == "POST" else ""
    except (BadRequest, SuspiciousOperation):  # a form that cannot be read is refused as that, on a page of this person
        return ""


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
