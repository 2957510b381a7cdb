"""Undoing an act within minutes: which act it is, and whether anything followed on the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from steun.core.kernel.errors import Unknown
from steun.core.kernel.mending.undo import SLIP, Slip
from steun.rules.policy.slips import slips
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry


def slip_of(subject: str, position: int, by: Actor) -> tuple[Slip, Entry]:
    """The act on this subject at that place of the journal, as one that is to be undone. Raises `Unknown`."""
    entry = Entry.objects.visible_to(by).filter(position=position, subject=subject).first()
    if entry is None:
        raise Unknown("entry", position)
    return as_slip(entry, by, Entry.objects.filter(subject=subject, position__gt=position).count(), clock.now()), entry


def as_slip(entry: Entry, by: Actor, followed: int, now: datetime) -> Slip:
    return Slip(
        act=entry.action, minutes=slips().minutes.get(entry.action, 0), done_at=entry.recorded_at,
        done_by=entry.actor, by=by.person, now=now, followed=followed,
    )  # fmt: skip


class Facts:
    """Facts of no life: an act as it stands among those shown."""

    def __init__(self, slip: Slip) -> None:
        self.slip = slip


def undoable(entries: Iterable[Entry], by: Actor) -> dict[int, datetime]:
    """Of entries shown, the latest first, those that this person may undo now, by position; until when. An act that is
    not shown may have followed: then the act itself says so."""
    found: dict[int, datetime] = {}
    seen: set[str] = set()
    for entry in entries:
        slip = as_slip(entry, by, int(entry.subject in seen), clock.now())
        seen.add(entry.subject)
        if all(rule(Facts(slip)).met for rule in SLIP) and slip.until:
            found[entry.position] = slip.until
    return found


def undone(entries: Iterable[Entry]) -> set[tuple[str, int]]:
    """Subject and number of the entries that others among these undid."""
    return {(e.subject, e.data["undoes"]) for e in entries if isinstance(e.data.get("undoes"), int)}
