"""What can we count on: as trying everything judges it, and the same on any number of processes, also after a stop."""

from __future__ import annotations

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steun.optimise.format.faults import InvalidProblem
from steun.optimise.readiness.recalibration import study
from steun.optimise.readiness.recalibration.agreements import Judge, best
from steun.optimise.readiness.recalibration.coverage import worst
from steun.optimise.readiness.recalibration.problem import Ask, Held, Pool, Recalibration, as_text, from_text
from steun.optimise.readiness.recalibration.worlds import Tables, World

HERE = (5.0, 52.0)


def pool(name: str, capacity: int, offers: dict[str, int] | None = None, **more: Any) -> Pool:
    given = {"owner": name, "notice": 60, "speed": 60, **more}
    return Pool(name, lon=HERE[0], lat=HERE[1], capacity=capacity, offers=offers or {"pump": capacity}, **given)


def ask(name: str, quantity: int, *means: str, minutes: int = 120, scenario: str = "flood", **more: Any) -> Ask:
    place = {"region": "R", "lon": HERE[0], "lat": HERE[1], "organisation": "R", **more}
    return Ask(name, what="+".join(means or ("pump",)), capabilities=means or ("pump",), quantity=quantity,
               minutes=minutes, scenario=scenario, **place)  # fmt: skip


def loss_of(problem: Recalibration, ready: Any = None) -> float:
    """What one world lacks in which every need occurs as stated and every unit is there."""
    tables = Tables(problem)
    quantity = np.array([a.quantity for a in problem.asks], float)
    order = np.lexsort((np.arange(len(quantity)), quantity))
    world = World(order, quantity[order], np.ones(len(problem.pools), bool))
    return tables.judge(world, tables.held if ready is None else ready, at_war=False).loss


def by_trying_everything(problem: Recalibration) -> float:
    """The least sum of unmet parts of needs, by every way to deal out whole pieces."""
    pairs = [
        (a, u, c) for a in problem.asks for u in problem.pools for c in a.capabilities
        if c in u.offers and u.notice <= a.minutes
    ]  # fmt: skip
    least = float(len(problem.asks))
    for dealt in itertools.product(*(range(min(u.offers[c], a.quantity) + 1) for a, u, c in pairs)):
        used: dict[str, int] = {}
        got: dict[str, int] = {}
        of_pair: dict[tuple[str, str], int] = {}
        for (a, u, _), n in zip(pairs, dealt, strict=True):
            used[u.id] = used.get(u.id, 0) + n
            got[a.id] = got.get(a.id, 0) + n
            of_pair[a.id, u.id] = of_pair.get((a.id, u.id), 0) + n
        most = {(a.id, u.id): max(u.offers[c] for c in a.capabilities if c in u.offers) for a, u, _ in pairs}
        if all(used[u.id] <= u.capacity for u in problem.pools if u.id in used) and all(
            n <= most[pair] for pair, n in of_pair.items()
        ):
            least = min(least, sum(max(0.0, 1 - got.get(a.id, 0) / a.quantity) for a in problem.asks))
    return least


MEANS = st.sampled_from([("pump",), ("boat",), ("pump", "boat")])
POOLS = st.lists(st.tuples(st.integers(1, 3), st.sampled_from([30, 500]), MEANS), min_size=1, max_size=3)
ASKS = st.lists(st.tuples(st.integers(1, 4), MEANS), min_size=1, max_size=3)


def drawn(pools: Any, asks: Any, **more: Any) -> Recalibration:
    units = tuple(
        pool(f"u{n}", size, dict.fromkeys(means, size), notice=notice) for n, (size, notice, means) in enumerate(pools)
    )
    return Recalibration(
        units, tuple(ask(f"a{n}", size, *means) for n, (size, means) in enumerate(asks)), ready=500, **more
    )


@settings(max_examples=40, deadline=None)
@given(POOLS, ASKS)
def test_a_world_is_judged_as_trying_everything_judges_it(pools, asks):
    problem = drawn(pools, asks)
    assert loss_of(problem) == pytest.approx(by_trying_everything(problem))


@settings(max_examples=40, deadline=None)
@given(POOLS, ASKS)
def test_one_unit_more_is_never_worse_and_saves_what_its_price_says_at_most(pools, asks):
    problem = drawn(pools, asks)
    more = replace(problem, pools=(*problem.pools, pool("more", 1, {"pump": 1, "boat": 1})))
    assert loss_of(more) <= loss_of(problem) + 1e-9
    bigger = tuple(
        replace(u, capacity=u.capacity + 1, offers={c: n + 1 for c, n in u.offers.items()}) for u in problem.pools
    )
    assert loss_of(replace(problem, pools=bigger)) <= loss_of(problem) + 1e-9


def test_a_need_is_served_by_moving_another_to_other_means():
    """Who can only have boats gets the unit that has both, and the pump comes from elsewhere."""
    problem = Recalibration(
        (pool("both", 2, {"pump": 2, "boat": 2}), pool("pumps", 2)), (ask("p", 2), ask("b", 2, "boat"))
    )
    assert loss_of(problem) == 0


def study_of(**more: Any) -> Recalibration:
    """Pumps that are there half of the time and late, in two scenarios; Defence asks too."""
    pools = (
        pool("army", 20, notice=100, free=50, called=80, defence=True), pool("city", 6, free=70, called=10),
        pool("crew", 8, {"pump": 4, "boat": 8}, notice=240, free=90),
    )  # fmt: skip
    asks = (
        ask("r", 12, minutes=110), ask("s", 6, "boat", scenario="storm", minutes=200), ask("none", 2, "crane"),
        ask("d", 4, organisation="army", scenario="war", defence=True),
    )  # fmt: skip
    return Recalibration(pools, asks, **{"worlds": 120, "seed": 3, "budget": 600, "hours": 100, "ready": 30, **more})


def test_the_answer_has_the_same_bytes_for_the_same_seed_and_others_for_another():
    def heard(problem: Recalibration) -> str:
        return json.dumps(study.result(problem, study.run(problem)), sort_keys=True)

    assert heard(study_of()) == heard(study_of())
    assert heard(study_of()) != heard(study_of(seed=4))


def test_what_was_stopped_goes_on_and_ends_with_the_same_answer():
    problem, done = study_of(), [0]

    def progress(share: float, found: study.Parts) -> None:
        done[0] = len(found)

    begun = study.run(problem, stopped=lambda: done[0] >= 3, progress=progress)
    assert 0 < len(begun) < len(study.parts(problem))
    kept = json.loads(json.dumps(begun))
    assert study.run(problem, kept) == study.run(problem)


def test_many_workers_give_what_one_gives():
    with ThreadPoolExecutor(2) as executor:
        assert study.run(study_of(), executor=executor) == study.run(study_of())


def test_two_dask_workers_give_what_one_process_gives():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert study.run(study_of(), executor=client.get_executor()) == study.run(study_of())


def test_each_shortfall_has_its_reasons_and_the_first_main_task_its_price():
    problem = study_of()
    result = study.result(problem, study.run(problem))
    rows = {(row["what"], row["scenario"]): row for row in result["rows"]}
    assert rows["crane", "flood"]["met"] == 0 and rows["crane", "flood"]["why"] == {"nobody-has": 100}
    assert "too-late" in rows["boat", "storm"]["why"]  # four hours of notice, and wanted in two hundred minutes
    assert "away" in rows["pump", "flood"]["why"]
    assert rows["pump", "flood"]["war"]["met"] < rows["pump", "flood"]["met"]
    assert result["unmet_war"] > result["unmet"]
    assert result["faster"]["boat"] > 0
    assert {"d"} == {a.id for a in problem.asks if a.defence} and result["regions"]["R"][2] > result["regions"]["R"][0]


def test_more_budget_never_leaves_more_unmet_and_none_spends_more_than_it_has():
    problem = study_of()
    points = study.result(problem, study.run(problem))["budgets"]
    assert [p["budget"] for p in points] == [0, 150, 300, 600, 1200]
    assert all(p["spent"] <= p["budget"] and p["bound"] <= p["loss"] for p in points)
    assert all(a["loss"] >= b["loss"] for a, b in itertools.pairwise(points))
    assert points[0]["pieces"] == [] and points[3]["pieces"] and points[3]["loss"] < points[0]["loss"]
    assert all(asks for *_, asks in points[3]["advised"])


def test_the_best_set_is_as_good_as_the_best_of_all_sets():
    problem = study_of(worlds=20)
    judge = Judge(Tables(problem))
    found = best(judge, 300)
    assert found is not None
    ceiling = judge.tables.ceiling.astype(int).tolist()
    every = [
        np.array(n, float) for n in itertools.product(*(range(min(3, most) + 1) for most in ceiling)) if sum(n) <= 3
    ]
    least = min(float(judge.look(ready)[0].sum()) for ready in every)
    assert found.bound <= least + 1e-6
    assert found.loss <= least * 1.02 + 1e-6


def test_what_is_held_ready_already_is_there_although_the_unit_is_away():
    plain = study_of(budget=0)
    held = replace(plain, held=(Held("army", "pump", 12),))
    assert study.result(held, study.run(held))["unmet"] < study.result(plain, study.run(plain))["unmet"]


@pytest.mark.parametrize(
    ("met", "percent"), [({}, 100), ({"40": 1, "100": 19}, 40), ({"0": 1, "50": 1, "100": 38}, 25), ({"70": 3}, 70)]
)
def test_the_bad_twentieth_is_the_mean_of_the_worst_worlds(met, percent):
    assert worst(met) == percent


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"asks": ()}, "nothing to be ready for"), ({"budget": -1}, "budget"),
        ({"worlds": 0}, "worlds"), ({"hours": 0}, "hours"),
        ({"asks": (ask("a", 0),)}, "ask 'a'"), ({"asks": (ask("a", 1), ask("a", 1))}, "twice"),
        ({"pools": (pool("u", 5, free=101),)}, "pool 'u'"), ({"held": (Held("army", "boat", 1),)}, "does not offer"),
        ({"held": (Held("army", "pump", 21),)}, "so many"), ({"held": (Held("army", "pump", 11),) * 2}, "so many"),
    ],
)  # fmt: skip
def test_nonsense_is_named(change, said):
    with pytest.raises(InvalidProblem) as wrong:
        from_text(as_text(replace(study_of(), **change)))
    assert said in str(wrong.value)


def test_a_question_comes_back_from_its_file_as_it_went():
    assert from_text(as_text(study_of())) == study_of()
    for text in ("[]", "{", '{"format": "steun-recalibration/1"}', '{"format": "other"}'):
        with pytest.raises(InvalidProblem):
            from_text(text)


def test_a_budget_of_nothing_and_no_means_at_all_are_answered():
    nothing = Recalibration((), study_of().asks, worlds=20)
    result = study.result(nothing, study.run(nothing))
    assert all(row["met"] == 0 and row["why"] == {"nobody-has": 100} for row in result["rows"] if row["asked"])
    assert all(point["spent"] == 0 for point in result["budgets"])
