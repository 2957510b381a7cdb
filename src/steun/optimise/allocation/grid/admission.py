"""Law and ownership: which units a line admits, by its legal basis and by who owns them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from steun.optimise.allocation.format.problem import Line


class Admission(NamedTuple):
    """Tables instead of bit masks: how many owners and legal bases there are sets no limit.

    basis, owner (L): row of each line; under (B,S) bool: may an offer with that set of bases serve it; by (K,O) bool:
    may a unit of that owner.
    """

    basis: Any
    under: Any
    owner: Any
    by: Any


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
