"""What can help: capabilities, and when they can be where it is asked; and the units that the reader may see.

When something can be near a place is the answer of `indication`, as every page and the API give it: exact for Defence
and LOCC, to everybody else in classes. A search tells nobody more than that (decision 17).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import Q

from steun.core.kernel.text.likeness import points
from steun.core.kernel.text.terms import Term
from steun.core.kernel.units import distance
from steun.core.know.question import Question
from steun.web.decide.promise import indication
from steun.web.desks.finding.hit import Hit, names
from steun.web.desks.finding.known import joined
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.know.catalogue.model import Capability
from steun.web.know.unit.model import Unit

Terms = Sequence[Term]
LOOKED_UP = 5
"""Capabilities of which is computed when they can be there: the most likely ones."""


def capabilities(terms: Terms, asked: Question, actor: Actor) -> Iterator[Hit]:
    """By their names and those of the effects that they achieve."""
    if not terms:
        return
    for it in Capability.objects.current().answering(terms):
        classes = ", ".join(words.word("class", code) for code in it.classes)
        yield Hit(
            "capabilities", it.pk, words.named(it), "know:capability",
            points(terms, names(it), it.search), detail=classes, counted=words.counted(it),
        )  # fmt: skip


def when(hits: Iterable[Hit], asked: Question, actor: Actor) -> list[Hit]:
    """The same capabilities, the most likely ones with how many can be there by when; the soonest first."""
    found = list(hits)
    if not (asked.near or asked.within):
        return found
    lon, lat = (asked.near.lon, asked.near.lat) if asked.near else (None, None)
    until = clock.now() + timedelta(minutes=asked.within) if asked.within else None
    looked_up, rest = found[:LOOKED_UP], found[LOOKED_UP:]
    known = []
    for hit in looked_up:
        answer = indication.of(hit.key, actor, lon=lon, lat=lat)
        in_time = [step for step in answer.profile if until is None or step[0] <= until]
        steps = in_time[-1:] or answer.profile[:1]
        at, quantity = steps[0] if steps else (None, None)
        known.append(replace(hit, at=at, quantity=quantity, exact=answer.exact, in_time=bool(in_time)))
    known.sort(key=lambda hit: (not hit.in_time, hit.at is None, hit.at or clock.now()))
    return known + rest


def units(terms: Terms, asked: Question, actor: Actor) -> Iterator[Hit]:
    """By their own names, their organisation and their home, and by what they offer; near a place, the nearest."""
    if not terms:
        return
    rows = Unit.objects.visible_to(actor).select_related("site", "organisation")
    able = Capability.objects.answering(terms)
    rows = rows.filter(Q(offerings__capability__in=able) | Q(pk__in=Unit.objects.answering(terms).values("pk")))
    for it in rows.distinct():
        away = distance(it.site.lon, it.site.lat, asked.near.lon, asked.near.lat) if asked.near else None
        yield Hit(
            "units", it.code, words.named(it), "know:unit",
            points(terms, names(it), it.search) or 10, detail=joined(words.named(it.organisation), it.site.town),
            km=None if away is None else round(away / 1000),
        )  # fmt: skip
