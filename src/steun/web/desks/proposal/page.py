"""One proposal: how far it is, what it says, why somebody goes short, and what was decided on it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steun.core.decide.proposal import IN_PROGRESS, OLD, PROPOSAL
from steun.core.kernel.errors import Unknown
from steun.rules.load import roles
from steun.web.ask.request.model import Request
from steun.web.decide.allocation.regions import regions
from steun.web.decide.commitment.acts import HOLD_FOR
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.explanation import read as why
from steun.web.decide.explanation.names import Names, names_of
from steun.web.decide.explanation.pagination import boxes, gains, page_of
from steun.web.decide.kept.read import Given, left_uncovered
from steun.web.decide.planning import advice, counts
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal.model import Proposal, ProposalLine
from steun.web.decide.proposal.read import TIMES
from steun.web.desks.case import story
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError, page_with
from steun.web.kernel.journal.models import Entry
from steun.web.templatetags.steun import moment, written_moment

FORM = "decide"
BESIDE = 6
"""Proposals offered to lay this one beside."""
PROVEN = frozenset({"L1", "L2", "L3", "L4", "L5"})
CAUSES = ("unit.recount", "absence.plan")
"""Acts by which pieces that were promised fall away."""
CUT = "over slot edges"
"""How the planner's method ends when the proof holds for the departures that it tried only."""


def find(pk: UUID, actor: Actor) -> Proposal:
    rows = Proposal.objects.visible_to(actor).select_related("based_on", "entry").defer("problem", "plan")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Unknown("proposal", pk)
    return found


@require_GET
def page(http: HttpRequest, pk: UUID) -> HttpResponse:
    return show(http, pk)


@require_GET
def progress(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The part of the page that shows how far it is; when it is there, the page is asked for anew."""
    actor = Actor.of(http)
    it = find(pk, actor)
    if it.state in IN_PROGRESS:
        return render(http, "desks/proposal/_progress.html", progress_context(it, actor))
    answer = HttpResponse(status=200)
    answer.headers["HX-Refresh"] = "true"
    return answer


def progress_context(it: Proposal, actor: Actor) -> dict[str, Any]:
    """What is known of a proposal that is not ready."""
    goals = it.best.get("goals", {})
    return {
        "it": it,
        "is_in_progress": it.state in IN_PROGRESS,
        "step": words.word("proposal-step", it.best.get("step", "")),
        "goals": [(words.word("priority", name[1:]), number_format(goals[name], 1)) for name in sorted(goals)],
        "may_stop": actor.role in roles().makers,
        "story": history(it, actor),
    }


def show(http: HttpRequest, pk: UUID, wrong: FormError | None = None) -> HttpResponse:
    """The page, or what was sent to it with what is wrong; a form that only turns to another page has nothing wrong."""
    actor = Actor.of(http)
    it = find(pk, actor)
    if it.state != "ready":
        context = {**progress_context(it, actor), "form": FORM, "form_error": wrong}
        return page_with(http, "desks/proposal/show.html", context, wrong)
    lines = why.lines_of(it, actor)
    names = names_of(it, lines, actor)
    is_sent = http.method == "POST"
    sent = http.POST if is_sent else http.GET
    shown_page = page_of(lines, names, boxes(http, it, is_sent=is_sent), sent.get("page"))
    facts = proposals.facts_of(it, [], {})
    offers = {o.move.name: o for o in PROPOSAL.offers("ready", actor, facts)}
    context = {
        "it": it,
        "shown": shown_page,
        "sums": shown_page.sums,
        "classes": [row for row in counts.per_class(lines) if row["lines"] or row["lost"]],
        "regions": regions(counts.given_per_region(lines)),
        "regions_say": _(
            "What part of its requirements each region is given, and how many are met in full. A requirement counts "
            "alike, large or small. Marked: points less than all together."
        ),
        "unkept": unkept(it, names, actor),
        "kept": left_uncovered(actor, given(lines)),
        "sure": sure(it),
        "starved": starved(it),
        "policy": advice.policy_of(it),
        "in_force": facts.policy_in_force,
        "old": facts.minutes if facts.minutes > OLD else None,
        "source": source(it.summary["reserve_from"]),
        "unplanned": unplanned(it),
        "may_adopt": offers["adopt"].permitted,
        "adopters": sorted(offers["adopt"].needed),
        "may_overrule": offers["overrule"].permitted,
        "may_make": actor.role in roles().makers,
        "asked": any(is_held_when_adopted(line) for line in lines),
        "hold_until": http.POST.get("hold_until") or clock.now() + HOLD_FOR,
        "reason": http.POST.get("reason", ""),
        "chosen_seconds": http.POST.get("seconds") or it.seconds,
        "seconds": [(s, f"{s} s") for s in sorted({*TIMES, it.seconds})],
        "others": others(it, actor),
        "story": history(it, actor),
        "form": FORM,
        "form_error": wrong,
    }
    return page_with(http, "desks/proposal/show.html", context, wrong)


def given(lines: Iterable[ProposalLine]) -> list[Given]:
    """What the lines that wait for a decision would give."""
    return [
        Given(
            piece.unit, piece.capability_id, line.request.requester_id, piece.quantity, piece.starts_at, piece.ends_at
        )
        for line in lines
        if line.outcome == "proposed" and line.commitment_id is None
        for piece in line.pieces.all()
    ]


def is_held_when_adopted(line: ProposalLine) -> bool:
    """Its request is not granted yet, so that to adopt it keeps means aside until a moment."""
    return line.commitment_id is None and line.outcome == "proposed" and gains(line) and line.request.state == "asked"


def sure(it: Proposal) -> str:
    """How good the division is: proven to be the best, proven to within a share, or at most so far from the best. What
    is not proven to be the best never reads as if it were: shares are rounded up."""
    summary = it.summary
    within = {goal: share for goal, share in summary.get("within", {}).items() if goal in PROVEN}
    if {*summary["proven"], *within} >= PROVEN:
        if within:
            share = number_format(math.ceil(max(within.values()) * 10_000 - 1e-9) / 100)
            return _("Proven to within %(share)s %%: no division under this policy gives a class more than that.") % {
                "share": share
            }
        if summary["method"].endswith(CUT):
            return _("Proven for the departure times that were tried: no better division exists under this policy.")
        return _("Proven: no better division exists under this policy.")
    gap = number_format(math.ceil(summary["gap"].get("G_5", 0) / 10) / 10, 1)
    return _("At most %(gap)s %% below the best that could exist under this policy.") % {"gap": gap}


def starved(it: Proposal) -> str:
    """What to say of a proposal for which the machine had too little time: it was searched less than half."""
    searched, expected = it.summary.get("searched", 0), it.summary.get("expected", 0)
    if 2 * searched >= expected:
        return ""
    facts = {
        name: number_format(n, force_grouping=True) for name, n in (("searched", searched), ("expected", expected))
    }
    effort = (
        _("Searched %(searched)s moves of an expected %(expected)s: the machine was busy, or the time short.") % facts
    )
    return f"{effort} {_('No simple rule divides better; a plan with more time to think may.')}"


def source(code: str) -> str:
    """Where the reserve prices come from, in words."""
    kind, _sep, name = code.partition(" ")
    if kind == "herijking":
        return _("the herijking “%(name)s”") % {"name": name}
    return words.word("reserve-from", code)


def unkept(it: Proposal, names: Names, actor: Actor) -> list[tuple[Request, str]]:
    """Promises that could not be kept when the proposal was made, and why: the request and a sentence for each."""
    rows = {UUID(row["commitment"]): row for row in counts.summary_for(actor, it).get("unkept", [])}
    found = Commitment.objects.filter(pk__in=rows).select_related(
        "request__requester", "unit__organisation", "capability"
    )
    promises = list(found.order_by("request__priority", "arrives_at", "pk"))
    causes = causes_of(promises, actor)
    return [(c.request, gone(c, rows[c.pk], names, causes.get(c.pk))) for c in promises]


def causes_of(promises: Iterable[Commitment], actor: Actor) -> dict[UUID, Entry]:
    """What made each promise fall short, as far as the reader may see it: a count of the unit, or an absence."""
    keys = [c.key for c in promises]
    falls = Entry.objects.filter(action="commitment.fall-short", subject__in=keys).order_by("position")
    fallen = {entry.subject: (entry.node, entry.data["by_entry"]) for entry in falls}
    numbers = [number for _node, number in fallen.values()]
    seen = Entry.objects.visible_to(actor).filter(number__in=numbers, action__in=CAUSES)
    found = {(entry.node, entry.number): entry for entry in seen}
    return {c.pk: found[fallen[c.key]] for c in promises if fallen.get(c.key) in found}


def gone(promise_row: Commitment, row: dict[str, Any], names: Names, cause: Entry | None) -> str:
    """A promise that is not kept, and why: the unit was counted anew, or pieces of it are away until when."""
    facts = {
        "left": row["promised"] - row["short"],
        "promised": row["promised"],
        "capability": words.in_pieces(promise_row.capability),
        "unit": names.unit(promise_row.unit),
        "from": moment(promise_row.arrives_at),
        "until": moment(promise_row.leaves_at),
    }
    promise = _("%(left)s of %(promised)s × %(capability)s from %(unit)s, %(from)s – %(until)s, are left:") % facts
    why = _("the unit has fewer pieces than were promised.")
    if cause is not None and cause.action == "absence.plan":
        why = _("%(away)s pieces of the unit are away until %(until)s.") % {
            "away": cause.data["quantity"], "until": written_moment(cause.data["ends_at"]),
        }  # fmt: skip
    elif cause is not None:
        why = _("the unit was counted anew on %(when)s: %(left)s pieces.") % {
            "left": cause.data["capacity"], "when": moment(cause.happened_at),
        }  # fmt: skip
    return f"{promise} {why}"


def unplanned(it: Proposal) -> list[tuple[Request, str]]:
    found = Request.objects.select_related("requester").in_bulk([row["request"] for row in it.summary["unplanned"]])
    pairs = ((found.get(UUID(row["request"])), row["why"]) for row in it.summary["unplanned"])
    return [(request, words.word("unplanned", code)) for request, code in pairs if request]


def others(it: Proposal, actor: Actor) -> list[Proposal]:
    """Ready proposals to lay this one beside, the latest first."""
    rows = Proposal.objects.visible_to(actor).filter(state="ready").exclude(pk=it.pk).defer("problem", "plan")
    return list(rows[:BESIDE])


def history(it: Proposal, actor: Actor) -> list[story.Line]:
    """What happened to the proposal itself, as the journal has it."""
    return story.in_words(
        list(Entry.objects.visible_to(actor).filter(subject=it.key).order_by("position")[: story.LONGEST])
    )


urlpatterns = [
    path("proposals/<uuid:pk>", page, name="proposal"),
    path("proposals/<uuid:pk>/progress", progress, name="progress"),
]
