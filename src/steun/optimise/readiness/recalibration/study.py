"""The whole study, cut into parts that each follow from the question alone: in any order, on any number of processes or
machines, begun again after a stop, the same bytes come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from functools import lru_cache
from typing import Any

from steun.optimise.readiness.recalibration import coverage
from steun.optimise.readiness.recalibration.agreements import Judge, best
from steun.optimise.readiness.recalibration.problem import Recalibration, as_text, from_text
from steun.optimise.readiness.recalibration.worlds import Tables

BATCH = 100
"""Worlds of one part."""
SHARES = (0, 25, 50, 100, 200)
"""Percent of the budget at which the curve has a point."""
Parts = dict[str, Any]


def parts(problem: Recalibration) -> tuple[str, ...]:
    """The names of all parts, those that take longest first. Raises nothing."""
    found = [f"budget:{share}" for share in reversed(SHARES)]
    batches = range(-(-problem.worlds // BATCH))
    for number, _ in enumerate(problem.scenarios):
        found += [f"cover:{number}:{war}:{batch}" for war in (0, 1) for batch in batches]
    wanted = sorted({c for ask in problem.asks for c in ask.capabilities})
    return tuple(found + [f"faster:{capability}" for capability in wanted])


@lru_cache(2)
def tables_of(text: str) -> Tables:
    return Tables(from_text(text))


@lru_cache(1)
def judge_of(text: str) -> Judge:
    return Judge(tables_of(text))


def made(text: str, name: str, stopped: Callable[[], bool] = lambda: False) -> Any:
    """One part, from the question as text; None: stopped."""
    tables = tables_of(text)
    problem = tables.problem
    kind, _, rest = name.partition(":")
    if kind == "cover":
        number, war, batch = (int(n) for n in rest.split(":"))
        numbers = range(batch * BATCH, min(problem.worlds, (batch + 1) * BATCH))
        return coverage.judged(tables, problem.scenarios[number], numbers, tables.held, at_war=bool(war))
    if kind == "faster":
        sooner = Tables(problem, faster=rest)
        return coverage.millionths(
            float(sum(sooner.judge(w, sooner.held, at_war=False).loss for w in judge_of(text).worlds))
        )
    budget = problem.budget * int(rest) // 100
    found = best(judge_of(text), budget, stopped)
    if found is None:
        return None
    more = (found.ready - tables.held).round().astype(int).tolist()
    return {
        "budget": budget, "spent": found.spent,
        "loss": coverage.millionths(found.loss), "bound": coverage.millionths(found.bound),
        "pieces": [
            [problem.pools[unit].id, capability, n]
            for (unit, capability), n in zip(tables.candidates, more, strict=True) if n
        ],
    }  # fmt: skip


def run(
    problem: Recalibration, done: Mapping[str, Any] | None = None, *, executor: Executor | None = None,
    stopped: Callable[[], bool] = lambda: False, progress: Callable[[float, Parts], None] = lambda share, found: None,
) -> Parts:  # fmt: skip
    """All parts, those that are `done` taken over. executor: as in concurrent.futures (Dask's `Client.get_executor()`
    too). stopped: asked between parts, and in the long ones of this process; then what is done so far comes back.
    progress: called after each part with the share that is done (0..1) and all parts so far. Raises what a part
    raises."""
    text, names = as_text(problem), parts(problem)
    found: Parts = {name: part for name, part in (done or {}).items() if name in names}
    todo = [name for name in names if name not in found]
    for name, part in made_by(executor, text, todo, stopped):
        if part is not None:
            found[name] = part
        progress(len(found) / len(names), found)
    return {name: found[name] for name in names if name in found}


def made_by(
    executor: Executor | None, text: str, todo: list[str], stopped: Callable[[], bool]
) -> Iterator[tuple[str, Any]]:
    if executor is None:
        for name in todo:
            if stopped():
                return
            yield name, made(text, name, stopped)
        return
    waiting: dict[Future[Any], str] = {executor.submit(made, text, name): name for name in todo}
    while waiting and not stopped():
        ready, _ = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
        for future in ready:
            yield waiting.pop(future), future.result()
    for future in waiting:
        future.cancel()


def result(problem: Recalibration, found: Parts) -> dict[str, Any]:
    """What people read, in whole numbers. met, worst: percent; every other figure per thousand worlds or as it says.
    Raises `KeyError` while a part is missing."""
    rows: list[dict[str, Any]] = []
    regions: dict[str, list[int]] = {}
    total = {0: 0, 1: 0}
    saved: list[int] = []
    for number, scenario in enumerate(problem.scenarios):
        usual, at_war = (
            coverage.added([part for name, part in found.items() if name.startswith(f"cover:{number}:{war}:")])
            for war in (0, 1)
        )
        total[0] += usual["loss"]
        total[1] += at_war["loss"]
        saved = [a + b for a, b in zip(saved or [0] * len(usual["saved"]), usual["saved"], strict=True)]
        for key in sorted({*usual["rows"], *at_war["rows"]}):
            what, _, region = key.rpartition("|")
            here, there = usual["rows"].get(key, coverage.empty()), at_war["rows"].get(key, coverage.empty())
            rows.append(
                {"what": what, "region": region, "scenario": scenario, **row(here, problem), "war": row(there, problem)}
            )
            place = regions.setdefault(region, [0, 0, 0, 0])
            for n, value in enumerate((here["needs"], here["unmet"], there["needs"], there["unmet"])):
                place[n] += value
    worlds = problem.worlds * len(problem.scenarios)
    tables = Tables(problem)
    more = {unit.id: saved[n] // worlds for n, unit in enumerate(problem.pools) if saved[n]}
    ready = [
        [problem.pools[u].id, c, saved[len(problem.pools) + k] // worlds]
        for k, (u, c) in enumerate(tables.candidates) if saved[len(problem.pools) + k]
    ]  # fmt: skip
    return {
        "worlds": worlds,
        "unmet": total[0] // worlds, "unmet_war": total[1] // worlds,
        "rows": rows,
        "regions": {region: [n * 1000 // worlds if k % 2 == 0 else n // worlds for k, n in enumerate(place)]
                    for region, place in sorted(regions.items())},
        "more": more, "ready": ready,
        "faster": {
            name.partition(":")[2]: (total[0] - loss) // worlds
            for name, loss in sorted(found.items()) if name.startswith("faster:") and loss < total[0]
        },
        "budgets": [point(tables, found[f"budget:{share}"], share, worlds, rows) for share in SHARES],
    }  # fmt: skip


def point(tables: Tables, made: dict[str, Any], share: int, worlds: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A point of the curve; at the budget itself also which asks each piece could serve that are not met as it is."""
    named = {**made, "loss": made["loss"] // worlds, "bound": made["bound"] // worlds, "share": share}
    if share == 100:
        short = {(row["what"], row["region"], row["scenario"]) for row in rows if row["unmet"]}
        named["advised"] = [[*piece, served(tables, piece[0], piece[1], short)] for piece in made["pieces"]]
    return named


def served(tables: Tables, pool: str, capability: str, short: set[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """The asks that pieces held ready there reach in time and that are not always met."""
    units = tables.problem.pools
    place = len(units) + next(k for k, (u, c) in enumerate(tables.candidates) if (units[u].id, c) == (pool, capability))
    found = []
    for a, ask in enumerate(tables.problem.asks):
        if (ask.what, ask.region, ask.scenario) in short and place in tables.pool[tables.ptr[a] : tables.ptr[a + 1]]:
            found.append({"id": ask.id, "organisation": ask.organisation, "minutes": ask.minutes})
    return found


def row(counts: coverage.Counts, problem: Recalibration) -> dict[str, Any]:
    """asked: pieces per world; why: percent of what is short, by reason; more: millionths of a need per world."""
    asked, short = counts["asked"], counts["short"]
    return {
        "asked": -(-asked // problem.worlds),
        "met": 100 * (1_000_000 * asked - short) // (1_000_000 * asked) if asked else 100,
        "worst": coverage.worst(counts["met"]) if counts["met"] else 100,
        "why": {name: 100 * part // short for name, part in counts["why"].items() if short and part * 200 >= short},
        "more": counts["more"] // problem.worlds,
        "unmet": counts["unmet"] // problem.worlds,
    }  # fmt: skip


recalibrate, recalibration_parts, recalibration_result = run, parts, result
"""Their public names, in `steun.optimise`."""
