"""Two proposals side by side, and the files of one: what would another policy cost whom."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import Unknown
from steun.web.decide.comparison import read as comparison
from steun.web.decide.planning import advice
from steun.web.decide.policy.words import differences
from steun.web.decide.proposal.model import Proposal
from steun.web.kernel.actor import Actor

A_PAGE = 25
FILES = ("problem", "plan")
"""What the planner wrote: too large to fetch for a page."""


@require_GET
def compare(http: HttpRequest, pk: UUID, other: UUID) -> HttpResponse:
    """The first as it is, the second beside it: what differs, and for whom."""
    actor = Actor.of(http)
    found = Proposal.objects.visible_to(actor).defer(*FILES).select_related("based_on").in_bulk([pk, other])
    if not {pk, other} <= set(found):
        raise Unknown("proposal", pk if pk not in found else other)
    a, b = found[pk], found[other]
    context = {"a": a, "b": b, "waits": [it for it in dict.fromkeys((a, b)) if it.state != "ready"]}
    if not context["waits"]:
        lines = comparison.lines_of(a, b, actor)
        rows = comparison.rows_of(a, b, lines)
        changes = comparison.changes_of(rows)
        shown = [row for row in rows if row.difference or row.is_in_one]
        context |= {
            "policy": differences(advice.policy_of(a), advice.policy_of(b)),
            "summary": comparison.summary(a, b, changes),
            "classes": comparison.classes(a, b, lines),
            "counts": comparison.counts(changes),
            "moved": any(row.moved for row in rows),
            "page": Paginator(shown, A_PAGE).get_page(http.GET.get("page")),
        }
    return render(http, "decide/comparison/compare.html", context)


@require_GET
def proposal_file(http: HttpRequest, pk: UUID, which: str) -> HttpResponse:
    """The problem or the plan as the planner wrote it, for whoever may see the units in it. To save, not to show."""
    actor = Actor.of(http)
    if which not in FILES or not actor.sees_defence:
        raise Unknown("file", which)
    found = Proposal.objects.visible_to(actor).filter(pk=pk).values_list("number", which).first()
    if found is None or not found[1]:
        raise Unknown("proposal", pk)
    number, text = found
    name = content_disposition_header(True, f"{number}-{which}.json") or "attachment"
    return HttpResponse(text, content_type="application/json", headers={"Content-Disposition": name})


urlpatterns = [
    path("proposals/<uuid:pk>/with/<uuid:other>", compare, name="compare"),
    path("proposals/<uuid:pk>/files/<slug:which>", proposal_file, name="proposal_file"),
]
