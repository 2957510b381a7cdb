"""The same acts of July 2021, once through the API and once through the player: both ways give the same journal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.test import Client

from steun.web.desks.audit.check import replay
from steun.web.desks.replay import acts, player
from steun.web.desks.replay.script import MARKS, Act
from steun.web.desks.replay.seats import holder, holder_of
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.know.unit.model import Unit
from steun.web.people.person import key as tokens
from tests.databases import copy_of
from tests.journeys.replay_world import SCRIPT, prepared

__all__ = ["prepared"]  # fixture
SEATS = (
    "duty-officer@VR24", "duty-officer@VR23", "safety-region-chair@VR24", "safety-region-chair@VR23", "locc", "toc",
    "dops", "legal-duty-officer", "minister-jenv", "minister-defence", "unit-commander@DEF-13LB",
    "unit-commander@DEF-OOCL",
)  # fmt: skip
WHO = frozenset({"open", "note", "draft", "submit", "complete", "ask-longer", "extend"})
"""Acts whose seat is that of the request or incident; of the others the act itself says whose they are."""


class Machine:
    """Somebody who plays the script through the API alone, with a key per mandate."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.keys = keys
        self.client = Client()

    def call(self, method: str, path: str, actor: Actor, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.keys[actor.mandate]}"}
        given = {"content_type": "application/json", "data": body} if body is not None else {}
        response = getattr(self.client, method)(f"/api/v1{path}", headers=headers, **given)
        assert response.status_code < 300, (path, response.status_code, response.content.decode())
        return response.json()

    def play(self, act: Act) -> None:
        clock.set_clock(act.at)
        getattr(self, act.do.replace("-", "_"))(act, acts.who(SCRIPT, act) if act.do in WHO else None)

    def open(self, act: Act, by: Actor) -> None:
        self.call("post", "/incidents", by, {"id": str(act.id), **acts.incident_shape(SCRIPT, act)})

    def note(self, act: Act, by: Actor) -> None:
        path = f"/incidents/{SCRIPT.incident_of(act)}/moves/note"
        self.call("post", path, by, {"id": str(act.id), "text": act.nl})

    def draft(self, act: Act, by: Actor) -> None:
        requester = SCRIPT.requests[act.words["request"]]["requester"]
        body = {"id": str(act.id), "requester": requester, **acts.request_shape(SCRIPT, act)}
        self.call("post", "/requests", by, body)

    def gate(self, act: Act, by: None) -> None:
        it = acts.gate_of(SCRIPT, act)
        actor = holder_of(it)
        shown = self.call("get", f"/requests/{it.request_id}", actor)
        found = next(g for g in shown["gates"] if g["code"] == act.words["gate"])
        body = {"id": str(act.id), "extent": "full" if found["kind"] in acts.DECIDING else ""}
        self.call("post", f"/gates/{found['id']}/acts/pass", actor, body)

    def submit(self, act: Act, by: Actor) -> None:
        self.move(act, "submit", by, {})

    def move(self, act: Act, name: str, by: Actor, body: dict[str, Any]) -> None:
        self.call("post", f"/requests/{acts.request_id(SCRIPT, act)}/moves/{name}", by, {"id": str(act.id), **body})

    def complete(self, act: Act, by: Actor) -> None:
        self.call("post", f"/requests/{acts.request_id(SCRIPT, act)}/complete?id={act.id}", by, act.words["fields"])

    def reserve(self, act: Act, by: None) -> None:
        body = {name: act.words[name] for name in ("unit", "capability", "quantity", "arrives", "until")}
        path = f"/requests/{acts.request_id(SCRIPT, act)}/commitments"
        self.call("post", path, holder("toc"), {"id": str(act.id), **body})

    def order(self, act: Act, by: None) -> None:
        body = {"id": str(act.id), "orders": act.words.get("orders", "")}
        self.call("post", f"/requests/{acts.request_id(SCRIPT, act)}/order", holder("toc"), body)

    def report(self, act: Act, by: None) -> None:
        actor = acts.commander(Unit.objects.get(code=act.words["unit"]))
        rows = self.call("get", f"/deployments?case={acts.request_id(SCRIPT, act)}", actor)
        pk = next(row["id"] for row in rows["items"] if row["unit"] == act.words["unit"])
        body = {"id": str(act.id), "remark": act.words.get("remark", "")}
        self.call("post", f"/deployments/{pk}/reports/{act.words['report']}", actor, body)

    def ask_longer(self, act: Act, by: Actor) -> None:
        self.move(act, "ask-longer", by, {"until": act.words["until"], "reason": act.words["reason"]})

    def extend(self, act: Act, by: Actor) -> None:
        self.move(act, "extend", by, {"reason": act.words["reason"]})


def keys() -> dict[str, str]:
    """A key for every mandate that the script needs."""
    holders = [holder(seat) for seat in SEATS]
    return {by.mandate: tokens.issue("replay", by=by)[1] for by in holders}


def without_marks(data: dict[str, Any]) -> dict[str, Any]:
    """Only a replay says how sure it is of a time and where it was seen; the API takes no such claims."""
    return {k: v for k, v in data.items() if k not in MARKS}


def recorded() -> list[tuple[object, ...]]:
    """The journal, without ids that were made on the way and the hashes that follow from them."""
    places: dict[UUID | None, int] = {}
    return [
        (
            e.number, e.happened_at, e.recorded_at, e.role, e.organisation, e.actor, e.on_behalf_of, e.action,
            e.subject.partition(":")[0], places.setdefault(e.case, len(places)), e.basis, e.reason, e.audience,
            without_marks(e.data),
        )
        for e in Entry.objects.exclude(action="people.token-issued").order_by("number")
    ]  # fmt: skip


def test_the_same_acts_through_the_api_give_the_same_journal(prepared):
    with copy_of(prepared.before):
        machine = Machine(keys())
        for act in SCRIPT.acts:
            if act.at <= SCRIPT.over:
                machine.play(act)
        through_api = recorded()
        assert list(replay()) == []
    with copy_of(prepared.before):
        keys()
        player.play_until(SCRIPT.over)
        through_actions = recorded()

    assert len(through_api) == len(through_actions) > 100
    for one, other in zip(through_api, through_actions, strict=True):
        assert one == other
