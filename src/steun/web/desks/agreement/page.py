"""Readiness agreements: the list, the form to propose one, and the page of one with what you may do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steun.core.agree.agreement import AGREEMENT, COUNTS, OPEN
from steun.core.kernel.errors import Malformed, NotYours, Refused, Unknown
from steun.core.kernel.text.folding import folded
from steun.rules.load import roles
from steun.web.agree.agreement.model import TERMS, Agreement, mandated
from steun.web.agree.agreement.read import offers, successors
from steun.web.agree.agreement.shape import ProposeIn
from steun.web.desks.case import story
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filling import filled
from steun.web.kernel.input.filters import page_in
from steun.web.kernel.input.forms import FormError, Posted, form_error, page_with, see_other
from steun.web.kernel.input.forms import asked as filters
from steun.web.kernel.keys import parse_key
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.seats import seats_in_words, seats_taken
from steun.web.know.catalogue.model import Capability
from steun.web.lives import LIVES

PAGE, DEEPEST = 25, 40
SHOWN = {"open": (*OPEN, *COUNTS), "talks": OPEN, "counts": COUNTS}
"""What the list is asked for, and the states that it means; anything else means all."""
REASONED = ("refuse", "withdraw", "end")
"""Steps that need no more than words."""


@require_GET
def index(http: HttpRequest) -> HttpResponse:
    """Agreements that I may see: what counts or is talked about first to look at, all of them on demand."""
    actor = Actor.of(http)
    asked = filters(http, "q", "state")
    number = page_in(http, DEEPEST)
    rows = Agreement.objects.visible_to(actor).search(asked["q"]).whole()
    if asked["state"] != "all":
        rows = rows.filter(state__in=SHOWN.get(asked["state"], SHOWN["open"]))
    found = list(rows.order_by("ends_on", "pk")[(number - 1) * PAGE : number * PAGE + 1])
    context = {
        "rows": found[:PAGE],
        "asked": asked,
        "may_propose": actor.role in roles().drafters,
        "number": number,
        "previous": number - 1,
        "next": number + 1 if len(found) > PAGE and number < DEEPEST else 0,
    }
    return render(http, "desks/agreement/list.html", context)


@require_http_methods(["GET", "POST"])
def new(http: HttpRequest) -> HttpResponse:
    """Propose an agreement; every contradiction at its field, and nothing typed is lost. Raises `NotYours`."""
    actor = Actor.of(http)
    if actor.role not in roles().drafters:
        raise NotYours(frozenset(roles().drafters))
    wrong = None
    if http.method == "POST":
        try:
            done = LIVES["agreement"].act("propose")(None, filled(ProposeIn, Posted(http.POST)), by=actor)
            return see_other(reverse("agree:agreement", args=[done.pk]))
        except (Malformed, Refused) as error:
            wrong = form_error(http, "agreement", error)
    like = seen(http.GET.get("renews", ""), actor)
    typed: Any = wrong.typed if wrong else begun(like, actor)
    chosen = http.POST.getlist("beneficiaries") if wrong else typed["beneficiaries"]
    parties, choose = organisations(chosen), ("", _("Choose"))
    context = {
        "form_error": wrong,
        "typed": typed,
        "like": like,
        "capabilities": [choose, *((it.pk, words.in_pieces(it)) for it in Capability.objects.all())],
        "providers": [choose, *sorted(((it.code, it.name) for it in parties), key=lambda it: it[1])],
        "parties": parties,
    }
    return page_with(http, "desks/agreement/new.html", context, wrong)


def seen(key: str, actor: Actor) -> Agreement | None:
    """The agreement in force that is to be renewed."""
    pk = parse_key(key)
    rows = Agreement.objects.visible_to(actor).whole().filter(state="in-force")
    return rows.filter(pk=pk).first() if pk else None


def begun(like: Agreement | None, actor: Actor) -> dict[str, Any]:
    """With what the form begins: nothing, or what is renewed, from the day after."""
    if like is None:
        return {"provider": "", "beneficiaries": [actor.organisation], "starts_on": clock.today().isoformat()}
    days = like.ends_on - like.starts_on
    start = like.ends_on + timedelta(days=1)
    same = {name: getattr(like, name) for name in TERMS}
    return {
        **same, "capability": like.capability_id, "provider": like.provider_id, "renews": str(like.pk),
        "beneficiaries": [code for code in like.parties if code != like.provider_id],
        "starts_on": start.isoformat(), "ends_on": (start + days).isoformat(),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Party:
    """One organisation in the list to choose from."""

    code: str
    name: str
    kind: str
    search: str  # words by which it is found
    chosen: bool


def organisations(chosen: Collection[str]) -> list[Party]:
    """Who can be a party: for whom somebody may agree now, by name; what was chosen comes first."""
    found = []
    for it in Organisation.objects.filter(pk__in={*mandated(), *chosen}):
        name, kind = words.named(it), words.word("kind", it.kind)
        found.append(Party(it.pk, name, kind, folded(f"{name} {kind} {it.pk}"), it.pk in chosen))
    return sorted(found, key=lambda it: (not it.chosen, it.name))


@require_GET
def show(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of an agreement."""
    return page(http, pk)


def page(http: HttpRequest, pk: UUID, wrong: FormError | None = None) -> HttpResponse:
    """The page, perhaps with what went wrong at one of its forms."""
    actor = Actor.of(http)
    it = Agreement.objects.visible_to(actor).whole().select_related("renews").filter(pk=pk).first()
    if it is None:
        raise Unknown("agreement", pk)
    by_name = {o.move.name: o for o in offers(it, actor)}
    mine = {name: o for name, o in by_name.items() if o.permitted}
    clockwork = {m.name for m in AGREEMENT.moves if m.by == frozenset({"clock"})}
    others = [o for o in by_name.values() if not o.permitted and o.move.name not in clockwork]
    taken = seats_taken(it.parties)
    context: dict[str, Any] = {
        "it": it,
        "agree": mine.pop("agree", None),
        "counter": mine.pop("counter", None),
        "reasoned": {name: mine[name] for name in REASONED if name in mine},
        "others": [(o.move.name, seats_in_words(taken & o.needed)) for o in others if taken & o.needed],
        "counts": it.state in COUNTS and it.starts_on <= clock.today() <= it.ends_on,
        "renews": Agreement.objects.visible_to(actor).filter(pk=it.renews_id).first() if it.renews_id else None,
        "successors": list(successors(it, actor)),
        "may_renew": it.state == "in-force" and actor.role in roles().drafters and actor.organisation in it.parties,
        "talks": it.state in OPEN,
        **story.of_case(http, it.pk, actor),
        "form_error": wrong,
    }
    return page_with(http, "desks/agreement/show.html", context, wrong)


urlpatterns = [
    path("agreements", index, name="agreements"),
    path("agreements/new", new, name="agreement_new"),
    path("agreements/<uuid:pk>", show, name="agreement"),
]
