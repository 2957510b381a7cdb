"""A recalibration on files alone: `steun recalibrate problem.json --parts parts.json -o answer.json`.

Exit codes are those of the other planner (`steun.optimise.cli`): 0 done; 1 stopped before all parts were made, which
`--parts` keeps for the next time; 2 the input is nonsense.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from steun.optimise import console
from steun.optimise.console import DONE, FOUND, write
from steun.optimise.format.json_files import read_json

MOST_PROCESSES = 256


def add_commands(subparsers: console.Subparsers[argparse.ArgumentParser]) -> None:
    """Add `recalibrate` to an argparse sub-parser action."""
    text = "What can we count on, what is missing, and which agreements would help most within a budget"
    p = console.command(subparsers, "recalibrate", _recalibrate, text, "problem")
    p.add_argument(
        "--parts", type=Path, help="JSON file in which what is done so far is kept, and from which it goes on"
    )
    p.add_argument("--processes", type=int, default=1, help="how many work at it; the answer stays the same")
    p.add_argument("--quiet", action="store_true", help="no progress")


def _recalibrate(args: argparse.Namespace) -> int:
    from steun.optimise.readiness.recalibration import study
    from steun.optimise.readiness.recalibration.problem import as_text, from_text

    if not 1 <= args.processes <= MOST_PROCESSES:
        raise ValueError(f"--processes: {args.processes} is not between 1 and {MOST_PROCESSES}")
    problem = from_text(json.dumps(read_json(args.problem)))
    text = as_text(problem)
    done = done_before(args.parts, text)
    names = study.parts(problem)
    with console.interruptible() as pulled, workers(args.processes) as executor:
        show = partial(shown, args, text)
        found = study.run(problem, done, executor=executor, stopped=lambda: pulled[0], progress=show)
    keep(args.parts, text, found)
    if len(found) < len(names):
        print(f"stopped: {len(found)} of {len(names)} parts are done", file=sys.stderr)
        return FOUND
    write(args, study.result(problem, found))
    return DONE


@contextmanager
def workers(processes: int) -> Iterator[Executor | None]:
    """None: this process does it all."""
    if processes == 1:
        yield None
        return
    deaf = partial(signal.signal, signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is heard here, and asked for between parts
    with ProcessPoolExecutor(processes, initializer=deaf) as executor:
        yield executor


def done_before(path: Path | None, text: str) -> dict[str, Any]:
    """The parts that were made of this same question before."""
    if path is None or not path.exists():
        return {}
    data = read_json(path)
    if not isinstance(data, dict) or data.get("question") != text or not isinstance(data.get("parts"), dict):
        raise ValueError(f"{path}: holds no parts of this question")
    return dict(data["parts"])


def keep(path: Path | None, text: str, found: dict[str, Any]) -> None:
    """Written beside it first, so that a stop never leaves half a file."""
    if path is None:
        return
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps({"question": text, "parts": found}))
    beside.replace(path)


def shown(args: argparse.Namespace, text: str, share: float, found: dict[str, Any]) -> None:
    keep(args.parts, text, found)
    if not args.quiet:
        print(f"\r{share:4.0%}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)
