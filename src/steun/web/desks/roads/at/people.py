"""Cars of people who leave, by link: as their evacuation is counted, spread over the ways out of its zones.

Beyond the first places outside, nobody counts them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from steun.core.deliver.evacuation.people import SLOT
from steun.web.deliver.evacuation.model import Evacuation
from steun.web.deliver.evacuation.read import Outlook, outlook
from steun.web.deliver.joint.evacuees import STATES
from steun.web.deliver.movement.planning import ends_of_links
from steun.web.deliver.movement.read import node_name
from steun.web.desks.roads.at.columns import MINUTE, minute_of
from steun.web.kernel.actor import Actor
from steun.web.know.road.read import register, stretches

Way = tuple[str, str]
"""A link, and the node from which one drives it."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """An evacuation with how it goes."""

    it: Evacuation
    view: Outlook

    def safe_at(self, at: datetime) -> int:
        return self.view.course.by(self.minute(at))

    def minute(self, at: datetime) -> int:
        """After the decision."""
        return (at - self.it.decision_at) // MINUTE

    def cars_on(self, way: Way, minute: int) -> int:
        """Cars in an hour, at a minute that all on the roads share."""
        gate, rate = self.view.way.cars, self.view.course.cars_in(minute - minute_of(self.it.decision_at))
        return self.view.way.over.get(way, 0) * rate // gate if gate else 0

    def changes(self) -> range:
        """The minutes at which the number of cars may change, to the last that drives."""
        first = minute_of(self.it.decision_at)
        return range(first, first + (len(self.view.course.cars) + 1) * SLOT, SLOT)

    @property
    def ends(self) -> datetime:
        return max(self.it.threat_at, self.it.decision_at + timedelta(minutes=len(self.view.course.cars) * SLOT))

    def lets(self, link: str, lanes_taken: int = 0) -> int:
        """Cars in an hour that a link lets through, one way; of a road with one lane each way a column leaves none."""
        lanes, values = register().links[link].lanes, self.it.values
        if lanes > 1:
            return max(0, lanes - lanes_taken) * values["lane_cars_per_hour"]
        return 0 if lanes_taken else values["two_way_cars_per_hour"]


@dataclass(frozen=True, slots=True)
class Load:
    """Cars in an hour on a link, one way, and what it lets through; whose they are."""

    way: Way
    cars: int
    lets: int
    its: tuple[Evacuation, ...]

    @property
    def road(self) -> str:
        return stretches()[self.way[0]].name

    @property
    def end(self) -> str:
        """The node at which it ends."""
        a, b = ends_of_links()[self.way[0]]
        return b if self.way[1] == a else a

    @property
    def towards(self) -> str:
        return node_name(self.end)

    @property
    def percent(self) -> int:
        """Of what it lets through."""
        return min(100, self.cars * 100 // max(1, self.lets))


def leaving(actor: Actor) -> list[Leaving]:
    """The evacuations that this actor may see, with people who leave or are going to."""
    rows = Evacuation.objects.visible_to(actor).filter(state__in=STATES).whole().order_by("decision_at", "pk")
    return [Leaving(it, outlook(it)) for it in rows]


def loads_at(its: Iterable[Leaving], at: datetime) -> list[Load]:
    """Every link with people on it, the fullest first."""
    found: dict[Way, Load] = {}
    for one in its:
        for way in one.view.way.over:
            if cars := one.cars_on(way, minute_of(at)):
                before = found.get(way, Load(way, 0, one.lets(way[0]), ()))
                found[way] = Load(way, before.cars + cars, before.lets, (*before.its, one.it))
    return sorted(found.values(), key=lambda it: (-it.percent, -it.cars, it.way))
