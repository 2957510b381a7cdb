"""How a job that takes minutes goes through failures of the database that pass, and shows that it lives."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from steun.core.kernel.machine import Machine
from steun.web.kernel.actor import Actor
from steun.web.kernel.failure.retry import again, each, let_go
from steun.web.kernel.failure.transient import passing
from steun.web.kernel.life.own import step

T = TypeVar("T")
BEAT = 1.0
"""Seconds between two signs of life."""
SILENT = timedelta(minutes=5)
"""After so long without a sign of life nobody works at it any more. Real time."""
log = logging.getLogger("steun")


def patiently(work: Callable[[], T]) -> T:
    """A minute's work is not thrown away because the database restarts."""
    return again(work, most=200, patience=60.0)


def in_passing(work: Callable[[], T], otherwise: T) -> T:
    """Something that may fail once, a sign of life: the next one comes soon."""
    try:
        return work()
    except DatabaseError as error:
        if not passing(error):
            raise
        let_go()
        return otherwise


def beats(row: QuerySet[Any]) -> tuple[Callable[[], bool], Callable[..., None]]:
    """(stopped, progress) of one row that a job makes: once a second it says that somebody works at it, and is asked
    whether to stop. `progress(share, **kept)`: how far it is (0..1), and what of it is kept at once."""
    last = {"asked": 0.0, "kept": time.monotonic(), "stop": False}

    def stopping() -> bool:
        row.update(beat_at=timezone.now())
        return row.filter(state="stopping").exists()

    def stopped() -> bool:
        if time.monotonic() - last["asked"] > BEAT:
            stop = in_passing(stopping, bool(last["stop"]))
            last.update(asked=time.monotonic(), stop=stop)
        return bool(last["stop"])

    def progress(share: float, **kept: Any) -> None:
        if time.monotonic() - last["kept"] > BEAT:
            last["kept"] = time.monotonic()
            in_passing(lambda: row.update(progress=int(100 * share), beat_at=timezone.now(), **kept), 0)

    return stopped, progress


@dataclass(frozen=True)
class Made:
    """The rows of a life that a worker makes: its table has *begin* and *fail*, and ways to end that the job chooses.

    model: rows of their own (`OwnCase`) with `beat_at`, `since` and `failure`.
    being_made: the states in which a worker is at it. facts: what the rules of those moves look at.
    """

    model: type[Any]
    machine: Machine[Any]
    facts: Callable[[], Any]
    being_made: Collection[str]
    audience: str = "all"

    def make(self, pk: UUID, work: Callable[[UUID], object]) -> None:
        """Begin it when it still waits, as a queue may hand it out twice; do the work, or say why it failed."""
        if not patiently(lambda: self.move(pk, "begin")):
            return
        try:
            patiently(lambda: work(pk))
        except Exception as error:
            log.exception("%s %s failed", self.machine.name, pk)
            failure = f"{type(error).__name__}: {error}"[:300]
            patiently(lambda: self.move(pk, "fail", failure=failure))

    @transaction.atomic
    def move(self, pk: UUID, name: str, data: Mapping[str, Any] | None = None, **changes: Any) -> bool:
        """One move that the worker makes; `changes` go into the row. False when it is elsewhere already."""
        it = self.model._default_manager.select_for_update(no_key=True).get(pk=pk)
        if not any(move.source == it.state and move.name == name for move in self.machine.moves):
            return False
        content = {"failure": changes["failure"]} if "failure" in changes else dict(data or {})
        clock, facts = Actor.clock(), self.facts()
        entry = step(it, self.machine, name, by=clock, facts=facts, data=content, audience=self.audience)
        for field, value in {**changes, "beat_at": timezone.now(), "since": entry.happened_at}.items():
            setattr(it, field, value)
        it.save()
        return True

    def give_up_silent(self, now: datetime) -> int:
        """Those whose maker is gone, a machine that stopped, have failed; somebody may ask again."""
        lost = self.model._default_manager.filter(state__in=self.being_made, beat_at__lt=timezone.now() - SILENT)
        keys = list(lost.values_list("pk", flat=True))
        return each(keys, lambda pk: self.move(pk, "fail", failure="no sign of life from whoever made it"))
