"""The allocation policy: who may lose what was promised, who waits, what is held in reserve. An authority sets them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from steun.core.kernel.errors import Fault

LEAST_URGENT = 5
LONGEST_LEAD = 240
"""Minutes: longer than a shift of a crisis team takes to decide."""


@dataclass(frozen=True, slots=True)
class AllocationPolicy:
    """What counts when there is not enough. The start: every promise stands, nobody waits. Source: planner's model.

    displace: priority classes whose promises, not yet under way, may go to a higher class.
    hold: classes that wait while what they ask is precious to others.
    fairness: the worst served region first, within a class.
    reserve: hours that scenarios show to be precious have a price.
    lead: minutes between the proposal and the decision on it; no unit is asked to start before.
    """

    displace: tuple[int, ...] = ()
    hold: tuple[int, ...] = ()
    fairness: bool = False
    reserve: bool = True
    lead: int = 15

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "displace": list(self.displace), "hold": list(self.hold)}

    def faults(self) -> Iterator[Fault]:
        """What is no policy. Class 1 saves lives: it never gives way and never waits."""
        for name, least, classes in (("displace", 2, self.displace), ("hold", 3, self.hold)):
            if any(not least <= k <= LEAST_URGENT for k in classes):
                yield Fault(name, "class-out-of-range", {"least": least, "most": LEAST_URGENT})
        if not 0 <= self.lead <= LONGEST_LEAD:
            yield Fault("lead", "minutes-out-of-range", {"least": 0, "most": LONGEST_LEAD})
        if self.hold and not self.reserve:
            yield Fault("hold", "hold-needs-reserve")


START = AllocationPolicy()
"""In force until an authority sets another."""
