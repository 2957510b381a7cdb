"""Odd worlds that nothing was tuned on: is a plan ever behind a simple rule, and what do finer slots bring?"""

from __future__ import annotations

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import CLASSES, Policy, weight_of_class
from steun.optimise.allocation.planner import plan
from tests.optimise.odd_worlds import KINDS, odd_world
from tests.optimise.simple_rules import behind, by_rules, values_of

from .record import Book, load
from .static import warm

STOPS = {"50 ms": Stop(0.05), "1 move": Stop(None, 1), "1 s": Stop(1.0)}
SEARCHED = Policy(exact_lines=0)
SHORT = ("shuttle", "short jobs")
"""Kinds of which the work takes minutes."""


def odd(book: Book, seeds: range) -> None:
    """Every kind in the small and middle size, starved and not: how many plans are behind one of the rules."""
    warm()
    for seed in seeds:
        for size in ("small", "middle"):
            worlds = [odd_world(kind, size, seed) for kind in KINDS]
            rules = [by_rules(problem) for problem in worlds]
            for name, stop in STOPS.items():
                before, worse, wrong, searched, expected = load(), 0, 0, 0, 0
                for problem, its in zip(worlds, rules, strict=True):
                    made = plan(problem, policy=SEARCHED, stop=stop, seed=seed, bounds=False)
                    reached = values_of(problem, made.met)
                    worse += any(behind(reached, one) for one in its.values())
                    wrong += sum(v.code != "promise-broken" for v in check(problem, made))
                    searched, expected = searched + made.searched, expected + made.expected
                book.note(f"odd {size} {name}", seed, before, worlds=len(worlds), behind=worse, violations=wrong,
                          searched_of_expected=100 * searched / expected)  # fmt: skip


def slots(book: Book, seeds: range) -> None:
    """Worlds of short jobs: the weighted sum of all classes, and classes 4 and 5, at slots of 5 minutes over slots of
    an hour, both for a second, one after the other."""
    warm()
    for seed in seeds:
        for kind in SHORT:
            problem, before = odd_world(kind, "middle", seed), load()
            low, total = {}, {}
            for slot in (60, 5):
                made = plan(problem, policy=Policy(exact_lines=0, slot=slot), stop=Stop(1.0), seed=seed, bounds=False)
                low[slot] = made.objective["L4"] + made.objective["L5"]
                total[slot] = sum(weight_of_class(k) * made.objective[f"L{k}"] for k in CLASSES)
            book.note(f"slots {kind}", seed, before, weighted=total[5] / total[60], lowest=low[5] / max(1e-9, low[60]))
