"""What all commands of the planner share: faults as one message and an exit code, Ctrl-C, and where the answer goes."""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from steun.optimise import story
from steun.optimise.allocation.format import files
from steun.optimise.allocation.format.plan import Plan, Stop

DONE, FOUND, NONSENSE, INTERRUPTED, UNREAD = 0, 1, 2, 130, 141

READ = ("problem", "plan", "changed", "events", "line", "packet", "scenarios", "base", "policy")

WRITTEN = ("output", "parts", "prices", "problem_output", "plan_output", "changes", "figure")
"""Arguments that may name a file to read, and those that name one to write."""


Subparsers = argparse._SubParsersAction  # argparse has no public name for what `add_subparsers` gives


def command(
    subparsers: Subparsers[argparse.ArgumentParser], name: str, run: Callable[[argparse.Namespace], int], text: str,
    *files_: str,
) -> argparse.ArgumentParser:  # fmt: skip
    """Add a command that reads these files and writes one; it sets `run`: arguments in, exit code out."""
    parser = subparsers.add_parser(name, help=text, description=text)
    for file in files_:
        parser.add_argument(file, type=Path)
    parser.add_argument("-o", "--output", type=Path, help="file to write; standard output when absent")
    parser.set_defaults(run=lambda args: guarded(run, args))
    return parser


def guarded(run: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    """Run a command; what goes wrong becomes one message and an exit code."""
    try:
        _writable(args)
        return run(args)
    except (ValueError, KeyError) as wrong:
        print(str(wrong), file=sys.stderr)
        return NONSENSE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more when it ends
        return UNREAD
    except OSError as wrong:
        print(f"{wrong.filename or args.output or 'standard output'}: {wrong.strerror or wrong}", file=sys.stderr)
        return NONSENSE
    except MemoryError:
        print("there is not enough memory for this", file=sys.stderr)
        return NONSENSE
    except KeyboardInterrupt:
        print("interrupted: nothing was written", file=sys.stderr)
        return INTERRUPTED


def _writable(args: argparse.Namespace) -> None:
    """Refuse before any work what could not be written after it, and what would overwrite what is read."""
    named = [(name, path) for name in (*READ, *WRITTEN) if isinstance(path := getattr(args, name, None), Path)]
    taken: dict[Path, str] = {}
    found = []
    for name, path in named:
        if name in WRITTEN and not path.parent.is_dir():
            found.append(f"{path}: there is no folder {path.parent}")
        elif name in WRITTEN and path.is_dir():
            found.append(f"{path}: is a folder")
        elif name in WRITTEN and not os.access(path if path.exists() else path.parent, os.W_OK):
            found.append(f"{path}: may not be written")
        elif name in WRITTEN and path.resolve() in taken:
            found.append(f"{path}: is both {taken[path.resolve()]} and {name.replace('_', ' ')}")
        if not path.is_char_device():  # /dev/null may be written twice
            taken.setdefault(path.resolve(), name.replace("_", " "))
    if found:
        raise ValueError("\n".join(found))


@contextmanager
def stoppable(args: argparse.Namespace) -> Iterator[tuple[Stop, list[bool]]]:
    """A stop that Ctrl-C pulls, and progress on standard error."""

    def show(stage: str, share: float, goals: Mapping[str, float]) -> None:
        shown = "  ".join(f"{name} {value:.1f}" for name, value in goals.items())
        print(f"\r{share:4.0%}  {stage:<8} {shown}", end="", file=sys.stderr, flush=True)

    seconds = args.seconds if args.seconds is not None or args.iterations is not None else args.usual
    try:
        with interruptible() as pulled:
            yield Stop(seconds, args.iterations, lambda: pulled[0], None if args.quiet else show), pulled
    finally:
        if not args.quiet:
            print(file=sys.stderr)


@contextmanager
def interruptible() -> Iterator[list[bool]]:
    """Was Ctrl-C pressed? Who presses it twice does not want to wait."""
    pulled = [False]

    def pull(*_: object) -> None:
        if pulled[0]:
            raise KeyboardInterrupt
        pulled[0] = True

    before = signal.signal(signal.SIGINT, pull)
    try:
        with _hushed():
            yield pulled
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _hushed() -> Iterator[None]:
    """Standard output is for the answer: what a solver's library says there of itself is not heard."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def write(args: argparse.Namespace, data: object, indent: int | None = 1) -> None:
    say(args, json.dumps(data, sort_keys=indent is not None, indent=indent, ensure_ascii=False) + "\n")


def say(args: argparse.Namespace, text: str) -> None:
    """Write the answer, in UTF-8 wherever it goes."""
    if args.output is not None:
        args.output.write_text(text, encoding="utf-8")
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(text)
    sys.stdout.flush()  # here, where a reader that is gone can still be distinguished from a fault


def write_plan(args: argparse.Namespace, plan: Plan, *, answer: bool = True) -> None:
    """Write a plan (answer: on standard output too, when no file is named). Which promises it does not keep and why,
    that it was hardly searched, and unless `quiet` what it gives whom and what is proven, is said on standard error."""
    said = story.unkept(plan) if args.quiet else story.said_of(plan)
    print(*said, sep="\n", end="\n" if plan.unkept or not args.quiet else "", file=sys.stderr)
    if 2 * plan.searched < plan.expected:
        print(f"searched {plan.searched} moves of an expected {plan.expected}: a busy machine, or little time",
              file=sys.stderr)  # fmt: skip
    if answer or args.output is not None:
        say(args, files.plan_text(plan))
