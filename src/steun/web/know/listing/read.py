"""Listings as they stand for an actor: the steps of one, what waits, and what one changes in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.dates import MONTHS
from django.utils.formats import date_format

from steun.core.kernel.machine import Offer
from steun.core.know.catalogue.listing import LISTING, keepers
from steun.rules.knowing.catalogue import curation
from steun.rules.load import roles
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import parse_key
from steun.web.kernel.life.pages import Waiting
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import TEXTS, Capability, Effect
from steun.web.know.listing.model import LANGUAGES, NAMES, PLAIN, SAID, Listing, latest
from steun.web.templatetags.steun import minutes

AS_FILLED_IN = "…"
MOST = 50
CALLED = {"valid_until": "listing_valid_until"}
TASKS = {"proposed": "review-listing", "reviewed": "publish-listing", "returned": "revise-listing"}


def offers(it: Listing, actor: Actor) -> list[Offer[Any]]:
    """As if reasons and days were filled in, and a revision said something else."""
    facts = replace(it.facts(actor, changes=True, reason=AS_FILLED_IN), valid_until=latest())
    return [offer for offer in LISTING.offers(it.state, actor, facts) if offer.move.name != "replace"]


def waiting_for(actor: Actor) -> Iterable[Waiting]:
    """What this actor can review or publish, what was sent back to it, and what its organisation should confirm."""
    if actor.role not in keepers(roles()):
        return
    returned = Q(state="returned", author=actor.organisation)
    asked = Q(state="proposed", owner=actor.organisation) & ~Q(author=actor.organisation)
    if actor.role in (*roles().coordinators, *roles().planners):
        asked |= Q(state="proposed", owner=F("author")) | Q(state="reviewed")
    mine = Q(proposed_by=parse_key(actor.person)) if parse_key(actor.person) else Q(pk=None)
    rows = Listing.objects.filter(returned | asked & ~mine)
    for it in rows.order_by("since", "pk")[:MOST]:
        yield Waiting(TASKS[it.state], it, it.since + timedelta(days=curation().remind_days))
    soon = clock.today() + timedelta(days=curation().remind_days)
    due = Listing.objects.filter(owner=actor.organisation, state="published", valid_until__lt=soon)
    for it in due.order_by("valid_until", "pk")[:MOST]:
        yield Waiting("reconfirm-listing", it, moments.midnight(it.valid_until + timedelta(days=1)))


def terms_of(it: Capability) -> dict[str, Any]:
    """What the catalogue says of a capability now, as a listing says it."""
    texts = {f"{name}_{lang}": it.texts.get(name, {}).get(lang, "") for name in TEXTS for lang in LANGUAGES}
    return {
        **{name: getattr(it, name) for name in (*NAMES, *PLAIN)},
        "effects": sorted(effect.pk for effect in it.effects.all()), "classes": sorted(it.classes), **texts,
        "owner": it.owner_id or "", "valid_until": it.valid_until,
    }  # fmt: skip


def said_by(it: Listing) -> dict[str, Any]:
    return {**it.said, "owner": it.owner_id, "valid_until": it.valid_until}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be said otherwise, in words."""

    label: str
    was: str
    now: str


def changes(it: Listing, known: Capability | None) -> list[Change]:
    """What this listing would change in the catalogue; of a new capability, all that it says."""
    return compared(terms_of(known) if known else {}, said_by(it))


def compared(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str] | None = None
) -> list[Change]:
    """What the second says otherwise. `names`: those of owners and effects, when they were read for many."""
    before, after, names = both(before), both(after), names_in(before, after) if names is None else names
    found = []
    for name in ("owner", *SAID, "valid_until"):
        was, now = in_words(name, before.get(name), names), in_words(name, after.get(name), names)
        if was != now:
            found.append(Change(label(name), was, now))
    return found


def both(said: Mapping[str, Any]) -> dict[str, Any]:
    """With each text in both languages, as it is shown: where one is not said, it is as the other."""
    found = dict(said)
    for name in ("name", *TEXTS):
        nl, en = said.get(f"{name}_nl") or "", said.get(f"{name}_en") or ""
        found |= {f"{name}_nl": nl or en, f"{name}_en": en or nl}
    return found


def label(name: str) -> str:
    """What a field of a listing is called."""
    return words.word("field", CALLED.get(name, name))


def names_in(*said: Mapping[str, Any]) -> dict[str, str]:
    """The names of owners and effects: a look-up each."""
    effects = {code for one in said for code in one.get("effects") or ()}
    owners = {one["owner"] for one in said if one.get("owner")}
    rows: list[Any] = [*Effect.objects.filter(pk__in=effects), *Organisation.objects.filter(pk__in=owners)]
    return {row.pk: words.named(row) for row in rows}


def in_words(name: str, value: Any, names: Mapping[str, str]) -> str:
    if value in (None, "", []):
        return ""
    if name == "effects":
        return ", ".join(sorted(names.get(code, code) for code in value))
    if name == "classes":
        return ", ".join(words.word("class", code) for code in sorted(value))
    if name in ("season_from", "season_until"):
        return month(value)
    if name == "reaction_formal":
        return minutes(value)
    if name == "evidence":
        return words.word("catalogue-mark", value)
    if name == "owner":
        return names.get(value, value)
    return date_format(value, "j F Y") if isinstance(value, date) else str(value)


def month(number: int) -> str:
    """Its name, in the reader's language."""
    return str(MONTHS[number])
