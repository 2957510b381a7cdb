"""How many cars can leave an area at once, and how long they drive: the roads as a network of pipes.

The largest flow out of the area is what its roads let through at most, whatever way each car takes (Ford and Fulkerson
1956). It knows no time: the joint plan of columns and evacuees does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import heappop, heappush


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of a link. cars: that it lets through in an hour; minutes: how long one drives."""

    start: str
    end: str
    cars: int
    minutes: int


def leaving_at_once(ways: Iterable[Way], inside: Collection[str], safe: Collection[str]) -> int:
    """Cars in an hour from the nodes inside to those where it is safe.

    >>> roads = [Way("a", "b", 1_000, 5), Way("a", "c", 500, 5), Way("b", "d", 700, 5), Way("c", "d", 900, 5)]
    >>> leaving_at_once(roads, {"a"}, {"d"})
    1200
    """
    ends = set(safe)
    return sum(cars for (_, end), cars in spread_out(ways, inside, safe).items() if end in ends)


def spread_out(ways: Iterable[Way], inside: Collection[str], safe: Collection[str]) -> dict[tuple[str, str], int]:
    """One way to spread that largest flow: by start and end, the cars in an hour. It fills the shortest ways first.

    >>> roads = [Way("a", "b", 1_000, 5), Way("a", "c", 500, 5), Way("b", "d", 700, 5), Way("c", "d", 900, 5)]
    >>> spread_out(roads, {"a"}, {"d"})[("c", "d")]
    500
    """
    room: dict[str, dict[str, int]] = {}
    for way in ways:
        room.setdefault(way.start, {})[way.end] = room.get(way.start, {}).get(way.end, 0) + way.cars
        room.setdefault(way.end, {}).setdefault(way.start, 0)
    full = {start: dict(row) for start, row in room.items()}
    sources, sinks = set(inside) - set(safe), set(safe)
    while path := shortest(room, sources, sinks):
        least = min(room[a][b] for a, b in path)
        for a, b in path:
            room[a][b] -= least
            room[b][a] += least
    return {(a, b): cars - room[a][b] for a, row in full.items() for b, cars in row.items() if cars > room[a][b]}


def shortest(
    room: dict[str, dict[str, int]], sources: Collection[str], sinks: Collection[str]
) -> list[tuple[str, str]]:
    """A way with room left over the fewest links; [] = there is none."""
    before: dict[str, str] = dict.fromkeys(sorted(sources), "")
    waiting = deque(before)
    while waiting:
        node = waiting.popleft()
        if node in sinks:
            path = []
            while before[node]:
                path.append((before[node], node))
                node = before[node]
            return path[::-1]
        for other, left in room.get(node, {}).items():
            if left > 0 and other not in before:
                before[other] = node
                waiting.append(other)
    return []


def longest_drive(ways: Iterable[Way], inside: Collection[str], safe: Collection[str]) -> int | None:
    """Minutes from the node inside that lies farthest from where it is safe; None = from one no way leads out.

    >>> longest_drive([Way("a", "b", 1, 5), Way("b", "d", 1, 7)], {"a", "b"}, {"d"})
    12
    """
    towards: dict[str, list[tuple[str, int]]] = {}
    for way in ways:
        if way.cars > 0:
            towards.setdefault(way.end, []).append((way.start, way.minutes))
    least: dict[str, int] = {}
    heap = [(0, node) for node in sorted(safe)]
    while heap:
        minutes, node = heappop(heap)
        if node in least:
            continue
        least[node] = minutes
        for other, more in towards.get(node, ()):
            if other not in least:
                heappush(heap, (minutes + more, other))
    if not set(inside) <= least.keys():
        return None
    return max((least[node] for node in inside), default=0)
