"""The most cars that can be safe by each moment: a largest flow through the roads laid out in time, slot after slot.

The network has a node for each node of the roads in each slot. Cars leave a zone as its curve lets them, wait at home
at will, and drive on without a stop. Slot after slot the way into the receptions opens, and the flow is made as large
as it can be (Dinic 1970). What arrived in an earlier slot stays: so as many as possible are safe as early as possible,
the earliest arrival flow of Gale (1959) wherever receptions have places enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steun.optimise.arrays import Int64s
from steun.optimise.compiled import COMPILED, kernel

ENDLESS = 1 << 40


@dataclass
class Net:
    """Arcs in pairs: 2k and its way back 2k + 1. first (N), following (A), to (A): the arcs of a node as a list."""

    to: Int64s
    room: Int64s
    first: Int64s
    following: Int64s


def net_of(starts: Int64s, ends: Int64s, room: Int64s, nodes: int) -> Net:
    """starts, ends, room: (K), the arcs; each gets its way back, without room."""
    to, both = np.empty(2 * len(ends), np.int64), np.zeros(2 * len(room), np.int64)
    to[0::2], to[1::2], both[0::2] = ends, starts, room
    first, following = np.full(nodes, -1, np.int64), np.full(len(to), -1, np.int64)
    _list_arcs(to, first, following)
    return Net(to, both, first, following)


@kernel
def _list_arcs(to: Int64s, first: Int64s, following: Int64s) -> None:
    for arc in range(len(to) - 1, -1, -1):
        start = to[arc ^ 1]
        following[arc] = first[start]
        first[start] = arc


@kernel
def enlarge(
    to: Int64s, room: Int64s, first: Int64s, following: Int64s, source: int, sink: int,
    blank: Int64s, level: Int64s, queue: Int64s, turn: Int64s, path: Int64s,
) -> int:  # fmt: skip
    """Enlarge the flow from source to sink until it is largest; `room` (A) is what is left. How much was added.
    blank: -1 for each node; level, queue, turn, path: to work in, a place for each node."""
    added = 0
    while True:
        level[:] = blank
        level[sink], queue[0] = 0, sink
        head, tail = 0, 1
        while head < tail and level[source] < 0:  # from the sink, which few ways lead to
            node = queue[head]
            head += 1
            arc = first[node]
            while arc >= 0:
                other = to[arc]
                if room[arc ^ 1] > 0 and level[other] < 0:
                    level[other] = level[node] + 1
                    queue[tail] = other
                    tail += 1
                arc = following[arc]
        if level[source] < 0:
            return added
        turn[:] = first
        node, length = source, 0
        while True:
            if node == sink:
                least = room[path[0]]
                for k in range(1, length):
                    least = min(least, room[path[k]])
                for k in range(length - 1, -1, -1):
                    room[path[k]] -= least
                    room[path[k] ^ 1] += least
                    if room[path[k]] == 0:
                        length = k
                node = to[path[length] ^ 1]
                added += least
                continue
            arc = turn[node]
            while arc >= 0 and not (room[arc] > 0 and level[to[arc]] >= 0 and level[to[arc]] == level[node] - 1):
                arc = following[arc]
            turn[node] = arc
            if arc >= 0:
                path[length] = arc
                length += 1
                node = to[arc]
            elif length == 0:
                break
            else:
                level[node] = -1
                length -= 1
                node = to[path[length] ^ 1]


@kernel
def earliest(
    to: Int64s, room: Int64s, first: Int64s, following: Int64s, source: int, sink: int, begin: Int64s, doors: Int64s,
    places: Int64s, firm: bool, safe: Int64s, blank: Int64s, level: Int64s, queue: Int64s, turn: Int64s, path: Int64s,
) -> None:  # fmt: skip
    """How many more are safe slot after slot, into `safe` (T). doors: arcs into receptions, those of slot t in
    [begin[t], begin[t + 1]), with `places` each. firm: who is safe stays safe there; else only the totals mean
    anything."""
    left, arc = 0, first[source]
    while arc >= 0:
        left += room[arc]
        arc = following[arc]
    for slot in range(len(safe)):
        for k in range(begin[slot], begin[slot + 1]):
            room[doors[k]] = places[k]
        if left > 0:  # else everybody is safe: no larger flow is looked for
            safe[slot] = enlarge(to, room, first, following, source, sink, blank, level, queue, turn, path)
            left -= safe[slot]
        if firm:
            for k in range(begin[slot], begin[slot + 1]):
                room[doors[k] ^ 1] = 0


def earliest_in(
    net: Net, source: int, sink: int, begin: Int64s, doors: Int64s, places: Int64s, firm: bool = True
) -> Int64s:
    """`earliest`, on a net of which `room` is what is left afterwards. Plain Python counts on lists: on arrays it takes
    four times as long."""
    nodes = len(net.first)
    rows = [net.to, net.room, net.first, net.following, begin, doors, places]
    work = [np.zeros(len(begin) - 1, np.int64), np.full(nodes, -1, np.int64), *np.zeros((4, nodes), np.int64)]
    if not COMPILED:
        rows, work = [row.tolist() for row in rows], [row.tolist() for row in work]
    to, room, first, following, begin, doors, places = rows
    earliest(to, room, first, following, source, sink, begin, doors, places, firm, *work)
    net.room[:] = room
    return np.asarray(work[0], np.int64)
