"""`make bench`: how quick the web is, on SQLite and PostgreSQL, with 100, 10,000 and 100,000 requests in the database.

Prints a table beside the aims of the issue. These machines are noisy: medians of one run, and ratios within it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
SIZES = (100, 10_000, 100_000)


def timed(work: Callable[[], object], times: int) -> float:
    """Median milliseconds."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--one", metavar="DATABASE", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(args.sizes)))
        return
    results = {}
    for database in args.databases:
        results[database] = in_process(database, args.sizes)
    print(table(results, args.sizes))


def in_process(database: str, sizes: list[int]) -> dict[str, dict[str, float]]:
    """Each database in a process of its own, with settings of its own."""
    from bench.databases import environment

    with environment(database) as env:
        command = [sys.executable, __file__, "--one", database, "--sizes", *map(str, sizes)]
        done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(sizes: list[int]) -> dict[str, dict[str, float]]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "steun.web.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench import world as bench
    from tests import builders

    builders.load()
    found: dict[str, dict[str, float]] = {}
    for size in sizes:
        bench.fill(size)
        found[str(size)] = at_size()
        print(size, found[str(size)], file=sys.stderr)
    return found


def at_size() -> dict[str, float]:
    """All rows of the table at the present size."""
    import httpx
    from django.test import Client

    from steun.core.kernel.journal import chain
    from steun.rules.load import load_law
    from steun.web.kernel.journal.models import Entry
    from steun.web.kernel.keys import new_key
    from steun.web.people.person import key as tokens
    from tests.builders import World

    world = World()
    keys = {
        seat: tokens.issue("bench", by=world.actor(*seat))[1] for seat in (("locc", "LOCC"), ("duty-officer", "VR24"))
    }
    locc, desk = ({"Authorization": f"Bearer {keys[s]}"} for s in keys)
    client = Client()
    rows: dict[str, float] = {}
    rows["list in process"] = timed(lambda: checked(client.get("/api/v1/requests", headers=locc)), 40)
    rows["list of a region in process"] = timed(lambda: checked(client.get("/api/v1/requests", headers=desk)), 40)
    rows["search in process"] = timed(lambda: checked(client.get("/api/v1/requests?q=place+77", headers=locc)), 10)
    with serving() as address, httpx.Client(base_url=address, timeout=60) as http:
        log_in(http, world)
        rows["list over HTTP"] = timed(lambda: checked(http.get("/api/v1/requests", headers=locc)), 40)
        rows["board over HTTP"] = timed(lambda: checked(http.get("/requests")), 40)
        body = json.loads(world.shape(lines=three_lines()).model_dump_json(exclude_unset=True))
        rows["create over HTTP"] = timed(
            lambda: checked(http.post("/api/v1/requests", json={**body, "id": str(new_key())}, headers=desk), 201), 40
        )
        rows["move over HTTP"] = moves(http, world, locc)
    with serving() as address:
        rows["16 writers, p99"], rows["16 writers, not done"] = sixteen(address, world, locc)
    with serving(workers=2) as address:
        rows["moves/s, 8 writers, HTTP, 2 workers"] = together(address, world, locc)
    rows["moves/s, 8 writers"] = writers(world)
    start = time.perf_counter()
    chain.verify(e.as_line() for e in Entry.objects.order_by("number").iterator(5000))
    count = Entry.objects.count()
    rows["verify, s per 100,000"] = (time.perf_counter() - start) * 100_000 / count
    lines = [e.as_line() for e in Entry.objects.order_by("number").iterator(5000)]
    start = time.perf_counter()
    chain.verify(lines)
    rows["verify an export, s per 100,000"] = (time.perf_counter() - start) * 100_000 / count
    rows["read the rules of law"] = timed(load_law, 10)
    return rows


def three_lines() -> list[dict[str, object]]:
    return [{"capability": c, "quantity": 1} for c in ("sandbags", "girder-bridge", "generator")]


def checked(response, status: int = 200):
    if response.status_code != status:
        raise RuntimeError(f"{response.status_code}: {response.content[:300]!r}")
    return response


class serving:
    """A real server in processes of its own."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers

    def __enter__(self) -> str:
        from django.db import connections

        connections.close_all()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "steun.cli", "serve", "--port", str(port), "--workers", str(self.workers)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        import httpx

        for _ in range(200):
            try:
                httpx.get(f"{address}/login", timeout=2)
                return address
            except httpx.HTTPError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


def log_in(http, world) -> None:
    """As LOCC: a session made here, used there; both share the database."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    mandate = world.mandate("locc", "LOCC")
    client.force_login(mandate.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["mandate"] = str(mandate.pk)
    session.save()
    http.cookies.set(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)


def gates(world, count: int) -> list[str]:
    """So many open gates for LOCC."""
    from steun.web.ask.gate.model import Gate

    rows = Gate.objects.filter(code="locc-judges", state="open", request__state="asked")
    rows = rows.exclude(request__number__startswith="B-1999")  # written in bulk
    while rows.count() < count:
        world.asked(lines=[])
    return [str(pk) for pk in rows.values_list("pk", flat=True)[:count]]


def moves(http, world, headers) -> float:
    waiting = iter(gates(world, 25))
    return timed(lambda: checked(http.post(f"/api/v1/gates/{next(waiting)}/acts/pass", json={}, headers=headers)), 20)


def together(address: str, world, headers) -> float:
    """Moves per second of eight writers at once."""
    import httpx

    waiting = gates(world, 160)

    def write(part: list[str]) -> None:
        with httpx.Client(base_url=address, timeout=60) as http:
            for pk in part:
                checked(http.post(f"/api/v1/gates/{pk}/acts/pass", json={}, headers=headers))

    start = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, [waiting[n::8] for n in range(8)]))
    return len(waiting) / (time.perf_counter() - start)


def sixteen(address: str, world, headers, moves: int = 320) -> tuple[float, float]:
    """Sixteen writers at once, one process: the milliseconds within which 99 of 100 moves are done, and how many were
    not done at all."""
    import httpx

    waiting = gates(world, moves)

    def write(part: list[str]) -> list[tuple[float, int]]:
        with httpx.Client(base_url=address, timeout=60) as http:
            found = []
            for pk in part:
                start = time.perf_counter()
                status = http.post(f"/api/v1/gates/{pk}/acts/pass", json={}, headers=headers).status_code
                found.append(((time.perf_counter() - start) * 1000, status))
            return found

    with ThreadPoolExecutor(16) as pool:
        done = [it for part in pool.map(write, [waiting[n::16] for n in range(16)]) for it in part]
    return statistics.quantiles([taken for taken, _ in done], n=100)[-1], sum(status != 200 for _, status in done)


def writers(world) -> float:
    """Moves per second of eight processes that call the action itself, at once."""
    from django.db import connections

    waiting = gates(world, 400)
    connections.close_all()
    with ProcessPoolExecutor(8, mp_context=get_context("spawn"), initializer=begin) as pool:
        list(pool.map(nothing, range(32)))
        start = time.perf_counter()
        done = sum(pool.map(write_all, [waiting[n::8] for n in range(8)]))
    return done / (time.perf_counter() - start)


def begin() -> None:
    import django

    django.setup()


def nothing(_: int) -> None:
    """Gives each process time to connect and read the law before the clock runs."""
    from steun.rules.load import law
    from tests.builders import World

    law()
    World().actor("locc", "LOCC")
    time.sleep(0.2)


def write_all(keys: list[str]) -> int:
    from uuid import UUID

    from steun.web.decide.gate import acts as decide
    from tests.builders import World

    locc = World().actor("locc", "LOCC")
    for key in keys:
        decide.act(UUID(key), "pass", by=locc)
    return len(keys)


AIMS = {
    "list in process": "<= 10 ms at 10,000; at 100,000 <= 1.5 x",
    "list over HTTP": "<= 15 ms at 10,000",
    "board over HTTP": "<= 40 ms at 10,000",
    "create over HTTP": "<= 20 ms",
    "move over HTTP": "<= 20 ms",
    "moves/s, 8 writers": ">= 150 on PostgreSQL",
    "16 writers, p99": "<= 1 s on SQLite",
    "16 writers, not done": "0",
    "verify an export, s per 100,000": "<= 3 s",
    "read the rules of law": "<= 60 ms",
}


def table(results: dict[str, dict[str, dict[str, float]]], sizes: list[int]) -> str:
    columns = [(d, str(s)) for d in results for s in sizes]
    head = ["what (ms, median)", "aim", *(f"{d} {int(s):,}" for d, s in columns)]
    names = list(next(iter(next(iter(results.values())).values())))
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for name in names:
        cells = [f"{results[d][s][name]:.1f}" for d, s in columns]
        lines.append("| " + " | ".join([name, AIMS.get(name, ""), *cells]) + " |")
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    return f"\n{machine}\n\n" + "\n".join(lines)


if __name__ == "__main__":
    main()
