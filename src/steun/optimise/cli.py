"""The planner on files alone: `steun plan problem.json -o plan.json`, and the others; `python -m
steun.optimise.cli` too.

Exit codes: 0 done; 1 done, but a promise could not be kept, or `check` found violations; 2 the input is nonsense or a
file cannot be read or written (every fault is named on standard error); 130 interrupted: after one Ctrl-C `plan` and
`replan` write the best so far, after a second one, and in all other commands, nothing is written; 141 whoever read the
output went away.
"""

from __future__ import annotations

import argparse
import math
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from steun.optimise import console, story
from steun.optimise.allocation.format import files
from steun.optimise.allocation.format.faults import sound_line
from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.console import DONE, FOUND, INTERRUPTED, say, stoppable, write, write_plan
from steun.optimise.format.json_files import read_json
from steun.optimise.movement import commands as movement
from steun.optimise.readiness.recalibration import commands as recalibration

LARGEST_SEED = 2_000_000_000


def add_commands(subparsers: console.Subparsers[argparse.ArgumentParser]) -> None:
    """Add the planner's commands to an argparse sub-parser action; each sets `run`: arguments in, exit code out."""

    command = partial(console.command, subparsers)

    def seed(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--seed", type=_whole(0, LARGEST_SEED), default=0)

    def budget(parser: argparse.ArgumentParser, seconds: float) -> None:
        seed(parser)
        parser.add_argument("--seconds", type=_seconds, help=f"stop after so long (default {seconds:g})")
        parser.add_argument("--iterations", type=_whole(1), help="stop after so many steps: the same bytes each time")
        parser.add_argument("--policy", type=Path, help="JSON file with an allocation policy")
        parser.add_argument("--quiet", action="store_true", help="no progress, and only what is wrong of the plan")
        parser.set_defaults(usual=seconds)

    p = command("plan", _plan, "Who gets what is scarce: a proposal for a problem", "problem")
    p.add_argument("--base", type=Path, help="the plan in force, also of before a change: what it promised stays")
    p.add_argument("--prices", type=Path, help="write the prices that prove the bounds (.npz)")
    p.add_argument("--explain", metavar="LINE", help="the story of this line is the answer; the plan goes to -o only")
    budget(p, 10.0)
    p = command(
        "replan", _replan, "Change a plan for what happened, as little as possible", "problem", "plan", "events"
    )
    p.add_argument("--problem-output", type=Path, help="write the problem as it is after the events")
    budget(p, 1.0)
    p = command("promise", _promise, "When could this draft line get how much?", "problem", "plan", "line")
    p.add_argument("--alone", action="store_true", help="as if there were no other commitments")
    p = command("explain", _explain, "Why a line gets what it gets, and what would help", "problem", "plan")
    p.add_argument("line", help="id of the line")
    command("shares", _shares, "What part of its needs each region is given, beside all together", "problem", "plan")
    p = command("check", _check, "Is the plan allowed, and does it add up?", "problem", "plan")
    p.add_argument("--rolling", action="store_true", help="check also when each assignment was decided")
    p = command("requirements", _requirements, "How much to hold where, for a file of scenarios", "scenarios")
    p.add_argument("--budget", type=int, required=True, help="cents")
    p.add_argument("--risk", type=float, default=0.0, help="0 mean .. 1 CVaR")
    seed(p)
    p.add_argument("--workers", type=_whole(1, 1_000), default=1, help="processes that judge scenarios")
    p = command("simulate", _simulate, "Live through a problem hour by hour under several policies", "problem")
    p.add_argument("--policy", type=Path, help="JSON file with an allocation policy, compared with the usual ones")
    p.add_argument("--seeds", type=_whole(1), default=1, help="so many seeds of the search")
    p.add_argument("--figure", type=Path, help="draw the table (.svg or .png; needs matplotlib)")
    p = command("generate", _generate, "A world to plan in, from a seed")
    p.add_argument("--scale", choices=("region", "national", "europe"), default="region")
    p.add_argument("--load", type=float, default=1.0, help="what is asked over what is there, 0.01 to 100")
    seed(p)
    movement.add_commands(subparsers)
    recalibration.add_commands(subparsers)


def _whole(low: int, high: int | None = None) -> Callable[[str], int]:
    """A type for argparse: a whole number from low to high."""

    def read(text: str) -> int:
        number = int(text)
        if number < low or (high is not None and number > high):
            raise argparse.ArgumentTypeError(f"{text} is not {low} or more" + (f", up to {high}" if high else ""))
        return number

    read.__name__ = "whole number"  # argparse says "invalid whole number value"
    return read


def _seconds(text: str) -> float:
    """A type for argparse: 0 takes the first plan that there is."""
    number = float(text)
    if not math.isfinite(number) or number < 0:
        raise argparse.ArgumentTypeError(f"{text} is not 0 or more")
    return number


def _policy(path: Path | None) -> Policy:
    return Policy() if path is None else files.policy_from(read_json(path))


def _code(plan: Plan, pulled: list[bool]) -> int:
    return INTERRUPTED if pulled[0] else FOUND if plan.unkept else DONE


def _plan(args: argparse.Namespace) -> int:
    from steun.optimise.allocation.planner import plan

    problem = files.read_problem(args.problem)
    base = files.read_plan(args.base, problem, before=True) if args.base else None
    policy = _policy(args.policy)
    if args.explain is not None:
        _known(problem, args.explain)
    with stoppable(args) as (stop, pulled):
        made = plan(problem, base=base, policy=policy, stop=stop, seed=args.seed)
    write_plan(args, made, answer=args.explain is None)
    if args.explain is not None:
        from steun.optimise.allocation.questions.explanation import explain

        print(*story.story_of(made, explain(made, args.explain)), sep="\n", flush=True)
    if args.prices and made.prices is not None:
        import numpy as np

        with args.prices.open("wb") as stream:  # numpy would add a suffix to a name
            np.savez_compressed(stream, prices=made.prices, slot=made.policy.slot)
    return _code(made, pulled)


def _replan(args: argparse.Namespace) -> int:
    from steun.optimise.allocation.questions.events import events_from
    from steun.optimise.allocation.questions.replan import replan

    problem = files.read_problem(args.problem)
    before = files.read_plan(args.plan, problem)
    if args.policy:
        before = replace(before, policy=_policy(args.policy))
    events = events_from(read_json(args.events))
    with stoppable(args) as (stop, pulled):
        made = replan(before, events, stop=stop, seed=args.seed)
    write_plan(args, made)
    if args.problem_output:
        files.write_problem(made.problem, args.problem_output)
    return _code(made, pulled)


def _promise(args: argparse.Namespace) -> int:
    from steun.optimise.allocation.questions.promise import promise

    problem = files.read_problem(args.problem)
    line = sound_line(read_json(args.line), "line")
    offers = promise(files.read_plan(args.plan, problem), line, alone=args.alone)
    write(args, [asdict(offer) for offer in offers])
    return DONE


def _known(problem: Problem, name: str) -> None:
    if name not in {line.id for line in problem.lines}:
        raise ValueError(f"line: no line {name!r}")


def _shares(args: argparse.Namespace) -> int:
    from steun.optimise.allocation.shares import shares

    write(
        args,
        [
            {"class": row.pop("class_"), **row}
            for row in map(asdict, shares(files.read_plan(args.plan, files.read_problem(args.problem))))
        ],
    )
    return DONE


def _explain(args: argparse.Namespace) -> int:
    from steun.optimise.allocation.questions.explanation import explain

    problem = files.read_problem(args.problem)
    _known(problem, args.line)
    write(args, asdict(explain(files.read_plan(args.plan, problem), args.line)))
    return DONE


def _check(args: argparse.Namespace) -> int:
    from steun.optimise.allocation.check import check

    problem = files.read_problem(args.problem)
    violations = check(problem, files.read_plan(args.plan, problem), rolling=args.rolling)
    write(args, [asdict(violation) for violation in violations])
    return FOUND if violations else DONE


def _requirements(args: argparse.Namespace) -> int:
    from concurrent.futures import ProcessPoolExecutor

    from steun.optimise.readiness.requirements import requirements, scenarios_from

    stocks, scenarios = scenarios_from(read_json(args.scenarios))
    if args.workers > 1:
        quiet = (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches them too; what follows is said here, once
        with ProcessPoolExecutor(args.workers, initializer=signal.signal, initargs=quiet) as pool:
            made = requirements(scenarios, args.budget, stocks=stocks, risk=args.risk, seed=args.seed, executor=pool)
    else:
        made = requirements(scenarios, args.budget, stocks=stocks, risk=args.risk, seed=args.seed)
    write(args, asdict(made))
    return DONE


def _simulate(args: argparse.Namespace) -> int:
    from steun.optimise.readiness.comparison import as_markdown, can_draw, compare, draw_figure

    if args.figure:
        can_draw(args.figure)
    table = compare(files.read_problem(args.problem), _policy(args.policy) if args.policy else None, seeds=args.seeds)
    if args.output is not None and args.output.suffix == ".md":
        say(args, as_markdown(table))
    else:
        write(args, table)
    if args.figure:
        draw_figure(table, args.figure)
    return DONE


def _generate(args: argparse.Namespace) -> int:
    from steun.optimise.readiness.scenarios import generate

    problem = generate(args.scale, load=args.load, seed=args.seed)
    if args.output:
        files.write_problem(problem, args.output)
    else:
        write(args, files.as_dict(problem), indent=None)
    return DONE


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    parser = argparse.ArgumentParser(prog="steun", description=__doc__)
    add_commands(parser.add_subparsers(required=True, metavar="command"))
    args = parser.parse_args(argv)
    return int(args.run(args))


if __name__ == "__main__":
    sys.exit(main())
