"""Questions to a plan that stands: one more line, what can be promised, why not, and does what was said then work."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Plan, Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Assignment, Line, Supply, Unit
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.questions.events import Event
from steun.optimise.allocation.questions.explanation import Explanation, explain
from steun.optimise.allocation.questions.promise import promise
from steun.optimise.allocation.questions.remedies import Remedy
from steun.optimise.allocation.questions.replan import replan
from steun.optimise.readiness.scenarios import generate

from .record import Book, clock, load, percentiles
from .static import warm

NEW = 100
ASKED = 200
SAMPLED = 30
"""Lines that went short, whose stated changes are replayed, per seed."""


def new_line(book: Book, seeds: range) -> None:
    """Lines come one by one into a national plan; then what can be promised to 200 that went short, and why not."""
    warm()
    for seed in seeds:
        problem, before = generate("national", load=1.0, seed=seed), load()
        made = plan(replace(problem, lines=problem.lines[:-NEW]), stop=Stop(5.0), bounds=False, seed=seed)
        durations, broken, wrong = [], 0, 0
        for n, line in enumerate(problem.lines[-NEW:]):
            with clock() as seconds:
                after = replan(made, [Event("new-line", line=line)], stop=Stop(0.05))
                durations.append(seconds())
            broken += sum(after.met[name] < met for name, met in made.met.items())
            wrong += len(check(after.problem, after)) if n % 10 == 9 else 0
            made = after
        book.note("one new line", seed, before, **percentiles("replan", durations[1:]), first_ms=1e3 * durations[0],
                  broken=broken, promises=len(made.met) * NEW, violations=wrong)  # fmt: skip
        _answers(book, made, seed, load())


def _answers(book: Book, made: Plan, seed: int, before: float) -> None:
    short = [line for line in made.problem.lines if made.met[line.id] < line.quantity]
    rest = [line for line in made.problem.lines if made.met[line.id] == line.quantity]
    its = np.random.default_rng(seed).permutation(np.array([*short, *rest[:ASKED]], object))[:ASKED]
    asked, explained, whole = [], [], []
    explain(made, its[0].id)
    promise(made, replace(its[0], id="draft", promised=0))
    for line in its:
        with clock() as seconds:
            promise(made, replace(line, id="draft", promised=0))
            asked.append(seconds())
        with clock() as seconds:
            explain(made, line.id, remedies=False)
            explained.append(seconds())
        with clock() as seconds:
            explain(made, line.id)
            whole.append(seconds())
    book.note("answers", seed, before, **percentiles("promise", asked), **percentiles("explain", explained),
              **percentiles("explain_with_changes", whole))  # fmt: skip


def stated_changes(book: Book, seeds: range) -> None:
    """Whatever an explanation says would help is done, and the line inserted again: does it then get what was said?"""
    warm()
    for seed in seeds:
        before = load()
        problem = generate("national", lines=500, units=200, load=1.5, seed=seed)
        made = plan(problem, policy=Policy(exact_lines=0), stop=Stop(2.0), bounds=False, seed=seed)
        short = [line for line in problem.lines if made.met[line.id] < line.quantity]
        its = np.random.default_rng(seed).permutation(np.array(short, object))[:SAMPLED]
        fitted: dict[str, list[bool]] = {}
        for line in its:
            explanation: Explanation = explain(made, line.id)
            for remedy in explanation.remedies:
                fitted.setdefault(remedy.code, []).append(_fits(made, line, remedy))
        counts: dict[str, float] = {}
        for code, outcomes in fitted.items():
            counts[f"{code}_said"], counts[f"{code}_fits"] = len(outcomes), sum(outcomes)
        total = sum(counts[name] for name in counts if name.endswith("_said"))
        book.note("stated changes", seed, before, lines=len(its), said=total,
                  fits=sum(counts[name] for name in counts if name.endswith("_fits")), **counts)  # fmt: skip


def _fits(made: Plan, line: Line, remedy: Remedy) -> bool:
    """Does the line get what the remedy says, while nobody loses more than it says? By the checker, and by `replan`."""
    facts = remedy.facts
    changed, units = line, made.problem.units
    if remedy.code in ("displace", "rearrange"):
        return _laid(made, line, remedy)
    if remedy.code in ("later", "later-end"):
        changed = replace(line, latest_arrival=facts["latest_arrival"], duration=facts.get("duration", line.duration))
    elif remedy.code == "other-basis":
        changed = replace(line, basis=facts["basis"])
    elif remedy.code == "any-owner":
        changed = replace(line, owners=None)
    elif remedy.code == "smaller":
        changed = replace(line, quantity=facts["quantity"], minimum=facts["quantity"])
    elif remedy.code == "shorter-notice":
        units = tuple(replace(u, notice=u.notice - facts["minutes"]) if u.id == facts["unit"] else u for u in units)
    elif remedy.code == "one-more-unit":
        units = (*units, _extra(line, facts["capability"], facts["quantity"]))
    problem = replace(made.problem, units=units, lines=tuple(x for x in made.problem.lines if x.id != line.id))
    stands = tuple(a for a in made.assignments if a.line != line.id)
    start = replace(made, problem=problem, assignments=stands, workspace=None, objective={}, bounds={}, gap={},
                    met={x.id: made.met[x.id] for x in problem.lines})  # fmt: skip
    for seed in range(3):  # a search that may have to move others about
        after = replan(start, [Event("new-line", line=changed)], stop=Stop(None, 4000), seed=seed)
        kept = all(after.met[x.id] >= made.met[x.id] for x in problem.lines)
        if after.met[line.id] >= remedy.met and kept and not check(after.problem, after):
            return True
    return False


def _laid(made: Plan, line: Line, remedy: Remedy) -> bool:
    """Others are moved or lose: the plan with what the remedy says that all touched lines would hold, counted anew."""
    losses = {name: change["lost"] for name, change in remedy.facts.get("lines", {}).items()}
    touched = {line.id, *losses, *remedy.facts.get("moved", ()), *(a.line for a in remedy.assignments)}
    its = (*(a for a in made.assignments if a.line not in touched), *remedy.assignments)
    met = {x.id: min(x.quantity, sum(_does(x, a) for a in its if a.line == x.id)) for x in made.problem.lines}
    kept = all(met[x.id] >= made.met[x.id] - losses.get(x.id, 0) for x in made.problem.lines if x.id != line.id)
    after = replace(made, assignments=its, met=met, objective={}, bounds={}, gap={}, prices=None, workspace=None)
    return met[line.id] >= remedy.met and kept and not check(made.problem, after)


def _does(line: Line, a: Assignment) -> int:
    """Effective pieces of one assignment."""
    helps = {line.capability: 100, **{o.capability: o.efficiency_percent for o in line.alternatives}}
    return a.amount * helps[a.capability] // 100


def _extra(line: Line, capability: str, quantity: int) -> Unit:
    """One more unit beside the line, at once available."""
    return Unit("extra", line.lon, line.lat, line.region, line.owners[0] if line.owners else "extra", 60,
                (Supply(capability, quantity),), divisible=True, capacity=quantity)  # fmt: skip
