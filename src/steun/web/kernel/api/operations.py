"""The acts of every life as operations of the API: an address each, with the very shape that its form has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from steun.web.kernel.actor import Actor
from steun.web.kernel.life.declaration import Act, Life

ABOUT = "{uuid:pk}"


def mount(lives: dict[str, Life]) -> None:
    """Give the router of each life an operation for every act."""
    for life in lives.values():
        for act in life.acts:
            if act.path is None or life.router is None:
                continue
            path = act.path or f"{life.path}{act.name}"
            life.router.add_api_operation(
                path, [act.method], operation(life, act, about=ABOUT in path), response={act.status: life.response},
                operation_id=f"{life.name}_{act.name}".replace("-", "_"), summary=f"{life.name}: {act.name}",
            )  # fmt: skip


def operation(life: Life, act: Act, *, about: bool) -> Callable[..., Any]:
    """The view of one act: done by whoever calls, and answered with the row as it stands then."""

    def answer(key: UUID, actor: Actor) -> Any:
        if life.show is None:
            raise TypeError(f"{life.name} has operations and nothing to answer with")
        return Status(act.status, life.show(key, actor))

    def on_row(http: HttpRequest, pk: UUID, given: Any) -> Any:
        actor = Actor.of(http)
        row = act(pk, given, by=actor)
        return answer(row.pk if act.status == 201 else pk, actor)

    def new(http: HttpRequest, given: Any) -> Any:
        actor = Actor.of(http)
        return answer(act(None, given, by=actor).pk, actor)

    view = on_row if about else new
    view.__doc__ = act.do.__doc__ or getattr(act.do, "func", act.do).__doc__
    view.__annotations__ = {**view.__annotations__, "http": HttpRequest, "pk": UUID, "given": act.shape}
    if not about:
        view.__annotations__.pop("pk")
    return view
