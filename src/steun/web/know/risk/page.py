"""How people see risks: list, form, the page of one, the diagram, and who must be involved in what one fills in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steun.core.kernel.text.folding import folded
from steun.core.know.risks.involvement import Threat
from steun.core.know.risks.risk import EVIDENCE, SCALES, staters
from steun.rules.knowing.risks import risk_rules
from steun.rules.load import roles
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import text_in
from steun.web.kernel.input.forms import FormError, asked
from steun.web.kernel.life.pages import Context, Pages
from steun.web.kernel.people.choices import Choice, organisations
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.need.model import Need
from steun.web.know.risk.diagram import diagram, touching
from steun.web.know.risk.model import LOCAL, Risk, latest
from steun.web.know.risk.read import offers, waiting_for, who, with_borders

LISTS = ("impacts", "places", "capabilities", "effects", "needs")
MOST = 500
"""Risks in a diagram: more than any country states."""


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    """Begun for one's own region."""
    begun: dict[str, Any] = {"valid_until": latest(), "evidence": "I"}
    chosen = {name: wrong.lists.get(name, []) for name in LISTS} if wrong else {"places": [actor.region]}
    return {"typed": wrong.typed if wrong else begun, **choices(actor, chosen)}


def choices(actor: Actor, chosen: Mapping[str, Collection[str]]) -> Context:
    """What a risk can say, with what was chosen."""
    rules = risk_rules()
    needs = Need.objects.visible_to(actor).filter(state__in=("draft", "stated", "answered")).whole()
    return {
        "themes": [("", _("Choose one")), *((it.code, words.named(it)) for it in rules.themes.values())],
        "scales": [("", _("Choose one")), *((code, words.word("risk-scale", code)) for code in SCALES)],
        "likelihoods": [("", _("Choose one")), *((it.code, with_borders(it)) for it in rules.likelihoods.values())],
        "hits": hits(chosen.get("impacts", ())),
        "marks": [(code, words.word("known-by", code)) for code in EVIDENCE],
        "places": organisations(Organisation.objects.filter(kind__in=LOCAL), chosen.get("places", ()), LOCAL),
        "capabilities": named(Capability.objects.all(), chosen.get("capabilities", ())),
        "effects": named(Effect.objects.all(), chosen.get("effects", ())),
        "needs": [needed(it, chosen.get("needs", ())) for it in needs],
        "verify": rules.sources.get("borders"),
    }


def hits(chosen: Collection[str]) -> list[dict[str, Any]]:
    """Each interest, with the classes of which one can be chosen."""
    rules = risk_rules()
    return [
        {
            "interest": interest,
            "options": [
                (f"{interest.code}.{it.code}", with_borders(it), f"{interest.code}.{it.code}" in chosen)
                for it in rules.impacts.values()
            ],
        }
        for interest in rules.interests.values()
    ]


def named(rows: Any, chosen: Collection[str]) -> list[Choice]:
    """What was chosen comes first."""
    found = [Choice(it.pk, words.named(it), "", folded(words.named(it)), it.pk in chosen) for it in rows]
    return sorted(found, key=lambda it: (not it.chosen, it.name))


def needed(it: Need, chosen: Collection[str]) -> Choice:
    whose = words.named(it.organisation)
    return Choice(str(it.pk), it.what, whose, folded(f"{it.what} {whose} {it.scenario}"), str(it.pk) in chosen)


def shown(it: Risk, actor: Actor) -> Context:
    rules = risk_rules()
    chosen = {name: getattr(it, name) for name in LISTS}
    return {
        "terms": it, "titles": rules.interests, **choices(actor, chosen), "latest": latest(),
        "hit": [(rules.interests.get(code), rules.impacts.get(impact)) for code, impact in it.hits.items()],
        "touched": sorted(Organisation.objects.filter(pk__in=it.places), key=words.named),
        "asks": [*Capability.objects.filter(pk__in=it.capabilities), *Effect.objects.filter(pk__in=it.effects)],
        "wanted": Need.objects.visible_to(actor).filter(pk__in=it.needs).whole(),
        "who": who(it.threat, it.places, actor), "chance_said": with_borders(it.chance) if it.chance else it.likelihood,
        "said": {impact.code: with_borders(impact) for impact in rules.impacts.values()},
    }  # fmt: skip


PAGES = Pages(
    begin="state", beginners=lambda: staters(roles()), form=form, shown=shown, offers=offers, name=lambda it: it.name,
    menu="Risks", order=("-since", "-pk"), states={"stated": ("stated",), "withdrawn": ("withdrawn",)},
    tasks=("reconfirm-risk",), main=("reconfirm",), waiting=waiting_for,
)  # fmt: skip


@require_GET
def drawn(http: HttpRequest) -> HttpResponse:
    """Likelihood against impact: of the country or of a region, of a theme, by one interest."""
    actor = Actor.of(http)
    wanted = asked(http, "region", "theme", "interest")
    rules = risk_rules()
    rows: Any = Risk.objects.visible_to(actor).filter(state="stated").whole().order_by("pk")
    rows = rows.filter(theme=wanted["theme"]) if wanted["theme"] in rules.themes else rows
    found = list(rows[:MOST])
    found = touching(found, wanted["region"]) if wanted["region"] else found
    interest = wanted["interest"] if wanted["interest"] in rules.interests else ""
    context = {
        "picture": diagram(found, interest), "asked": wanted, "titles": rules.interests,
        "themes": rules.themes.values(), "interests": rules.interests.values(),
        "regions": Organisation.objects.filter(kind=LOCAL[0]).only("code", "name_nl", "name_en"),
        "may_begin": actor.role in staters(roles()), "new_url": reverse("know:risk_new"),
        "verify": rules.sources.get("borders"),
    }  # fmt: skip
    return render(http, "know/risk/diagram.html", context)


@require_GET
def involvement(http: HttpRequest) -> HttpResponse:
    """Who must be involved in what one fills in: for an incident that nobody stated as a risk."""
    actor = Actor.of(http)
    wanted = asked(http, "theme", "scale")
    impacts = [it for it in http.GET.getlist("impacts") if it in every_hit()]
    places = [it for it in [text_in(http, "region")] if it]
    rules = risk_rules()
    threat = Threat(
        wanted["theme"], wanted["scale"] if wanted["scale"] in SCALES else SCALES[1],
        {interest: rules.impacts[impact].rank for interest, _, impact in (it.partition(".") for it in impacts)},
    )  # fmt: skip
    context = {
        "asked": {**wanted, "scale": threat.scale, "region": "".join(places)}, "hits": hits(impacts),
        "themes": rules.themes.values(), "scales": SCALES, "who": who(threat, places, actor) if impacts else [],
        "regions": Organisation.objects.filter(kind=LOCAL[0]).only("code", "name_nl", "name_en"),
        "answered": bool(impacts), "titles": rules.interests, "verify": rules.sources.get("borders"),
    }  # fmt: skip
    return render(http, "know/risk/involvement.html", context)


def every_hit() -> set[str]:
    rules = risk_rules()
    return {f"{interest}.{impact}" for interest in rules.interests for impact in rules.impacts}


urlpatterns = [
    path("risk-diagram", drawn, name="risk_diagram"),
    path("who-is-involved", involvement, name="involvement"),
]
