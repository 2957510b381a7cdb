"""One person, with every mandate there is, brings no request from draft to ordered: that takes somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from steun.core.ask.gate import GATE
from steun.core.kernel.errors import SteunError
from steun.web.ask.gate.model import Gate
from steun.web.ask.request import acts as ask
from steun.web.ask.request.model import Request
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.gate import acts as gates
from steun.web.decide.request import acts as on_requests
from steun.web.deliver.deployment import acts as deliver
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Mandate, Person
from steun.web.lives import LIVES
from tests.builders import PEOPLE, World
from tests.web.samples import SAMPLES

GONE_FROM_DRAFT_TO = ("ordered", "deployed", "ended", "closed")
FAR_AWAY = {"VR23", "VR01", "GM0935", "REKENKAMER", "STEUN", "KORPS", "PV-LI", "WS-limburg", "MIN-IENW"}
SEATS = [("duty-officer", "PU-limburg"), ("regioburgemeester", "PU-limburg")]
SEATS += [(role, organisation) for role, organisation in PEOPLE if organisation not in FAR_AWAY]
KINDS: dict[str, dict[str, Any]] = {
    "wvr-51": {"priority": 1},
    "msob": {"task_kind": "public-interest", "bases": ["msob"], "requester": "GM0994", "last_resort": {
        name: {"tried": True, "answer": "no"} for name in ("own", "neighbours", "market")}},
    "polw-58": {"task_kind": "public-order", "bases": ["polw-58"], "special_case": "Riot", "effect": None},
    "two bases": {"bases": ["wvr-51", "polw-58"], "situation": {"needs_powers": True}, "special_case": "Crowds"},
    "the alarm line": {"bases": ["alarm-eod"], "task_kind": "direct-alarm", "requester": "PU-limburg",
                       "situation": {"alarm": "eod"}},
    "support to Defence": {"task_kind": "allied-transit", "bases": ["hns-contract"], "requester": "TOC",
                           "addressee": "RWS", "lines": [{"capability": "hard-standing", "quantity": 5}]},
}  # fmt: skip


TRIED = {
    "request.draft", "request.submit", "request.lives-first", "request.order", "request.return", "request.ask-longer",
    "request.extend", "gate.pass", "gate.phone", "gate.attest", "gate.confirm", "gate.refuse", "gate.answer",
    "commitment.reserve",
}  # fmt: skip
"""What is tried below, in every seat that the law or the tables name."""
ELSEWHERE = {
    "request.share": "who reads along", "request.complete": "what waits for the order, decided by nobody",
    "request.join": "a draft ends in another case", "request.withdraw": "over", "request.decline": "a no",
    "request.shorten": "less", "request.end": "over", "request.close": "over",
    "addition.take-up": "tests/web/ask/test_additions.py: who asked for more does not take it up",
    "addition.decline": "a no", "addition.withdraw": "over", "attachment.attach": "a file",
    "attachment.remove": "a file",
    "commitment.release": "less", "commitment.prolong": "a hold, which is no promise",
    "proposal.make": "changes nothing", "proposal.stop": "changes nothing", "proposal.overrule": "changes nothing",
    "proposal.adopt": "tests/web/decide/test_adopting.py: reserves, and holds where nothing is granted",
    **dict.fromkeys(("deployment.depart", "deployment.arrive", "deployment.report", "deployment.release",
                     "deployment.correct", "deployment.return", "deployment.cancel"), "after the order"),
    "absence.plan": "stock", "absence.back": "stock", "evaluation.give": "after the end",
    **dict.fromkeys(("incident.open", "incident.scale", "incident.note", "incident.close", "incident.reopen"),
                    "tells where, grants nothing"),
    **dict.fromkeys(("incident.undo", "deployment.undo"), "takes back a slip of one's own, within minutes"),
    **{f"{life}.{act}": "a case of its own: it prepares, and passes no gate of a request"
       for life, sample in SAMPLES.items() for act in sample.cases},
}  # fmt: skip
"""Acts that bring no request nearer to its order by themselves, and why not."""


def test_every_act_there_is_is_tried_or_known_to_bring_a_request_no_further():
    """A new act is thought of before anybody can use it to help oneself."""
    acts = {f"{name}.{act.name}" for name, life in LIVES.items() for act in life.acts}
    assert acts == TRIED | ELSEWHERE.keys() and not TRIED & ELSEWHERE.keys()


@pytest.fixture
def anna(world) -> list[Actor]:
    """Somebody who holds every seat of the world at once, as the actors that she can be."""
    return everybody_in_one(world)


def everybody_in_one(world: World) -> list[Actor]:
    person = Person.objects.create(email="anna@example.org", name="Anna")
    since = world.now - timedelta(days=1)
    made = [Mandate(person=person, role=r, organisation_id=o, valid_from=since) for r, o in SEATS]
    Mandate.objects.bulk_create(made)
    return [Actor.of_mandate(m) for m in person.mandates.select_related("organisation", "person")]


def draft_of(world: World, actors: list[Actor], kind: dict[str, Any]) -> Request:
    given = {**kind}
    requester = given.pop("requester", "VR24")
    for by in actors:
        try:
            with transaction.atomic():
                return ask.draft(world.shape(**given), by=by, requester=requester)
        except SteunError:
            continue
    raise AssertionError("nobody could draft it")


def attempts(request: Request, actors: list[Actor]) -> Iterator[Callable[[], Any]]:
    """Everything that she can try in some seat to bring the request further."""
    pk = request.pk
    said = {"reason": "Heard it", "signatory": "A. Minister"}
    for gate in request.gates.exclude(state__in=["dropped", "passed"]).select_related("part"):
        grants = gate.phase == "before-grant" and gate.kind in {"decide", "agree"}
        extent = {"extent": "full"} if grants else {}
        for name in {m.name for m in GATE.moves if m.source == gate.state} & set(gates.ACTS) - {"refuse"}:
            words = {**said, **({"phoned_person": "A. Minister"} if name == "phone" else {})}
            words |= extent if name in {"pass", "phone"} else {}
            for by in fitting(actors, name, gate):
                yield lambda gate=gate, name=name, words=words, by=by: gates.act(gate.pk, name, by=by, **words)
            if name == "pass" and grants:
                for by in fitting(actors, name, gate):
                    fewer = {"answer": "fewer", "quantity": 1, "unit": "alpha", "signatory": "A. Minister"}
                    yield lambda gate=gate, by=by, fewer=fewer: gates.answer(gate.pk, by=by, **fewer)
    if request.state == "draft":
        yield from (lambda by=by: ask.submit(pk, by=by) for by in held(actors, "duty-officer", "toc"))
    if request.state == "asked":
        return
    for by in held(actors, "toc", "provider", "locc"):
        for unit, capability in (("alpha", "sandbags"), ("rws-ground", "hard-standing")):
            means = {"unit": unit, "capability": capability, "quantity": 5}
            yield lambda means=means, by=by: commitments.reserve(pk, **means, by=by)
        yield lambda by=by: gates.put_lives_first(pk, by=by, reason="People drown")
        yield lambda by=by: deliver.order(pk, by=by)


def held(actors: list[Actor], *roles: str) -> list[Actor]:
    return [by for by in actors if by.role in roles]


def fitting(actors: list[Actor], name: str, gate: Gate) -> list[Actor]:
    """The seats in which an act on a gate makes sense: the rest is refused for the seat alone, as other tests show."""
    holders = held(actors, *gate.roles.split("|"))
    if name == "phone":
        return [*holders, *held(actors, "duty-officer", "locc", "toc")]
    return held(actors, *gate.rule.second) if name == "attest" else holders


def tried(act: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            act()
    except SteunError:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "order"), [*((kind, "as it comes") for kind in KINDS), ("wvr-51", "the other way round")]
)
def test_one_person_with_every_mandate_orders_nobody(world, anna, kind, order):
    """Whatever helps the request on is done, over and over, until nothing helps any more."""
    request = draft_of(world, anna, KINDS[kind])
    went_on = True
    rounds = 0
    while went_on and rounds < 12:
        acts = list(attempts(request, anna))
        went_on, rounds = False, rounds + 1
        for act in acts if order == "as it comes" else reversed(acts):
            went_on |= tried(act)
        request = Request.objects.get(pk=request.pk)

    assert request.number, "the walk did not even send it"
    assert request.state not in GONE_FROM_DRAFT_TO


def test_who_asks_for_more_time_does_not_grant_it(world):
    """Others asked, decided and ordered; one person with all seats makes ten days of it by herself."""
    request = world.ordered()
    until = request.ends_at + timedelta(days=9)
    toc, anna = world.actor("toc", "TOC"), everybody_in_one(world)
    desk = next(by for by in held(anna, "duty-officer") if by.organisation == "VR24")
    ask.ask_longer(request.pk, until, by=desk)

    done = [by.role for by in held(anna, "toc", "dops") if tried(lambda by=by: on_requests.extend(request.pk, by=by))]

    assert done == [] and Request.objects.get(pk=request.pk).ends_at == request.ends_at
    on_requests.extend(request.pk, by=toc)
    assert Request.objects.get(pk=request.pk).ends_at == until


class Alone(RuleBasedStateMachine):
    """Anna tries anything in any order, going back as well: returned, changed, refused, signed anew."""

    furthest: set[str] = set()

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.world = World()
        self.anna = everybody_in_one(self.world)
        self.request = draft_of(self.world, self.anna, KINDS["wvr-51"])

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @rule(which=st.integers(0, 999))
    def helps(self, which: int) -> None:
        acts = list(attempts(self.fresh(), self.anna))
        tried(acts[which % len(acts)])

    @rule()
    def helps_wherever_she_can(self) -> None:
        for act in attempts(self.fresh(), self.anna):
            tried(act)

    @rule(seat=st.integers(0, 99), back=st.sampled_from(["return", "refuse", "change", "longer"]))
    def goes_back(self, seat: int, back: str) -> None:
        by, pk = self.anna[seat % len(self.anna)], self.request.pk
        if back == "return":
            tried(lambda: ask.send_back(pk, by=by, reason="Which street?"))
        elif back == "change":
            tried(lambda: ask.save(pk, self.world.shape(title="Another street"), by=by))
        elif back == "longer":
            tried(lambda: ask.ask_longer(pk, self.world.now + timedelta(days=9), by=by))
        else:
            for gate in self.fresh().gates.all():
                tried(lambda gate=gate: gates.act(gate.pk, "refuse", by=by, reason="No", signatory="A. Minister"))

    def fresh(self) -> Request:
        self.request = Request.objects.get(pk=self.request.pk)
        return self.request

    @invariant()
    def nobody_is_ordered(self) -> None:
        state = self.fresh().state
        self.furthest.add(state)
        assert state not in GONE_FROM_DRAFT_TO


@pytest.mark.django_db
def test_in_whatever_order_she_tries_it_she_orders_nobody():
    Alone.furthest = set()
    quick = settings(
        max_examples=8, stateful_step_count=10, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    run_state_machine_as_test(Alone, settings=quick)

    assert {"draft", "asked"} <= Alone.furthest
