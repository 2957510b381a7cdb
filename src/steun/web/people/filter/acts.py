"""Keep the filters of a list under a name, and let them go."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import transaction

from steun.core.kernel.errors import Fault, Malformed, Unknown
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.people.filter.model import SavedFilter

LISTS = ("/requests", "/search", "/journal", "/units", "/incidents", "/organisations")
"""Lists whose filters can be kept."""
MOST = 40
"""Kept by one person."""
PASSING = frozenset({"csrfmiddlewaretoken", "page", "before", "sheet"})
"""Parts of an address that say where in the list one is, not what one looks for."""


class FilterIn(Shape):
    """The list by its address, and its filters as they stand behind the question mark."""

    name: Annotated[str, Letters(80, 1)]
    path: Literal["/requests", "/search", "/journal", "/units", "/incidents", "/organisations"]
    query: Annotated[str, Letters(500)] = ""


def filters_of(query: str) -> str:
    """What one looks for; empty filters and places in the list do not count.

    >>> filters_of("q=boat&state=&page=3")
    'q=boat'
    """
    pairs = parse_qsl(query.removeprefix("?"), max_num_fields=50)
    return urlencode([(name, value) for name, value in pairs if name not in PASSING])


@transaction.atomic
def save(shape: FilterIn, *, by: Actor) -> SavedFilter:
    """Under a name that one has already for this list, in its place. Raises `Malformed`."""
    try:
        query = filters_of(shape.query)
    except ValueError as error:
        raise Malformed([Fault("query", "unreadable")]) from error
    mine = SavedFilter.objects.visible_to(by)
    if mine.count() >= MOST and not mine.filter(path=shape.path, name=shape.name).exists():
        raise Malformed([Fault("name", "too-many-filters", {"most": MOST})])
    row, _ = SavedFilter.objects.update_or_create(
        person_id=by.person, path=shape.path, name=shape.name, defaults={"query": query}
    )
    return row


def remove(pk: UUID, *, by: Actor) -> SavedFilter:
    """Let one go. Raises `Unknown` when it is not one's own."""
    row = SavedFilter.objects.visible_to(by).filter(pk=pk).first()
    if row is None:
        raise Unknown("filter", pk)
    SavedFilter.objects.filter(pk=pk).delete()
    return row
