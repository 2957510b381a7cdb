"""Lessons for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.web.agree.agreement.model import Agreement
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.kernel.life.own import one
from steun.web.learn.lesson.model import TERMS, Lesson
from steun.web.learn.lesson.read import offers

router = Room()


class LessonOut(Shape):
    """`author` drew it up, `owner` carries it out. `agreement`, `request`, `incident`, `repeats`, `shown_by`: as far as
    you may see them. `times`: which time it is learned. `shown_by` or `exercise` put it to the test, on `shown_on`."""

    id: UUID
    author: str
    owner: str
    finding: str
    action: str
    due_on: date
    is_late: bool
    agreement: UUID | None
    basis: str
    capability: str
    plan: str
    request: UUID | None
    incident: UUID | None
    repeats: UUID | None
    times: int
    done: str
    carried_on: date | None
    exercise: str
    shown_by: UUID | None
    shown_on: date | None
    state: str
    moves: list[OfferOut]


SEEN: dict[str, Any] = {
    "agreement": Agreement, "request": Request, "incident": Incident, "repeats": Lesson, "shown_by": Request,
}  # fmt: skip
"""Rows that a lesson names, each shown to who may see it."""


def lesson_out(it: Lesson, actor: Actor) -> dict[str, Any]:
    keys = {name: getattr(it, f"{name}_id") for name in SEEN}
    shown_keys = {
        name: key if key and SEEN[name].objects.visible_to(actor).filter(pk=key).exists() else None
        for name, key in keys.items()
    }
    own = ("is_late", "times", "done", "carried_on", "exercise", "shown_on", "state")
    return {
        "id": it.pk, "author": it.author_id, "owner": it.owner_id, "capability": it.capability_id or "", **shown_keys,
        **{name: getattr(it, name) for name in (*TERMS, *own)}, "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The lesson of a key. Raises `Unknown`."""
    return lesson_out(one(Lesson.objects.visible_to(actor).whole(), pk), actor)


@router.get("/lessons", response=Page[LessonOut])
def lesson_list(
    http: HttpRequest, q: Annotated[str, Query(), Letters(200)] = "", after: After = "", limit: Limit = 25
) -> dict[str, Any]:
    """Lessons that I may see, the last one first; `q`: words of finding, action, what it changes or its owner."""
    actor = Actor.of(http)
    rows = Lesson.objects.visible_to(actor).search(q).whole()
    return page(rows, lambda it: lesson_out(it, actor), after, limit, newest=True)


@router.get("/lessons/{uuid:pk}", response=LessonOut)
def lesson_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One lesson, and what you may do with it."""
    return shown(pk, Actor.of(http))
