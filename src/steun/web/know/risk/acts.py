"""What people do with risks: state one, revise, confirm anew, withdraw."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.text.folding import folded
from steun.core.know.risks.risk import RISK, SOUND, staters
from steun.rules.knowing.risks import risk_rules
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, differences, faults_of, plain, seen, step
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.need.model import Need
from steun.web.know.risk.model import TERMS, Risk, regions_of
from steun.web.know.risk.shape import RiskIn

FIELDS = {
    "risk-hits-an-interest": "impacts", "risk-one-class-an-interest": "impacts", "risk-scale-fits-places": "places",
    "risk-touches-its-own": "places", "risk-national-by-national": "scale", "risk-is-valid-ahead": "valid_until",
    "risk-is-confirmed-in-time": "valid_until",
}  # fmt: skip
"""At which field it is said that a rule is not met."""
LISTS = ("impacts", "places", "capabilities", "effects")


@once("risk.state")
def state(shape: RiskIn, *, by: Actor, id: UUID | None = None) -> Risk:
    """State what can happen, for one's own organisation."""
    if by.role not in staters(roles()):
        raise NotYours(frozenset(staters(roles())))
    it = Risk(id=id or new_key(), organisation_id=by.organisation, since=clock.now())
    put(it, shape, by)
    born(it, RISK, "state", by=by, facts=it.facts(), data=contents(it), id=id)
    return it


@once("risk.revise")
def revise(pk: UUID, shape: RiskIn, *, by: Actor, id: UUID | None = None) -> Risk:
    """Say it anew."""
    it = seen(Risk, pk, by)
    before = contents(it)
    put(it, shape, by)
    changes = differences(before, contents(it))
    step(it, RISK, "revise", by=by, facts=it.facts(changes=bool(changes)), data={"changes": changes}, id=id)
    it.since = clock.now()
    it.save()
    return it


@once("risk.reconfirm")
def reconfirm(pk: UUID, valid_until: date, *, by: Actor, id: UUID | None = None) -> Risk:
    """It still holds as it stands, until another day."""
    it = seen(Risk, pk, by)
    it.valid_until, it.confirmed_on = valid_until, clock.today()
    said = {"valid_until": plain(valid_until), "confirmed_on": plain(it.confirmed_on)}
    it.since = step(it, RISK, "reconfirm", by=by, facts=it.facts(), data=said, id=id).happened_at
    it.save()
    return it


@once("risk.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Risk:
    """It holds no more, and none takes its place."""
    it = seen(Risk, pk, by)
    step(it, RISK, "withdraw", by=by, facts=it.facts(reason=reason), reason=reason, id=id)
    it.save()
    return it


def put(it: Risk, shape: RiskIn, by: Actor) -> None:
    """What was said, into the row. Raises `Malformed` with every fault at its field."""
    rules = risk_rules()
    for name in TERMS:
        setattr(it, name, getattr(shape, name))
    for name in LISTS:
        setattr(it, name, list(dict.fromkeys(getattr(shape, name))))
    it.needs = [str(key) for key in dict.fromkeys(shape.needs)]
    touched = regions_of(it.places)
    hits = {f"{interest}.{impact}" for interest in rules.interests for impact in rules.impacts}
    read = Need.objects.visible_to(by).filter(pk__in=it.needs)
    faults = [
        *unknown("theme", [it.theme], rules.themes, at="theme"),
        *unknown("likelihood", [it.likelihood], rules.likelihoods, at="likelihood"),
        *unknown("impacts", it.impacts, hits),
        *unknown("places", it.places, touched),
        *unknown("capabilities", it.capabilities, codes_of(Capability, it.capabilities)),
        *unknown("effects", it.effects, codes_of(Effect, it.effects)),
        *unknown("needs", it.needs, {str(pk) for pk in read.values_list("pk", flat=True)}),
        *faults_of(SOUND, it.facts(touched), FIELDS),
    ]
    if faults:
        raise Malformed(faults)
    it.search = searched(it)


def unknown(name: str, codes: Sequence[str], known: Collection[str], at: str = "") -> list[Fault]:
    """What of a field is no code that is there, at its place in the list."""
    return [
        Fault(at or f"{name}.{n}", "unknown-code", {"value": code}) for n, code in enumerate(codes) if code not in known
    ]


def codes_of(model: Any, codes: Sequence[str]) -> set[str]:
    return set(model.objects.filter(pk__in=codes).values_list("pk", flat=True))


def searched(it: Risk) -> str:
    """The words by which it is found."""
    rules, whose = risk_rules(), it.organisation
    titles = [rules.themes[it.theme], *(rules.interests[code] for code in it.hits)]
    named = [text for title in titles for text in title.title.values()]
    return folded(" ".join((it.name, it.scenario, it.origin, whose.pk, whose.name_nl, whose.name_en, *named)))


def contents(it: Risk) -> dict[str, Any]:
    """What an entry says of a risk."""
    said = {name: plain(getattr(it, name)) for name in TERMS}
    return {"organisation_id": it.organisation_id, **said, "confirmed_on": plain(it.confirmed_on)}
