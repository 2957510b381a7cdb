"""What waits for somebody among all cases of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from steun.web.desks.own.page import OWN, page_of
from steun.web.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Row:
    """One case as the page of my work shows it."""

    what: str
    name: str
    url: str
    until: datetime


def waiting_for(actor: Actor) -> list[Row]:
    """The earliest first."""
    found = [
        Row(it.what, pages.name(it.it), page_of(life, it.it.pk), it.until)
        for life, (_, pages) in OWN.items()
        for it in pages.waiting(actor)
    ]
    return sorted(found, key=lambda row: (row.until, row.url))
