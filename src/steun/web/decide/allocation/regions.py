"""What part of its requirements each region gets, laid beside that of all together: a row per region."""

from __future__ import annotations

from dataclasses import dataclass

from steun.core.decide.policy import RegionPart
from steun.web.kernel.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Part:
    """What a region gets in one class. below: percent points less than all together; 0 = not less."""

    percent: int
    whole: int
    lines: int
    below: int


@dataclass(frozen=True, slots=True)
class Row:
    """A region, or all together (None); a part per class of the table, None where it asks nothing."""

    region: Organisation | None
    parts: list[tuple[int, Part | None]]

    @property
    def below(self) -> int:
        return max((part.below for _, part in self.parts if part), default=0)


def regions(found: list[RegionPart]) -> tuple[list[int], list[Row]]:
    """The classes that are asked for; all together, then each region, who is furthest below them first. Nothing where
    only one region asks: it is all that there is."""
    together = {it.priority: it.percent for it in found if it.region is None}
    parts = {
        (it.region, it.priority): Part(it.percent, it.whole, it.lines, max(0, together[it.priority] - it.percent))
        for it in found
    }
    names = Organisation.objects.in_bulk([it.region for it in found if it.region])
    if len(names) < 2:
        return [], []
    classes = sorted(together)
    rows = [Row(names.get(code), [(k, parts.get((code, k))) for k in classes]) for code in (None, *sorted(names))]
    return classes, [rows[0], *sorted(rows[1:], key=lambda row: -row.below)]
