"""Shares of what was counted: of how many, how many, and of how many nobody knows. What is not known is never fine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Count:
    """whole: how many it is about. part: for how many of them it is so. unknown: for how many nobody knows.

    >>> found = Count(8, 5, 2)
    >>> found.rest, found.share
    (1, 63)
    >>> Count().share is None
    True
    """

    whole: int = 0
    part: int = 0
    unknown: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.whole + other.whole, self.part + other.part, self.unknown + other.unknown)

    @property
    def rest(self) -> int:
        """For how many it is known not to be so."""
        return self.whole - self.part - self.unknown

    @property
    def share(self) -> int | None:
        """Percent of the whole for which it is known to be so, halves upwards; None of nothing."""
        return (200 * self.part + self.whole) // (2 * self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class Group:
    """What was counted of one indicator, for one organisation, in one quarter (by its place in the period)."""

    indicator: str
    organisation: str
    quarter: int
    count: Count


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year: its days are from `begins` until, not included, `ends`.

    >>> [it.code for it in quarters(date(2026, 2, 3), 3)]
    ['2025-3', '2025-4', '2026-1']
    """

    year: int
    number: int

    @property
    def code(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def begins(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends(self) -> date:
        return date(self.year + self.number // 4, 3 * (self.number % 4) + 1, 1)


def quarters(last: date, many: int) -> tuple[Quarter, ...]:
    """So many quarters, the one of this day the last."""
    end = last.year * 4 + (last.month - 1) // 3
    return tuple(Quarter(n // 4, n % 4 + 1) for n in range(end - many + 1, end + 1))


def total(groups: Iterable[Group], indicator: str) -> Count:
    return sum((it.count for it in groups if it.indicator == indicator), Count())


def by_quarter(groups: Iterable[Group], indicator: str, many: int) -> list[Count]:
    """One count for each quarter of the period, also of those in which there was nothing."""
    found = [Count()] * many
    for it in groups:
        if it.indicator == indicator:
            found[it.quarter] += it.count
    return found


def by_region(groups: Iterable[Group], indicator: str, region_of: Mapping[str, str]) -> dict[str, Count]:
    """One count for each region; "" for organisations that lie in none, as those of the nation.

    >>> rows = [Group("met", whose, 0, Count(2, 1)) for whose in ("GM1", "GM2", "DOPS")]
    >>> by_region(rows, "met", {"GM1": "VR1", "GM2": "VR1"})
    {'VR1': Count(whole=4, part=2, unknown=0), '': Count(whole=2, part=1, unknown=0)}
    """
    found: dict[str, Count] = {}
    for it in groups:
        if it.indicator == indicator:
            region = region_of.get(it.organisation, "")
            found[region] = found.get(region, Count()) + it.count
    return found
