"""The life of a request, declared: what the side that asks does. Other acts are declared in the rooms that do them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steun.core.ask.request import REQUEST
from steun.web.ask.request import acts
from steun.web.ask.request.api import RequestOut, router, shown
from steun.web.ask.request.content import journalled
from steun.web.ask.request.content.completing import remind_late
from steun.web.ask.request.lists.upkeep import of_parties
from steun.web.ask.request.model import Request
from steun.web.ask.request.search.index import of_words
from steun.web.ask.request.shape import CompleteIn, DraftIn, RequestIn, ShareIn, UntilIn
from steun.web.kernel.input.shape import KnowinglyIn, ReasonIn
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import parse_key
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.guards import Guard
from steun.web.kernel.life.journalled import UNRECORDED, Values


def derived(entry: Entry) -> Values:
    """A draft changes without an entry; what is sent is recorded whole, and each change of it afterwards."""
    data: dict[str, Any] = entry.data
    match entry.action:
        case "request.draft":
            return {"requester_id": data.get("requester")}
        case "request.submit":
            sent: Mapping[str, Any] = data.get("sent", {})
            return {**sent, "sent_by_id": parse_key(entry.actor)} if "sent_at" in data else sent
        case "request.return":
            return dict.fromkeys((*journalled.shown_names(), "extent"), UNRECORDED)
        case "request.changed":  # before it was sent: recorded for whoever signed, and free to change again
            return dict.fromkeys(data.get("changes", {}), UNRECORDED)
        case "request.grant":
            return {"granted_note": entry.reason}
        case "request.refuse":
            return {"extent": ""}
        case "request.ask-longer":
            return {"wanted_end": data.get("until")}
        case "request.extend" | "request.decline" | "request.shorten":
            return {"wanted_end": None}
        case "request.join":
            return {"joined_to_id": str(data.get("joined", "")).partition(":")[2]}
        case "request.separate":
            return {"joined_to_id": None}
        case _:
            return {}


def upkeep(vendor: str) -> list[Guard]:
    """What the database keeps up to date beside a request."""
    return [*of_parties(vendor), *of_words(vendor)]


LIFE = Life(
    REQUEST, Request,
    acts=(
        Act("draft", DraftIn, acts.draft, whole=RequestIn, box="", path="/requests", status=201),
        Act("share", ShareIn, acts.share, box="parties"),
        Act("submit", KnowinglyIn, acts.submit),
        Act("return", ReasonIn, acts.send_back),
        Act("ask-longer", UntilIn, acts.ask_longer),
        Act("complete", CompleteIn, acts.complete, whole=RequestIn, path="/requests/{uuid:pk}/complete"),
    ),
    follows={
        "separate": "addition.decline", "grant": "gate.pass", "refuse": "gate.refuse", "arrive": "deployment.arrive",
        "remind": CLOCK,
    },
    recorded=("number", "extent", "sent_at"), case="id", guards=upkeep,
    derived=derived, reads=journalled.shown, related=("municipalities", "lines", "parts"),
    path="/requests/{uuid:pk}/moves/", response=RequestOut, show=shown, router=router, tick=remind_late,
)  # fmt: skip
