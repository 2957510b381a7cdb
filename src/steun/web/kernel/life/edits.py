"""Who changed which fields of a thing after a page showed it: enough to merge what two people write, and no words.

Drafts change without an entry, so each saving notes here which fields it changed, by the mark of what they were. What
is journalled needs no more: entries say what they changed (`changes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import models

from steun.core.kernel.mending.merge import Edit, mark
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry

KEPT = timedelta(days=7)
"""A page that was opened longer ago is compared as a whole."""
PAGE = 64


class Edited(models.Model):
    """One saving: the version that it made, from which page, and the mark of what each changed field was before."""

    subject = models.CharField(max_length=100)
    version = models.PositiveIntegerField()
    person = models.CharField(max_length=64)
    page = models.CharField(max_length=PAGE, blank=True)  # a key that the page was given; "" = by a machine
    was = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "steun_edited"
        constraints = [models.UniqueConstraint(fields=["subject", "version"], name="steun_edited_once")]
        indexes = [models.Index(fields=["at"], name="steun_edited_at")]


def note(
    subject: str, version: int, *, by: Actor, page: str, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    """This saving made that version; `before` and `after`: the fields as they can be changed apart."""
    names = before.keys() | after.keys()
    was = {name: mark(before.get(name)) for name in sorted(names) if mark(before.get(name)) != mark(after.get(name))}
    Edited.objects.create(subject=subject, version=version, person=by.person, page=page[:PAGE], was=was, at=clock.now())


def since(subject: str, version: int, now: int, *, by: Actor, page: str) -> list[tuple[int, Edit]] | None:
    """What changed after `version`, up to version `now`, from old to new, each with the version that it made; None when
    that is not known of each step."""
    if version > now:
        return None
    rows = Edited.objects.filter(subject=subject, version__gt=version, version__lte=now).order_by("version")
    mine = (by.person, page[:PAGE])
    found = [(row.version, Edit(row.was, own=bool(page) and (row.person, row.page) == mine)) for row in rows]
    return found if len(found) == now - version else None


def since_entry(subject: str, seen: int) -> list[Edit]:
    """What the journal says was changed after the entry (its position) on which a page was shown, from old to new."""
    later = Entry.objects.filter(subject=subject, position__gt=seen).order_by("position")
    return [Edit({name: mark(was) for name, was in changed(data)}) for data in later.values_list("data", flat=True)]


def changed(data: Mapping[str, object]) -> Iterable[tuple[str, object]]:
    """Field and old value, as far as an entry records them."""
    changes = data.get("changes")
    for name, pair in changes.items() if isinstance(changes, Mapping) else ():
        if isinstance(pair, list) and len(pair) == 2:
            yield name, pair[0]


def forget_old(now: datetime) -> int:
    """Pages do not stay open for ever."""
    return Edited.objects.filter(at__lt=now - KEPT).delete()[0]
