"""A decree or a special power: the page of one, with how it was used, and the form to enter one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from steun.core.kernel.errors import Malformed, NotYours, Refused, Unknown
from steun.core.kernel.text.folding import folded
from steun.core.know.decree import DECREE
from steun.rules.policy.powers import powers
from steun.web.desks.case import story
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filling import filled
from steun.web.kernel.input.forms import FormError, Posted, form_error, page_with, see_other
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.seats import seats_in_words
from steun.web.know.catalogue.read import roles
from steun.web.know.decree.acts import PLACES
from steun.web.know.decree.model import Decree
from steun.web.know.decree.read import may_enter
from steun.web.know.decree.shape import EnterIn
from steun.web.lives import LIVES

AS_FILLED_IN = "…"


@require_http_methods(["GET", "POST"])
def new(http: HttpRequest) -> HttpResponse:
    """Say that law that slept is in force, or that a special power was taken in use. Raises `NotYours`."""
    actor = Actor.of(http)
    mine = may_enter(actor)
    if not mine:
        raise NotYours(frozenset(role for it in powers().values() for role in it.entered_by))
    wrong = None
    if http.method == "POST":
        try:
            done = LIVES["decree"].act("enter")(None, filled(EnterIn, Posted(http.POST)), by=actor)
            return see_other(reverse("know:decree", args=[done.pk]))
        except (Malformed, Refused) as error:
            wrong = form_error(http, "decree", error)
    own = [actor.organisation] if all(power.local for power in mine) else []
    context = {
        "form_error": wrong,
        "typed": wrong.typed if wrong else {"starts_on": clock.today().isoformat()},
        "powers": [(it.code, words.named(it.title)) for it in mine],
        "awake": [decree for decree in Decree.objects.visible_to(actor).awake(clock.now()) if decree.rule in mine],
        "places": places(http.POST.getlist("area") if wrong else own),
    }
    return page_with(http, "desks/decree/new.html", context, wrong)


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the list to choose from."""

    code: str
    name: str
    kind: str
    search: str  # words by which it is found
    chosen: bool


def places(chosen: Collection[str]) -> list[Place]:
    """Where a power can hold: the kinds in the order of `PLACES`, by name; what was chosen comes first."""
    found = []
    for organisation in Organisation.objects.filter(kind__in=PLACES):
        name, kind = words.named(organisation), words.word("kind", organisation.kind)
        order = (organisation.pk not in chosen, PLACES.index(organisation.kind), name)
        search = folded(f"{name} {kind} {organisation.pk}")
        found.append((order, Place(organisation.pk, name, kind, search, organisation.pk in chosen)))
    return [place for _, place in sorted(found, key=lambda it: it[0])]


@require_GET
def show(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of a decree."""
    return page(http, pk)


def page(http: HttpRequest, pk: UUID, wrong: FormError | None = None) -> HttpResponse:
    """The page, perhaps with what went wrong at one of its forms."""
    actor = Actor.of(http)
    decree = Decree.objects.visible_to(actor).filter(pk=pk).first()
    if decree is None:
        raise Unknown("decree", pk)
    rule = decree.rule
    offers = DECREE.offers(decree.state, actor, decree.facts(how=AS_FILLED_IN, reason=AS_FILLED_IN))
    mine = {o.move.name: o for o in offers if o.permitted}
    others = [o for o in offers if not o.permitted and o.move.name != "expire"]
    context: dict[str, Any] = {
        "it": decree,
        "rule": rule,
        "awake": Decree.objects.awake(clock.now()).filter(pk=pk).exists(),
        "beside": Decree.objects.visible_to(actor).beside(decree) if decree.state == "in-force" else [],
        "area": sorted(Organisation.objects.filter(pk__in=decree.area), key=words.named),
        "entered_by": roles(rule.entered_by),
        "used_by": roles(rule.used_by),
        "use": mine.pop("use", None),
        "offers": mine,
        "others": [(o.move.name, seats_in_words(o.needed)) for o in others],
        **story.of_case(http, decree.pk, actor),
        "form_error": wrong,
    }
    return page_with(http, "desks/decree/show.html", context, wrong)


urlpatterns = [
    path("decrees/new", new, name="decree_new"),
    path("decrees/<uuid:pk>", show, name="decree"),
]
