"""The request form as it is shown: the request, saved or not yet, what was typed, and what the page needs beside it."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from steun.core.ask.request import REQUEST, requester
from steun.core.ask.rules import RequestFacts
from steun.core.kernel.errors import Changed, Fault, Malformed, SteunError, Unknown
from steun.core.kernel.machine import NEW
from steun.rules.load import roles
from steun.web.ask.attachment.read import shown
from steun.web.ask.form import options
from steun.web.ask.form.fields.faults import attempts, places, rows, texts_by_field
from steun.web.ask.form.fields.filled import Filled, stored, typed
from steun.web.ask.form.missing import missing
from steun.web.ask.form.questions import kinds_for, questions_for
from steun.web.ask.form.versions import MINE, THEIRS, choices, differences, given_up
from steun.web.ask.gate.seats import asking_roles, is_of_defence
from steun.web.ask.request.content import filling
from steun.web.ask.request.model import Line, Request
from steun.web.ask.request.read import readers
from steun.web.ask.request.search.similar import similar
from steun.web.ask.request.shape import RequestIn
from steun.web.ask.route.legal import advise
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Organisation

WHOLE, SIDE, SIMILAR, ATTACHMENTS = (f"ask/form/{name}.html" for name in ("form", "_side", "_similar", "_attachments"))
ROUTE = "ask/route/_route.html"
"""The page, and the fragments of it that can be fetched alone."""


@dataclass
class FormState:
    """The form as it is shown now: the request, what was typed, and what was wrong with it."""

    request: Request
    filled: Filled
    saved: bool = True
    faults: list[Fault] = field(default_factory=list)
    error: SteunError | None = None
    changed: Changed | None = None


def find(pk: UUID, actor: Actor) -> Request | None:
    """The request, when this actor may see it. Raises nothing: a form may be there before its request."""
    rows = Request.objects.visible_to(actor).select_related(
        "requester__region__police_unit", "addressee", "joined_to", "effect", "incident"
    )
    return rows.prefetch_related("parts", "municipalities", "lines").filter(pk=pk).first()


def blank(pk: UUID, actor: Actor) -> Request:
    """A request that is not there yet, as if it were: what hangs on it is empty. Raises `NotYours`, `Unknown`.

    At the id of a case that is there and not for this actor to see, its lines and attachments would hang on it.
    """
    if Request.objects.filter(pk=pk).exists():
        raise Unknown("request", pk)
    code = actor.region if actor.role in roles().advisers else actor.organisation
    asker = Organisation.objects.select_related("region__police_unit", "parent").filter(pk=code).first()
    if asker is None:
        raise Unknown("organisation", code)
    defence = is_of_defence(asker.kind)
    request = Request(
        id=pk,
        requester=asker,
        state="draft",
        direction="military-to-civil" if defence else "civil-to-military",
        task_kind="allied-transit" if defence else "disaster",
    )
    REQUEST.check(NEW, "draft", actor, facts_of_drafters(request))
    request._state.adding = False
    request.__dict__["imagined"] = True
    return request


def imagine(request: Request, shape: RequestIn, actor: Actor) -> None:
    """Put what was typed on the row without saving it, so that the route finder answers at once."""
    try:
        links = filling.apply(request, shape, actor)
    except Malformed:
        return
    known = vars(request).get("_prefetched_objects_cache", {})
    if "municipalities" in links:
        codes = [m.pk for m in links["municipalities"]]
        known = {**known, "municipalities": Organisation.objects.filter(pk__in=codes)}
    if "lines" in links:
        known = {**known, "lines": typed_lines(request, links["lines"])}
    vars(request)["_prefetched_objects_cache"] = known


def typed_lines(request: Request, given: list[Any]) -> QuerySet[Line]:
    """The requirements as they are typed, to be read like those of a saved request."""
    rows = Line.objects.all()
    rows._result_cache = [
        Line(request=request, capability=it, quantity=row.quantity, minimum=row.minimum, note=row.note)
        for it, row in given
    ]
    return rows


def misfits(request: Request, shape: RequestIn, actor: Actor) -> list[Fault]:
    """What saving would not take, though each field can be read: the row itself is left as it is."""
    try:
        filling.apply(copy(request), shape, actor)
    except Malformed as error:
        return list(error.faults)
    return []


def facts_of_drafters(request: Request) -> RequestFacts:
    region = request.requester_id if request.requester.kind == "safety-region" else request.requester.region_id or ""
    return RequestFacts(
        requester=request.requester_id, requester_roles=asking_roles(request.requester.kind), adviser=region,
        roles=roles(),
    )  # fmt: skip


def retyped(
    post: QueryDict, actor: Actor, pk: UUID, faults: list[Fault] | None = None, error: SteunError | None = None,
    changed: Changed | None = None,
) -> FormState:  # fmt: skip
    """The form with all that was typed, and what was wrong with it."""
    request = find(pk, actor)
    saved = request is not None
    request = request or blank(pk, actor)
    stale = (*changed.stale, *choices(post)[THEIRS]) if changed else ()
    filled = {**stored(request), **given_up(typed(post), *stale, stands=stored(request))}
    return FormState(request, filled, saved, faults or [], error, changed)


def returned(request: Request, actor: Actor) -> Entry | None:
    """The return for completion that this draft came back with, if it did."""
    if not request.sent_at:
        return None
    acts = Entry.objects.visible_to(actor).filter(subject=request.key, action="request.return")
    return acts.order_by("-position").first()


def page(http: HttpRequest, actor: Actor, state: FormState, template: str = WHOLE, status: int = 200) -> HttpResponse:
    """The form, or the part of it that was asked for: each part reads only what it shows."""
    request, filled = state.request, state.filled
    context: dict[str, Any] = {
        "it": request,
        "f": filled,
        "saved": state.saved,
        "faults": texts_by_field(state.faults),
        "at_fields": places(state.faults),
    }
    whole = template == WHOLE
    if whole or template == ROUTE:
        chosen = [p.basis for p in request.parts.all() if p.outcome != "withdrawn"]
        context |= {
            "kinds": kinds_for(request),
            "questions": questions_for(request),
            "advice": advise(request, chosen),
            "chosen": chosen,
        }
    if whole or template in {SIDE, SIMILAR}:
        context["similar"] = similar(request, actor)
        context["may_join"] = state.saved and bool(requester(facts_of_drafters(request)) & actor.seats)
    if whole or template == ATTACHMENTS:
        context["files"] = shown(request, actor) if state.saved else []
        context["most_bytes"] = settings.ATTACHMENT_MAX_BYTES
    if whole or template == SIDE:
        context["missing"] = missing(request, actor)
        context["readers"] = readers(request) if request.sent_at is None else []
    if whole:
        context |= everything(http, actor, state)
    return render(http, template, context, status=status)


def everything(http: HttpRequest, actor: Actor, state: FormState) -> dict[str, Any]:
    """What only the whole page needs: lists to choose from, conflicts, the reason of a return."""
    request, filled = state.request, state.filled
    form_error = FormError("form", state.error, {}) if state.error else None
    capabilities = options.capabilities(filled["effect"], {str(line.get("capability", "")) for line in filled["lines"]})
    counted = {option.code: option.more for group in capabilities.values() for option in group}
    return {
        "effects": options.effects(filled["effect"]),
        "incidents": options.incidents(actor, filled["incident"]),
        "municipalities": partial(options.municipalities, request, filled["municipalities"]),  # called where not kept
        "municipalities_depend_on": options.municipalities_depend_on(request, filled["municipalities"]),
        "addressees": options.addressees(request, filled["addressee"]),
        "capabilities": capabilities,
        "lines": rows(filled["lines"], state.faults, counted),
        "tried": attempts(filled["last_resort"], state.faults),
        "returned": returned(request, actor),
        "form_error": form_error,
        "differences": differences(state.changed) if state.changed else [],
        "version": http.POST.get("version", "") if state.changed else request.version,
        "chosen": choices(http.POST)[MINE],
        "compared": state.changed.version if state.changed else "",
        "page_key": http.POST.get("page") or new_key(),
        "new_address": http.get_full_path() if not state.saved else "",
        "now": clock.now(),
    }
