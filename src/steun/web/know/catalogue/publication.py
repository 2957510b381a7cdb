"""What is published into the catalogue: a capability says something else from now on, under the code that it has.

Requests, units, needs and agreements refer to the capability by that code, before and after.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max

from steun.core.kernel.text.folding import folded
from steun.web.kernel import clock
from steun.web.know.catalogue.model import TEXTS, Capability, Effect

PLAIN = ("name_nl", "name_en", "reaction_formal", "season_from", "season_until", "source", "year", "evidence")
HISTORIC = 2013
"""Figures of this year or older are shown as such."""


def put(code: str, said: Mapping[str, Any], *, owner: str, confirmed: date, valid_until: date) -> Capability:
    """Into the catalogue; a new capability gets the next number."""
    found = Capability.objects.select_for_update(no_key=True).filter(pk=code).first()
    it = found or Capability(code=code, number=next_number())
    for name in PLAIN:
        setattr(it, name, said[name])
    it.classes, it.class_inferred = list(said["classes"]), False
    it.texts = texts_of(said)
    it.historic = is_historic(said["year"], it.historic)
    it.owner_id, it.withdrawn_on, it.reconfirmed_on, it.valid_until = owner, None, confirmed, valid_until
    effects = list(Effect.objects.filter(pk__in=said["effects"]))
    it.search = search_of(said, effects, it.search)
    it.save()
    it.effects.set(effects)
    return it


def confirm(code: str, *, confirmed: date, valid_until: date) -> None:
    Capability.objects.filter(pk=code).update(reconfirmed_on=confirmed, valid_until=valid_until)


def withdraw(code: str) -> None:
    """It stays where it is named; nobody chooses it anew, and it does not count for what is available to promise."""
    Capability.objects.filter(pk=code).update(withdrawn_on=clock.today())


def next_number() -> int:
    highest: int | None = Capability.objects.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def texts_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Each in both languages: where the English is not said, it is the Dutch, and the other way round."""
    pairs = {name: (said[f"{name}_nl"], said[f"{name}_en"]) for name in TEXTS}
    return {name: {"nl": nl or en, "en": en or nl} for name, (nl, en) in pairs.items() if nl or en}


def is_historic(year: str, before: bool) -> bool:
    """By the last year that is named; where none is, as it was.

    >>> is_historic("2003-2005", False), is_historic("circa 2016", True), is_historic("n.d.", True)
    (True, False, True)
    """
    years = re.findall(r"\d{4}", year)
    return int(years[-1]) <= HISTORIC if years else before


def search_of(said: Mapping[str, Any], effects: list[Effect], before: str) -> str:
    """Words by which it is found; those by which it was found until now stay, such as the keywords of a file."""
    words = [said["name_nl"], said["name_en"], said["place_nl"], *(effect.search for effect in effects)]
    return " ".join(dict.fromkeys([*folded(" ".join(words)).split(), *before.split()]))
