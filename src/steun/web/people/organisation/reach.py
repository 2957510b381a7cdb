"""How far an administrator reaches, and whom one sees: oneself, and whoever stands under one's own organisation."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from steun.core.kernel.errors import NotYours, Unknown
from steun.core.kernel.machine import Seats
from steun.core.kernel.seats import seat
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.kernel.people.tree import ADMINISTRATOR, DEPTH, HOUSE, below

HANDLED = ("people.invited", "people.activated", "people.deactivated")


def above(organisation: Organisation) -> list[str]:
    """The codes of an organisation and of those that it is part of."""
    codes: list[str] = []
    current: Organisation | None = organisation
    while current is not None and len(codes) < DEPTH:
        codes.append(current.pk)
        current = current.parent
    return codes


def administrators(organisation: Organisation) -> Seats:
    """Who may give and revoke here: administrators of the organisation, of those above it, and of the house."""
    return frozenset(seat(ADMINISTRATOR, code) for code in [*above(organisation), HOUSE])


def administers(by: Actor, organisation: Organisation) -> bool:
    return bool(administrators(organisation) & by.seats)


def must_administer(by: Actor, organisation: Organisation) -> None:
    """Raises `NotYours` with the seats that may."""
    if not administers(by, organisation):
        raise NotYours(administrators(organisation))


def people_of(by: Actor) -> QuerySet[Person]:
    """Persons whom an administrator sees: who work here, or were invited or let go here and work nowhere; and oneself.

    What somebody did here once does not count: a mandate that ended or was revoked lets nobody reach that person.
    """
    if by.role != ADMINISTRATOR:
        return Person.objects.filter(pk=by.person)
    if by.organisation == HOUSE:
        return Person.objects.all()
    codes = below(by.organisation)
    own = Mandate.objects.standing(clock.now()).filter(organisation__in=codes).values("person")
    return Person.objects.filter(Q(pk=by.person) | Q(pk__in=own) | Q(pk__in=left_to(codes)))


def left_to(codes: set[str]) -> list[UUID]:
    """Persons who work nowhere now, and whose account these organisations handled last, by the journal."""
    working = Mandate.objects.standing(clock.now()).values("person")
    idle = {f"person:{pk}": pk for pk in Person.objects.exclude(pk__in=working).values_list("pk", flat=True)}
    rows = Entry.objects.filter(subject__in=idle, action__in=HANDLED).order_by("position")
    last = dict(rows.values_list("subject", "organisation"))
    return [idle[subject] for subject, organisation in last.items() if organisation in codes]


def see_person(pk: UUID, by: Actor, *, lock: bool = True) -> Person:
    """Raises `Unknown` when there is no such person for this actor."""
    found = people_of(by).filter(pk=pk).values_list("pk", flat=True).first()
    rows = Person.objects.select_for_update(no_key=True) if lock else Person.objects
    person = rows.filter(pk=found).first() if found else None
    if person is None:
        raise Unknown("person", pk)
    return person


def wholly_under(by: Actor, person: Person) -> bool:
    """Does everything that the person does, or is going to do, lie under this administrator?"""
    if by.organisation == HOUSE:
        return True
    held = Mandate.objects.standing(clock.now()).filter(person=person).values_list("organisation_id", flat=True)
    return set(held) <= below(by.organisation)


def last_administrator(mandates: list[Mandate]) -> bool:
    """Would nobody be left who reaches everybody, if these ended?"""
    if not any(m.role == ADMINISTRATOR and m.organisation_id == HOUSE for m in mandates):
        return False
    left = Mandate.objects.valid_at(clock.now()).of_seat(ADMINISTRATOR, HOUSE)
    return not left.exclude(pk__in=[m.pk for m in mandates]).exists()
