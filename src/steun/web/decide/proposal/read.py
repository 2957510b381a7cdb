"""The proposals so far, the latest first, with how much of each was decided; and asking for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from steun.core.kernel.errors import Unknown
from steun.rules.load import roles
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.proposal.model import Proposal, ProposalLine
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry

TIMES = (5, 10, 30, 60)
"""Seconds to think that the forms offer."""
A_PAGE = 25
MOST_LISTED = 1_000
"""Proposals that pages list."""


@dataclass(frozen=True, slots=True)
class Made:
    """One proposal in a list. who: the role that asked for it."""

    it: Proposal
    who: str
    adopted: int
    overruled: int


def dividing(http: HttpRequest) -> Actor:
    """Whoever sees the needs of all regions. Raises `Unknown` for others."""
    actor = Actor.of(http)
    if not actor.sees_all_cases:
        raise Unknown("page", "allocation")
    return actor


def listed(http: HttpRequest) -> HttpResponse:
    actor = dividing(http)
    keys = list(Proposal.objects.visible_to(actor).values_list("pk", flat=True)[:MOST_LISTED])
    page = Paginator(keys, A_PAGE).get_page(http.GET.get("page"))
    rows = Proposal.objects.filter(pk__in=page.object_list)
    return render(http, "decide/proposal/list.html", {"page": page, "proposals": made(rows, actor)})


def waiting_for(actor: Actor) -> Proposal | None:
    """The latest proposal, when this actor may adopt it and something in it is not decided yet."""
    if actor.role not in roles().planners:
        return None
    rows = Proposal.objects.visible_to(actor).filter(state="ready").exclude(policy_number=None)
    it = rows.defer("problem", "plan", "summary").first()
    lines = ProposalLine.objects.visible_to(actor).filter(proposal=it, outcome="proposed", given__gt=F("stands"))
    return it if it and lines.exists() else None


def latest(actor: Actor, most: int) -> list[Made]:
    return made(Proposal.objects.visible_to(actor)[:most], actor)


def made(rows: QuerySet[Proposal], actor: Actor) -> list[Made]:
    """With who asked for each, and how many of its lines were adopted and overruled, as far as the reader sees them."""
    found = list(rows.defer("problem", "plan", "summary"))
    asked = Entry.objects.filter(subject__in=[it.key for it in found], action="proposal.make")
    by = {entry.subject: who(entry) for entry in asked}
    lines = ProposalLine.objects.visible_to(actor).filter(proposal__in=[it.pk for it in found])
    decided = lines.exclude(outcome="proposed")
    counts = {(row["proposal"], row["outcome"]): row["n"] for row in
              decided.order_by().values("proposal", "outcome").annotate(n=Count("pk"))}  # fmt: skip
    return [
        Made(
            it,
            by.get(it.key, ""),
            counts.get((it.pk, "adopted"), 0),
            counts.get((it.pk, "overruled"), 0),
        )
        for it in found
    ]


def promised_to(lines: Iterable[ProposalLine], actor: Actor) -> dict[str, int]:
    """The requests whose promises stand in the way, with their class, as far as the reader may know of a promise."""
    numbers = {number for line in lines for number in line.answer.get("promised_to", [])}
    if not numbers:
        return {}
    rows = Commitment.objects.visible_to(actor).filter(request__number__in=numbers).order_by()
    return {
        number or "": level for number, level in rows.values_list("request__number", "request__priority").distinct()
    }


def who(entry: Entry) -> str:
    """The role that acted, and for whom unless the role says so itself."""
    role, organisation = words.word("role", entry.role), words.organisation_name(entry.organisation)
    return role if not organisation or organisation in role else f"{role}, {organisation}"
