"""A thousand streams and five acts a second: how long from the commit of an act to each browser, and is any missed?

One server process, as `steun serve` starts it; the writer and the browsers are processes of their own, on the same
machine. Prints one line per database. Run: `python bench/streams.py [--streams 1000] [--rate 5] [--seconds 20]`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
PATIENCE = 30
"""Seconds that one waits for what is still under way at the end."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=5)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--settle", type=float, default=15, help="seconds for the planner to load beside the server")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--write", nargs=2, metavar=("REQUEST", "COUNT"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        write(args.write[0], int(args.write[1]), args.rate)
    elif args.one:
        measure(args)
    else:
        print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for database in args.databases:
            in_process(database, args)
        print(f"load after: {os.getloadavg()[0]:.1f}")


def in_process(database: str, args: argparse.Namespace) -> None:
    """Each database with settings of its own."""
    from bench.databases import environment

    given = ["--streams", str(args.streams), "--rate", str(args.rate), "--seconds", str(args.seconds)]
    given += ["--settle", str(args.settle)]
    with environment(database) as env:
        subprocess.run([sys.executable, __file__, "--one", *given], env=env, check=True)


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "steun.web.settings"
    import django

    django.setup()


def measure(args: argparse.Namespace) -> None:
    """One database: fill it, serve it, and listen."""
    set_up()
    from django.core.management import call_command

    from bench.run import serving
    from tests.builders import World, load

    call_command("migrate", verbosity=0)
    load()
    world = World()
    request = world.asked()
    paths = [path_of(mandate, key) for mandate, key in seated(request, args.streams)]
    with serving() as address:
        time.sleep(args.settle)
        found = asyncio.run(listen(address, paths, str(request.pk), args))
    report(found, args)


def seated(request, count: int):
    """So many log-ins, spread over the seats that see this request."""
    from django.test import Client

    from steun.web.ask.request.model import Request
    from steun.web.kernel.actor import Actor
    from steun.web.kernel.people.models import Mandate

    held = [
        mandate
        for mandate in Mandate.objects.select_related("organisation", "person")
        if Request.objects.visible_to(Actor.of_mandate(mandate)).filter(pk=request.pk).exists()
    ]
    print(f"{len(held)} seats see the case", file=sys.stderr)
    for number in range(count):
        mandate, client = held[number % len(held)], Client()
        client.force_login(mandate.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        yield mandate, client.session.session_key


def path_of(mandate, session: str) -> tuple[str, str]:
    from steun.web.kernel.actor import Actor
    from steun.web.kernel.live import changes, token

    return f"/live?token={token.issue(Actor.of_mandate(mandate))}&after={changes.head()}", session


async def listen(address: str, paths: list[tuple[str, str]], request: str, args: argparse.Namespace) -> dict:
    """All streams open, then the writer begins. By stream: the moment at which each number came."""
    from django.conf import settings

    host, port = address.removeprefix("http://").split(":")
    heard: list[dict[int, float]] = [{} for _ in paths]
    twice = 0

    async def stream(number: int, opened: asyncio.Event) -> None:
        nonlocal twice
        path, session = paths[number]
        reader, writer = await asyncio.open_connection(host, int(port))
        cookie = f"Cookie: {settings.SESSION_COOKIE_NAME}={session}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{cookie}\r\n\r\n".encode())
        if b" 200 " not in await reader.readline():
            raise RuntimeError("a stream was refused")
        opened.set()
        while line := await reader.readline():
            if line.startswith(b'data: {"last"'):
                now = time.time()
                for change in json.loads(line[6:])["changes"]:
                    twice += change["n"] in heard[number]
                    heard[number].setdefault(change["n"], now)

    tasks, began = [], time.time()
    for first in range(0, len(paths), 100):
        events = [asyncio.Event() for _ in paths[first : first + 100]]
        tasks += [asyncio.create_task(stream(first + n, event)) for n, event in enumerate(events)]
        await asyncio.gather(*(event.wait() for event in events))
    opened = time.time() - began
    count = int(args.rate * args.seconds)
    command = [sys.executable, __file__, "--rate", str(args.rate), "--write", request, str(count)]
    writer = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    said, _ = await writer.communicate()
    committed = {int(number): at for number, at in json.loads(said.splitlines()[-1]).items()}
    until = time.time() + PATIENCE
    while time.time() < until and any(len(it) < count for it in heard):
        await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return {"heard": heard, "committed": committed, "twice": twice, "opened": opened}


def write(request: str, count: int, rate: float) -> None:
    """Acts on one case, at a steady rate; prints when each was committed."""
    set_up()
    from django.db import transaction

    from steun.web.kernel.journal.record import record
    from tests.builders import World

    by = World().desk
    at: dict[int, float] = {}
    began = time.time()
    for number in range(count):
        time.sleep(max(0.0, began + number / rate - time.time()))
        with transaction.atomic():
            entry = record("request.noted", subject=f"request:{request}", case=request, by=by)
        at[entry.number] = time.time()
    print(json.dumps(at))


def report(found: dict, args: argparse.Namespace) -> None:
    from django.db import connection

    committed = found["committed"]
    late = sorted((at - committed[n]) * 1000 for it in found["heard"] for n, at in it.items() if n in committed)
    lost = sum(len(committed.keys() - it.keys()) for it in found["heard"])
    print(
        f"{connection.vendor}: {args.streams} streams (open in {found['opened']:.1f} s), {len(committed)} acts, "
        f"{args.rate:g} a second: commit to browser median {statistics.median(late):.0f} ms, "
        f"p99 {late[int(len(late) * 0.99)]:.0f} ms, most {late[-1]:.0f} ms; lost {lost}, twice {found['twice']}"
    )


if __name__ == "__main__":
    main()
