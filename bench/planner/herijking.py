"""How much to hold where (the herijking): speed of judging scenarios, and how good the plans are that come of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from steun.optimise.readiness.recourse import Need, Packed, Stock, evaluate, pack
from steun.optimise.readiness.requirements import requirements

from .record import Book, clock, load

SITES, KINDS, NEEDS = 20, 10, 11
"""Stocks are sites x kinds; each scenario has 11 needs, as those of the prototype."""
BUDGET = 0.55
"""Share of the mean demand that the budget could buy at the cheapest site."""


def world(seed: int) -> list[Stock]:
    """Stocks of every kind at every site; a site away from towns is cheaper."""
    rng = np.random.default_rng((seed, 1))
    cost = rng.integers(50, 200, KINDS)[None, :] * rng.uniform(0.8, 1.3, SITES)[:, None]
    return [Stock(f"s{i}-{k}", f"kind-{k}", int(100 * cost[i, k])) for i in range(SITES) for k in range(KINDS)]


def scenarios(seed: int, count: int, draw: int = 0) -> Packed:
    """Crises drawn at random: a centre, a size with a heavy tail, and needs that sites within reach can serve."""
    there, rng = np.random.default_rng((seed, 1, 7)), np.random.default_rng((seed, 2, draw))
    place = there.uniform(0, 1, (SITES, 2))
    risk = there.dirichlet(np.full(12, 0.6))
    spot, taste = there.uniform(0, 1, (12, 2)), there.dirichlet(np.full(KINDS, 0.7), 12)
    kind_of = rng.choice(12, count, p=risk)
    centre = spot[kind_of] + rng.normal(0, 0.08, (count, 2))
    size = rng.pareto(2.5, count) + 0.3
    first, quantity, weight, reach, stock = [0], [], [], [0], []
    distance = np.sqrt(((centre[:, None] - place[None]) ** 2).sum(2))
    order = np.argsort(distance, axis=1)
    within = rng.integers(3, 8, (count, NEEDS))
    chosen = np.array([rng.choice(KINDS, NEEDS, p=taste[k]) for k in kind_of])
    asked = 1 + rng.poisson(np.minimum(4 * size[:, None], 60) * np.ones(NEEDS))
    heavy = -np.sort(-(3 ** rng.integers(0, 5, (count, NEEDS))), axis=1)
    for s in range(count):
        for n in range(NEEDS):
            quantity.append(float(asked[s, n]))
            weight.append(float(heavy[s, n]))
            stock += (order[s, : within[s, n]] * KINDS + chosen[s, n]).tolist()
            reach.append(len(stock))
        first.append(len(quantity))
    return Packed(np.array(first, np.int64), np.array(quantity), np.array(weight), np.array(reach, np.int64),
                  np.array(stock, np.int32))  # fmt: skip


def budget_for(d: Packed, stocks: list[Stock]) -> int:
    """Money for a share of what a scenario asks on the mean, at the mean price."""
    asked = d.quantity.sum() / (len(d.first) - 1)
    return int(BUDGET * asked * float(np.mean([s.cost for s in stocks])) * 4)


def even(budget: int, stocks: list[Stock]) -> Any:
    """The same money for every stock."""
    return np.array([budget / len(stocks) / s.cost for s in stocks])


def requirements_row(book: Book, seeds: range) -> None:
    """Scenarios a second on one core; plans on 20,000 and 100,000, judged on 20,000 others, beside an even spread and
    the linear program over 1,000."""
    evaluate(scenarios(0, 10), np.ones(SITES * KINDS))
    for seed in seeds:
        stocks, before = world(seed), load()
        thousand, fresh = scenarios(seed, 1000), scenarios(seed, 20_000, draw=1)
        budget = budget_for(fresh, stocks)
        figures: dict[str, float] = {}
        for count in (20_000, 100_000):
            known = scenarios(seed, count, draw=2)
            with clock() as seconds:
                made = requirements(known, budget, stocks=stocks, seed=seed)
                figures[f"seconds_{count}"] = seconds()
            pieces = np.array([made.pieces[s.id] for s in stocks], float)
            unseen = evaluate(fresh, pieces)[0]
            figures[f"fresh_{count}"] = float(unseen.mean())
            figures[f"fresh_{count}_half"] = 1.96 * float(unseen.std()) / np.sqrt(len(unseen))
        spread = float(evaluate(fresh, even(budget, stocks))[0].mean())
        figures["better_than_even"] = 100 * (1 - figures["fresh_100000"] / spread)
        figures["judged_per_second"] = _speed(thousand, pieces)
        figures["judged_per_second_even"] = _speed(thousand, even(budget, stocks))
        with clock() as seconds:
            have, inside = program(thousand, budget, stocks)
            figures["lp_seconds"] = seconds()
        outside = float(evaluate(fresh, have)[0].mean())
        figures["lp_overfit"] = 100 * (outside / inside - 1)
        figures["better_than_lp"] = 100 * (1 - figures["fresh_100000"] / outside)
        book.note("requirements", seed, before, **figures)


def _speed(d: Packed, have: Any) -> float:
    """Scenarios a second: the best of five passes over 1,000, on one core."""
    best = 1e9
    for _ in range(5):
        with clock() as seconds:
            evaluate(d, have)
            best = min(best, seconds())
    return (len(d.first) - 1) / best


def program(d: Packed, budget: int, stocks: list[Stock], *, whole: bool = False, seconds: float = 300.0) -> Any:
    """(pieces, mean weighted shortfall) of the two-stage program over all scenarios, by HiGHS."""
    import highspy

    n, j, m = len(d.quantity), len(stocks), len(d.stock)
    scenario = np.repeat(np.arange(len(d.first) - 1), np.diff(d.first))
    need_of = np.repeat(np.arange(n), np.diff(d.reach))
    pairs, row_of = np.unique(scenario[need_of] * j + d.stock, return_inverse=True)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = j + m + n, 1 + n + len(pairs)
    lp.col_cost_ = np.concatenate([np.zeros(j + m), d.weight])
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.concatenate([np.array([float(s.most) for s in stocks]), np.full(m + n, 1e6)])
    lp.row_lower_ = np.concatenate([[-1e30], d.quantity, np.full(len(pairs), -1e30)])
    lp.row_upper_ = np.concatenate([[float(budget)], np.full(n, 1e30), np.zeros(len(pairs))])
    rows = np.concatenate([np.zeros(j), 1 + need_of, 1 + np.arange(n), 1 + n + row_of, 1 + n + np.arange(len(pairs))])
    columns = np.concatenate([np.arange(j), j + np.arange(m), j + m + np.arange(n), j + np.arange(m), pairs % j])
    values = np.concatenate([[float(s.cost) for s in stocks], np.ones(m + n + m), -np.ones(len(pairs))])
    order = np.lexsort((columns, rows))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(rows[order], np.arange(lp.num_row_ + 1)).astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = columns[order].astype(np.int32), values[order]
    if whole:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[c < j] for c in range(lp.num_col_)]
    h = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("time_limit", seconds), ("solver", "choose")):
        h.setOptionValue(option, value)
    h.passModel(lp)
    h.run()
    solution = np.array(h.getSolution().col_value)
    return solution[:j], float(h.getInfo().objective_function_value) / (len(d.first) - 1)


SMALL_BUDGET = 4_000


def small_cases(book: Book, seeds: range) -> None:
    """Six stocks and 60 scenarios: mean shortfall against the exact whole-number program."""
    for seed in seeds:
        before, rng = load(), np.random.default_rng(seed)
        stocks = [Stock(f"s{i}", "pump", int(rng.integers(1, 4)) * 100) for i in range(6)]
        needs = [[_need(rng) for _ in range(4)] for _ in range(60)]
        d = pack(stocks, needs)
        made = requirements(d, SMALL_BUDGET, stocks=stocks, seed=seed, aside=0.0)
        _, best = program(d, SMALL_BUDGET, stocks, whole=True)
        _, lp = program(d, SMALL_BUDGET, stocks)
        book.note("requirements, small", seed, before, exact=best, from_exact=100 * (made.expected / best - 1),
                  from_lp=100 * (made.expected / lp - 1))  # fmt: skip


def _need(rng: Any) -> Need:
    reach = rng.choice(6, rng.integers(1, 4), replace=False)
    return Need(tuple(f"s{i}" for i in reach), int(rng.integers(1, 20)), 3 ** int(rng.integers(0, 4)))
