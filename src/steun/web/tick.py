"""What the clock does, once or for ever: reminders, escalations, holds that end, mail that waits."""

from __future__ import annotations

import logging
import time

from django.db import close_old_connections

from steun.web import clock
from steun.web.ask import tick as ask
from steun.web.decide import tick as decide
from steun.web.people import outbox

log = logging.getLogger("steun")


def once() -> dict[str, int]:
    """One round; says how much was done. Safe to run twice at once: every row is locked before it is touched."""
    now = clock.now()
    return {"gates": ask.gates(now), "holds": decide.holds(now), "mail": outbox.send_due(now)}


def run(every: int = 0) -> None:
    """One round, or one per `every` seconds. A failing round is logged and tried again; the clock does not stop."""
    while True:
        try:
            once()
        except Exception:
            log.exception("tick failed")
            if not every:
                raise
        if not every:
            return
        close_old_connections()
        time.sleep(every)
