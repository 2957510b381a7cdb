"""Page and API are two doors to the same act: each act gives the same entries, or the same refusal, through both.

The acts come from what is declared. An act for which no case stands here fails the first test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import localtime

from steun.web.ask.incident import acts as incidents
from steun.web.ask.request.shape import JoinIn
from steun.web.deliver.deployment import acts as deliver
from steun.web.desks.acts import ACTS as ON_PAGES
from steun.web.kernel.journal.models import Entry
from steun.web.learn.evaluation import acts as learn
from steun.web.lives import LIVES
from tests.builders import World
from tests.web.samples import SAMPLES
from tests.web.samples.sample import Case

pytestmark = pytest.mark.django_db
DESK, CHAIR, TOC, DOPS, LOCC = (
    ("duty-officer", "VR24"), ("safety-region-chair", "VR24"), ("toc", "TOC"), ("dops", "DOPS"), ("locc", "LOCC"),
)  # fmt: skip
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
OUTSIDE_THE_REGISTRY = {
    "attachment.attach": "takes a file: tests/web/ask/test_attachments.py",
    "attachment.remove": "has a page of its own: tests/web/ask",
    "absence.plan": "is addressed by the code of a unit: tests/web/decide/test_stock.py",
    "incident.open": "its form has a page of its own: tests/web/ask/test_incident_once.py",
    "request.draft": "its form reads itself: tests/web/ask/test_form.py",
    "evaluation.give": "its form has rows of its own: tests/web/learn",
    "proposal.make": "its form has ticks of its own: tests/web/decide",
    "proposal.stop": "likewise",
    "proposal.adopt": "likewise",
    "proposal.overrule": "likewise",
}


def gate_of(world: World, *, phoned: bool = False) -> Any:
    """LOCC's gate of a request that was asked, perhaps with what was said on the phone."""
    request = world.asked()
    gate = next(g for g in request.gates.all() if g.state == "open" and g.ready_at and g.kind not in {"inform"})
    if phoned:
        from steun.web.decide.gate.acts import act

        act(gate.pk, "phone", by=world.desk, phoned_person="De Wit")
    return gate


def holder(world: World, gate: Any) -> tuple[str, str]:
    actor = world.holder(gate)
    return actor.role, actor.organisation


def longer(world: World) -> Any:
    from steun.web.ask.request.acts import ask_longer

    request = world.granted()
    ask_longer(request.pk, request.ends_at + 4 * HOUR, by=world.desk, reason="It rises")
    return request


def noted(world: World) -> Any:
    return incidents.note(world.incident().pk, "The dike broke", by=world.desk)


def last(row: Any) -> int:
    """The position of the last entry about it."""
    return Entry.objects.filter(subject=row.key).latest("position").position


def reported(world: World, *names: str) -> Any:
    deployment = world.ordered().deployments.get()
    for name in names:
        deliver.report(deployment.pk, name, by=world.actor("unit-commander", "DEF-13LB"))
    return deployment


def signed_draft(world: World) -> Any:
    request = world.draft()
    world.sign(request)
    return request


COMMANDER = ("unit-commander", "DEF-13LB")
CASES: dict[str, Callable[[World], Case]] = {
    **{f"{life}.{act}": case for life, sample in SAMPLES.items() for act, case in sample.cases.items()},
    "incident.scale": lambda w: Case(CHAIR, w.incident().pk, {"grip": "2", "reason": "It rises"}),
    "incident.undo": lambda w: Case(DESK, (i := noted(w)).pk, {"entry": last(i)}),
    "incident.note": lambda w: Case(DESK, w.incident().pk, {"text": "Water rises", "happened_at": w.now - HOUR}),
    "incident.close": lambda w: Case(DESK, w.incident().pk),
    "incident.reopen": lambda w: Case(DESK, w.incident().pk),
    "request.submit": lambda w: Case(DESK, signed_draft(w).pk),
    "request.share": lambda w: Case(DESK, w.draft().pk, {"organisation": "GM0994"}),
    "request.return": lambda w: Case(LOCC, w.asked().pk, {"reason": "Say where"}),
    "request.join": lambda w: Case(DESK, w.draft().pk, {"joins": w.asked().pk}),
    "request.ask-longer": lambda w: Case(DESK, (r := w.granted()).pk, {"until": r.ends_at + HOUR, "reason": "More"}),
    "request.complete": lambda w: Case(DESK, w.granted(lodging="").pk, {"lodging": "Kazerne"}),
    "request.withdraw": lambda w: Case(DESK, w.granted().pk, {"reason": "It is dry"}),
    "request.extend": lambda w: Case(TOC, longer(w).pk),
    "request.decline": lambda w: Case(TOC, longer(w).pk, {"reason": "Needed elsewhere"}),
    "request.shorten": lambda w: Case(DESK, (r := w.granted()).pk, {"until": r.ends_at - HOUR}),
    "request.order": lambda w: Case(TOC, w.commit(w.granted()).request_id, {"orders": "To Valkenburg"}),
    "request.lives-first": lambda w: Case(LOCC, w.granted().pk, {"reason": "People on a roof"}),
    "request.end": lambda w: Case(DESK, w.granted().pk, {"reason": "It is dry"}),
    "request.close": lambda w: Case(DESK, evaluated(w).pk),
    "addition.take-up": lambda w: Case(LOCC, added(w).pk),
    "addition.decline": lambda w: Case(LOCC, added(w).pk, {"reason": "Too far"}),
    "addition.withdraw": lambda w: Case(DESK, added(w).pk, {"reason": "Not needed"}),
    "gate.pass": lambda w: Case(holder(w, g := gate_of(w)), g.pk, {"reason": "It can", "extent": "", "note": ""}),
    "gate.phone": lambda w: Case(DESK, gate_of(w).pk, {"phoned_person": "De Wit", "happened_at": w.now - HOUR / 9}),
    "gate.attest": lambda w: Case(TOC, gate_of(w, phoned=True).pk, {"phoned_person": "De Wit"}),
    "gate.confirm": lambda w: Case(holder(w, g := gate_of(w, phoned=True)), g.pk),
    "gate.refuse": lambda w: Case(holder(w, g := gate_of(w)), g.pk, {"reason": "It cannot"}),
    "gate.answer": lambda w: Case(
        holder(w, g := gate_of(w)), g.pk, {"answer": "fewer", "quantity": 8, "note": "Two teams"}
    ),
    "commitment.reserve": lambda w: Case(
        TOC, w.granted().pk, {"unit": "alpha", "capability": "sandbags", "quantity": 12, "arrives": w.now + 6 * HOUR}
    ),
    "commitment.release": lambda w: Case(TOC, w.commit(w.granted()).pk, {"reason": "Not needed"}),
    "commitment.prolong": lambda w: Case(
        TOC, w.commit(w.asked(), hold_until=w.now + HOUR).pk, {"until": w.now + 3 * HOUR}
    ),
    "absence.back": lambda w: Case(TOC, away(w).pk, {"reason": "Called off"}),
    "deployment.depart": lambda w: Case(COMMANDER, reported(w).pk, {"remark": "Off we go"}),
    "deployment.arrive": lambda w: Case(COMMANDER, reported(w, "depart").pk, {"quantity": 67}),
    "deployment.report": lambda w: Case(COMMANDER, reported(w, "depart", "arrive").pk, {"remark": "All well"}),
    "deployment.release": lambda w: Case(COMMANDER, reported(w, "depart", "arrive").pk),
    "deployment.return": lambda w: Case(COMMANDER, reported(w, "depart", "arrive", "release").pk),
    "deployment.cancel": lambda w: Case(TOC, reported(w).pk, {"remark": "Not needed"}),
    "deployment.correct": lambda w: Case(
        COMMANDER,
        (d := reported(w, "depart")).pk,
        {"step": "depart", "at": d.ordered_at + SECOND, "reason": "Mistaken"},
    ),
    "deployment.undo": lambda w: Case(COMMANDER, (d := reported(w, "depart")).pk, {"entry": last(d)}),
}


def added(world: World) -> Any:
    """The need of a draft of the desk that joined a request that runs."""
    running, draft = world.asked(), world.draft()
    LIVES["request"].act("join")(draft.pk, JoinIn(joins=running.pk), by=world.desk)
    return running.additions.get()


def evaluated(world: World) -> Any:
    request = world.ended()
    learn.evaluate(request.pk, by=world.desk, effect_reached="yes", in_time="yes", promise_kept="yes")
    return request


def away(world: World) -> Any:
    from steun.web.decide.stock.acts import away as plan

    start = world.now + 30 * HOUR
    toc = world.actor(*TOC)
    return plan(world.unit("alpha").pk, 5, start, start + HOUR, by=toc, reason="Exercise")


DECLARED = {f"{life.name}.{act.name}": (life, act) for life in LIVES.values() for act in life.acts}


def test_every_act_has_a_case_or_a_door_of_its_own():
    assert DECLARED.keys() == CASES.keys() | OUTSIDE_THE_REGISTRY.keys()
    assert not CASES.keys() & OUTSIDE_THE_REGISTRY.keys()


def as_json(value: Any) -> Any:
    if isinstance(value, list):
        return [as_json(it) for it in value]
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, int) else str(value)


def as_typed(value: Any) -> Any:
    """As a form sends it: moments in Dutch time."""
    if isinstance(value, list):
        return [as_typed(it) for it in value]
    if isinstance(value, bool):
        return "1" if value else ""
    return localtime(value).isoformat(timespec="seconds")[:19] if isinstance(value, datetime) else str(value)


def entries(before: int) -> list[tuple[Any, ...]]:
    """What came into the journal, without keys and moments of its own."""
    found = Entry.objects.filter(position__gt=before).order_by("position")
    return [(e.action, e.role, e.organisation, e.reason, e.basis, e.audience, without_own(e.data)) for e in found]


LATER = ("confirm_by", "due_at", "starts_at", "arrives_at", "ends_at", "at", "sent_at", "sha256")
OWN = frozenset({"number", "by_gate", "by_entry", *LATER})
"""What differs because the one act was later than the other, or another row."""


def without_own(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in OWN}


def through(call: Callable[[], Any]) -> tuple[str, list[Any], list[tuple[Any, ...]]]:
    """What a door answers, in one word, with the codes of its reasons; and the entries it made. Taken back after."""
    with transaction.atomic():
        before = Entry.objects.order_by("-position").values_list("position", flat=True).first() or 0
        answer = call()
        recorded = entries(before)
        transaction.set_rollback(True)
    refused = answer.status_code >= 400
    return ("refused" if refused else "done"), ([answer.status_code] if refused else []), recorded


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("doer", ["who may", "who may not"])
def test_page_and_api_do_the_same_act_or_refuse_it_alike(world, login, api, name, doer):
    life, act = DECLARED[name]
    case = CASES[name](world)
    case.given = {k: v.replace(microsecond=0) if isinstance(v, datetime) else v for k, v in case.given.items()}
    who = case.who if doer == "who may" else ("auditor", "REKENKAMER")
    address = (act.about or life.name, act.name)
    assert address in ON_PAGES or case.key is None
    page = f"/{address[0]}s/{case.key}/{act.name}" if case.key else f"/{life.name}s/new"
    path = (act.path or f"{life.path}{act.name}").replace("{uuid:pk}", str(case.key))
    call, client = api(*who), login(*who)

    by_api = through(lambda: call(act.method.lower(), path, {k: as_json(v) for k, v in case.given.items()}))
    fields = {k: as_typed(v) for k, v in case.given.items()}
    by_page = through(lambda: client.post(page, fields))

    assert by_page == by_api
    if doer == "who may" and name not in MAY_BE_REFUSED:
        assert by_api[0] == "done" and by_api[2], by_api


MAY_BE_REFUSED = {"incident.reopen", "request.lives-first", "gate.refuse", "gate.attest", "gate.phone"}
"""Acts that the situation here does not allow: both doors say so, with the same status."""
