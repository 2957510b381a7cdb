"""`python -m tests.fuzz`: 200,000 inputs in portions, on one database after the other."""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fuzz.portion import Found

PORTION = 500
"""Inputs in one portion: what a machine of a CI does in a quarter of a minute or so."""
TOTAL = 200_000
DATABASES = ("sqlite", "postgresql")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--inputs", type=int, default=TOTAL, help=f"how many, in portions of {PORTION}")
    parser.add_argument("--begin", type=int, default=0, metavar="PORTION", help="the first portion")
    parser.add_argument("--portion", type=int, help="this portion alone")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="of that portion this input alone")
    parser.add_argument("--database", choices=DATABASES, help="on this database alone")
    parser.add_argument("--report", help="a file for the counts, as JSON, renewed after each portion")
    args = parser.parse_args()
    if args.database is None:
        words = [sys.executable, "-m", "tests.fuzz", *sys.argv[1:]]
        return max(subprocess.run([*words, "--database", name], check=False).returncode for name in DATABASES)
    os.environ["STEUN_TEST_DATABASE"] = args.database
    os.environ["DJANGO_SETTINGS_MODULE"] = "steun.web.settings"
    return fuzz(args)


def fuzz(args: argparse.Namespace) -> int:
    import django

    import tests.plugin  # noqa: F401  # which database, which world; before the settings are read

    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from tests import builders
    from tests.fuzz.portion import Found, populate, run

    setup_test_environment()
    logging.disable(logging.CRITICAL)
    made = setup_databases(verbosity=0, interactive=False)
    builders.load()
    populate(builders.World())
    portions = (
        [args.portion] if args.portion is not None else range(args.begin, args.begin + -(-args.inputs // PORTION))
    )
    gc.freeze()  # to look for garbage among what stays took a tenth of the time
    gc.set_threshold(50_000, 20, 100)
    total, began = Found(), time.monotonic()
    try:
        for portion in portions:
            found = run(args.seed, portion, PORTION, args.only)
            for kind in found.defects.keys() - total.defects.keys():
                print(f"\n{args.database}: {found.defects[kind]}\n", flush=True)
            total.add(found)
            print(line(args, portion, total, began), flush=True)
            if args.report:
                report(args, portion, total)
    finally:
        teardown_databases(made, verbosity=0)
    print(f"slowest: {total.slowest[0]:.1f} s, {total.slowest[1]}")
    for kind, number in total.times.most_common():
        print(f"{number:6d} × {kind}")
    return 1 if total.of_500 else 0


def line(args: argparse.Namespace, portion: int, total: Found, began: float) -> str:
    counts = " ".join(f"{status}:{number}" for status, number in sorted(total.answers.items()))
    so_far = f"{total.number} inputs, {total.of_500} of 5xx, {time.monotonic() - began:.0f} s"
    return f"{args.database} portion {portion}: {so_far}  [{counts}]"


def report(args: argparse.Namespace, portion: int, total: Found) -> None:
    figures = {"database": args.database, "seed": args.seed, "portion": portion, "inputs": total.number}
    figures |= {"5xx": total.of_500, "answers": dict(sorted(total.answers.items())), "defects": total.times}
    Path(args.report).write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
