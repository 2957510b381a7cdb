"""Who reads the entries that belong to no case, by the first word of their action. What is not listed here is for those
who audit alone, so that a new kind of act is not shown to all by accident.

Entries of a case go with the case (`EntryQuerySet.visible_to`), and each entry has an audience of its own besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from steun.web.kernel import clock
from steun.web.kernel.keys import parse_key
from steun.web.kernel.people.models import Mandate
from steun.web.kernel.people.tree import ADMINISTRATOR, HOUSE, below

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

EVERYBODY, NOBODY = ~Q(pk=None), Q(pk=None)


def about_people(actor: Actor) -> Q:
    """Accounts and mandates: why somebody was let go, a second step started anew, who could not be reached. For the
    person, and for who administers the organisation."""
    held = Mandate.objects.filter(person=parse_key(actor.person)).values_list("pk", flat=True)
    mine = Q(actor=actor.person) | Q(subject__in=[f"person:{actor.person}", *keys("mandate", held)])
    if actor.role != ADMINISTRATOR:
        return mine
    if actor.organisation == HOUSE:
        return EVERYBODY
    codes = below(actor.organisation)
    given = Mandate.objects.filter(organisation__in=codes)
    here = given.standing(clock.now()).values_list("person", flat=True)  # a mandate that ended reaches nobody
    about = [*keys("mandate", given.values_list("pk", flat=True)), *keys("person", here)]
    return mine | Q(organisation__in=codes) | Q(subject__in=about)


def keys(kind: str, found: Iterable[Any]) -> list[str]:
    return [f"{kind}:{pk}" for pk in found]


def about_stock(actor: Actor) -> Q:
    """Counts and absences of a unit, with their reasons: for whoever may know all of it (`Unit.is_known_to`)."""
    return EVERYBODY if actor.sees_defence else Q(organisation=actor.organisation)


def for_all(actor: Actor) -> Q:
    return EVERYBODY


def for_dividers(actor: Actor) -> Q:
    return EVERYBODY if actor.sees_all_cases else NOBODY


def about_reports(actor: Actor) -> Q:
    """That a situation report was made, and its digest: for the seat that made it."""
    return Q(organisation=actor.organisation, role=actor.role)


WITHOUT_CASE: dict[str, Callable[[Actor], Q]] = {
    "people": about_people,
    "unit": about_stock,
    "absence": about_stock,
    "policy": for_all,  # who sets what counts, and why: everybody lives by it
    "dials": for_all,  # as it was called before
    "prices": for_dividers,
    "proposal": for_dividers,
    "report": about_reports,
    "journal": for_all,
    "replay": for_all,
}


def without_case(actor: Actor) -> Q:
    """The entries of no case that this actor reads, whatever their audience. Who audits reads them all."""
    if actor.side == "oversight":
        return Q(case=None)
    found = NOBODY
    for word, rule in WITHOUT_CASE.items():
        found |= Q(action__startswith=f"{word}.") & rule(actor)
    return Q(case=None) & found
