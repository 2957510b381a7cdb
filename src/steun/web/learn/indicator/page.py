"""The indicators as people read them: all of them, one over time and by region, the cases behind a number, and which
rule hindered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import Unknown
from steun.core.learn.indicator import quarters
from steun.web.agree.agreement.model import Agreement
from steun.web.ask.request.model import Request
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import choice_in, page_in, rows_in
from steun.web.kernel.people.models import Organisation
from steun.web.know.need.model import Need
from steun.web.learn.indicator import rules
from steun.web.learn.indicator.chart import chart
from steun.web.learn.indicator.figures import WHICH, figures
from steun.web.learn.indicator.read import NATIONAL, PERIOD, Asked, cases, counted

SIZE, DEEPEST = 25, 40


def asked_of(http: HttpRequest) -> Asked:
    """The region and the quarter of the address, when there are such."""
    regions = (NATIONAL, *Organisation.objects.filter(kind="safety-region").values_list("pk", flat=True))
    period = tuple(it.code for it in quarters(clock.today(), PERIOD))
    return Asked(choice_in(http, "region", regions), choice_in(http, "quarter", period))


@require_GET
def overview(http: HttpRequest) -> HttpResponse:
    """Every indicator; and one of them over time and by region."""
    actor, asked = Actor.of(http), asked_of(http)
    all_of = counted(actor)
    here = all_of.within(Asked(asked.region))
    chosen = choice_in(http, "figure", tuple(all_of.figures)) or "met"
    names = {it.pk: words.named(it) for it in Organisation.objects.filter(kind="safety-region")}
    by_quarter = here.by_quarter(chosen)
    regions = [(code or NATIONAL, names.get(code, _("The nation")), n) for code, n in all_of.by_region(chosen).items()]
    context = {
        "rows": [(code, here.total(code), it.stands_today) for code, it in all_of.figures.items()],
        "chosen": chosen, "total": here.total(chosen), "stands_today": all_of.figures[chosen].stands_today,
        "quarters": by_quarter, "regions": sorted(regions, key=lambda it: (it[0] == NATIONAL, it[1])),
        "over_time": chart([(it.code, n) for it, n in by_quarter]),
        "asked": asked, "names": sorted(names.items(), key=lambda it: it[1]), "sees_all": actor.sees_all_cases,
        "where": names.get(asked.region, _("The nation") if asked.region else ""),
        "period": all_of.period,
    }  # fmt: skip
    return render(http, "learn/indicator/indicators.html", context)


@require_GET
def behind(http: HttpRequest) -> HttpResponse:
    """The cases behind one number. Raises `Unknown` for an indicator that is none."""
    actor, asked = Actor.of(http), asked_of(http)
    code, which = http.GET.get("figure", ""), choice_in(http, "which", WHICH) or "whole"
    if code not in figures():
        raise Unknown("indicator", code)
    number, size = page_in(http, DEEPEST), rows_in(http, SIZE)
    rows = with_words(cases(code, which, asked, actor))
    found = list(rows[(number - 1) * size : number * size + 1])
    named = {it.pk: words.named(it) for it in Organisation.objects.filter(pk=asked.region)}
    context = {
        "rows": [line(it) for it in found[:size]], "code": code, "which": which, "asked": asked,
        "where": named.get(asked.region, _("The nation") if asked.region else ""),
        **pages(number, more=len(found) > size),
    }  # fmt: skip
    return render(http, "learn/indicator/cases.html", context)


def with_words(rows: Any) -> Any:
    """With what a line shows."""
    beside = {Request: ("requester",), Agreement: ("capability", "provider"), Need: ("capability", "effect")}
    return rows.select_related(*beside.get(rows.model, ("request__requester",)))


def line(it: Any) -> dict[str, Any]:
    """A row of whatever kind, as a line with its page."""
    if isinstance(it, Agreement):
        name = f"{it.quantity} × {words.named(it.capability)}"
        return {"url": reverse("agree:agreement", args=[it.pk]), "name": name, "whose": it.provider, "state": it.state}
    if isinstance(it, Need):
        return {"url": reverse("know:need", args=[it.pk]), "name": it.what, "whose": it.organisation, "state": it.state}
    request = it if isinstance(it, Request) else it.request
    return {
        "url": reverse("ask:show", args=[request.pk]), "name": f"{request.number or ''} {request.title}",
        "whose": request.requester, "state": it.state,
    }  # fmt: skip


def pages(number: int, *, more: bool) -> dict[str, Any]:
    return {"number": number, "previous": number - 1, "next": number + 1 if more and number < DEEPEST else 0}


@require_GET
def hindering(http: HttpRequest) -> HttpResponse:
    """Which rule hindered, and how long means took beside what the catalogue says."""
    actor = Actor.of(http)
    context = {"rows": rules.hindered(actor), "reactions": rules.reactions(actor), "sees_all": actor.sees_all_cases}
    return render(http, "learn/indicator/rules.html", context)


@require_GET
def hindered_by(http: HttpRequest) -> HttpResponse:
    """The acts of one basis that were refused, came late, or wait and are late."""
    actor = Actor.of(http)
    which = choice_in(http, "which", tuple(rules.conditions())) or "refused"
    basis, gate = http.GET.get("basis", ""), http.GET.get("gate", "")
    number, size = page_in(http, DEEPEST), rows_in(http, SIZE)
    found = list(rules.hindering(actor, basis, gate, which)[(number - 1) * size : number * size + 1])
    context = {
        "rows": [line(it) for it in found[:size]],
        "gate": gate,
        "which": which,
        **pages(number, more=len(found) > size),
    }
    return render(http, "learn/indicator/cases.html", context)


urlpatterns = [
    path("indicators", overview, name="indicators"),
    path("indicators/cases", behind, name="indicator_cases"),
    path("indicators/rules", hindering, name="hindering"),
    path("indicators/rules/cases", hindered_by, name="hindered_by"),
]
