"""One decorator: compile a kernel with numba when it may be used, else run it as the plain Python it is.

`STEUN_NO_NUMBA=1` switches compilation off, some hundred times slower: exact plans are the same, and a search gives
every class the same; its lateness may differ where two starts tie to the last digit.
Importing this module imports numba; nothing that a web server needs at start-up does so.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np

from steun.optimise.arrays import Int64s

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

COMPILED = os.environ.get("STEUN_NO_NUMBA", "") in ("", "0")


def kernel(function: Kernel) -> Kernel:
    """Compile `function`, keep the machine code on disk beside it, and let other threads run meanwhile."""
    if not COMPILED:
        return function
    import numba

    return cast(Kernel, numba.njit(cache=True, nogil=True)(function))


def loose_kernel(function: Kernel) -> Kernel:
    """As `kernel`, and sums and minima may be regrouped: for short loops that must run in vector registers."""
    if not COMPILED:
        return function
    import numba

    return cast(Kernel, numba.njit(cache=True, nogil=True, fastmath=True)(function))


def random_state(seed: int) -> Int64s:
    """A state (1) for `draw`, never 0, where the generator would stand still, from any whole number."""
    return np.array([seed % 2147483646 + 1], np.int64)


@kernel
def draw(state: Int64s, n: int) -> int:
    """A number in 0..n-1 from a state (1), by Lehmer's generator, the same with and without numba."""
    state[0] = state[0] * 48271 % 2147483647
    return int(state[0] % n)
