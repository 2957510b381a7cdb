"""How people see recalibrations: the list, the form to start one, and the page of one with what came out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.agree.recalibration import IN_PROGRESS
from steun.rules.load import roles
from steun.rules.policy.readiness import readiness
from steun.web.agree.recalibration.model import Recalibration
from steun.web.decide.recalibration.acts import beginners
from steun.web.decide.recalibration.read import MILLION, Names, advised, coverage, curve, helps, offers, regions
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages, Table

SHOWN = 40
"""Rows of the coverage on the page; all of them go out as a sheet."""


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    policy = readiness()
    begun: dict[str, Any] = {
        "worlds": 200, "seed": 1, "budget": 100 * policy.hours_per_piece, "hours_per_piece": policy.hours_per_piece,
        "ready_minutes": policy.ready_minutes, "free_defence": policy.free_defence, "free_civil": policy.free_civil,
        "task_one": policy.task_one, "called_up": policy.called_up, "history": True,
    }  # fmt: skip
    return {"typed": wrong.typed if wrong else begun}


def shown(it: Recalibration, actor: Actor) -> Context:
    found: Context = {"in_progress": it.state in IN_PROGRESS}
    if not it.result:
        return found
    names, result = Names(), it.result
    rows = coverage(result, names)
    return {
        **found, "ready": True, "worlds": result["worlds"], "unmet": result["unmet"] / MILLION,
        "unmet_war": result["unmet_war"] / MILLION, "needs": thousandths(result, 0),
        "needs_war": thousandths(result, 2),
        "coverage": rows[:SHOWN], "all": len(rows), "regions": regions(result), "helps": helps(result, names),
        "curve": curve(result), "advised": advised(result, names),
        "may_propose": actor.role in roles().drafters,
    }  # fmt: skip


def thousandths(result: Context, column: int) -> float:
    """Needs of all regions in a world: as usual (0), and with Defence at its first main task (2)."""
    return float(sum(row[column] for row in result["regions"].values())) / 1000


def sheet(it: Recalibration, actor: Actor) -> Table:
    """The whole coverage to take along."""
    head = [
        _("What is needed"), _("Region"), _("Scenario"), _("Asked in a world"), _("Met in time, percent"),
        _("In the worst twentieth of the worlds, percent"), _("Met with Defence at its first main task, percent"),
        _("Why not"),
    ]  # fmt: skip
    rows = coverage(it.result, Names()) if it.result else []
    cells: list[list[object]] = [
        [row["means"], row["region"], row["scenario"], row["asked"], row["met"], row["worst"], row["war_met"],
         "; ".join(f"{reason} {share} %" for reason, share in row["why"])]
        for row in rows
    ]  # fmt: skip
    return head, cells


PAGES = Pages(
    begin="start", beginners=beginners, form=form, shown=shown, offers=offers, name=lambda it: it.title,
    menu="Recalibrations", states={"calculated": (*IN_PROGRESS, "ready", "stopped", "failed")}, order=("-since", "-pk"),
    sheet=sheet,
)  # fmt: skip
