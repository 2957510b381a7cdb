"""How people see critical entities: the list, the form, and the page of one designation."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.know.risks.risk import EVIDENCE
from steun.rules.knowing.risks import risk_rules
from steun.rules.load import law, roles
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages
from steun.web.kernel.people.models import Organisation
from steun.web.know.designation.model import Designation
from steun.web.know.designation.read import offers


def designators() -> list[str]:
    """Roles that bind a ministry."""
    known = law().authorities
    return [role for role in roles().signers if risk_rules().designates in known[role].organisation_kinds]


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    begun = {"designated_on": clock.today(), "entity": http.GET.get("entity", "")}
    return {"typed": wrong.typed if wrong else begun, **choices()}


def choices() -> Context:
    rules = risk_rules()
    bodies = Organisation.objects.exclude(kind__in=rules.excluded)
    return {
        "entities": [("", _("Choose one")), *sorted(((it.pk, words.named(it)) for it in bodies), key=lambda it: it[1])],
        "sectors": [("", _("Choose one")), *((it.code, words.named(it)) for it in rules.sectors.values())],
        "marks": [(code, words.word("known-by", code)) for code in EVIDENCE], "verify": rules.sources.get("sectors"),
    }  # fmt: skip


def shown(it: Designation, actor: Actor) -> Context:
    return {**choices(), "act": risk_rules().sources.get("excluded")}


PAGES = Pages(
    begin="designate", beginners=designators, form=form, shown=shown, offers=offers, name=lambda it: it.name,
    menu="Critical entities", order=("-since", "-pk"),
    states={"designated": ("designated",), "withdrawn": ("withdrawn",)},
)  # fmt: skip
