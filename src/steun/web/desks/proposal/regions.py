"""What part of its requirements each region is given, laid beside that of all together: a row per region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from steun.web.decide.planning.counts import per_region
from steun.web.decide.proposal.model import ProposalLine
from steun.web.kernel.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Part:
    """What a region is given in one class. below: percent points less than all together; 0 = not less."""

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


def regions(lines: Iterable[ProposalLine]) -> tuple[list[int], list[Row]]:
    """The classes that are asked for; all together, then each region, who is furthest below them first. Nothing where
    only one region asks: it is all that there is."""
    found = per_region(lines)
    together = {row["priority"]: row["percent"] for row in found if row["region"] is None}
    parts = {
        (row["region"], row["priority"]): Part(
            row["percent"], row["whole"], row["lines"], max(0, together[row["priority"]] - row["percent"])
        )
        for row in found
    }
    names = Organisation.objects.in_bulk([row["region"] for row in found if row["region"]])
    if len(names) < 2:
        return [], []
    classes = sorted(together)
    rows = [Row(names.get(code), [(k, parts.get((code, k))) for k in classes]) for code in (None, *sorted(names))]
    return classes, [rows[0], *sorted(rows[1:], key=lambda row: -row.below)]
