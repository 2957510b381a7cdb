"""Plays a script: each act at its time, through the same actions as people use, and never twice.

People may act themselves at any time. An act of the script that no longer fits then is skipped, and a note in the
journal of its incident says so and why.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from steun.core.kernel.errors import Refused, SteunError
from steun.core.kernel.verdict import Verdict
from steun.web.ask.incident import acts as incidents
from steun.web.desks.replay.acts import do
from steun.web.desks.replay.script import Act, Script, read_script
from steun.web.desks.replay.seats import holder
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.clock import Clock
from steun.web.kernel.failure import problems
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import record

log = logging.getLogger("steun")
WAKE = Event()
"""Set when somebody starts the clock or changes its speed, so that the player looks again at once."""
BORN = {"open": "incident", "draft": "request", "reserve": "commitment"}
"""Acts that bring something into being: the act's id is that thing's."""
SPEEDS = (1, 60, 600)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a replay is: what was done and what was skipped, by code; the last act and the next."""

    done: dict[str, int]  # number of the entry
    skipped: dict[str, Entry]
    last: Act | None
    next: Act | None
    total: int


def progress(script: Script | None = None) -> Progress:
    """Read from the journal alone: two look-ups."""
    script = script or read_script()
    keys = {key: act for act in script.acts for key in (act.id, act.skip_id)}
    born = {f"{BORN[a.do]}:{a.id}": a for a in script.acts if a.do in BORN}
    done, skipped = {}, {}
    for entry in Entry.objects.filter(id__in=keys).only("number", "id", "action", "data", "happened_at"):
        act = keys[entry.id]
        if entry.id == act.id:
            done[act.code] = entry.number
        else:
            skipped[act.code] = entry
    births = Entry.objects.filter(subject__in=born).order_by("-position")
    for subject, number in births.values_list("subject", "number"):
        done[born[subject].code] = number  # the first entry stays
    over = [a for a in script.acts if a.code in done or a.code in skipped]
    ahead = next((a for a in script.acts if a.code not in done and a.code not in skipped), None)
    return Progress(done, skipped, over[-1] if over else None, ahead, len(script.acts))


def is_over(act: Act) -> bool:
    """Done, or skipped: either way there is nothing left to do."""
    if Entry.objects.filter(id__in=[act.id, act.skip_id]).exists():
        return True
    return act.do in BORN and Entry.objects.filter(subject=f"{BORN[act.do]}:{act.id}").exists()


def play(act: Act, script: Script | None = None) -> bool:
    """Do one act at its own time; the clock shows that time and goes on from there. False when it was over already.

    The clock never goes back before the last entry: when somebody acted after the act's time, it happens then.
    """
    script = script or read_script()
    with transaction.atomic():
        row = Clock.objects.select_for_update(no_key=True).first()
        if is_over(act):
            return False
        last = Entry.objects.order_by("-position").values_list("recorded_at", flat=True).first()
        clock.set_clock(max(act.at, last or act.at), row.speed if row else 0)
        try:
            with transaction.atomic():
                do(script, act)
        except SteunError as error:
            skip(script, act, error)
    return True


def skip(script: Script, act: Act, error: SteunError) -> None:
    """Say in the journal of the incident that this act no longer fits, and why; in Dutch, as all notes of a script."""
    log.info("replay: %s skipped: %s", act.code, error)
    pk = script.incident_of(act)
    seat = script.incidents[act.words.get("incident") or script.requests[act.words["request"]]["incident"]]["by"]
    by = holder(seat)
    with translation.override("nl"):
        text = _("Script skipped: %(act)s. %(why)s") % {"act": act.nl, "why": why(error)}
    try:
        with transaction.atomic():
            incidents.note(pk, text, by=by, id=act.skip_id, source=script.cited(act))
    except SteunError:  # the incident is closed, or was never opened: then it stands in the journal alone
        mark(script, act, by, text)


def mark(script: Script, act: Act, by: Actor, text: str) -> None:
    data = {**script.marks(act), "text": text}
    record("replay.skip", subject=f"act:{act.id}", case=None, by=by, data=data, id=act.skip_id)


def why(error: SteunError) -> str:
    """The reasons in the reader's language."""
    details = problems.problem(error)
    return str(details.get("detail") or details["title"])


def next_act(script: Script | None = None) -> Act | None:
    """Play what comes next, whatever the clock says; the clock then shows its time. None at the end of the script."""
    script = script or read_script()
    act = progress(script).next
    if act:
        play(act, script)
    return act


def play_until(moment: datetime, script: Script | None = None) -> int:
    """Play all acts up to this moment, and let the clock show it. Returns how many were played."""
    script = script or read_script()
    played = sum(play(act, script) for act in left(script) if act.at <= moment)
    if clock.now() < moment:
        clock.set_clock(moment)
    return played


def left(script: Script) -> Iterable[Act]:
    """What is neither done nor skipped, in the order of time."""
    known = progress(script)
    return [a for a in script.acts if a.code not in known.done and a.code not in known.skipped]


def play_due(script: Script | None = None) -> int:
    """What the clock has reached while it runs. Nothing while it is paused."""
    row = Clock.objects.first()
    if row is None or row.speed == 0:
        return 0
    script, reached = script or read_script(), clock.now()
    played = play_until(reached, script)
    keep_time(reached)
    return played


def seconds_to_next(most: float) -> float:
    """Real seconds until the clock reaches the next act; `most` when it is further away, paused, or there is none."""
    row = Clock.objects.first()
    act = progress().next if row and row.speed else None
    if row is None or act is None:
        return most
    ahead = (act.at - row.at(timezone.now())).total_seconds() / row.speed
    return min(most, max(0.02, ahead))


def run_at(speed: int) -> None:
    """Let the clock run this fast, or stand still (0). Raises `Refused` for a speed that is not offered."""
    if speed not in (0, *SPEEDS):
        raise Refused([Verdict(False, "speed-is-offered", "Steun", {"speed": speed})])
    with transaction.atomic():
        row = Clock.objects.select_for_update(no_key=True).first()
        clock.set_clock(row.at(timezone.now()) if row else clock.now(), speed)
    WAKE.set()


def keep_time(reached: datetime) -> None:
    """Write down what a running clock shows, at least `reached`, so that a restart finds it near where it was."""
    with transaction.atomic():
        row = Clock.objects.select_for_update(no_key=True).first()
        if row and row.speed:
            clock.set_clock(max(row.at(timezone.now()), reached), row.speed)


def wake_up() -> None:
    """After a restart the clock stands still where it was last seen: nobody saw what would have passed meanwhile."""
    row = Clock.objects.first() if settings.WORLD == "replay" else None
    if row and row.speed:
        clock.set_clock(row.shown, 0)
