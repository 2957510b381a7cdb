"""How each kind of act of a script is done: by one action, with what the script says, by whoever holds the seat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Unknown
from steun.web.ask.incident import acts as incidents
from steun.web.ask.incident.shape import IncidentIn
from steun.web.ask.request import acts as ask
from steun.web.ask.request.model import Gate
from steun.web.ask.request.shape import RequestIn
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.gate import acts as gates
from steun.web.deliver.deployment import acts as deliver
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.replay.script import Act, Script
from steun.web.desks.replay.seats import holder, holder_of
from steun.web.kernel.actor import Actor
from steun.web.know.unit.model import Unit
from steun.web.learn.evaluation import endings

NOT_SHAPE = frozenset({"by", "requester", "incident"})
DECIDING = frozenset({"decide", "agree"})


def do(script: Script, act: Act) -> None:
    """Do it, now. Raises what the action raises: `Refused` when it does not fit any more."""
    ACTS[act.do](script, act)


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


def unit_of(act: Act) -> Unit:
    found = Unit.objects.filter(code=act.words["unit"]).first()
    if found is None:
        raise Unknown("unit", act.words["unit"])
    return found


def commander(unit: Unit) -> Actor:
    return holder(f"{'unit-commander' if unit.side == 'defence' else 'provider'}@{unit.organisation_id}")


def open_incident(script: Script, act: Act) -> None:
    incidents.open_incident(IncidentIn(**incident_shape(script, act)), by=who(script, act), id=act.id)


def note(script: Script, act: Act) -> None:
    pk = script.incident_of(act)
    incidents.note(pk, act.nl, by=who(script, act), id=act.id, source=script.cited(act))


def draft(script: Script, act: Act) -> None:
    shape = RequestIn(**request_shape(script, act))
    requester = script.requests[act.words["request"]]["requester"]
    ask.draft(shape, by=who(script, act), id=act.id, requester=requester, data=script.marks(act))


def gate(script: Script, act: Act) -> None:
    it = gate_of(script, act)
    extent = "full" if it.kind in DECIDING else ""
    gates.act(it.pk, "pass", by=holder_of(it), extent=extent, id=act.id, data=script.marks(act))


def submit(script: Script, act: Act) -> None:
    ask.submit(request_id(script, act), by=who(script, act), id=act.id, data=script.marks(act))


def complete(script: Script, act: Act) -> None:
    ask.complete(request_id(script, act), RequestIn(**act.words["fields"]), by=who(script, act), id=act.id)


def reserve(script: Script, act: Act) -> None:
    words = act.words
    commitments.reserve(
        request_id(script, act), unit=unit_of(act).code, capability=words["capability"], quantity=words["quantity"],
        by=holder("toc"), id=act.id, arrives=words["arrives"], until=words["until"], data=script.marks(act),
    )  # fmt: skip


def order(script: Script, act: Act) -> None:
    orders = act.words.get("orders", "")
    deliver.order(request_id(script, act), by=holder("toc"), orders=orders, id=act.id, data=script.marks(act))


def report(script: Script, act: Act) -> None:
    it = deployment_of(script, act)
    by, remark = commander(it.commitment.unit), act.words.get("remark", "")
    endings.report(it.pk, act.words["report"], by=by, remark=remark, id=act.id, data=script.marks(act))


def ask_longer(script: Script, act: Act) -> None:
    pk, by = request_id(script, act), who(script, act)
    ask.ask_longer(pk, act.words["until"], by=by, reason=act.words["reason"], id=act.id)


def extend(script: Script, act: Act) -> None:
    commitments.extend(request_id(script, act), by=who(script, act), reason=act.words["reason"], id=act.id)


ACTS: dict[str, Callable[[Script, Act], None]] = {
    "open": open_incident, "note": note, "draft": draft, "gate": gate, "submit": submit, "complete": complete,
    "reserve": reserve, "order": order, "report": report, "ask-longer": ask_longer, "extend": extend,
}  # fmt: skip
