"""The allocation board: all that is asked and all there is, side by side; from here one asks for a proposal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steun.core.decide.policy import LEAST_URGENT, LONGEST_LEAD
from steun.core.decide.promise import free
from steun.core.kernel.errors import Malformed, Refused
from steun.rules.load import roles
from steun.rules.policy.indication import indication
from steun.web.ask.request.model import Request
from steun.web.ask.timeliness.read import PROMISED
from steun.web.decide.allocation.read import A_PAGE, DEEPEST, Chosen, Requirements
from steun.web.decide.allocation.regions import regions
from steun.web.decide.commitment.read import source_of
from steun.web.decide.planning.requirements import Open
from steun.web.decide.planning.supply import suppliers
from steun.web.decide.policy.model import policy_in_force
from steun.web.decide.policy.page import policy_of
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal.read import TIMES, dividing, latest, listed
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import page_in
from steun.web.kernel.input.forms import FormError, Posted, form_error, page_with, see_other
from steun.web.kernel.input.forms import asked as filters
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability
from steun.web.know.unit.model import Unit

LATEST = 8
"""Proposals shown on the board."""
MAKE, TRY = "make", "try"
"""The two forms: with the policy in force, and with another to see what it would cost."""
PRIORITIES = tuple(map(str, range(1, LEAST_URGENT + 1)))
HOUR, DAY = timedelta(hours=1), timedelta(hours=24)


@dataclass(slots=True)
class Supply:
    """One capability: what is asked of it and what there is. free_day: free for all of the coming 24 hours. exact: else
    at least so many, for whoever may not know exactly."""

    capability: Capability
    wanted: int = 0
    pieces: int = 0
    free_now: int = 0
    free_day: int = 0
    units: list[tuple[Unit, int, int]] = field(default_factory=list)
    exact: bool = True

    @property
    def short(self) -> bool:
        """Surely too few: who reads only how many there are at least, cannot say so."""
        return self.exact and self.wanted > self.free_day

    @property
    def enough(self) -> bool:
        return self.free_day >= self.wanted


@require_GET
def board(http: HttpRequest) -> HttpResponse:
    return show(http)


def show(http: HttpRequest, wrong: FormError | None = None) -> HttpResponse:
    actor = dividing(http)
    requirements = Requirements(actor, clock.now())
    open_ = requirements.by_capability
    capabilities = Capability.objects.in_bulk(open_)
    supplies = supply({code: pieces for code, (_, pieces) in open_.items()}, capabilities, actor)
    policy, number = policy_in_force()
    context = {
        **listed_of(http, requirements, capabilities),
        "count": sum(count for count, _ in open_.values()),
        "supplies": supplies,
        "regions": regions(requirements.per_region),
        "regions_say": _(
            "What part of its requirements each region is promised, open ones included, and how many in full. A "
            "requirement counts alike, large or small. Marked: points less than all together."
        ),
        "short": [row for row in supplies if row.short],
        "enough": all(row.enough for row in supplies),
        "exact": all(row.exact for row in supplies),
        "policy": policy,
        "policy_number": number,
        "may_make": actor.role in roles().makers,
        "makers": sorted(roles().makers),
        "proposals": latest(actor, LATEST),
        "seconds": [(s, f"{s} s") for s in TIMES],
        "displaceable": range(2, LEAST_URGENT + 1),
        "holdable": range(3, LEAST_URGENT + 1),
        "longest": LONGEST_LEAD,
        "chosen": policy_of(http.POST, Posted(http.POST.dict())) if wrong and wrong.form == TRY else policy,
        "form_error": wrong,
    }
    return page_with(http, "decide/allocation/allocation.html", context, wrong)


def listed_of(http: HttpRequest, requirements: Requirements, capabilities: dict[str, Capability]) -> dict[str, Any]:
    """The page of requirements that the address asks for, the filters, and what cannot be divided."""
    asked = filters(http, "priority", "capability", "region")
    priority = int(asked["priority"]) if asked["priority"] in PRIORITIES else None
    number, other = page_in(http, DEEPEST), page_in(http, DEEPEST, "other")
    listed = requirements.page(Chosen(priority, asked["capability"], asked["region"]), number)
    others, more = requirements.others(other)
    first = (number - 1) * A_PAGE
    return {
        "classes": by_class(listed.rows, capabilities),
        "asked": asked,
        "filtered": any(asked.values()),
        "priorities": PRIORITIES,
        "capabilities": sorted(capabilities.values(), key=words.named),
        "regions": Organisation.objects.filter(kind="safety-region").only("code", "name_nl", "name_en"),
        "total": listed.total,
        "counted": listed.total,
        "number": number,
        "previous": number - 1,
        "next": number + 1 if listed.more and number < DEEPEST else 0,
        "first": first + 1,
        "last": first + len(listed.rows),
        "unplanned": [(it.request, words.word("unplanned", it.why)) for it in others],
        "other_previous": other - 1,
        "other_next": other + 1 if more and other < DEEPEST else 0,
    }


def by_class(requirements: Iterable[Open], capabilities: dict[str, Capability]) -> list[dict[str, Any]]:
    """Open requirements under their class, in their order."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    requirements = list(requirements)
    cases = Request.objects.prefetch_related(*PROMISED).in_bulk({it.request.pk for it in requirements})
    for it in requirements:
        found[it.request.priority].append(
            {
                "it": it,
                "request": it.request,
                "case": cases[it.request.pk],  # with all promises, also those that were taken back
                "capability": capabilities[it.capability],
                "open": it.asked - it.stands,
                "guesses": [words.word("guess", guess) for guess in it.guesses],
            }
        )
    return [{"class": k, "rows": found[k]} for k in sorted(found)]


def supply(wanted: dict[str, int], capabilities: dict[str, Capability], actor: Actor) -> list[Supply]:
    """What there is of each capability of which somebody asks so many; units by name only for who may see them."""
    rows = {code: Supply(capability, wanted[code]) for code, capability in capabilities.items()}
    now = clock.now()
    visible = set(Unit.objects.visible_to(actor).values_list("pk", flat=True))
    for unit in suppliers(now):
        for offering in unit.offerings.all():
            row = rows.get(offering.capability_id)
            if row is None:
                continue
            source = source_of(unit, offering.capability_id, unit.site.lon, unit.site.lat)
            at_once, all_day = free(source, now, now + HOUR), free(source, now, now + DAY)
            row.pieces += offering.quantity
            row.free_now += at_once
            row.free_day += all_day
            row.exact = row.exact and unit.is_known_to(actor)
            if unit.pk in visible and unit.is_known_to(actor):
                row.units.append((unit, at_once, all_day))
    policy = indication()
    for row in rows.values():
        if not row.exact:
            row.pieces, row.free_now, row.free_day = map(policy.at_least, (row.pieces, row.free_now, row.free_day))
    return sorted(rows.values(), key=lambda row: (not row.short, words.named(row.capability)))


@require_http_methods(["GET", "POST"])
def made(http: HttpRequest) -> HttpResponse:
    """The proposals so far; or ask for one."""
    return make(http) if http.method == "POST" else listed(http)


def make(http: HttpRequest) -> HttpResponse:
    """Ask for a proposal, with the policy in force or as a trial with another."""
    actor = dividing(http)
    form = Posted(http.POST.dict())
    is_trial = http.POST.get("trial") == "1"
    try:
        seconds = form.number("seconds", 1, required=True)
        trial = policy_of(http.POST, form) if is_trial else None
        form.check()
        it = proposals.make(by=actor, trial=trial, seconds=seconds or 0, id=form.id)
    except (Malformed, Refused) as error:
        return show(http, form_error(http, TRY if is_trial else MAKE, error))
    return see_other(reverse("decide:proposal", args=[it.pk]))


urlpatterns = [
    path("allocation", board, name="allocation"),
    path("proposals", made, name="proposals"),
]
