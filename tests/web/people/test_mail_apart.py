"""A mail server that accepts and never answers delays no reminder, and is asked once per round."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections
from django.utils import timezone

from steun.web.ask.gate.model import Gate
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from steun.web.people.account import outbox
from steun.web.processes import tick

LONG = 120.0
"""Seconds that pass only when something is broken."""


class SilentServer:
    """Accepts every connection and says nothing, until it is closed."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.accepted, self.heard = [], threading.Event()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                self.accepted.append(self.listening.accept()[0])
            except OSError:
                return
            self.heard.set()

    def close(self) -> None:
        self.listening.close()
        for connection in self.accepted:
            connection.close()


@pytest.fixture
def server(settings) -> Iterator[SilentServer]:
    silent = SilentServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", silent.port
    yield silent
    silent.close()


def wait_for(happens: Callable[[], object]) -> None:
    until = time.monotonic() + LONG
    while not happens():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def test_reminders_do_not_wait_for_a_mail_server_that_never_answers(own_world, server, settings):
    settings.EMAIL_TIMEOUT = 10 * LONG  # so the mail is stuck for as long as this test lasts
    gate = own_world.gate(own_world.asked(), "locc-judges")
    assert outbox.due()
    stop = threading.Event()

    def clock() -> None:
        tick.run(1, stop)
        connections.close_all()

    running = threading.Thread(target=clock)
    running.start()
    try:
        assert server.heard.wait(LONG), "nobody tried to send a mail"
        Gate.objects.filter(pk=gate.pk).update(due_at=timezone.now() - timedelta(minutes=1))
        wait_for(Entry.objects.filter(subject=gate.key, action="gate.remind").exists)
        assert len(server.accepted) == 1, "the mail is still stuck at its first connection"
    finally:
        stop.set()
        running.join(LONG)
        server.close()
        for thread in threading.enumerate():
            if thread.name == "mail":
                thread.join(LONG)


def asked(world) -> None:
    """A request whose acts all wait: the call for the signature that was given meanwhile is gone."""
    world.asked()
    for notice in Notice.objects.select_related("entry"):
        if outbox.overtaken(notice):
            notice.delete()


def test_a_server_that_does_not_answer_is_asked_once_per_round(world, server, settings):
    settings.EMAIL_TIMEOUT = 0.05
    for _ in range(3):
        asked(world)
    waiting = Notice.objects.filter(sent_at=None).count()
    assert waiting > 5

    assert outbox.send_due(timezone.now()) == 0

    assert len(server.accepted) == 1
    assert Notice.objects.filter(tries=1, last_error__contains="mail server does not answer").count() == waiting - 1
    assert outbox.due() == 0, "each waits its minute, and its deputy is told in time"


class Picky(BaseEmailBackend):
    """A server that answers, and refuses one address."""

    refused: str = ""

    def send_messages(self, messages):
        if Picky.refused in messages[0].to:
            raise OSError("no such mailbox")
        mail.outbox += messages
        return 1


def test_one_address_that_is_refused_keeps_no_other_mail_waiting(world, settings):
    asked(world)
    first, *others = Notice.objects.order_by("next_try_at", "id").select_related("person")
    assert others
    settings.EMAIL_BACKEND = f"{__name__}.Picky" if "." in __name__ else "tests.web.people.test_mail_apart.Picky"
    Picky.refused = first.person.email

    sent = outbox.send_due(timezone.now())

    assert sent == sum(n.person.email != first.person.email for n in others) > 0
    assert Notice.objects.get(pk=first.pk).tries == 1


def test_a_round_ends_in_time_and_the_rest_waits_for_the_next(world, monkeypatch):
    asked(world)
    waiting = outbox.due()
    clock = iter([0.0, 0.0, 0.0, *([outbox.ROUND + 1] * 100)])
    monkeypatch.setattr(outbox, "time", type("Time", (), {"monotonic": staticmethod(lambda: next(clock))}))

    assert outbox.send_due(timezone.now()) == 2
    assert outbox.due() == waiting - 2 > 0


def test_what_fails_at_one_gate_or_kind_of_work_keeps_no_other_waiting(world, monkeypatch):
    gates = [world.gate(world.asked(), "locc-judges") for _ in range(2)]
    Gate.objects.filter(pk__in=[g.pk for g in gates]).update(due_at=timezone.now() - timedelta(minutes=1))
    from steun.web.decide.gate import tick as ask

    nudge, done = ask.nudge, []

    def fails(pk, now):
        if pk == min(g.pk for g in gates):
            raise ZeroDivisionError
        return nudge(pk, now)

    monkeypatch.setattr(ask, "nudge", fails)
    monkeypatch.setattr(tick.commitments, "holds", lambda now: done.append(now) or 1)

    with pytest.raises(ZeroDivisionError):
        tick.once()

    assert Entry.objects.filter(action="gate.remind").count() == 1 and len(done) == 1
