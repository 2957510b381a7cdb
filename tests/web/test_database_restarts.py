"""PostgreSQL really stops and starts: an act is done again inside or answered 503; the jobs process comes back."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test import Client

from steun.web.ask.request.model import Request
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal.model import Proposal
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.people.person import key as tokens
from tests.builders import World
from tests.web.cluster import Cluster, environment, own_cluster
from tests.web.test_kill import free_port, served

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="a server that can be stopped")
LONG = 900.0
"""Seconds that pass only when something is broken."""
BODY = {"title": "Water", "effect": "water-kept-out"}
DRAFTS, WRITERS, RESTART_AFTER, PAUSE_AFTER = 120, 4, 30, 60
"""Drafts in all; how many were acknowledged when the database restarts, and after which the writers wait for that."""


@pytest.fixture(scope="module")
def cluster(django_db_setup, django_db_blocker) -> Iterator[Cluster]:
    with django_db_blocker.unblock(), own_cluster() as made:
        yield made


def key() -> dict[str, str]:
    _, given = tokens.issue("test", by=World().desk)
    return {"Authorization": f"Bearer {given}", "Accept-Language": "en"}


def post(headers: dict[str, str], body: dict[str, Any]) -> Any:
    client = Client(raise_request_exception=False)
    return client.post("/api/v1/requests", body, content_type="application/json", headers=headers)


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def test_an_act_under_which_the_database_restarts_is_done_again_as_a_whole(cluster, monkeypatch):
    headers, id, save, tries = key(), str(new_key()), Entry.save, []

    def saving(self: Entry, *args: Any, **words: Any) -> None:
        tries.append(self.action)
        if len(tries) == 1:
            cluster.restart()
        save(self, *args, **words)

    monkeypatch.setattr(Entry, "save", saving)
    answer = post(headers, {**BODY, "id": id})

    assert answer.status_code == 201, answer.content
    assert tries == ["request.draft"] * 2
    assert Request.objects.filter(pk=id).count() == Entry.objects.filter(subject=f"request:{id}").count() == 1


def test_without_a_database_an_act_is_told_when_to_come_back_and_then_done_once(cluster):
    headers, body = key(), {**BODY, "id": str(new_key())}
    cluster.stop()
    try:
        refused = post(headers, body)
    finally:
        cluster.start()

    assert refused.status_code == 503 and refused.json()["code"] == "away"
    assert int(refused["Retry-After"]) == refused.json()["after"] > 0
    assert [post(headers, body).status_code for _ in range(2)] == [201, 201]
    assert Entry.objects.filter(subject=f"request:{body['id']}").count() == 1


class Writers:
    """Send drafts to a real server until each is acknowledged; what is answered 503 is sent again with its id."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.address, self.headers = f"http://127.0.0.1:{port}/api/v1/requests", headers
        self.acknowledged, self.counting = 0, threading.Lock()
        self.enough, self.restarted = threading.Event(), threading.Event()
        self.surprises: list[str] = []

    def send(self, ids: list[str]) -> None:
        with httpx.Client(headers=self.headers, timeout=LONG) as http:
            for id in ids:
                while not self.heard(http.post(self.address, json={**BODY, "id": id})):
                    self.restarted.wait(LONG)

    def heard(self, answer: httpx.Response) -> bool:
        if answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0:
            return False
        with self.counting:
            self.acknowledged += 1
            if answer.status_code != 201:
                self.surprises.append(f"{answer.status_code} {answer.text[:300]}")
            if self.acknowledged >= RESTART_AFTER:
                self.enough.set()
            pause = self.acknowledged >= PAUSE_AFTER
        if pause:
            self.restarted.wait(LONG)
        return True


def test_a_server_with_open_connections_goes_on_after_a_restart_and_loses_nothing(cluster):
    port, ids, before = free_port(), [str(new_key()) for _ in range(DRAFTS)], Request.objects.count()
    writers = Writers(port, key())
    connection.close()

    with served(port), ThreadPoolExecutor(WRITERS) as pool:
        sending = [pool.submit(writers.send, ids[n::WRITERS]) for n in range(WRITERS)]
        assert writers.enough.wait(LONG), writers.surprises[:3]
        try:
            cluster.restart()
        finally:
            writers.restarted.set()
        for each in sending:
            each.result(LONG)

    assert not writers.surprises
    assert Request.objects.filter(pk__in=ids).count() == DRAFTS == Request.objects.count() - before
    assert Entry.objects.filter(subject__in=[f"request:{id}" for id in ids]).count() == DRAFTS
    assert feed.verify().entries == Entry.objects.count() and list(replay()) == []


def test_the_process_that_does_jobs_comes_back_after_a_restart(cluster):
    World().granted()
    locc = World().actor("locc", "LOCC")
    worker = subprocess.Popen([sys.executable, "-m", "steun.cli", "work"], env=environment())

    def made() -> None:
        proposal = proposals.make(by=locc, seconds=1)
        until(lambda: worker.poll() is not None or Proposal.objects.get(pk=proposal.pk).state == "ready")
        assert worker.poll() is None, "the process ended"

    try:
        made()
        cluster.restart()
        connection.close()  # ours; the process finds out about its own
        made()
    finally:
        worker.terminate()
        worker.wait(LONG)
