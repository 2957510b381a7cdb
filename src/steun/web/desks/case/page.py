"""One request: where it stands, whose turn it is, what you may do now and why not the rest."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steun.core.ask import states
from steun.core.ask.request import OVER, drafters
from steun.core.ask.route.scale import chair_rule, who_signs
from steun.core.ask.route.situation import SCALES
from steun.core.ask.rules import RequestFacts
from steun.core.decide.timeliness import Timeliness
from steun.core.kernel.errors import Unknown
from steun.core.kernel.law import Provision
from steun.rules.load import law
from steun.web.ask.addition.read import additions
from steun.web.ask.agreed.read import grounds
from steun.web.ask.attachment.read import shown
from steun.web.ask.gate.rows import chains
from steun.web.ask.request.content.completing import complete_by, reception_lacks
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import OUTLINE, Request
from steun.web.ask.request.read import readers
from steun.web.ask.route.routing import situation_of
from steun.web.ask.timeliness import read as timeliness
from steun.web.decide.gate.answer import EXTENTS
from steun.web.decide.promise import answers, options
from steun.web.decide.promise.answer import Answer
from steun.web.desks.case import story
from steun.web.desks.case.phones import calls
from steun.web.desks.case.read import case, means, offers
from steun.web.desks.charts.clocks import clocks
from steun.web.desks.work.waiting import turns_of
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError, page_with
from steun.web.kernel.people.models import Organisation, Person
from steun.web.kernel.people.seats import names_of, seats_in_words
from steun.web.lives import LIVES

ANSWERED = ("draft", *states.OPEN)
"""States in which the page shows what can still be there, and why not more."""


OUTLINE_SHOWN = (*OUTLINE, "illustrative", "requester__name_nl", "requester__name_en", "effect__name_nl",
                 "effect__name_en", "incident__name")  # fmt: skip


@require_GET
def show(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of a request; its outline, for whom no more is."""
    actor = Actor.of(http)
    try:
        request = case(pk, actor)
    except Unknown:
        return outline(http, pk, actor)
    return page(http, pk, known=request)


def outline(http: HttpRequest, pk: UUID, actor: Actor) -> HttpResponse:
    rows = Request.objects.outlined_for(actor).select_related("requester", "effect", "incident").only(*OUTLINE_SHOWN)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Unknown("request", pk)
    return render(http, "desks/case/outline.html", {"it": found})


def page(
    http: HttpRequest, pk: UUID, wrong: FormError | None = None, template: str = "desks/case/show.html",
    known: Request | None = None,
) -> HttpResponse:  # fmt: skip
    """The page, perhaps with what went wrong at one of its forms and what was typed there. `known`: by `case`."""
    actor = Actor.of(http)
    context = {**case_context(pk, actor, known), **story.of_case(http, pk, actor), "form_error": wrong}
    request: Request = context["it"]
    context |= reachable(request, answers.of(request, actor, other_means=True) if request.state in ANSWERED else [])
    return page_with(http, template, context, wrong)


def reachable(request: Request, found: list[Answer]) -> dict[str, Any]:
    """What can be there of what is required, and what could be there soonest of all that is known."""
    required = [it for it in found if it.required is not None]
    return {"offered": required or found, **options.shown(found, request)}


def case_context(pk: UUID, actor: Actor, known: Request | None = None) -> dict[str, Any]:
    """Everything that the page shows, but for its story."""
    request = known or case(pk, actor)
    facts = request_facts(request, by=actor)
    request.evaluated = hasattr(request, "evaluation") and request.evaluation.state == "given"
    possible, boxed = offers(request, actor, facts), LIVES["request"].boxed("moves")
    if not facts.unconfirmed or facts.lives_first:
        possible.pop("lives-first", None)
    chain = chains(request, actor, facts)
    added = additions(request, actor, facts) if request.additions.all() else []
    waiting = turns_of(request, [row.it for row in added if row.it.state == "asked"])
    return {
        "it": request,
        "now": clock.now(),
        "requirements": requirements(request),
        "turns": waiting,
        "calls": calls(request, chain),
        "late": any(t.by and t.by < clock.now() for t in waiting),
        "chains": chain,
        "clocks": clocks(chain, request.starts_at),
        "mine": [row for c in chain for row in c.rows if row.mine],
        "heard": [row for c in chain for row in c.rows if row.heard],
        "second": [row for c in chain for row in c.rows if row.second],
        "unconfirmed": [row for c in chain for row in c.rows if row.gate.code in facts.unconfirmed and row.unconfirmed],
        "lives_first": story.in_words([request.lives_first])[0] if request.lives_first else None,
        "moves": [o for name, o in possible.items() if o.permitted and name in boxed],
        "closed": [o for name, o in possible.items() if o.permitted and not o.is_open and name in boxed - {"submit"}],
        "order": next((o for n, o in possible.items() if n in {"order", "reinforce"} and o.permitted), None),
        "close": possible.get("close"),
        "others": who_can(possible),
        "means": means(request, actor, facts),
        "lacks": reception_lacks(request, holding=True) if request.state in states.OPEN else (),
        "complete_by": complete_by(request),
        "files": shown(request, actor),
        "most_bytes": settings.ATTACHMENT_MAX_BYTES,
        "may_attach": request.state not in OVER and bool(drafters(facts) & actor.seats),
        "may_complete": "complete" in possible and possible["complete"].permitted,
        "may_copy": bool(request.sent_at and drafters(facts) & actor.seats),
        "may_edit": request.state == "draft" and bool(drafters(facts) & actor.seats),
        "chair_rule": above_local(request),
        "mandator": mandator(actor),
        "additions": added,
        "drawn": grounds(request, actor),
        "parties": sorted(request.party_rows.all(), key=lambda p: p.organisation.name_nl),
        **read_by(request, facts, actor),
        "evaluation": getattr(request, "evaluation", None),
        "extents": [(code, words.word("extent", code)) for code in EXTENTS],
        "tried": [(kind, found) for kind, found in request.last_resort.items() if found.get("answer")],
    }


def requirements(request: Request) -> list[tuple[Any, Timeliness]]:
    """Each required capability, and how much in time it is."""
    named = {line.capability_id: line.capability for line in request.lines.all()}
    return [(named[code], found) for code, found in timeliness.by_requirement(request) if code]


def read_by(request: Request, facts: RequestFacts, actor: Actor) -> dict[str, Any]:
    """Who can read a draft, and with whom this actor may share it."""
    if request.sent_at:
        return {}
    found = readers(request)
    if request.state != "draft" or not drafters(facts) & actor.seats:
        return {"readers": found}
    rows = Organisation.objects.exclude(pk__in=[reader.organisation.pk for reader in found if not reader.role])
    near = [row for row in rows if row.region_id == facts.adviser or row.pk == facts.adviser]
    groups = {_("In the region"): near, _("Elsewhere"): [row for row in rows if row not in near]}
    return {"readers": found, "share_with": {k: sorted(v, key=words.named) for k, v in groups.items() if v}}


def who_can(possible: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Moves that are somebody else's, and whose: shown quietly, never offered as a button."""
    seen = {name: o for name, o in possible.items() if not o.permitted and name not in {"grant", "refuse", "reinforce"}}
    names = names_of([seat for o in seen.values() for seat in o.needed])
    return [(name, seats_in_words(o.needed, names)) for name, o in seen.items()]


def above_local(request: Request) -> Provision | None:
    """The rule that puts the chair of the region in the place of all mayors, when this case is signed by it."""
    case = situation_of(request)
    chairs = {row.above_local for row in law().gezag if row.above_local}
    bases = [part.law for part in request.parts.all() if part.outcome != "withdrawn"]
    signs = any(who_signs(case, basis, law()).role in chairs for basis in bases)
    return chair_rule(case, law()) if signs and case.scale in SCALES[1:] else None


def mandator(actor: Actor) -> Person | None:
    """In whose name this actor acts, when it is another's."""
    return Person.objects.filter(pk=actor.on_behalf_of).first() if actor.on_behalf_of else None


def back(http: HttpRequest, pk: UUID, name: str = "ask:show") -> HttpResponse:
    """To the page of a request, for htmx and plain browsers alike."""
    address = reverse(name, args=[pk])
    if http.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address, preserve_request=False)


urlpatterns = [
    path("requests/<uuid:pk>", show, name="show"),
]
