"""The power fails in the middle of the work: what was acknowledged is there, what was not can be sent again, once."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import UUID

import httpx
from django.db import connection, connections

import steun
from steun.web.ask.gate.model import Gate
from steun.web.ask.request.model import Request
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.people.person import key as tokens

MOVES = 1000
WRITERS = 8
KILL_AFTER = 400
"""Moves that were acknowledged when the server is killed."""
PAUSE_AFTER = 600
"""Moves after which the senders wait for the kill: so it falls among them, however slow whoever kills is."""
LONG = 900.0
"""Seconds that pass only when something is broken."""


@dataclass
class Pair:
    """Two moves: a draft with an id of our own, then its signature."""

    request: UUID = field(default_factory=new_key)
    signing: UUID = field(default_factory=new_key)
    drafted: bool = False
    signed: bool = False
    gate: str = ""


def database_url() -> str:
    """The copied database as the environment of a server names it."""
    known = connections.settings["default"]
    if connection.vendor != "postgresql":
        return str(known["NAME"])
    user = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}@" if known["USER"] else ""
    place = {name.lower(): known[name] for name in ("HOST", "PORT") if known[name]}
    return f"postgresql://{user}/{quote(known['NAME'])}?{urlencode(place)}"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A real server, in a process of its own, with connections kept open as in production."""
    environment = {k: v for k, v in os.environ.items() if k != "STEUN_POOL"}
    environment |= {"STEUN_DATABASE": database_url(), "PYTHONPATH": str(Path(steun.__file__).parents[1])}
    command = [sys.executable, "-m", "steun.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        wait_for(port, server)
        yield server
    finally:
        server.kill()
        server.communicate()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + LONG
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    server.kill()
    raise AssertionError(f"the server did not start: {server.communicate()[1].decode()}")


class Senders:
    """Eight writers over HTTP. Each pair remembers what the server acknowledged."""

    def __init__(self, port: int, body: dict[str, object], desk: str, chair: str) -> None:
        self.address, self.body = f"http://127.0.0.1:{port}/api/v1", body
        self.desk, self.chair = ({"Authorization": f"Bearer {key}"} for key in (desk, chair))
        self.acknowledged, self.lock = 0, threading.Lock()
        self.enough, self.killed = threading.Event(), threading.Event()
        self.surprises: list[str] = []

    def send(self, pairs: list[Pair]) -> None:
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(self.work, [pairs[n::WRITERS] for n in range(WRITERS)]))

    def work(self, pairs: list[Pair]) -> None:
        with httpx.Client(base_url=self.address, timeout=LONG) as http:
            for pair in pairs:
                try:
                    self.one(http, pair)
                except httpx.TransportError:
                    continue  # no answer: nobody knows whether it was done

    def one(self, http: httpx.Client, pair: Pair) -> None:
        if not pair.drafted:
            answer = http.post("/requests", json={**self.body, "id": str(pair.request)}, headers=self.desk)
            if not self.heard(answer):
                return
            [gate] = answer.json()["gates"]
            pair.drafted, pair.gate = True, gate["id"]
        if not pair.signed:
            act = {"id": str(pair.signing)}
            pair.signed = self.heard(http.post(f"/gates/{pair.gate}/acts/pass", json=act, headers=self.chair))

    def heard(self, answer: httpx.Response) -> bool:
        if not answer.is_success:
            self.surprises.append(f"{answer.status_code} {answer.text[:300]}")
            return False
        with self.lock:
            self.acknowledged += 1
            if self.acknowledged >= KILL_AFTER:
                self.enough.set()
            pause = self.acknowledged >= PAUSE_AFTER
        if pause:
            self.killed.wait(LONG)
        return True


def test_a_killed_server_loses_nothing_that_it_acknowledged_and_does_nothing_twice(own_world):
    _, desk = tokens.issue("desk", by=own_world.desk)
    _, chair = tokens.issue("chair", by=own_world.actor("safety-region-chair", "VR24"))
    body = json.loads(own_world.shape().model_dump_json(exclude_unset=True))
    pairs = [Pair() for _ in range(MOVES // 2)]
    port = free_port()
    senders = Senders(port, body, desk, chair)
    connection.close()

    with served(port) as server, ThreadPoolExecutor(1) as pool:
        sending = pool.submit(senders.send, pairs)
        sending.add_done_callback(lambda _: senders.enough.set())  # whoever stops before that is not waited for
        assert senders.enough.wait(LONG), senders.surprises[:3]
        server.kill()
        server.wait()
        senders.killed.set()
        sending.result(LONG)
    at_the_kill = senders.acknowledged
    drafted = [p.request for p in pairs if p.drafted]
    signed = [p.signing for p in pairs if p.signed]

    with served(port):  # what a start repairs, it has repaired
        assert KILL_AFTER <= at_the_kill < MOVES and not senders.surprises, senders.surprises[:3]
        assert_sound()
        assert Request.objects.filter(pk__in=drafted).count() == len(drafted)
        assert Entry.objects.filter(id__in=signed, action="gate.pass").count() == len(signed)
        connection.close()
        senders.send(pairs)
    assert not senders.surprises and all(p.drafted and p.signed for p in pairs)
    assert_sound()
    assert Request.objects.filter(pk__in=[p.request for p in pairs]).count() == len(pairs)
    assert Entry.objects.filter(action="request.draft").count() == len(pairs)
    assert Entry.objects.filter(action="gate.pass").count() == len(pairs)
    assert Gate.objects.filter(kind="sign", state="passed").count() == len(pairs)


def assert_sound() -> None:
    assert feed.verify().entries == Entry.objects.count()
    assert [str(d) for d in replay()] == []
