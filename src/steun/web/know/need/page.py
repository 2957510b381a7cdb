"""How people see needs: the list, the form, and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.rules.load import roles
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.need.model import Need
from steun.web.know.need.read import offers


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    typed: Any = wrong.typed if wrong else {}
    return {"typed": typed, **choices()}


def choices() -> Context:
    """What a need can name."""
    capabilities = sorted(((it.pk, words.in_pieces(it)) for it in Capability.objects.all()), key=lambda it: it[1])
    effects = sorted(((it.pk, words.named(it)) for it in Effect.objects.all()), key=lambda it: it[1])
    bodies = sorted(((it.pk, words.named(it)) for it in Organisation.objects.all()), key=lambda it: it[1])
    return {
        "capabilities": [("", _("Not known: see the effect")), *capabilities],
        "effects": [("", _("As the capability has it")), *effects],
        "bodies": [("", _("Of whoever can")), *bodies],
    }


def shown(it: Need, actor: Actor) -> Context:
    answers = it.agreements.visible_to(actor).select_related("provider").order_by("-since")
    return {
        "answers": answers,
        "agreement_from": it.state in {"stated", "answered"} and actor.role in roles().drafters,
        **choices(),
    }


PAGES = Pages(
    begin="draft", beginners=lambda: roles().drafters, form=form, shown=shown, offers=offers, name=lambda it: it.what,
    menu="Needs", main=("state",), order=("-since", "-pk"),
    states={"needed": ("draft", "stated", "answered"), "unanswered": ("stated",), "answered": ("answered",)},
)  # fmt: skip
