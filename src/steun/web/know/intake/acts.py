"""Taking over a table of capabilities: every row that changes something becomes a proposal, or none does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import Field

from steun.core.kernel.errors import Fault, Malformed
from steun.exchange.tables.cells import MOST_ROWS
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.shape import Count, Shape
from steun.web.kernel.life.once import once
from steun.web.know.intake.capabilities import Known, as_given, weighed
from steun.web.know.intake.reading import at_row
from steun.web.know.listing.acts import notify_reviewers, proposed
from steun.web.know.listing.model import Listing
from steun.web.know.listing.shape import ListingIn


class RowIn(Shape):
    """A row, with its number in the file."""

    number: Count
    said: ListingIn


class RowsIn(Shape):
    """The rows of a table that change something, each as a proposal of its own."""

    rows: Annotated[list[RowIn], Field(min_length=1, max_length=MOST_ROWS)]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, ListingIn]]) -> RowsIn:
        return cls(rows=[RowIn(number=number, said=said) for number, said in rows])


@once("listing.take-over")
def take_over(shape: RowsIn, *, by: Actor, id: UUID | None = None) -> Listing:
    """All of them in one transaction, checked anew against what stands; the last one is returned. Raises `Malformed`
    with every fault at its row. Who reviews them is told once for each owner."""
    found = weighed(as_given((row.number, row.said) for row in shape.rows), Known(), at_row)
    if found.faults:
        raise Malformed(found.faults)
    made = [proposed(row.shape, by=by, quietly=True) for row in found.to_take_over]
    if not made:
        raise Malformed([Fault("file", "table-changes-nothing")])
    for it in {listing.owner_id: listing for listing in made}.values():
        notify_reviewers(it, it.entry)
    return made[-1]
