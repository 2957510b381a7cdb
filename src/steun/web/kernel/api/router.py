"""The API of one room. Django's request is called `http` in Steun, because *request* is a word of the domain."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja import Router

from steun.core.kernel.errors import Fault, Malformed

MOST = 10
"""Unknown names that one answer lists."""


class Room(Router):
    """A ninja router whose views name their first argument `http`.

    Ninja finds Django's request only by its own name.
    """

    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], **words: Any) -> Any:
        hints = typing.get_type_hints(view_func, include_extras=True)
        signature = inspect.signature(view_func)
        named = [
            p.replace(name="request" if n == 0 else p.name, annotation=hints.get(p.name, p.annotation))
            for n, p in enumerate(signature.parameters.values())
        ]
        if methods == ["GET"]:
            view_func = knowing(view_func, signature.parameters)
        vars(view_func)["__signature__"] = signature.replace(parameters=named)
        words["operation_id"] = words.get("operation_id") or view_func.__name__
        return super().add_api_operation(path, methods, view_func, **words)


def knowing(view: Callable[..., Any], known: Collection[str]) -> Callable[..., Any]:
    """A question with a misspelt filter is an error at that name, not the answer to another question."""

    @wraps(view)
    def asked(http: HttpRequest, *args: Any, **words: Any) -> Any:
        if unknown := [name for name in http.GET if name not in known]:
            raise Malformed([Fault(name, "extra-forbidden") for name in sorted(unknown)[:MOST]])
        return view(http, *args, **words)

    return asked
