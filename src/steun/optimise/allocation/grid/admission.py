"""Which units a line admits: by capability, by its legal basis, and by who owns them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.format.problem import Line, Unit
from steun.optimise.arrays import Bools, Int64s


class Admission(NamedTuple):
    """Tables instead of bit masks: how many owners and legal bases there are sets no limit.

    basis, owner (L): row of each line; under (B,S): may an offer with that set of bases serve it; by (K,O): may a unit
    of that owner. B legal bases, S sets of them that offers name, K lists of owners that lines name, O owners.
    """

    basis: Int64s
    under: Bools
    owner: Int64s
    by: Bools


def admission(sets: tuple[frozenset[str] | None, ...], owners: Iterable[str], lines: tuple[Line, ...]) -> Admission:
    """sets: the sets of legal bases that offers name, None = every one; owners: all, in the order of columns."""
    owners = tuple(owners)
    bases: dict[str | None, int] = {}
    named: dict[frozenset[str] | None, int] = {}
    basis = [bases.setdefault(x.basis, len(bases)) for x in lines]
    owner = [named.setdefault(None if x.owners is None else frozenset(x.owners), len(named)) for x in lines]
    under = [s is None or b is None or b in s for b in bases for s in sets]
    by = [names is None or o in names for names in named for o in owners]
    return Admission(
        np.array(basis, np.int64), np.array(under, bool).reshape(len(bases), len(sets)),
        np.array(owner, np.int64), np.array(by, bool).reshape(len(named), len(owners)),
    )  # fmt: skip


def allowed(line: Line, unit: Unit, capability: str) -> bool:
    """By the legal basis of the line, and by whose the unit is."""
    bases = next(s.bases for s in unit.offers if s.capability == capability)
    on_that_basis = bases is None or line.basis is None or line.basis in bases
    return on_that_basis and (line.owners is None or unit.owner in line.owners)


def percent_of(line: Line, capability: str) -> int:
    """How far one piece of `capability` helps the line, in percent; 0 when not at all."""
    if capability == line.capability:
        return 100
    return next((o.efficiency_percent for o in line.alternatives if o.capability == capability), 0)
