"""Which sites on the way of a movement can take it for a halt or a night: places, beds, when they are open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from steun.core.deliver.movement.march import points
from steun.core.know.roads.site import SupportSite, enough
from steun.web.deliver.movement.model import Movement
from steun.web.kernel.moments import wall
from steun.web.know.road.read import register

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Halt:
    """A site on its way. first, last: when its first vehicle comes there and its last leaves. places, beds, is_open: is
    there enough, and is it open then; None = nobody stated it."""

    site: SupportSite
    first: datetime
    last: datetime
    places: bool | None
    beds: bool | None
    is_open: bool | None

    @property
    def fits(self) -> bool | None:
        """None = it must be asked."""
        said = (self.places, self.beds, self.is_open)
        return False if False in said else None if None in said else True


def halts(it: Movement) -> list[Halt]:
    """Every site at a point of its way, in the order in which it comes by, when all of it would halt there."""
    there = passing(it)
    found = []
    for site in register().sites.values():
        if site.node in there:
            first, last = there[site.node]
            begins, ends = wall(first).time(), wall(last).time()
            found.append(Halt(
                site, first, last, enough(site.number("places"), it.vehicles), enough(site.number("beds"), it.people),
                site.is_open(begins, ends, whole_days=last - first >= DAY),
            ))  # fmt: skip
    return sorted(found, key=lambda one: (one.first, one.site.code))


def passing(it: Movement) -> dict[str, tuple[datetime, datetime]]:
    """By point: the first vehicle of all packets, and the last."""
    found: dict[str, tuple[datetime, datetime]] = {}
    for node, first, last in times(it):
        before = found.get(node, (first, last))
        found[node] = (min(before[0], first), max(before[1], last))
    return found


def times(it: Movement) -> Iterator[tuple[str, datetime, datetime]]:
    links = register().links
    ends = {code: (link.a, link.b) for code, link in links.items()}
    for march in it.packets:
        if all(leg.link in links for leg in march.legs):
            for point in points(march, ends):
                yield point.node, it.moment(point.first), it.moment(point.last)
