"""Odd worlds that nothing was tuned on: is a plan ever behind a simple rule, and what do finer slots bring?"""

from __future__ import annotations

from unittest.mock import patch

from steun.optimise.allocation import phases
from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import CLASSES, Policy, weight_of_class
from steun.optimise.allocation.planner import plan
from tests.optimise.odd_worlds import KINDS, SIZES, odd_world
from tests.optimise.simple_rules import behind, by_rules, values_of

from .record import Book, load
from .static import warm

STOPS = {"50 ms": Stop(0.05), "1 move": Stop(None, 1), "1 s": Stop(1.0)}
SEARCHED = Policy(exact_lines=0)
MOVES = Stop(None, 20_000)
"""As many moves either way, whatever the load."""


def odd(book: Book, seeds: range) -> None:
    """Every kind in every size, starved and not: how many plans are behind one of the rules."""
    warm()
    for seed in seeds:
        for size in SIZES:
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
    """Every kind in the middle size, as it is and with whole hours only, in as many moves: the weighted sum of all
    classes and that of classes 4 and 5, one over the other; and whether a class fell behind, the highest counting."""
    warm()
    for seed in seeds:
        for kind in KINDS:
            problem, before = odd_world(kind, "middle", seed), load()
            fine = plan(problem, policy=SEARCHED, stop=MOVES, seed=seed)
            with (
                patch.object(phases, "finer", lambda _: None),
                patch.object(phases, "short", lambda _: ()),
                patch.object(phases, "fill_in_minutes", lambda *_: None),
            ):
                whole = plan(problem, policy=SEARCHED, stop=MOVES, seed=seed)
            total = [sum(weight_of_class(k) * made.objective[f"L{k}"] for k in CLASSES) for made in (fine, whole)]
            low = [made.objective["L4"] + made.objective["L5"] for made in (fine, whole)]
            worse = behind(values_of(problem, fine.met), values_of(problem, whole.met))
            book.note(f"slots {kind}", seed, before, weighted=_ratio(*total), lowest=_ratio(*low), behind=worse,
                      gap_5=100 * fine.gap["G_5"], gap_5_hours=100 * whole.gap["G_5"],
                      violations=sum(v.code != "promise-broken" for v in check(problem, fine)))  # fmt: skip


def _ratio(one: float, other: float) -> float:
    return one / other if other > 0 else 1.0
