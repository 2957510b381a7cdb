"""How people see a decree or a special power: the page of one, with how it was used, and the form to enter one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from steun.core.kernel.machine import Offer
from steun.core.know.decree import DECREE
from steun.rules.policy.powers import powers
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages
from steun.web.kernel.people.choices import organisations
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.read import roles
from steun.web.know.decree.acts import PLACES
from steun.web.know.decree.model import Decree
from steun.web.know.decree.read import may_enter

AS_FILLED_IN = "…"


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    mine = may_enter(actor)
    own = [actor.organisation] if all(power.local for power in mine) else []
    chosen = http.POST.getlist("area") if wrong else own
    return {
        "typed": wrong.typed if wrong else {"starts_on": clock.today().isoformat()},
        "powers": [(it.code, words.named(it.title)) for it in mine],
        "awake": [decree for decree in Decree.objects.visible_to(actor).awake(clock.now()) if decree.rule in mine],
        "places": organisations(Organisation.objects.filter(kind__in=PLACES), chosen, PLACES),
    }


def shown(it: Decree, actor: Actor) -> Context:
    rule = it.rule
    return {
        "rule": rule,
        "awake": Decree.objects.awake(clock.now()).filter(pk=it.pk).exists(),
        "beside": Decree.objects.visible_to(actor).beside(it) if it.state == "in-force" else [],
        "area": sorted(Organisation.objects.filter(pk__in=it.area), key=words.named),
        "entered_by": roles(rule.entered_by),
        "used_by": roles(rule.used_by),
    }


def offers(it: Decree, actor: Actor) -> list[Offer[Any]]:
    return list(DECREE.offers(it.state, actor, it.facts(how=AS_FILLED_IN, reason=AS_FILLED_IN)))


def enterers() -> frozenset[str]:
    return frozenset(role for it in powers().values() for role in it.entered_by)


PAGES = Pages(
    begin="enter", beginners=enterers, form=form, shown=shown, offers=offers,
    name=lambda it: words.named(it.rule.title), back=lambda: reverse("know:law", query={"part": "powers"}),
)  # fmt: skip
