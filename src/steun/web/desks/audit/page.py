"""The journal: who decided what, when, for whom, on what ground. A list, a page per case, an export, a verification."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from steun.core.kernel.errors import Tampered, Unknown
from steun.web.ask.request.model import Request
from steun.web.desks.audit import read as queries
from steun.web.desks.audit.read import KINDS, EntryFilter
from steun.web.desks.own.page import case_page
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import day_in, number_in, text_in
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import heads

log = logging.getLogger("steun")


@require_GET
def journal(http: HttpRequest) -> HttpResponse:
    """Every act that one may see, newest first."""
    return listed(http)


def listed(http: HttpRequest, **more: Any) -> HttpResponse:
    actor = Actor.of(http)
    wanted, fault = wanted_of(http)
    found, older = queries.page(queries.entries(actor, wanted), number_in(http, "before"))
    context = {
        "wanted": wanted, "kinds": KINDS, "rows": queries.in_words(found, actor), "older": older,
        "before": number_in(http, "before"), "heads": heads(),
        "day_fault": fault, "typed_day": text_in(http, "day"), **more,
    }  # fmt: skip
    template = (
        "desks/audit/_list.html" if http.headers.get("HX-Request") and http.method == "GET" else "desks/audit/list.html"
    )
    return render(http, template, context, status=more.get("status", 200))


def wanted_of(http: HttpRequest) -> tuple[EntryFilter, str]:
    """What the address asks for, and what is wrong with its day."""
    day, fault = day_in(http, "day")
    asked = {name: text_in(http, name) for name in ("kind", "action", "organisation", "case")}
    return EntryFilter(day=day, **asked), fault


@require_GET
def subject(http: HttpRequest, pk: UUID) -> HttpResponse:
    """One case: who decided what, when, on what ground. Oldest first, as one tells a story."""
    actor = Actor.of(http)
    life, case = queries.case_of(pk, actor)
    if case is None:
        raise Unknown("case", pk)
    rows = Entry.objects.visible_to(actor).filter(case=pk)
    after = number_in(http, "after") or 0
    found = list(rows.filter(position__gt=after).order_by("position")[: queries.A_STORY + 1])
    more = found[queries.A_STORY - 1].position if len(found) > queries.A_STORY else None
    context = {
        "case": case, "is_request": isinstance(case, Request), "life": life,
        "case_url": reverse(case_page(life), args=[pk]), "called": queries.called(case),
        "rows": queries.in_words(found[: queries.A_STORY], actor),
        "more": more, "after": after,
    }  # fmt: skip
    return render(http, "desks/audit/subject.html", context)


@require_GET
def export(http: HttpRequest) -> StreamingHttpResponse:
    """The chain as a file; what one may not see keeps its place in it but not its content."""
    response = feed.streamed(http, feed.export(Actor.of(http)))
    moment = clock.now().strftime("%Y%m%d-%H%MZ")
    response["Content-Disposition"] = f'attachment; filename="steun-journal-{moment}.jsonl"'
    return response


@require_POST
def verify(http: HttpRequest) -> HttpResponse:
    """Walk the whole chain, now."""
    Actor.of(http)
    published = http.POST.get("published", "").strip().lower()
    started, fault, entries = perf_counter(), None, 0
    try:
        entries = feed.verify().entries
    except Tampered as error:
        fault = error
        log.critical("the journal does not verify: %s", error)
    known = not published or Entry.objects.filter(hash=published).exists()
    spent = round((perf_counter() - started) * 1000)
    result = {
        "fault": fault,
        "entries": entries,
        "spent": spent,
        "at": clock.now(),
        "published": published,
        "known": known,
    }
    return listed(http, verified=result, status=500 if fault else 200)


urlpatterns = [
    path("journal", journal, name="list"),
    path("journal/export.jsonl", export, name="export"),
    path("journal/verify", verify, name="verify"),
    path("journal/<uuid:pk>", subject, name="subject"),
]
