"""The list and the row of a life whose rows are cases of their own, for machines: as its pages show them to people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.kernel.life import own

PAGE: Any = Page
Show = Callable[[UUID, Actor], dict[str, Any]]


def serve(
    router: Room, model: type[own.OwnCase], out: type[Shape], as_out: Callable[[Any, Actor], dict[str, Any]], *,
    many: str, words: str, one: str,
) -> Show:  # fmt: skip
    """`GET /needs` and `GET /needs/{id}` of what this actor may see, the newest first, and `q` to look for.

    many, one: what rows and a row are called in the description of the API; words: those that `q` looks through.
    Returns what answers for the row of a key, or raises `Unknown`: with that the acts of the life answer as well.
    """
    rows, name = model._default_manager, model._meta.model_name

    def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
        return as_out(own.one(visible(rows, actor).whole(), pk), actor)

    def listed(
        http: HttpRequest, q: Annotated[str, Query(), Letters(200)] = "", after: After = "", limit: Limit = 25
    ) -> dict[str, Any]:
        actor = Actor.of(http)
        return page(visible(rows, actor).search(q).whole(), lambda it: as_out(it, actor), after, limit, newest=True)

    def single(http: HttpRequest, pk: UUID) -> dict[str, Any]:
        return shown(pk, Actor.of(http))

    listed.__name__, single.__name__ = f"{name}_list", f"{name}_show"
    listed.__doc__ = f"{many} that I may see, the last one first; `q`: words of {words}."
    single.__doc__ = f"One {one}, and what you may do with it."
    router.get(f"/{name}s", response=PAGE[out])(listed)
    router.get(f"/{name}s/{{uuid:pk}}", response=out)(single)
    return shown


def visible(rows: Any, actor: Actor) -> Any:
    return rows.visible_to(actor)
