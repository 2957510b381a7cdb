"""What the clock does, once or for ever: reminders, escalations, holds that end, mail that waits, the replay's acts."""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.db import close_old_connections

from steun.web.ask.attachment import store
from steun.web.ask.route import tick as ask
from steun.web.decide.commitment import tick as decide
from steun.web.decide.planning import job as making
from steun.web.desks.replay import player
from steun.web.kernel import clock
from steun.web.people.account import outbox

log = logging.getLogger("steun")


def once() -> dict[str, int]:
    """One round; says how much was done. Safe to run twice at once: every row is locked before it is touched."""
    acts = player.play_due() if settings.WORLD == "replay" else 0
    now = clock.now()
    return {
        "gates": ask.gates(now),
        "holds": decide.holds(now),
        "proposals": making.give_up_silent(),
        "mail": outbox.send_due(now),
        "files": store.sweep(),
        "acts": acts,
    }


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
        rest(every)


def rest(seconds: float) -> None:
    """Wait for the next round; in a replay not beyond the next act, and not when somebody starts its clock."""
    if settings.WORLD != "replay":
        time.sleep(seconds)
        return
    player.WAKE.wait(player.seconds_to_next(seconds))
    player.WAKE.clear()
