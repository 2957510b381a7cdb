"""What the clock does, once or for ever: reminders, escalations, holds that end, the replay's acts; and apart, mail.

A mail server may accept and never answer. So mail has a thread of its own, and what is urgent does not wait for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from threading import Event, Thread

from django.conf import settings

from steun.web.ask.attachment import store
from steun.web.decide.commitment import tick as commitments
from steun.web.decide.gate import tick as gates
from steun.web.decide.planning import job as planning_job
from steun.web.decide.stock import tick as stock
from steun.web.desks.replay import player
from steun.web.kernel import clock
from steun.web.kernel.cached import forget_expired
from steun.web.kernel.failure.retry import let_go
from steun.web.kernel.life import edits
from steun.web.lives import LIVES
from steun.web.people.account import access, outbox

log = logging.getLogger("steun")
MAIL_WITHIN = 60.0
"""Seconds that a single round waits for the mail; what is left waits for the next."""


def once() -> dict[str, int]:
    """One round, without mail; says how much was done. Safe to run twice at once: every row is locked before it is
    touched. What one kind of work fails at does not keep the others waiting; the first failure is raised at the end."""
    done: dict[str, int] = {}
    failures: list[Exception] = []

    def step(name: str, work: Callable[[], int]) -> None:
        try:
            done[name] = work()
        except Exception as error:
            log.exception("tick: %s failed", name)
            let_go()
            failures.append(error)

    step("acts", player.play_due if settings.WORLD == "replay" else lambda: 0)
    step("gates", lambda: gates.gates(clock.now()))
    step("holds", lambda: commitments.holds(clock.now()))
    for life in LIVES.values():
        if life.tick:
            step(f"{life.name}s", partial(life.tick, clock.now()))
    step("absences", lambda: stock.absences(clock.now()))
    step("proposals", planning_job.give_up_silent)
    step("files", store.sweep)
    step("access", access.forget_old)
    step("cached", forget_expired)
    step("edits", lambda: edits.forget_old(clock.now()))
    if failures:
        raise failures[0]
    return done


def mail() -> int:
    """One round of mail; says how many were sent."""
    return outbox.send_due(clock.now())


def run(every: int = 0, stop: Event | None = None) -> None:
    """One round, or one per `every` seconds until `stop`. A failing round is logged and tried again."""
    stop = stop or Event()
    post = Thread(target=repeat, args=(mail, every, stop), daemon=True, name="mail")
    if every:
        post.start()
        repeat(once, every, stop)
        return
    try:
        once()
    finally:
        post.start()
        post.join(MAIL_WITHIN)


def repeat(work: Callable[[], object], every: int, stop: Event) -> None:
    """Do it, and again after a rest; once when `every` is 0."""
    while True:
        try:
            work()
        except Exception:
            log.exception("tick: %s failed", work.__name__)
        let_go()
        if not every or stop.is_set():
            return
        rest(every, stop, alert=work is once)


def rest(seconds: float, stop: Event, *, alert: bool) -> None:
    """Wait for the next round; `alert`: in a replay not beyond the next act, and not when somebody starts its clock."""
    if settings.WORLD != "replay" or not alert:
        stop.wait(seconds)
        return
    player.WAKE.wait(player.seconds_to_next(seconds))
    player.WAKE.clear()
