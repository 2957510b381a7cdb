"""The API of one room. Django's request is called `http` in Steun, because *request* is a word of the domain."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from typing import Any

from ninja import Router


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
        vars(view_func)["__signature__"] = signature.replace(parameters=named)
        words["operation_id"] = words.get("operation_id") or view_func.__name__
        return super().add_api_operation(path, methods, view_func, **words)
