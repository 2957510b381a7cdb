"""Needs that look like one: of the same thing, of two organisations, in the same scenario, at places that overlap, for
about as long. What looks like one need is shown to a person, who decides: policy of Steun.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from steun.core.kernel.text.folding import folded

SHORTEST = 4
"""Letters of a word that says something of a place or a scenario."""
EVERYWHERE = frozenset(
    {"regio", "region", "gemeente", "municipality", "provincie", "province", "rond", "langs", "near"}
)
"""Words of places that name none."""
LONGEST = 2
"""One lasts at most so many times as long as the other."""


@dataclass(frozen=True, slots=True)
class Said:
    """One need, as far as it is compared. `means`: the code of what is needed."""

    key: str
    owner: str
    means: str
    scenario: str
    place: str
    hours: int


def words(text: str) -> frozenset[str]:
    """What a text says, whatever its order and its small words.

    >>> sorted(words("Hoogwater van de Geul, regio Zuid"))
    ['geul', 'hoogwater', 'zuid']
    """
    plain = "".join(sign if sign.isalnum() else " " for sign in folded(text)).split()
    return frozenset(word for word in plain if len(word) >= SHORTEST and word not in EVERYWHERE) or frozenset(plain)


def overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    """Does each say at least half of what the shorter says?"""
    return bool(one and other) and 2 * len(one & other) >= min(len(one), len(other))


def alike(one: Said, other: Said) -> bool:
    """Do these look like one need?

    >>> geul = Said("1", "VR24", "sandbags", "High water of 2021", "Geul, Valkenburg", 48)
    >>> alike(geul, Said("2", "GM0994", "sandbags", "high water 2021", "Valkenburg", 72))
    True
    >>> alike(geul, Said("3", "VR24", "sandbags", "High water of 2021", "Geul", 48))
    False
    """
    if one.owner == other.owner or one.means != other.means:
        return False
    if max(one.hours, other.hours) > LONGEST * min(one.hours, other.hours):
        return False
    return overlap(words(one.scenario), words(other.scenario)) and bool(words(one.place) & words(other.place))


def groups(needs: Iterable[Said]) -> Iterator[tuple[Said, ...]]:
    """Each need with those that look like it, one of each other owner at most; a need stands in one group."""
    by_means: dict[str, list[Said]] = defaultdict(list)
    for it in needs:
        by_means[it.means].append(it)
    for means in sorted(by_means):
        yield from among(by_means[means])


def among(needs: list[Said]) -> Iterator[tuple[Said, ...]]:
    """The groups of needs of one thing: only needs that share a word of their places are compared."""
    near: dict[str, list[int]] = defaultdict(list)
    for n, it in enumerate(needs):
        for word in words(it.place):
            near[word].append(n)
    taken: set[int] = set()
    for n, it in enumerate(needs):
        if n in taken:
            continue
        group, owners = [n], {it.owner}
        for other in sorted({m for word in words(it.place) for m in near[word] if m > n} - taken):
            if needs[other].owner not in owners and alike(it, needs[other]):
                group.append(other)
                owners.add(needs[other].owner)
        if len(group) > 1:
            taken.update(group)
            yield tuple(needs[m] for m in group)
