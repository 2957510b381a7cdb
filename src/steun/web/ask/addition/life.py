"""The life of an addition, declared; and how a draft joins a running request."""

from __future__ import annotations

from steun.core.ask.addition import ADDITION
from steun.web.ask.addition import acts
from steun.web.ask.addition.api import router, shown
from steun.web.ask.addition.model import Addition
from steun.web.ask.addition.shape import AdditionOut
from steun.web.ask.request.content import journalled
from steun.web.ask.request.shape import JoinIn
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.declaration import Act, Acts, Life
from steun.web.kernel.life.journalled import UNRECORDED, Values

FREE = dict.fromkeys(acts.JOURNALLED, UNRECORDED)
"""A draft of its own again, which changes without an entry."""


def derived(entry: Entry) -> Values:
    """What an entry states of the row in other words than the columns have."""
    match entry.action:
        case "addition.add":
            source = str(entry.data.get("of", "")).partition(":")[2]
            born = {"added_by_id": entry.actor, "added_at": entry.recorded_at}
            return {"request_id": entry.case, "source_id": source, **born}
        case "addition.take-up" | "addition.decline":
            by = {"judged_by_id": entry.actor, "judged_role": entry.role, "judged_at": entry.recorded_at}
            return {**by, "judgement": entry.reason, **(FREE if entry.action == "addition.decline" else {})}
        case _:
            return FREE


def reads(it: Addition) -> Values:
    shown = journalled.shown(it.source)
    return {name: shown[name] for name in acts.JOURNALLED}


LIFE = Life(
    ADDITION, Addition,
    acts=(
        Act("take-up", ReasonIn, acts.take_up, box="additions"),
        Act("decline", ReasonIn, acts.decline, box="additions"),
        Act("withdraw", ReasonIn, acts.withdraw, box="additions"),
    ),
    follows={"add": "request.join", "fall": "request.withdraw"}, derived=derived, reads=reads,
    related=("source__municipalities", "source__lines", "source__parts"),
    path="/additions/{uuid:pk}/acts/", response=AdditionOut, show=shown, router=router,
)  # fmt: skip
ON_REQUESTS = Acts("request", (Act("join", JoinIn, acts.join, box="similar"),))
