"""Recalibrations for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.web.agree.recalibration.model import TERMS, Recalibration
from steun.web.decide.recalibration.read import offers
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.kernel.life.own import one

router = Room()


class RecalibrationRow(Shape):
    """Percents, minutes, person-hours a year. `progress`: percent of its parts."""

    id: UUID
    title: str
    state: str
    since: datetime
    progress: int
    failure: str
    worlds: int
    seed: int
    budget: int
    hours_per_piece: int
    ready_minutes: int
    free_defence: int
    free_civil: int
    task_one: int
    called_up: int
    history: bool


class RecalibrationOut(RecalibrationRow):
    """`result`: empty until it is ready. `rows`: per means, region and scenario the percent met in time, on the mean
    and in the worst twentieth of the worlds, and why the rest was not; `war`: the same with Defence at its first main
    task. `unmet`, `bound`, `more`, `faster`, `ready`: millionths of a need per world."""

    result: dict[str, Any]
    moves: list[OfferOut]


def row_out(it: Recalibration) -> dict[str, Any]:
    names = ("state", "since", "progress", "failure", *TERMS)
    return {"id": it.pk, **{name: getattr(it, name) for name in names}}


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The recalibration of a key. Raises `Unknown`."""
    it = one(Recalibration.objects.visible_to(actor).whole(), pk)
    return {**row_out(it), "result": it.result, "moves": offered_out(offers(it, actor))}


@router.get("/recalibrations", response=Page[RecalibrationRow])
def recalibration_list(
    http: HttpRequest, q: Annotated[str, Query(), Letters(200)] = "", after: After = "", limit: Limit = 25
) -> dict[str, Any]:
    """Recalibrations, the last one first; `q`: words of the title."""
    rows = Recalibration.objects.visible_to(Actor.of(http)).search(q).whole().defer("problem", "parts", "result")
    return page(rows, row_out, after, limit, newest=True)


@router.get("/recalibrations/{uuid:pk}", response=RecalibrationOut)
def recalibration_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One recalibration, what came out, and what you may do with it."""
    return shown(pk, Actor.of(http))
