"""Situation reports on a page: those of one's own seat, a button that makes one, and each as it was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from steun.core.decide.timeliness import Timeliness
from steun.core.learn.report import COMPARED
from steun.exchange import paper
from steun.web.ask.form import options
from steun.web.desks.report import pdf
from steun.web.desks.report.acts import make
from steun.web.desks.report.api import find
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FAULTS, FormError, form_error, page_with, see_other
from steun.web.kernel.keys import parse_key
from steun.web.learn.report.model import SituationReport

SHOWN = 50
CODED = {"state": "state", "extent": "extent", "tone": "shortfall"}
"""Fields that are codes, and in which context their words stand."""


@require_http_methods(["GET", "POST"])
def index(http: HttpRequest) -> HttpResponse:
    """The reports of this seat; or make one, and look at it."""
    actor = Actor.of(http)
    wrong: FormError | None = None
    if http.method == "POST":
        try:
            made = make(parse_key(http.POST.get("incident")), by=actor, id=parse_key(http.POST.get("id")))
            return see_other(reverse("learn:report", args=[made.pk]))
        except FAULTS as error:
            wrong = form_error(http, "report", error)
    rows = SituationReport.objects.visible_to(actor).select_related("incident").defer("content")
    context = {
        "rows": rows[:SHOWN],
        "incidents": options.incidents(actor, http.POST.get("incident", http.GET.get("incident", ""))),
    }
    return page_with(http, "desks/report/list.html", context, wrong)


@require_GET
def show(http: HttpRequest, pk: UUID) -> HttpResponse:
    """A report as it was made, in the words of who reads it."""
    row = find(pk, Actor.of(http))
    return render(http, "desks/report/show.html", {"it": row, "r": in_words(row.content)})


@require_GET
def file(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The report as a file: what the digest in the journal is of."""
    row = find(pk, Actor.of(http))
    response = HttpResponse(row.file(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{row.number}.json"'
    return response


@require_GET
def printed(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The report as a PDF that a screen reader reads too."""
    row = find(pk, Actor.of(http))
    made = paper.pdf(pdf.document(row, in_words(row.content), language()))
    response = HttpResponse(made, content_type=paper.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{row.number}.pdf"'
    return response


def in_words(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content for a page: moments instead of texts, each row with its request, names in one language."""
    by_id = {row["id"]: request(row) for row in content["requests"]}
    parts = {
        part: [{**speaking(row), "request": by_id.get(row["request"])} for row in content[part]]
        for part in ("decisions", "expectations", "deployments")
    }
    return {
        **content, **parts,
        "at": moments.parsed(content["at"]),
        "regions": [{**row, "name": row[language()]} for row in content["regions"]],
        "requests": list(by_id.values()),
        "shortfalls": [by_id[key] for key in content["shortfalls"]],
        "changes": changed(content["changes"]) if content["changes"] else None,
    }  # fmt: skip


def request(row: Mapping[str, Any]) -> dict[str, Any]:
    judged = speaking(row["timeliness"])
    return {**speaking(row), "timeliness": Timeliness(**judged)}


def speaking(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with moments that can be shown, and names in the language of the reader."""
    return {key: at(value) if key == "at" or key.endswith("_at") else name(value) for key, value in row.items()}


def at(value: str | None) -> datetime | None:
    return moments.parsed(value) if value else None


def name(value: Any) -> Any:
    return value[language()] if isinstance(value, Mapping) and language() in value else value


def language() -> str:
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def changed(found: Mapping[str, Any]) -> dict[str, Any]:
    """What changed, as sentences of two values."""
    rows = [{**row, "was": value(row["field"], row["was"]), "now": value(row["field"], row["now"])}
            for row in found["changed"] if row["field"] in COMPARED]  # fmt: skip
    return {**found, "since": moments.parsed(found["since"]), "changed": rows,
            "nothing": not (rows or found["new"] or found["gone"])}  # fmt: skip


def value(field: str, given: Any) -> str:
    if given in (None, ""):
        return "–"
    if field in CODED:
        return words.word(CODED[field], given)
    if field == "starts_at":
        return moments.short(moments.parsed(given), clock.this_year())
    return str(given)


urlpatterns = [
    path("reports", index, name="reports"),
    path("reports/<uuid:pk>", show, name="report"),
    path("reports/<uuid:pk>/file", file, name="report_file"),
    path("reports/<uuid:pk>/pdf", printed, name="report_pdf"),
]
