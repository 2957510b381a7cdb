"""The life of a gate, declared. A gate is born by the act that demanded it: a request that is sent opens its gates."""

from __future__ import annotations

from functools import partial
from typing import Any

from steun.core.ask.gate import GATE
from steun.web.ask.gate.api import GateOut, router, shown
from steun.web.ask.gate.model import Gate
from steun.web.decide.gate.acts import ACTS, act, answer, put_lives_first
from steun.web.decide.gate.shape import AnswerIn, GateIn
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import parse_key
from steun.web.kernel.life.declaration import CLOCK, Act, Acts, Life
from steun.web.kernel.life.journalled import Values

VERDICTS = {"gate.pass": "yes", "gate.confirm": "yes", "gate.phone": "yes", "gate.refuse": "no"}
FIRST_WORDS = {"gate.pass", "gate.phone"}
"""Acts on a gate of which nobody said anything yet: without a reason it has none. Later acts keep the one of before."""
FIGURES = ("quantity", "from_at")
"""How many, and from when, a yes may say."""
AFRESH: Values = {
    "done_at": None, "done_by_id": None, "verdict": "", "reason": "", "phoned_person": "", "confirm_by": None,
    "noted_by_id": None, "attested_at": None, "attested_by_id": None, "attested_role": "", "quantity": None,
    "from_at": None,
}  # fmt: skip
"""A gate that lapsed: nobody did it yet."""


def derived(entry: Entry) -> Values:
    """Who did it, when, with what verdict and reason: from the entry itself."""
    data: dict[str, Any] = entry.data
    named = {"code": data["gate"]} if "gate" in data else {}
    if entry.action == "gate.lapse":
        return {**named, **AFRESH}
    if entry.action == "gate.tell":
        return {**named, "done_at": entry.happened_at, "done_role": entry.role, "verdict": "told"}
    who = parse_key(entry.actor)
    if entry.action == "gate.attest":
        return {**named, "attested_at": entry.happened_at, "attested_by_id": who, "attested_role": entry.role}
    if entry.action not in VERDICTS:
        return named
    found: dict[str, Any] = {
        **named,
        "done_at": entry.happened_at, "done_by_id": who, "done_role": entry.role,
        "verdict": VERDICTS[entry.action],
    }  # fmt: skip
    if entry.action in FIRST_WORDS:
        found |= {name: data.get(name) for name in FIGURES}
    elif entry.action == "gate.confirm":
        found |= {name: data[name] for name in FIGURES if name in data}
    if entry.reason or entry.action in FIRST_WORDS:
        found["reason"] = entry.reason
    if entry.action == "gate.phone":
        found |= {"noted_by_id": who, "phoned_person": data.get("phoned")}
    if entry.action != "gate.pass":
        found["confirm_by"] = data.get("confirm_by")
    return found


LIFE = Life(
    GATE, Gate,
    acts=(
        *(Act(name, GateIn, partial(act, name=name)) for name in ACTS),
        Act("answer", AnswerIn, answer, moves=("pass", "refuse")),
    ),
    follows={
        "open": "request.submit", "tell": "request.submit", "waive": "request.submit", "lapse": "request.complete",
        "drop": "request.complete", "remind": CLOCK, "escalate": CLOCK,
    },
    born_by="request.submit",
    recorded=("kind",), derived=derived,
    path="/gates/{uuid:pk}/acts/", response=GateOut, show=shown, router=router,
)  # fmt: skip
ON_REQUESTS = Acts("request", (Act("lives-first", ReasonIn, put_lives_first),))
