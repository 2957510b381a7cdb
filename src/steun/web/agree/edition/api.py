"""Editions for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.web.agree.edition.model import Edition
from steun.web.agree.edition.read import offers
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.kernel.life.own import one

router = Room()


class EditionRow(Shape):
    """`number`: null until it is published. `follows`: the edition since which its changes are told. `sha256`: of the
    file, as it stands in the journal."""

    id: UUID
    number: int | None
    title: str
    foreword: str
    organisation: str
    role: str
    compiled_at: datetime
    published_at: datetime | None
    follows: UUID | None
    sha256: str
    state: str


class EditionOut(EditionRow):
    """`content`: what stands in it. With `title` and `foreword` beside its keys, all sorted and without spaces, it is
    the file of which `sha256` is."""

    content: dict[str, Any]
    moves: list[OfferOut]


def row_out(it: Edition) -> dict[str, Any]:
    names = EditionRow.model_fields.keys() - {"id", "organisation", "follows"}
    keys = {"id": it.pk, "organisation": it.organisation_id, "follows": it.follows_id}
    return {**keys, **{name: getattr(it, name) for name in names}}


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The edition of a key. Raises `Unknown`, or `Tampered` when it was changed."""
    it = one(Edition.objects.visible_to(actor).whole(), pk)
    it.file()
    return {**row_out(it), "content": it.content, "moves": offered_out(offers(it, actor))}


@router.get("/editions", response=Page[EditionRow])
def edition_list(
    http: HttpRequest, q: Annotated[str, Query(), Letters(200)] = "", after: After = "", limit: Limit = 25
) -> dict[str, Any]:
    """Editions that I may see, the last one first; `q`: words of title and foreword."""
    rows = Edition.objects.visible_to(Actor.of(http)).search(q).whole()
    return page(rows, row_out, after, limit, newest=True)


@router.get("/editions/{uuid:pk}", response=EditionOut)
def edition_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One edition as it was published, or a draft of one, and what you may do with it."""
    return shown(pk, Actor.of(http))
