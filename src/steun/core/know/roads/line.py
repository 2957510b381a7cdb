"""A road as one line: its links one after the other, each with the metres at which it begins and ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from steun.core.know.roads.register import RoadLink


@dataclass(frozen=True, slots=True)
class Section:
    """A link on the line. first_m, last_m: metres from the beginning of the line, at `start` and at `end`."""

    link: str
    start: str
    end: str
    first_m: int
    last_m: int

    def at(self, node: str) -> int:
        """Where on the line one of its ends lies."""
        return self.first_m if node == self.start else self.last_m


def in_line(links: Iterable[RoadLink]) -> Mapping[str, Section]:
    """By code of a link: where it lies. Parts of a road that do not touch follow each other; a branch follows the rest.

    The line begins at an end of the road, the first by its code, so that the same register gives the same line.
    """
    of_road = sorted(links, key=lambda it: it.code)
    around: dict[str, list[RoadLink]] = defaultdict(list)
    for link in of_road:
        around[link.a].append(link)
        around[link.b].append(link)
    found: dict[str, Section] = {}
    metres = 0
    for node in sorted(around, key=lambda it: (len(around[it]), it)):
        waiting = [node]
        while waiting:
            here = waiting.pop()
            unseen = [it for it in around[here] if it.code not in found]
            if not unseen:
                continue
            link = unseen[0]
            there = link.b if link.a == here else link.a
            found[link.code] = Section(link.code, here, there, metres, metres + link.metres)
            metres += link.metres
            waiting += [here, there]
    return found
