"""The request form: one calm page that can be filled in any order, saves itself, and says what is still missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steun.core.kernel.errors import Changed, Fault, Malformed, Refused, SteunError, Unknown
from steun.web.ask.attachment import acts as attachments
from steun.web.ask.form.fields.filled import MOMENTS, Filled, stored, typed
from steun.web.ask.form.fields.reading import read, says_something
from steun.web.ask.form.state import (  # fmt: skip
    ATTACHMENTS,
    ROUTE,
    SIDE,
    SIMILAR,
    WHOLE,
    FormState,
    blank,
    facts_of_drafters,
    find,
    imagine,
    misfits,
    page,
    retyped,
)
from steun.web.ask.form.versions import MINE, THEIRS, choices, differences, given_up, values_of
from steun.web.ask.request import acts as actions
from steun.web.ask.request.content import filling
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RequestIn
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.failure import problems, responses
from steun.web.kernel.keys import new_key, parse_key
from steun.web.kernel.life.once import was_done

PARTS = {"side": SIDE, "similar": SIMILAR, "attachments": ATTACHMENTS}
"""What `?part=` may ask for."""
PREFILL = ("incident", "effect", "title", "task_kind", "place", "addressee")
PROBLEM = "application/problem+json"


@require_GET
def new(http: HttpRequest) -> HttpResponse:
    """A form whose request does not exist yet. Its id is in the address, so a reload makes no second one."""
    actor = Actor.of(http)
    pk = parse_key(http.GET.get("id"))
    if pk is None:
        given = http.GET.copy()
        given["id"] = str(new_key())
        return HttpResponseRedirect(f"{reverse('ask:new')}?{given.urlencode()}")
    if Request.objects.visible_to(actor).filter(pk=pk).exists():
        return redirect("ask:edit", pk=pk)
    request = blank(pk, actor)
    prefilled = {name: http.GET[name] for name in PREFILL if name in http.GET}
    prefilled = {**copied(http.GET.get("copy"), request, actor), **prefilled, **lines_asked(http.GET)}
    shape, _ = read(prefilled, request)
    state = FormState(request, {**stored(request), **prefilled}, saved=False)
    imagine(request, shape, actor)
    return page(http, actor, state)


def copied(key: str | None, request: Request, actor: Actor) -> Filled:
    """What another request asks, to ask it again: `?copy=id`. A withdrawal is not undone, because what it freed may be
    promised to others; what comes of the copy is signed, judged and decided anew. Moments that have passed, and an
    incident that is closed, are left out."""
    pk = parse_key(key)
    source = find(pk, actor) if pk else None
    if source is None or source.direction != request.direction:
        return {}
    filled = stored(source)
    over = {name for name in MOMENTS if (at := getattr(source, name)) and at <= clock.now()}
    over |= {"incident"} if source.incident is None or source.incident.state != "open" else set()
    return {name: value for name, value in filled.items() if name not in over}


def lines_asked(given: QueryDict) -> dict[str, Any]:
    """From the catalogue one may come with a requirement: `?capability=code`."""
    codes = given.getlist("capability")[:10]
    return {"lines": [{"capability": c, "quantity": "", "minimum": "", "note": ""} for c in codes]} if codes else {}


@require_http_methods(["GET", "POST"])
def edit(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The form of a draft; posting it saves, and then perhaps sends. `?part=` gives one fragment for htmx."""
    actor = Actor.of(http)
    if http.method == "POST":
        return save(http, actor, pk)
    request = find(pk, actor)
    if request is None:
        raise Unknown("request", pk)
    if request.state != "draft":
        return redirect("ask:show", pk=pk)
    filling.may_edit(request, actor, facts_of_drafters(request))
    state = FormState(request, stored(request))
    return page(http, actor, state, PARTS.get(http.GET.get("part", ""), WHOLE))


def save(http: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """Save what is valid; then, without faults, do what the button said: send it, take a basis, or just go on."""
    if was_done(parse_key(http.POST.get("id")), actor):
        return redirect("ask:show", pk=pk)  # sent twice: it is sent
    bases = http.POST.get("bases")
    try:
        request, faults = save_draft(
            http.POST, actor, pk, None if bases is None else [c for c in bases.split(",") if c]
        )
    except Changed as error:
        return page(http, actor, retyped(http.POST, actor, pk, changed=error), status=409)
    except Malformed as error:
        return page(http, actor, retyped(http.POST, actor, pk, list(error.faults), error), status=422)
    if faults:
        return page(http, actor, retyped(http.POST, actor, pk, faults, Malformed(faults)), status=422)
    if request.merged:
        names = ", ".join(row["label"] for row in values_of(request.merged))
        messages.info(http, _("Somebody else filled in, meanwhile: %(names)s. Both are kept.") % {"names": names})
    if http.POST.get("then") != "submit":
        return HttpResponseRedirect(f"{reverse('ask:edit', args=[pk])}#{'route' if bases is not None else 'main'}")
    try:
        knowingly = http.POST.get("knowingly") == "1"
        actions.submit(pk, by=actor, id=parse_key(http.POST.get("id")), knowingly=knowingly)
    except Refused as error:
        return page(http, actor, FormState(request, stored(request), error=error), status=409)
    return redirect("ask:show", pk=pk)


def save_draft(post: QueryDict, actor: Actor, pk: UUID, bases: list[str] | None = None) -> tuple[Request, list[Fault]]:
    """Save the fields that are right and say which are not. Raises `Changed` when somebody else saved meanwhile."""
    request = find(pk, actor)
    filled = given_up(typed(post), *choices(post)[THEIRS])
    shape, faults = read(filled, request)
    if bases is not None:
        shape = shape.model_copy(update={"bases": bases})
    for _attempt in range(3):
        try:
            return store(request, shape, post, actor, pk), faults
        except Malformed as error:
            if bases is not None and any(f.field.startswith("bases") for f in error.faults):
                raise
            wrong = {f.field.partition(".")[0] for f in error.faults}
            wrong |= {"lon", "lat"} if wrong & {"lon", "lat"} else set()
            faults += error.faults
            shape = RequestIn.model_validate(shape.model_dump(exclude_unset=True, exclude=wrong))
    raise Malformed(faults)


def store(request: Request | None, shape: RequestIn, post: QueryDict, actor: Actor, pk: UUID) -> Request:
    """One write. What others changed since this page was shown, and this page did not, stays theirs."""
    if request is None:
        return actions.draft(shape, by=actor, id=pk)
    over = dict.fromkeys(choices(post)[MINE], number_in(post, "compared"))
    return actions.save(
        pk, shape, by=actor, version=number_in(post, "version"), page=post.get("page", ""), over=over
    )  # fmt: skip


def number_in(post: QueryDict, name: str) -> int:
    given = post.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


@require_POST
def autosave(http: HttpRequest, pk: UUID) -> HttpResponse:
    """Save while somebody types: what is valid is saved, faults are shown, nothing of somebody else is overwritten."""
    actor = Actor.of(http)
    try:
        unborn = unspoken(http.POST, actor, pk)
        request, faults = (None, unborn) if unborn is not None else save_draft(http.POST, actor, pk)
    except Changed as error:
        details = problems.problem(error)
        return JsonResponse({**details, "differences": differences(error)}, status=409, content_type=PROBLEM)
    except Refused as error:
        # 409 says that two versions exist; a draft that was sent meanwhile has one, and takes no more.
        return JsonResponse({**problems.problem(error), "status": 422}, status=422, content_type=PROBLEM)
    except SteunError as error:
        return responses.as_json(error)
    found = [{**f.as_dict(), "text": words.sentence("fault", f.code, f.facts)} for f in faults]
    if request is None:
        return JsonResponse({"saved_at": None, "version": 0, "faults": found})
    answer = {"saved_at": request.saved_at.isoformat(), "version": request.version, "faults": found}
    if request.merged:  # the page does not show them, so it goes on as the page of its own version
        answer |= {"version": number_in(http.POST, "version"), "merged": values_of(request.merged)}
    return JsonResponse(answer)


def unspoken(post: QueryDict, actor: Actor, pk: UUID) -> list[Fault] | None:
    """The faults of a form of which no draft exists and that says nothing yet; None for one to be saved.

    A draft begins with the first words, not with a glance at the form: nobody gets nameless drafts in a list.
    """
    if Request.objects.filter(pk=pk).exists():
        return None
    request = blank(pk, actor)
    shape, faults = read(typed(post), request)
    return None if says_something(shape) else faults


@require_http_methods(["GET", "POST"])
def route(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The route finder's answer to the form as it is typed now, saved or not. `HX-Target: side`: what is missing."""
    actor = Actor.of(http)
    request = find(pk, actor) or blank(pk, actor)
    saved = not request.__dict__.get("imagined")
    filled = typed(http.POST)
    shape, faults = read(filled, request)
    if http.headers.get("HX-Target") == "side":
        return page(http, actor, FormState(request, filled, saved, faults + misfits(request, shape, actor)), SIDE)
    imagine(request, shape, actor)
    return page(http, actor, FormState(request, {**stored(request), **filled}, saved), ROUTE)


@require_GET
def similar(http: HttpRequest, pk: UUID) -> HttpResponse:
    """Open requests like this one, to join instead."""
    actor = Actor.of(http)
    request = find(pk, actor)
    if request is None:
        raise Unknown("request", pk)
    return page(http, actor, FormState(request, stored(request)), SIMILAR)


@require_POST
def attach(http: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a file; a request that was not saved yet comes into being with it."""
    actor = Actor.of(http)
    error: Malformed | None = None
    try:
        file = attachments.received(http.FILES.get("file"))
        if find(pk, actor) is None:
            actions.draft(RequestIn(), by=actor, id=pk)
        attachments.attach(pk, file, by=actor, id=parse_key(http.POST.get("id")))
    except Malformed as wrong:
        error = wrong
    request = find(pk, actor)
    saved, request = request is not None, request or blank(pk, actor)
    if http.headers.get("HX-Request") or error:
        state = FormState(request, stored(request), saved, faults=list(error.faults) if error else [])
        part = bool(http.headers.get("HX-Request")) or request.state != "draft"
        template = ATTACHMENTS if part else WHOLE
        return page(http, actor, state, template, status=422 if error else 200)
    if request.state == "draft":
        return HttpResponseRedirect(f"{reverse('ask:edit', args=[pk])}#attachments")
    return redirect("ask:show", pk=pk)


urlpatterns = [
    path("requests/new", new, name="new"),
    path("requests/<uuid:pk>/edit", edit, name="edit"),
    path("requests/<uuid:pk>/autosave", autosave, name="autosave"),
    path("requests/<uuid:pk>/route", route, name="route"),
    path("requests/<uuid:pk>/similar", similar, name="similar"),
    path("requests/<uuid:pk>/attachments", attach, name="attach"),
]
