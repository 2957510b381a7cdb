"""The catalogue, units and the law for machines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.core.kernel.errors import Unknown
from steun.core.kernel.law import LegalBasis, Source
from steun.rules.load import law
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, listed, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Day, Letters, Shape
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.catalogue.read import standing as standing_of
from steun.web.know.unit.model import Unit

router = Room()


Standing = Literal["", "confirmed", "stale", "unconfirmed", "withdrawn"]
Words = Annotated[str, Query(), Letters(200)]


class EffectOut(Shape):
    code: str
    name: str


class CapabilityOut(Shape):
    """`owner`: who answers for it, "" = nobody yet. `season_from`, `season_until`: months; null = all year. `is_stale`:
    not confirmed by `valid_until`. `withdrawn_on`: since then nobody counts with it."""

    code: str
    number: int
    name: str
    classes: list[str]
    class_inferred: bool
    reaction_formal: int | None
    reaction_observed: int | None
    texts: dict[str, dict[str, str]]
    effects: list[str]
    source: str
    year: str
    evidence: str
    historic: bool
    illustrative: bool
    owner: str
    season_from: int | None
    season_until: int | None
    reconfirmed_on: date | None
    valid_until: date | None
    is_stale: bool
    withdrawn_on: date | None


class AbsenceOut(Shape):
    id: UUID
    quantity: int
    starts_at: datetime
    ends_at: datetime
    reason: str


class UnitOut(Shape):
    code: str
    name: str
    organisation: str
    side: str
    site: str
    capacity: int
    counted: str
    divisible: bool
    notice: int
    rest: int
    airborne: bool
    illustrative: bool
    offers: dict[str, int]
    absences: list[AbsenceOut]


class SourceOut(Shape):
    title: str
    bwb_id: str
    article: str
    paragraph: str
    url: str
    evidence: str
    valid_from: date
    at_latest: bool
    valid_to: date | None
    covered_from: date | None
    in_force: bool
    read_version: date | None
    read_on: date | None
    quote: str
    text_sha256: str


class BasisOut(Shape):
    code: str
    title: str
    tasks: list[str]
    requesters: list[str]
    addressee: str
    deciders: list[str]
    agree: list[str]
    consult: list[str]
    inform: list[str]
    conditions: list[str]
    refusal_grounds: list[str]
    urgency: str
    force: str
    cost_payer: str | None
    gates: list[str]
    dormant: bool
    source: SourceOut
    changed: str


def capability_out(it: Capability) -> dict[str, Any]:
    columns = (
        "code",
        "number",
        "classes",
        "class_inferred",
        "reaction_formal",
        "reaction_observed",
        "texts",
        "source",
        "year",
        "evidence",
        "historic",
        "illustrative",
        "season_from",
        "season_until",
        "reconfirmed_on",
        "valid_until",
        "is_stale",
        "withdrawn_on",
    )
    effects, owner = [e.pk for e in it.effects.all()], it.owner_id or ""
    own = {name: getattr(it, name) for name in columns}
    return {**own, "name": words.named(it), "effects": effects, "owner": owner}


def unit_out(it: Unit, actor: Actor) -> dict[str, Any]:
    columns = ("code", "side", "capacity", "divisible", "notice", "rest", "airborne", "illustrative")
    absences = ("quantity", "starts_at", "ends_at")
    why = it.is_known_to(actor)
    return {
        **{name: getattr(it, name) for name in columns},
        "name": words.named(it),
        "organisation": it.organisation_id,
        "site": it.site_id,
        "counted": words.counted(it),
        "offers": {o.capability_id: o.quantity for o in it.offerings.all()},
        "absences": [
            {"id": a.pk, "reason": a.reason if why else "", **{n: getattr(a, n) for n in absences}}
            for a in it.absences.all()
        ],
    }


def source_out(it: Source) -> dict[str, Any]:
    return {name: getattr(it, name) for name in SourceOut.model_fields}


def basis_out(it: LegalBasis) -> dict[str, Any]:
    lists = ("tasks", "requesters", "deciders", "agree", "consult", "inform", "conditions", "refusal_grounds")
    return {
        **{name: list(getattr(it, name)) for name in lists},
        **{name: getattr(it, name) for name in ("code", "addressee", "urgency", "force", "cost_payer", "dormant")},
        "title": words.named(it.title),
        "gates": [g.code for g in it.gates],
        "source": source_out(it.source),
        "changed": words.named(it.changed),
    }


@router.get("/effects", response=Page[EffectOut])
def effect_list(http: HttpRequest, q: Words = "", after: After = "", limit: Limit = 500) -> dict[str, Any]:
    """What can be asked for, in the words of those who need it."""
    Actor.of(http)
    return page(Effect.objects.search(q), lambda e: {"code": e.code, "name": words.named(e)}, after, limit)


@router.get("/capabilities", response=Page[CapabilityOut])
def capability_list(
    http: HttpRequest,
    q: Words = "",
    owner: Annotated[str, Query(), Letters(60)] = "",
    standing: Annotated[Standing, Query()] = "",
    after: After = "",
    limit: Limit = 500,
) -> dict[str, Any]:
    """The catalogue: what can achieve effects, formal beside observed reaction time, with sources. `owner`: a code;
    `standing`: confirmed, stale, unconfirmed or withdrawn; without it everything that is not withdrawn."""
    Actor.of(http)
    rows = standing_of(Capability.objects.search(q), standing).prefetch_related("effects")
    rows = rows.filter(owner=owner) if owner else rows
    return page(rows, capability_out, after, limit, key="number")


@router.get("/units", response=Page[UnitOut])
def unit_list(
    http: HttpRequest,
    q: Words = "",
    capability: Annotated[str, Query(), Letters(60)] = "",
    after: After = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """Units that you may see, with what they offer."""
    actor = Actor.of(http)
    rows = Unit.objects.visible_to(actor).search(q).prefetch_related("offerings", "absences")
    rows = rows.filter(offerings__capability=capability) if capability else rows
    return page(rows, lambda it: unit_out(it, actor), after, limit, key="code")


def unit_seen(code: str, actor: Actor) -> Unit:
    found = Unit.objects.visible_to(actor).filter(code=code).first()
    if found is None:
        raise Unknown("unit", code)
    return found


@router.get("/units/{code}", response=UnitOut)
def unit_show(http: HttpRequest, code: str) -> dict[str, Any]:
    """One unit."""
    actor = Actor.of(http)
    return unit_out(unit_seen(code, actor), actor)


@router.get("/law", response=Page[BasisOut])
def law_list(http: HttpRequest, on: Day | None = None, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """The legal bases whose wording holds on a day; today when none is named."""
    Actor.of(http)
    held = list(law().on(on or clock.today()).values())
    return listed(held, basis_out, after, limit, key=lambda b: b.code)


@router.get("/law/{code}", response=Page[BasisOut])
def law_wordings(http: HttpRequest, code: str, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """Every wording of one basis, oldest first, with what changed."""
    Actor.of(http)
    found = law().versions(code)
    if not found:
        raise Unknown("basis", code)
    return listed(found, basis_out, after, limit, key=lambda b: b.source.valid_from.isoformat())
