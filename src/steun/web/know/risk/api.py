"""Risks for machines: the same acts as the pages, the rules, and who must be involved."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.core.know.risks.involvement import Threat
from steun.rules.knowing.risks import Class, risk_rules
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Code, Shape
from steun.web.know.need.model import Need
from steun.web.know.risk.model import Risk
from steun.web.know.risk.read import Who, offers, who

router = Room()
SAME = ("name", "theme", "scenario", "scale", "likelihood", "impacts", "places", "capabilities", "effects", "origin",
        "evidence", "valid_until", "confirmed_on", "is_old", "state")  # fmt: skip


class RiskReasonOut(Shape):
    """`interests`: that are hit; `theme`: because of the theme. Neither: at this scale anyhow. `evidence`: L literal
    text read, S seen in a source; the rest is to be verified."""

    why: dict[str, str]
    theme: bool
    interests: list[str]
    source: str
    url: str
    evidence: str


class InvolvedOut(Shape):
    """A role that must be involved. `organisations`: where it is held, of those that are touched; none = not known."""

    role: str
    organisations: list[str]
    reasons: list[RiskReasonOut]


class RiskOut(Shape):
    """`impact`: the largest class. `needs`: those that you may read. `involved`: advice, by rules of the country."""

    id: UUID
    organisation: str
    name: str
    theme: str
    scenario: str
    scale: str
    likelihood: str
    impacts: list[str]
    impact: str
    places: list[str]
    capabilities: list[str]
    effects: list[str]
    needs: list[UUID]
    origin: str
    evidence: str
    valid_until: date
    confirmed_on: date | None
    is_old: bool
    involved: list[InvolvedOut]
    state: str
    moves: list[OfferOut]


class RiskClassOut(Shape):
    """From and until: people who die, millions of euro, or the chance within five years in ten thousand."""

    code: str
    title: dict[str, str]
    deaths: list[int | None]
    millions: list[int | None]
    chance: list[int | None]


class RiskNamedOut(Shape):
    code: str
    title: dict[str, str]
    criteria: dict[str, str]


class RiskRulesOut(Shape):
    """`evidence`: of themes, interests, classes, borders and criteria: what is not L or S is to be verified."""

    themes: list[RiskNamedOut]
    interests: list[RiskNamedOut]
    impacts: list[RiskClassOut]
    likelihoods: list[RiskClassOut]
    sectors: list[RiskNamedOut]
    evidence: dict[str, str]


class InvolvementOut(Shape):
    involved: list[InvolvedOut]


def class_out(it: Class) -> dict[str, Any]:
    spans = {name: list(getattr(it, name)) for name in ("deaths", "millions", "chance")}
    return {"code": it.code, "title": it.title, **spans}


def involved_out(it: Who) -> dict[str, Any]:
    reasons = [
        {
            "why": one.line.why, "theme": one.theme, "interests": list(one.interests),
            "source": one.line.source.title, "url": one.line.source.url, "evidence": one.line.source.evidence,
        }
        for one in it.reasons
    ]  # fmt: skip
    return {"role": it.role, "organisations": [body.pk for body in it.bodies], "reasons": reasons}


def risk_out(it: Risk, actor: Actor) -> dict[str, Any]:
    read = Need.objects.visible_to(actor).filter(pk__in=it.needs).order_by("pk").values_list("pk", flat=True)
    return {
        "id": it.pk, "organisation": it.organisation_id, **{name: getattr(it, name) for name in SAME},
        "impact": it.worst.code if it.worst else "", "needs": list(read),
        "involved": [involved_out(one) for one in who(it.threat, it.places, actor)],
        "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


@router.get("/risk-rules", response=RiskRulesOut)
def risk_rules_show(http: HttpRequest) -> dict[str, Any]:
    """Themes, interests and classes of risks with their borders, as the rules of the country have them."""
    Actor.of(http)
    known = risk_rules()
    named = {
        kind: [{"code": it.code, "title": it.title, "criteria": it.criteria} for it in rows.values()]
        for kind, rows in (("themes", known.themes), ("interests", known.interests), ("sectors", known.sectors))
    }
    classes = {"impacts": known.impacts, "likelihoods": known.likelihoods}
    return {
        **named, **{kind: [class_out(it) for it in rows.values()] for kind, rows in classes.items()},
        "evidence": {name: source.evidence for name, source in known.sources.items()},
    }  # fmt: skip


@router.get("/who-is-involved", response=InvolvementOut)
def involvement_show(
    http: HttpRequest,
    scale: Annotated[Literal["municipal", "regional", "interregional", "national"], Query()],
    theme: Annotated[Code, Query()] = "",
    impacts: Annotated[list[Code], Query(max_length=30)] = [],  # noqa: B006  # ninja copies it
    places: Annotated[list[Code], Query(max_length=400)] = [],  # noqa: B006  # ninja copies it
) -> dict[str, Any]:
    """Who must be involved in something that hits these interests, as `physical.C`; unknown codes count for nothing."""
    actor = Actor.of(http)
    known = risk_rules()
    hits = {interest: known.impacts.get(code) for interest, _, code in (it.partition(".") for it in impacts)}
    ranks = {interest: found.rank for interest, found in hits.items() if found and interest in known.interests}
    return {"involved": [involved_out(one) for one in who(Threat(theme, scale, ranks), places, actor)]}


shown = serve(
    router, Risk, RiskOut, risk_out,
    many="Risks", words="the name, scenario, theme, interests, source or organisation", one="risk",
)  # fmt: skip
