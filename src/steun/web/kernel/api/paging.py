"""Lists of the API: all page the same way, over a key that never changes, so that no row is lost between two pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from ninja import Query

from steun.core.kernel.errors import Fault, Malformed
from steun.web.kernel.input.shape import Asked, Letters, Shape

T = TypeVar("T")
MOST = 2**62
"""No database holds a higher number."""
After = Annotated[str, Query(), Letters(60)]
"""`next` of the page before this one; "" for the first page."""
Limit = Annotated[int, Query(ge=1, le=500), Asked]


class Page(Shape, Generic[T]):
    """Some of a list, in a fixed order. `next`: what to send as `after` for the rows that follow; null at the end."""

    items: list[T]
    next: str | None


def page(
    rows: QuerySet[Any], shown: Callable[[Any], dict[str, Any]], after: str, limit: int, *, key: str = "pk",
    newest: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """One page of rows in the order of a unique column that never changes. `newest`: the highest key first.

    Raises `Malformed` for an `after` that cannot be such a key. It need not be there any more.
    """
    if after:
        start = cursor(rows, key, after)
        rows = rows.filter(**{f"{key}__lt" if newest else f"{key}__gt": start})
    found = list(rows.order_by(f"-{key}" if newest else key)[: limit + 1])
    following = str(getattr(found[limit - 1], key)) if len(found) > limit else None
    return {"items": [shown(row) for row in found[:limit]], "next": following}


def cursor(rows: QuerySet[Any], key: str, after: str) -> Any:
    """A key as the column keeps it. Raises `Malformed`."""
    column = rows.model._meta.pk if key == "pk" else rows.model._meta.get_field(key)
    try:
        found = column.to_python(after)
    except ValidationError as error:
        raise Malformed([Fault("after", "unreadable")]) from error
    if isinstance(found, int) and abs(found) > MOST:
        raise Malformed([Fault("after", "unreadable")])
    return found


def listed(
    rows: Sequence[Any], shown: Callable[[Any], dict[str, Any]], after: str, limit: int, key: Callable[[Any], str]
) -> dict[str, Any]:
    """The same of a list that is no table: the law, as it was read."""
    known = sorted(rows, key=key)
    left = [row for row in known if key(row) > after]
    following = key(left[limit - 1]) if len(left) > limit else None
    return {"items": [shown(row) for row in left[:limit]], "next": following}


def in_order(rows: Sequence[Any], shown: Callable[[Any], dict[str, Any]], after: str, limit: int) -> dict[str, Any]:
    """The same of a few rows in an order of their own: one goes on from a place in it."""
    places = [(f"{place:05}", row) for place, row in enumerate(rows)]
    return listed(places, lambda it: shown(it[1]), after, limit, key=lambda it: str(it[0]))
