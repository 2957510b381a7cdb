"""How people see polls of needs: the list, the form to open one, and the page of one with its result."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.know.merging.merge import STANDS
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.keys import parse_key
from steun.web.kernel.life.pages import Context, Pages, Table
from steun.web.kernel.people.choices import Choice, organisations
from steun.web.kernel.people.models import Mandate, Organisation
from steun.web.know.merge.model import Merge
from steun.web.know.merge.read import leads
from steun.web.know.poll.model import Poll
from steun.web.know.poll.read import offers, pressing, result, stated, totals, waiting_for

SHOWN = 200
"""Rows of the result by region on the page; all of them go out as a sheet."""
KINDS = ("safety-region", "defence")
"""Of which kinds an organisation stands first in the list to choose from."""


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    before = round_before(http.GET.get("follows", ""), actor)
    begun: dict[str, Any] = {"title": before.title, "question": before.question, "follows": before.pk} if before else {}
    chosen: Collection[str] = http.POST.getlist("asked") if wrong else before.codes if before else ()
    return {"typed": wrong.typed if wrong else begun, "before": before, "organisations": able_to_answer(chosen)}


def round_before(key: str, actor: Actor) -> Poll | None:
    pk = parse_key(key)
    return Poll.objects.visible_to(actor).filter(pk=pk).first() if pk else None


def able_to_answer(chosen: Collection[str]) -> list[Choice]:
    """Organisations for which somebody can answer now."""
    held = Mandate.objects.valid_at(clock.now()).filter(role__in=roles().drafters).order_by()
    codes = {*held.values_list("organisation", flat=True), *chosen}
    return organisations(Organisation.objects.filter(pk__in=codes), chosen, KINDS)


def shown(it: Poll, actor: Actor) -> Context:
    rows = result(it, actor)
    asked = list(it.asked.all())
    mine = next((one for one in asked if one.organisation_id == actor.organisation), None)
    named = set(mine.needs.values_list("pk", flat=True)) if mine else set()
    own = stated(actor.organisation) if mine else []
    return {
        "rows": pressing(rows, SHOWN),
        "all": len(rows),
        "totals": totals(rows),
        "asked": sorted(asked, key=lambda one: (one.answered_at is not None, one.organisation_id)),
        "answered": sum(one.answered_at is not None for one in asked),
        "own": [(need, need.pk in named or not mine or mine.answered_at is None) for need in own],
        "none": bool(mine and mine.none),
        "merges": Merge.objects.visible_to(actor).whole().filter(poll=it, state__in=STANDS).order_by("-since")[:SHOWN],
        "may_merge": leads(it, actor),
        "may_follow": actor.role in roles().pollers and it.state == "closed",
    }


def sheet(it: Poll, actor: Actor) -> Table:
    """The result to take along."""
    head = [
        _("Region"), _("What is needed"), _("Pieces"), _("Needs"), _("How many"), _("Agreed"), _("Uncovered"),
        _("Merged"), _("Together with"),
    ]  # fmt: skip
    rows = result(it, actor)
    cells: list[list[object]] = [
        [
            row.region, row.means, row.counted, row.needs, row.quantity, row.covered, row.uncovered, row.merged,
            "; ".join(row.together),
        ]
        for row in rows
    ]  # fmt: skip
    return head, cells


PAGES = Pages(
    begin="open", beginners=lambda: roles().pollers, form=form, shown=shown, offers=offers, name=lambda it: it.title,
    menu="Polls of needs", states={"polling": ("open",), "polled": ("closed",)}, order=("closes_on", "pk"),
    tasks=("answer-poll",), main=("answer",), waiting=waiting_for, sheet=sheet,
)  # fmt: skip
