"""One world: pieces of pools to needs, so that as much of each need as possible is met.

A need weighs the same whoever serves it, so the weightiest first, each with augmenting paths, is optimal (as in
`recourse`, from which this differs: an arc carries only so many pieces, pools differ by world, and it tells what each
need lacks). The price of a pool is what one piece more in it would save: the heaviest unmet need that an exchange
reaches; together the prices are an optimal dual solution of the linear program.

Arcs of the world stand one need after the other; a place is the number of such an arc.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steun.optimise.arrays import Floats, Int64s
from steun.optimise.compiled import kernel


class Room(NamedTuple):
    """What a world is worked out in. at (N+1): where the places of each need begin; owner, pool, most, flow (places):
    whose arc, to which pool, pieces it carries at most and now; first (P), after (places): lists of the places that
    ever carried pieces of a pool, -1 ends one, -2 is in none; seen (N), touched (P): the number of the search that came
    there; queue (N); wanted, held (N): the place for which a need was asked to give up the place that it holds."""

    at: Int64s
    owner: Int64s
    pool: Int64s
    most: Floats
    flow: Floats
    first: Int64s
    after: Int64s
    seen: Int64s
    touched: Int64s
    queue: Int64s
    wanted: Int64s
    held: Int64s


@kernel
def serve(
    asks: Int64s, quantity: Floats, weight: Floats, ptr: Int64s, pool: Int64s, most: Floats, have: Floats,
    short: Floats, price: Floats,
) -> float:  # fmt: skip
    """Weighted shortfall of one world. asks, quantity, weight (N): its needs, the weightiest first; ptr, pool, most:
    the arcs of each ask; have (P): pieces there. short (N) and price (P), zero on entry, are filled."""
    n = len(asks)
    room = laid_out(asks, ptr, pool, most, len(have))
    left = have.copy()
    search, loss = 0, 0.0
    for i in range(n):
        lacks = quantity[i]
        while lacks > 1e-9:
            search += 1
            moved = augment(room, left, search, i, lacks)
            if moved <= 0.0:
                break
            lacks -= moved
        short[i] = lacks if lacks > 1e-9 else 0.0
        loss += short[i] * weight[i]
    search += 1
    for i in range(n):
        if short[i] > 0.0 and room.seen[i] != search:
            reach(room, search, i, weight[i], price)
    return loss


@kernel
def laid_out(asks: Int64s, ptr: Int64s, pool: Int64s, most: Floats, pools: int) -> Room:
    n = len(asks)
    at = np.zeros(n + 1, np.int64)
    for i in range(n):
        at[i + 1] = at[i] + ptr[asks[i] + 1] - ptr[asks[i]]
    size = at[n]
    owner, its, carries = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size)
    for i in range(n):
        for k in range(at[i + 1] - at[i]):
            owner[at[i] + k] = i
            its[at[i] + k] = pool[ptr[asks[i]] + k]
            carries[at[i] + k] = most[ptr[asks[i]] + k]
    return Room(
        at, owner, its, carries, np.zeros(size), np.full(pools, -1), np.full(size, -2), np.zeros(n, np.int64),
        np.zeros(pools, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64),
    )  # fmt: skip


@kernel
def augment(room: Room, left: Floats, search: int, i: int, lacks: float) -> float:
    """Pieces for need i, perhaps by letting earlier needs change pools: breadth first. 0 when there are none."""
    room.queue[0] = i
    room.seen[i] = search
    head, tail = 0, 1
    while head < tail:
        j = room.queue[head]
        head += 1
        for place in range(room.at[j], room.at[j + 1]):
            p = room.pool[place]
            if room.touched[p] == search or room.flow[place] >= room.most[place] - 1e-9:
                continue
            if left[p] > 1e-9:
                return shift(room, left, i, place, lacks)
            room.touched[p] = search
            tail = ask_holders(room, search, p, place, tail)
    return 0.0


@kernel
def ask_holders(room: Room, search: int, p: int, place: int, tail: int) -> int:
    """Queue the needs that hold pieces of pool p, for which `place` asks; returns the new end of the queue."""
    other = room.first[p]
    while other >= 0:
        m = room.owner[other]
        if room.seen[m] != search and room.flow[other] > 1e-9:
            room.seen[m] = search
            room.wanted[m], room.held[m] = place, other
            room.queue[tail] = m
            tail += 1
        other = room.after[other]
    return tail


@kernel
def shift(room: Room, left: Floats, i: int, free: int, lacks: float) -> float:
    """The need of the free place takes it and gives up what the need before it on the path wants; two passes."""
    moved = min(lacks, left[room.pool[free]])
    for doing in range(2):
        place = free
        while True:
            m = room.owner[place]
            if doing == 0:
                moved = min(moved, room.most[place] - room.flow[place])
            else:
                room.flow[place] += moved
                if room.after[place] == -2:
                    room.after[place] = room.first[room.pool[place]]
                    room.first[room.pool[place]] = place
            if m == i:
                break
            if doing == 0:
                moved = min(moved, room.flow[room.held[m]])
            else:
                room.flow[room.held[m]] -= moved
            place = room.wanted[m]
    left[room.pool[free]] -= moved
    return float(moved)


@kernel
def reach(room: Room, search: int, i: int, weight: float, price: Floats) -> None:
    """Every pool in which one piece more would help need i, by an exchange if need be."""
    room.queue[0] = i
    room.seen[i] = search
    head, tail = 0, 1
    while head < tail:
        j = room.queue[head]
        head += 1
        for place in range(room.at[j], room.at[j + 1]):
            p = room.pool[place]
            if room.touched[p] == search or room.flow[place] >= room.most[place] - 1e-9:
                continue
            room.touched[p] = search
            price[p] = weight
            tail = ask_holders(room, search, p, place, tail)
