"""Movements on files alone: `steun movement plan problem.json -o plan.json`, and the others.

Exit codes are those of the other planner (`steun.optimise.cli`): 0 done; 1 done, but a packet or a car is left over, or
`check` found violations; 2 the input is nonsense; 130 interrupted: after one Ctrl-C `plan` and `replan` write the best
so far, in which who was not looked at yet is "not-tried"; after two, and by the others, nothing was written.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

from steun.optimise import console
from steun.optimise.console import DONE, FOUND, INTERRUPTED, write
from steun.optimise.format.json_files import read_json
from steun.optimise.movement.format import files
from steun.optimise.movement.format.plan import Plan, Policy

WAITS = (0, 60, 120, 240, 480, 720)
"""Minutes: where the dial is tried unless one says otherwise."""


def add_commands(subparsers: console.Subparsers[argparse.ArgumentParser]) -> None:
    """Add `movement` and its commands to an argparse sub-parser action."""
    text = "Columns and evacuees on the same roads: plan, replan, insert, check, explain, trade-off, generate"
    movement = subparsers.add_parser("movement", help=text, description=text)
    commands = movement.add_subparsers(required=True, metavar="command")
    command = partial(console.command, commands)
    p = command("plan", _plan, "One plan for all that wants the roads", "problem")
    p.add_argument("--policy", type=Path, help="JSON file with a policy")
    p.add_argument("--quiet", action="store_true", help="no progress")
    text = "A plan for what is so now: what can stay stays, the others say why they go otherwise"
    p = command("replan", _replan, text, "problem", "plan", "changed")
    p.add_argument("--policy", type=Path, help="JSON file with a policy; that of the plan when absent")
    p.add_argument("--changes", type=Path, help="write who goes otherwise and why (steun-movement-changes/1)")
    p.add_argument("--quiet", action="store_true", help="changes are not said")
    text = "When could one packet more be there, beside a plan that stays as it is, and what would help?"
    p = command("insert", _insert, text, "problem", "plan", "packet")
    p.add_argument("--plan-output", type=Path, help="write the plan with the packet as it was asked for")
    p.add_argument("--problem-output", type=Path, help="write the problem with it")
    command("check", _check, "Does a plan keep every rule, and does it add up?", "problem", "plan")
    p = command("explain", _explain, "Why a packet arrives when it does", "problem", "plan")
    p.add_argument("packet", help="id of the packet")
    p = command("trade-off", _trade_off, "What each position of the dial costs columns and evacuees", "problem")
    p.add_argument("--policy", type=Path, help="JSON file with a policy")
    p.add_argument("--waits", type=int, nargs="+", default=list(WAITS), help="minutes that a column at most loses")
    p = command("generate", _generate, "A world to plan in, from a seed")
    p.add_argument("--scale", choices=("region", "national", "corridor"), default="region")
    p.add_argument("--seed", type=int, default=0)


def _policy(path: Path | None) -> Policy:
    return Policy() if path is None else files.policy_from(read_json(path))


def left_over(plan: Plan) -> bool:
    """Is there a packet without a schedule, or a car that is not safe?"""
    return bool(plan.unplanned) or any(plan.objective[name] for name in plan.objective if name.startswith("unsafe"))


def _plan(args: argparse.Namespace) -> int:
    from steun.optimise.movement.planner import plan

    def show(stage: str, share: float) -> None:
        print(f"\r{share:4.0%}  {stage:<16}", end="", file=sys.stderr, flush=True)

    with console.interruptible() as pulled:
        progress = None if args.quiet else show
        made = plan(files.read_problem(args.problem), _policy(args.policy), progress, lambda: pulled[0])
    if not args.quiet:
        print(file=sys.stderr)
    return _written(args, made, pulled[0])


def _written(args: argparse.Namespace, made: Plan, interrupted: bool) -> int:
    """Write a plan; who has no schedule, and why, is said on standard error."""
    if interrupted:
        print("interrupted: this is the best so far", file=sys.stderr)
    for it in made.unplanned:
        if it.reason == "not-tried":
            print(f"no schedule for {it.packet}: nobody looked for one yet", file=sys.stderr)
            continue
        soonest = "never" if it.arrival is None else f"at minute {it.arrival}"
        print(f"no schedule for {it.packet}: {it.reason}; it could be there {soonest}", file=sys.stderr)
    write(args, files.plan_as_dict(made))
    return INTERRUPTED if interrupted else FOUND if left_over(made) else DONE


def _replan(args: argparse.Namespace) -> int:
    from steun.optimise.movement.replanning import replan

    before = files.read_plan(args.plan, files.read_problem(args.problem))
    policy = _policy(args.policy) if args.policy else None
    with console.interruptible() as pulled:
        made, changes = replan(before, files.read_problem(args.changed), policy, lambda: pulled[0])
    for it in () if args.quiet else changes:
        where = f" at {it.where}" if it.where else ""
        print(f"{it.packet}: {it.reason}{where}: {_there(it.before)} -> {_there(it.after)}", file=sys.stderr)
    if args.changes:
        args.changes.write_text(
            json.dumps(files.changes_as_dict(changes), indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
    return _written(args, made, pulled[0])


def _insert(args: argparse.Namespace) -> int:
    from steun.optimise.movement.insertion import insert, with_packet

    problem = files.read_problem(args.problem)
    plan, packet = files.read_plan(args.plan, problem), files.packet_from(read_json(args.packet), problem)
    found = insert(plan, packet)
    write(args, [asdict(it) for it in found])
    if not found or found[0].code != "as-asked":
        return FOUND
    made = with_packet(plan, found[0])
    for path, data in (
        (args.plan_output, files.plan_as_dict(made)),
        (args.problem_output, files.as_dict(made.problem)),
    ):
        if path:
            path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return DONE


def _there(minute: int | None) -> str:
    return "no schedule" if minute is None else f"minute {minute}"


def _check(args: argparse.Namespace) -> int:
    from steun.optimise.movement.check import check

    violations = check(files.read_plan(args.plan, files.read_problem(args.problem)))
    write(args, [asdict(violation) for violation in violations])
    return FOUND if violations else DONE


def _explain(args: argparse.Namespace) -> int:
    from steun.optimise.movement.explanation import explain

    plan = files.read_plan(args.plan, files.read_problem(args.problem))
    write(args, asdict(explain(plan, args.packet)))
    return DONE


def _trade_off(args: argparse.Namespace) -> int:
    from steun.optimise.movement.planner import trade_off

    if wrong := [wait for wait in args.waits if wait < 0]:
        raise ValueError(f"waits: {wrong[0]} is not 0 or more")
    plans = list(trade_off(files.read_problem(args.problem), args.waits, _policy(args.policy)))
    write(args, [{"wait": plan.policy.wait, "objective": plan.objective, "bounds": plan.bounds} for plan in plans])
    return DONE


def _generate(args: argparse.Namespace) -> int:
    from steun.optimise.movement.generation import generate

    write(args, files.as_dict(generate(args.scale, seed=args.seed)), indent=None)
    return DONE
