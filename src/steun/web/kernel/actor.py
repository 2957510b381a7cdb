"""Who acts: a person, in a role, for an organisation, perhaps in the name of another.

Always an argument, never ambient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.contrib import messages
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.kernel.errors import NotYours
from steun.core.kernel.machine import CLOCK
from steun.core.kernel.seats import seats_of
from steun.rules.load import roles
from steun.web.kernel import clock, words
from steun.web.kernel.keys import parse_key
from steun.web.kernel.people.models import Mandate, Person

MANDATE = "mandate"
HEADER = "Steun-Mandate"  # API calls may name the mandate they act under
ACTOR = "steun.actor"
HELD = "steun.held"  # the mandates among which that actor was found
SEAT = "seat"  # forms name the mandate for which they were shown


@dataclass(frozen=True, slots=True)
class Actor:
    """The holder of one mandate at work. `limits` bound what the mandate reaches; `on_behalf_of` names the mandator."""

    person: str
    role: str
    organisation: str
    kind: str = ""  # of the organisation
    region: str = ""  # safety region of the organisation, "" when national
    on_behalf_of: str = ""
    limits: Mapping[str, object] = field(default_factory=dict)
    mandate: str = ""
    side: str = "civil"  # civil, national, defence, oversight: what need to know follows
    key: str = ""  # of the machine that acts under this mandate, "" when it is the person

    @property
    def following(self) -> Actor:
        """The same actor in what follows by itself from an act that was within the mandate: a grant, a release."""
        return replace(self, limits={})

    def whatever(self, limit: str) -> Actor:
        """The same actor without this one limit: the parts of an act are as far as the act itself."""
        return replace(self, limits={name: value for name, value in self.limits.items() if name != limit})

    @property
    def seats(self) -> frozenset[str]:
        return seats_of(self.role, self.organisation)

    @property
    def sees_defence(self) -> bool:
        """Readiness of named units and the reasons of the *will* gate are for Defence, LOCC, and those who audit."""
        return self.side in {"defence", "oversight"} or self.role in roles().coordinators

    @property
    def sees_all_cases(self) -> bool:
        return self.side in {"defence", "national", "oversight"}

    @property
    def audiences(self) -> tuple[str, ...]:
        """Whose entries of the journal this actor reads: everybody's, those of who divides, those of Defence."""
        if self.sees_defence:
            return ("all", "national", "defence")
        return ("all", "national") if self.sees_all_cases else ("all",)

    @classmethod
    def clock(cls) -> Actor:
        """The passing of time, as the actor of reminders and escalations."""
        return cls(person=CLOCK, role=CLOCK, organisation="", side="national")

    @classmethod
    def console(cls, role: str, organisation: str) -> Actor:
        """Whoever sits at the machine: no person of Steun, but the journal records that it was done there."""
        return cls(person="console", role=role, organisation=organisation, side="administration")

    @classmethod
    def of_mandate(cls, mandate: Mandate) -> Actor:
        organisation = mandate.organisation
        return cls(
            person=str(mandate.person_id),
            role=mandate.role,
            organisation=organisation.code,
            kind=organisation.kind,
            region=organisation.code if organisation.kind == "safety-region" else organisation.region_id or "",
            on_behalf_of=str(mandate.on_behalf_of_id or ""),
            limits=mandate.limits,
            mandate=str(mandate.pk),
            side=mandate.side,
        )

    @classmethod
    def of(cls, http: HttpRequest) -> Actor:
        """The actor behind a web or API call, found once. Raises `NotYours` when nobody is logged in, or no mandate of
        that person holds now."""
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
    held = http.META[HELD] = Mandate.objects.held_by(person, clock.now())
    if wanted:
        key = parse_key(wanted)
        chosen = next((mandate for mandate in held if mandate.pk == key), None)
        if chosen is None:
            raise NotYours(limit=why_not(person, wanted, bool(held)))
    else:
        chosen = held[0] if held else None
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
