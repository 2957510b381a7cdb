"""Writers of SQLite stand in line: whoever waits longest is next, and nobody is passed over for ever."""

from __future__ import annotations

import time
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, connections, transaction

from steun.web.ask.request.model import Series
from steun.web.kernel.sqlite.turns import Turns

LONG = 60.0
"""Seconds that pass only when something is broken."""
sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite's writers wait")


def test_whoever_waits_longest_is_next():
    turns, tickets, served = Turns(), [Event() for _ in range(6)], []
    assert turns.take(tickets[0], 0)

    def wait(n: int) -> None:
        assert turns.take(tickets[n], LONG)
        served.append(n)
        turns.leave(tickets[n])

    threads = [Thread(target=wait, args=(n,)) for n in range(1, 6)]
    for n, thread in enumerate(threads, start=1):
        thread.start()
        until_in_line(turns, n + 1)
    turns.leave(tickets[0])
    for thread in threads:
        thread.join(LONG)

    assert served == [1, 2, 3, 4, 5] and not turns.line


def until_in_line(turns: Turns, number: int) -> None:
    until = time.monotonic() + LONG
    while len(turns.line) < number:
        assert time.monotonic() < until, f"{len(turns.line)} in line, not {number}"
        time.sleep(0.001)


def test_who_gives_up_lets_the_next_one_pass():
    turns, first, second, third = Turns(), Event(), Event(), Event()
    assert turns.take(first, 0)
    assert not turns.take(second, 0) and not turns.take(third, 0)
    turns.leave(second)
    turns.leave(first)

    assert turns.take(third, 0)
    turns.leave(third)
    turns.leave(third)
    assert not turns.line


@sqlite
def test_a_writer_who_comes_back_at_once_does_not_keep_another_out(own_world):
    """Without a line the other looks ever less often, at a lock that is free for a tenth of a millisecond."""
    began, done, rounds = Event(), Event(), []

    def other() -> None:
        began.wait(LONG)
        with transaction.atomic():
            Series.objects.create(prefix="T", year=1)
        done.set()
        connections.close_all()

    thread = Thread(target=other)
    thread.start()
    while not done.is_set() and len(rounds) < 200:
        with transaction.atomic():
            began.set()
            if not rounds:
                until_in_line(connection.turns, 2)  # the other has come
        rounds.append(1)
    thread.join(LONG)

    assert done.is_set() and len(rounds) <= 2


@sqlite
def test_a_statement_outside_a_transaction_stands_in_line_too(own_world):
    written = Event()

    def other() -> None:
        Series.objects.filter(prefix="none").update(last=1)
        written.set()
        connections.close_all()

    with transaction.atomic():
        thread = Thread(target=other)
        thread.start()
        until_in_line(connection.turns, 2)
        assert not written.is_set()
    thread.join(LONG)

    assert written.is_set() and not connection.turns.line


@sqlite
def test_a_transaction_that_fails_lets_the_next_one_pass(own_world):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert not connection.turns.line

    with transaction.atomic():
        assert len(connection.turns.line) == 1
        connection.close()
    assert not connection.turns.line


@sqlite
def test_who_finds_no_turn_within_the_limit_is_told_so(own_world):
    heard: list[BaseException] = []

    def other() -> None:
        connection.ensure_connection()
        connection.patience = 0.01
        try:
            with transaction.atomic():
                pass
        except OperationalError as error:
            heard.append(error)
        connections.close_all()

    with transaction.atomic():
        thread = Thread(target=other)
        thread.start()
        thread.join(LONG)

    assert [str(e)[:18] for e in heard] == ["database is locked"]
