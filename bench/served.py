"""`python -m bench.served`: the CPU that a server spends on a page or an act, and writers at once, on both databases.

The world is that of `bench.growth`, 10,000 requests and its crowds. What counts is what was done in quiet moments
(`bench.quiet`): CPU of the server and, on PostgreSQL, of the database.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
SIZE = 10_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--seconds", type=float, default=20, help="at most so long for one figure")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        measured(args.seconds)
        return
    from bench.databases import environment

    for database in args.databases:
        with environment(database) as env:
            env["DJANGO_SETTINGS_MODULE"] = "steun.web.settings"
            print(f"\n## {database}\n", flush=True)
            words = [sys.executable, __file__, "--one", "--seconds", str(args.seconds)]
            subprocess.run(words, env=env, check=True)
    print(f"\nload {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores, {time.strftime('%F')}")


def measured(seconds: float) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.growth import world as growth
    from bench.run import serving, sixteen, writers
    from steun.web.people.person import key as tokens
    from tests import builders

    builders.load()
    growth.fill(SIZE, aged=False)
    places = growth.crowd()
    world = builders.World()
    seats = {seat: tokens.issue("bench", by=world.actor(*seat))[1] for seat in (LOCC, DESK)}
    with serving() as address:
        served(address, places, seats, seconds)
    with serving() as address:
        slow, failed = sixteen(address, world, bearer(seats[LOCC]))
        print(f"16 writers: 99 of 100 moves within {slow:.0f} ms, not done: {failed}", flush=True)
    print(f"8 writers: {writers(world):.0f} moves/s", flush=True)


LOCC, DESK = ("locc", "LOCC"), ("duty-officer", "VR24")


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def served(address: str, places: dict[str, str], seats: dict[tuple[str, str], str], seconds: float) -> None:
    """Each page and act over HTTP, one after the other."""
    import httpx
    from django.conf import settings

    from bench.growth.measure import logged_in
    from bench.growth.pages import CROWDED, READERS
    from bench.quiet import Quiet, children, of_processes
    from bench.run import checked, three_lines
    from steun.web.kernel.keys import new_key
    from tests.builders import World

    shape = World().shape(lines=three_lines()).model_dump_json(exclude_unset=True)

    def create(http: httpx.Client) -> Any:
        body = {**json.loads(shape), "id": str(new_key())}
        return checked(http.post("/api/v1/requests", json=body, headers=bearer(seats[DESK])), 201)

    pages = {"list JSON": ("locc", "/api/v1/requests"), "board": ("locc", "/requests"), "my work": ("locc", "/")}
    pages |= {name: (reader, url.format(**places)) for name, (reader, url) in CROWDED.items()}
    quiet = Quiet()
    clients = {}
    for reader in {reader for reader, _ in pages.values()}:
        clients[reader] = http = httpx.Client(base_url=address, timeout=120)
        cookie = logged_in(READERS[reader]).cookies[settings.SESSION_COOKIE_NAME].value
        http.cookies.set(settings.SESSION_COOKIE_NAME, cookie)
        http.get("/")
    spent = of_processes([*children(os.getpid()), *database_processes()])
    for name, (reader, url) in pages.items():
        size = len(checked(clients[reader].get(url)).content) // 1000
        found = quiet.cpu(partial(clients[reader].get, url), spent, seconds=seconds)
        print(f"{name}: {found}, {size} kB", flush=True)
    print(f"create, three lines: {quiet.cpu(lambda: create(clients['locc']), spent, seconds=seconds)}", flush=True)
    print(f"loop {quiet.best * 10:.0f} ms", flush=True)


def database_processes() -> list[int]:
    from django.db import connection

    from bench.quiet import children

    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = cursor.fetchone()[0]
    parent = int(Path(f"/proc/{mine}/stat").read_text().rpartition(")")[2].split()[1])
    return [process for process in children(parent) if process != mine]


if __name__ == "__main__":
    main()
