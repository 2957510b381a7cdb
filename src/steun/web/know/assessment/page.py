"""How people see self-assessments: the list, the form, the page of one, and the seven requirements side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steun.core.know.baseline.assessment import GRADES
from steun.rules.load import roles
from steun.rules.policy.baseline import baseline
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import choice_in
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages
from steun.web.know.assessment.model import Assessment
from steun.web.know.assessment.read import compared, offers, standing, waiting_for
from steun.web.know.catalogue.model import Capability
from steun.web.know.need.model import Need


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    """Begun empty, or from a line of the list (`?criterion=alarm`) or for a requirement (`?requirement=energy`)."""
    known = baseline()
    line = known.criteria.get(http.GET.get("criterion", ""))
    begun: dict[str, Any] = {"requirement": http.GET.get("requirement", ""), "assessed_on": clock.today()}
    if line:
        begun |= {"requirement": line.requirement, "criterion": words.named(line)}
    return {"typed": wrong.typed if wrong else begun, **choices(actor)}


def choices(actor: Actor) -> Context:
    capabilities = sorted(((it.pk, words.named(it)) for it in Capability.objects.all()), key=lambda it: it[1])
    needs = Need.objects.filter(organisation=actor.organisation).exclude(state="withdrawn").whole()
    return {
        "requirements": [
            ("", _("Choose one")),
            *((it.code, words.named(it)) for it in baseline().requirements.values()),
        ],
        "grades": [("", _("Choose one")), *((code, words.word("grade", code)) for code in GRADES)],
        "capabilities": [("", _("None")), *capabilities],
        "needs": [("", _("None")), *((str(it.pk), it.what) for it in needs)],
    }


def shown(it: Assessment, actor: Actor) -> Context:
    need = Need.objects.visible_to(actor).whole().filter(pk=it.need_id).first() if it.need_id else None
    answers = need.agreements.visible_to(actor).select_related("provider").order_by("-since") if need else ()
    return {"need": need, "need_key": str(it.need_id or ""), "answers": answers, **choices(actor)}


PAGES = Pages(
    begin="draft", beginners=lambda: roles().drafters, form=form, shown=shown, offers=offers, name=lambda it: it.name,
    menu="Self-assessments", order=("-since", "-pk"), states={"assessed": ("draft", "stated"), "stated": ("stated",)},
    tasks=("assess-again",), main=("state",), waiting=waiting_for,
)  # fmt: skip


@require_GET
def overview(http: HttpRequest) -> HttpResponse:
    """The seven of one organisation, mine unless another is asked for; beside it all that I may read, compared."""
    actor = Actor.of(http)
    rows = compared(actor)
    asked = choice_in(http, "organisation", tuple(row.organisation.pk for row in rows)) or actor.organisation
    stated = Assessment.objects.visible_to(actor).filter(organisation=asked, state="stated").whole()
    known = baseline()
    context = {
        "seven": standing(stated), "rows": rows if len(rows) > 1 else [], "asked": asked,
        "source": words.named(known.source),
        "requirements": known.requirements.values(), "mine": asked == actor.organisation,
        "may_begin": actor.role in roles().drafters, "new_url": reverse("know:assessment_new"),
        "whose": next((row.organisation for row in rows if row.organisation.pk == asked), None),
    }  # fmt: skip
    return render(http, "know/assessment/baseline.html", context)


urlpatterns = [path("baseline", overview, name="baseline")]
