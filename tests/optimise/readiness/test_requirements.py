"""What to hold where: close to the exact answer on small cases, and better than an even spread."""

from __future__ import annotations

import numpy as np
import pytest

from steun.optimise.readiness.recourse import Need, Stock, evaluate, pack
from steun.optimise.readiness.requirements import requirements


def small(seed, scenarios=40):
    rng = np.random.default_rng(seed)
    stocks = [Stock(f"s{i}", "pump", int(rng.integers(1, 4)) * 100) for i in range(5)]
    drawn = []
    for _ in range(scenarios):
        needs = []
        for _ in range(4):
            reach = rng.choice(5, rng.integers(1, 4), replace=False)
            needs.append(Need(tuple(f"s{i}" for i in reach), int(rng.integers(1, 8)), 3 ** int(rng.integers(0, 4))))
        drawn.append(needs)
    return stocks, drawn


def by_program(stocks, scenarios, budget=None, have=None):
    """The two-stage linear program, whole: mean weighted shortfall."""
    highspy = pytest.importorskip("highspy")
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("threads", 1)  # HiGHS has one set of threads per process: with more, the planner's solver refuses
    pieces = [h.addVariable(0, 1e6 if have is None else have[i]) for i, _ in enumerate(stocks)]
    if have is not None:
        for i, x in enumerate(pieces):
            h.addConstr(x == have[i])
    else:
        h.addConstr(sum(s.cost * x for s, x in zip(stocks, pieces, strict=True)) <= budget)
    number = {s.id: i for i, s in enumerate(stocks)}
    total = 0
    for needs in scenarios:
        use = {i: [] for i in range(len(stocks))}
        for need in needs:
            parts = [h.addVariable(0, 1e6) for _ in need.stocks]
            short = h.addVariable(0, 1e6)
            h.addConstr(sum(parts) + short >= need.quantity)
            for name, x in zip(need.stocks, parts, strict=True):
                use[number[name]].append(x)
            total = total + need.weight * short
        for i, xs in use.items():
            if xs:
                h.addConstr(sum(xs) <= pieces[i])
    h.minimize(total)
    return h.getInfo().objective_function_value / len(scenarios)


@pytest.mark.parametrize("seed", range(5))
def test_serving_in_order_of_weight_with_exchanges_is_optimal(seed):
    stocks, scenarios = small(seed, 15)
    have = np.random.default_rng(seed).integers(0, 9, 5).astype(float)

    losses, _ = evaluate(pack(stocks, scenarios), have)

    assert losses.mean() == pytest.approx(by_program(stocks, scenarios, have=have))


def test_what_one_piece_more_is_worth_is_what_it_then_saves():
    stocks, scenarios = small(9, 60)
    d = pack(stocks, scenarios)
    have = np.array([3.0, 2.0, 4.0, 1.0, 5.0])
    losses, slope = evaluate(d, have)
    for i in range(5):
        more = have.copy()
        more[i] += 1
        assert losses.sum() - evaluate(d, more)[0].sum() == pytest.approx(slope[0, i])


def test_the_plan_is_near_the_exact_one_and_spends_no_more_than_its_budget():
    stocks, scenarios = small(3, 50)
    made = requirements([*scenarios, *scenarios[:10]], 4000, stocks=stocks, rounds=1500)

    assert made.spent <= 4000
    known = by_program(stocks, scenarios[:48], budget=4000)
    assert made.expected <= 1.05 * known + 0.5


def test_nonsense_is_named_at_once():
    with pytest.raises(ValueError, match="no stock 'x'"):
        pack([Stock("s", "pump", 1)], [[Need(("x",), 1, 1)]])
    with pytest.raises(ValueError, match=r"(?s)cost.*budget"):
        requirements([], -1, stocks=[Stock("s", "pump", 0)])


@pytest.mark.parametrize("seed", [15, 23, 52, 56])
def test_no_piece_that_would_help_is_left_unbought(seed):
    """Dear pieces round down to much money: it buys all the cheap ones that it can."""
    rng = np.random.default_rng(seed)
    stocks = [Stock(f"s{j}", "c", int(10 ** rng.uniform(0, 4)) + 1) for j in range(int(rng.integers(2, 5)))]
    scenarios = [
        [
            Need((s.id,), int(rng.integers(0, 400_000 // s.cost + 2)), int(rng.integers(1, 50) * s.cost))
            for s in stocks
        ]
        for _ in range(30)
    ]  # fmt: skip
    made = requirements(scenarios, int(rng.integers(20_000, 100_000)), stocks=stocks, seed=seed, rounds=100)

    rest = made.budget - made.spent
    assert rest >= 0
    assert [s.id for s in stocks if made.marginal[s.id] > 0 and s.cost <= rest] == []
