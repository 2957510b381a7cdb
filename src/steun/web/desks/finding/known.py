"""What everybody may know of: organisations, who holds which role there, and the law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from steun.core.kernel.law import LegalBasis, Source
from steun.core.kernel.text.likeness import points
from steun.core.kernel.text.terms import Term
from steun.core.kernel.units import distance
from steun.core.know.question import Question
from steun.rules.load import law
from steun.rules.policy.powers import powers
from steun.web.ask.request.search.similar import NEAR
from steun.web.desks.finding.hit import Hit, in_both, names
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Mandate, Organisation
from steun.web.know.decree.model import Decree
from steun.web.people.organisation.read import plain

Terms = Sequence[Term]
SEARCHED = 5000
"""Mandates that are looked through."""


COLUMNS = ("code", "kind", "name_nl", "name_en", "region__name_nl", "region__name_en", "lon", "lat")


def organisations(terms: Terms, asked: Question, actor: Actor) -> Iterator[Hit]:
    """By their names, code, kind and region; near a place, those that lie there."""
    for code, kind, nl, en, *region, lon, lat in Organisation.objects.values_list(*COLUMNS):
        away = distance(lon, lat, asked.near.lon, asked.near.lat) if asked.near and lon and lat else None
        if asked.near and (away is None or away > NEAR):
            continue
        lies_in = plain(" ".join(filter(None, region)))
        if found := score(terms, plain(f"{nl} {en}"), f"{plain(code)} {in_both('kind', kind)} {lies_in}"):
            where = words.named({"nl": region[0], "en": region[1]}) if nl != region[0] else ""
            yield Hit(
                "organisations", code, words.named({"nl": nl, "en": en}), "people:organisation", found,
                detail=joined(words.word("kind", kind), where), km=None if away is None else round(away / 1000),
            )  # fmt: skip


def roles(terms: Terms, asked: Question, actor: Actor) -> Iterator[Hit]:
    """Who holds which role where, now."""
    if asked.near:
        return
    held = Mandate.objects.valid_at(clock.now()).visible_to(actor).select_related("person", "organisation__region")
    for it in held[:SEARCHED]:
        role, place = in_both("role", it.role), it.organisation
        rest = f"{names(place)} {names(place.region) if place.region else ''}"
        if found := score(terms, f"{plain(it.person.name)} {role}", rest):
            deputy = _("deputy") if it.rank else ""
            yield Hit(
                "roles", str(it.pk), joined(words.word("role", it.role), words.named(place)),
                "people:mandate", found, detail=joined(it.person.name, deputy),
            )  # fmt: skip


def statutes(terms: Terms, asked: Question, actor: Actor) -> Iterator[Hit]:
    """Legal bases, provisions and powers in the wording of today, and the decrees that were entered."""
    if asked.near:
        return
    today = clock.today()
    bases = law().on(today)
    homes = {duty: code for code, basis in bases.items() for duty in basis.duties}
    for basis in bases.values():
        yield from statute(terms, basis, basis.code)
    listed = set(bases)
    for it in law().provisions:
        if it.source.holds_on(today) and it.code not in listed:
            listed.add(it.code)
            yield from statute(terms, it, homes.get(it.code, ""), says=it.says)
    for power in powers().values():
        if power.code not in listed:
            yield from statute(terms, power, "", says=power.says)
    for decree in Decree.objects.visible_to(actor).order_by("-starts_on")[:SEARCHED]:
        title = powers()[decree.power].title if decree.power in powers() else {}
        if found := score(terms, plain(f"{' '.join(title.values())} {decree.reference}"), in_both("life", "decree")):
            name = joined(words.named(title), decree.reference)
            yield Hit("law", str(decree.pk), name, "know:decree", found, state=decree.state)


def statute(terms: Terms, it: Any, basis: str, says: Any = None) -> Iterator[Hit]:
    """One text of law, by its title, code, article and decisive words; shown with that basis, or among the powers."""
    source: Source = it.source
    more = it.changed if isinstance(it, LegalBasis) else says or {}
    rest = plain(f"{it.code} {it.code.replace('-', ' ')} {source.title} {source.quote} {' '.join(more.values())}")
    if found := score(terms, plain(" ".join(it.title.values())), rest):
        page, anchor = ("know:basis", "") if basis else ("know:law", "?part=powers")
        yield Hit("law", it.code, words.named(it.title), page, found, at_key=basis, anchor=anchor, detail=source.title)


def score(terms: Terms, name: str, rest: str) -> int:
    """Without words (only a place was named) everything there answers alike."""
    return points(terms, name, rest) if terms else 1


def joined(*texts: str) -> str:
    return " · ".join(text for text in texts if text)
