"""`python -m bench.planner [all | rows NAME... | table]`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from .answers import new_line, stated_changes
from .gap import gap, gap_beside, sizes
from .herijking import requirements_row, small_cases
from .input import bad_input
from .odd import odd, slots
from .record import RAW, Book
from .rolling import rolling
from .static import europe, national, region, slack
from .table import write
from .versus import versus

ROWS: dict[str, Callable[[Book, range], None]] = {
    "region": region,
    "slack": slack,
    "input": bad_input,
    "answers": new_line,
    "changes": stated_changes,
    "rolling": rolling,
    "small": small_cases,
    "requirements": requirements_row,
    "gap": gap,
    "gap-beside": gap_beside,
    "national": national,
    "europe": europe,
    "versus": versus,
    "odd": odd,
    "slots": slots,
    "sizes": sizes,
}
MOST = {"europe": 3, "versus": 5, "gap": 1, "sizes": 1}
"""Seeds of the long rows when all are measured; ask for a row by name to have more."""


def main() -> None:
    """Measure, keep, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.planner", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("all", "rows", "table"), default="all")
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(ROWS))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--raw", type=Path, default=RAW, help="where raw results are kept")
    args = parser.parse_args()
    if wrong := set(args.names) - set(ROWS):
        parser.error(f"no row {', '.join(sorted(wrong))}; there are {', '.join(ROWS)}")
    book = Book(args.raw)
    into = None if args.raw == RAW else args.raw.with_suffix(".md")
    for name in () if args.what == "table" else (args.names or list(ROWS)):
        seeds = args.seeds if args.names else min(args.seeds, MOST.get(name, args.seeds))
        ROWS[name](book, range(args.first, args.first + seeds))
        write(book, into)
    write(book, into)


if __name__ == "__main__":
    main()
