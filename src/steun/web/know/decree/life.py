"""The life of a decree, declared."""

from __future__ import annotations

from typing import Any

from steun.core.know.decree import DECREE
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.journalled import Values
from steun.web.know.decree import acts, tick
from steun.web.know.decree.api import DecreeOut, router, shown
from steun.web.know.decree.model import Decree
from steun.web.know.decree.page import PAGES
from steun.web.know.decree.shape import DecreeIn, EnterIn, UseIn


def derived(entry: Entry) -> Values:
    """When it ended is when that was put on record."""
    return {"ended_at": entry.happened_at} if entry.action in {"decree.end", "decree.expire"} else {}


def reads(decree: Any) -> Values:
    return acts.contents(decree)


LIFE = Life(
    DECREE, Decree,
    acts=(
        Act("enter", EnterIn, acts.enter, whole=DecreeIn, box="", path="/decrees", status=201),
        Act("use", UseIn, acts.use),
        Act("end", ReasonIn, acts.end),
        Act("take-back", ReasonIn, acts.take_back),
    ),
    follows={"expire": CLOCK},
    recorded=("power", "reference", "area", "starts_on", "ends_on", "used"), case="id",
    derived=derived, reads=reads,
    tick=tick.decrees, pages=PAGES, audiences={"Decree": {"reference": "everybody"}},
    codes={"Decree": ("power", "area", "state")},
    path="/decrees/{uuid:pk}/moves/", response=DecreeOut, show=shown, router=router,
)  # fmt: skip
