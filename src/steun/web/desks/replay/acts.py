"""How each kind of act of a script is done: as the act of a life, with what the script says, by who holds the seat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Unknown
from steun.rules.load import roles
from steun.web.ask.gate.model import Gate
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.replay.script import Act, Script
from steun.web.desks.replay.seats import holder, holder_of
from steun.web.kernel.actor import Actor
from steun.web.know.unit.model import Unit
from steun.web.lives import LIVES

NOT_SHAPE = frozenset({"by", "requester", "incident"})
DECIDING = frozenset({"decide", "agree"})


def do(script: Script, act: Act) -> None:
    """Do it, now. Raises what the act raises: `Refused` when it does not fit any more."""
    kind = KINDS[act.do]
    declared = LIVES[kind.life].act(kind.act or act.words[act.do])
    given = declared.shape.model_validate({**kind.given(script, act), "id": act.id})
    declared(kind.about(script, act), given, by=kind.by(script, act), **kind.marks(script, act))


def who(script: Script, act: Act) -> Actor:
    """Whose act it is: said by the act, else by its request or incident."""
    if seat := act.words.get("by"):
        return holder(seat)
    if code := act.words.get("request"):
        return holder(script.requests[code]["by"])
    return holder(script.incidents[act.words["incident"]]["by"])


def request_id(script: Script, act: Act) -> UUID:
    return script.born("draft", act.words["request"])


def incident_shape(script: Script, act: Act) -> dict[str, Any]:
    return {k: v for k, v in script.incidents[act.words["incident"]].items() if k != "by"}


def request_shape(script: Script, act: Act) -> dict[str, Any]:
    """The fields of a draft. The end of a clause in the file, such as a time, is already what the form would give."""
    row = script.requests[act.words["request"]]
    return {**{k: v for k, v in row.items() if k not in NOT_SHAPE}, "incident": script.born("open", row["incident"])}


def gate_of(script: Script, act: Act) -> Gate:
    """The gate that the act is about. Raises `Unknown` when the request has no such gate (any more)."""
    gates_there = Gate.objects.filter(request=request_id(script, act), code=act.words["gate"])
    found = gates_there.exclude(state="dropped").select_related("part").first()
    if found is None:
        raise Unknown("gate", act.words["gate"])
    return found


def deployment_of(script: Script, act: Act) -> Deployment:
    """The deployment of the unit for the request. Raises `Unknown` when it was never ordered."""
    rows = Deployment.objects.filter(request=request_id(script, act), commitment__unit__code=act.words["unit"])
    found = rows.select_related("commitment__unit").order_by("-pk").first()
    if found is None:
        raise Unknown("deployment", act.words["unit"])
    return found


def commander(unit: Unit) -> Actor:
    who = roles().unit_commanders if unit.side == "defence" else roles().suppliers
    return holder(f"{who[0]}@{unit.organisation_id}")


def words(*names: str) -> Callable[[Script, Act], dict[str, Any]]:
    """The fields of a shape that the script has under the same name."""
    return lambda script, act: {name: act.words[name] for name in names if name in act.words}


def draft_shape(script: Script, act: Act) -> dict[str, Any]:
    return {**request_shape(script, act), "requester": script.requests[act.words["request"]]["requester"]}


def verdict(script: Script, act: Act) -> dict[str, Any]:
    return {"extent": "full" if gate_of(script, act).kind in DECIDING else ""}


def desk(script: Script, act: Act) -> Actor:
    """The desk of Defence that promises means and orders units."""
    return holder(roles().orderers[0])


def marked(script: Script, act: Act) -> dict[str, Any]:
    return {"data": script.marks(act)}


def bare(script: Script, act: Act) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of act in a script: which act of which life, about what, by whom, with which fields and marks.

    `act` "" = the script names it under the kind (`report = "depart"`).
    """

    life: str
    act: str
    about: Callable[[Script, Act], UUID | None]
    given: Callable[[Script, Act], Mapping[str, Any]]
    by: Callable[[Script, Act], Actor] = who
    marks: Callable[[Script, Act], Mapping[str, Any]] = marked


KINDS: dict[str, Kind] = {
    "open": Kind("incident", "open", lambda script, act: None, incident_shape, marks=bare),
    "note": Kind(
        "incident", "note", Script.incident_of, lambda script, act: {"text": act.nl},
        marks=lambda script, act: {"source": script.cited(act)},
    ),
    "draft": Kind("request", "draft", lambda script, act: None, draft_shape),
    "gate": Kind(
        "gate", "pass", lambda script, act: gate_of(script, act).pk, verdict,
        by=lambda script, act: holder_of(gate_of(script, act)),
    ),
    "submit": Kind("request", "submit", request_id, words()),
    "complete": Kind("request", "complete", request_id, lambda script, act: act.words["fields"], marks=bare),
    "reserve": Kind(
        "commitment", "reserve", request_id, words("unit", "capability", "quantity", "arrives", "until"), by=desk
    ),
    "order": Kind("request", "order", request_id, words("orders"), by=desk),
    "report": Kind(
        "deployment", "", lambda script, act: deployment_of(script, act).pk, words("remark"),
        by=lambda script, act: commander(deployment_of(script, act).commitment.unit),
    ),
    "ask-longer": Kind("request", "ask-longer", request_id, words("until", "reason"), marks=bare),
    "extend": Kind("request", "extend", request_id, words("reason"), marks=bare),
}  # fmt: skip
