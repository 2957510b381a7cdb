"""A request's life, walked at random by everybody: rightly, wrongly, too early, twice. What must hold, always holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import wraps
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from steun.core.ask.addition import STANDING
from steun.core.ask.gate import DONE
from steun.core.kernel.errors import SteunError
from steun.web.ask.addition import acts as additions
from steun.web.ask.addition.model import Addition
from steun.web.ask.gate.model import Gate
from steun.web.ask.request import acts as ask
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RequestIn
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.commitment import tick as decide_tick
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.gate import acts as gates
from steun.web.decide.gate import tick as ask_tick
from steun.web.decide.request import acts as on_requests
from steun.web.decide.stock import acts as know
from steun.web.deliver.deployment import acts as deliver
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.audit.check import replay
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import head
from steun.web.kernel.keys import new_key
from steun.web.know.unit.model import Unit
from steun.web.learn.evaluation import acts as learn
from steun.web.learn.evaluation import endings
from tests.builders import PEOPLE, World
from tests.tape import Tape

CLOSE_BY = [
    ("duty-officer", "VR24"), ("safety-region-chair", "VR24"), ("locc", "LOCC"), ("dops", "DOPS"), ("toc", "TOC"),
    ("unit-commander", "DEF-13LB"), ("mayor", "GM0994"), ("provider", "RWS"),
]  # fmt: skip
WHO = st.sampled_from(CLOSE_BY) | st.sampled_from(PEOPLE)
TOC = st.just(("toc", "TOC")) | WHO
DESK = st.just(("duty-officer", "VR24")) | WHO
WHICH = st.integers(0, 7)
WORDS = st.sampled_from(["", "The water rises faster"])
HOURS = st.sampled_from([-3, 2, 5, 12, 30, 60])
UNITS = st.sampled_from(["alpha", "bravo", "bridge", "rws-ground"])
KINDS = st.sampled_from([
    {},
    {"ends_at": None, "lodging": ""},
    {"municipalities": ["GM0994", "GM0935"], "situation": {"more_than_local": True}},
    {"task_kind": "public-order", "bases": ["polw-58"], "special_case": "Riot", "effect": None, "lines": []},
    {"bases": ["wvr-51", "polw-58"], "situation": {"needs_powers": True}, "special_case": "Sightseers block the dyke"},
    {"bases": []},
])  # fmt: skip
READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK TO")
"""How the statements begin that change nothing which another did not change before."""
GRANTED = ("granted", "ordered", "deployed", "ended", "closed")
NEXT_REPORT = {"ordered": "depart", "moving": "arrive", "on-scene": "release", "released": "return"}


def sound(holds: Callable[[Life], None]) -> Callable[[Life], None]:
    """An invariant of the database. It is looked at again after each step that wrote anything, a refused one too; a
    step without a write leaves the database of which it was true."""

    @wraps(holds)
    def after_a_write(self: Life) -> None:
        if self.sound_at.get(holds.__name__) != self.writes:
            holds(self)
            self.sound_at[holds.__name__] = self.writes

    return invariant()(after_a_write)


class Life(RuleBasedStateMachine):
    """Everybody does anything. An act succeeds, or is an error of ours that leaves nothing behind."""

    seen: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.writes, self.sound_at = 0, dict[str, int]()
        tape, self.example = Tape(), ExitStack()
        self.example.enter_context(connection.execute_wrapper(tape.watch))
        self.example.enter_context(connection.execute_wrapper(self.watch))
        self.example.enter_context(transaction.atomic())
        self.world = World(now=tape.shelf.now, tape=tape)

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.writes += not sql.lstrip().startswith(READS)
        return execute(sql, params, many, context)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.close()

    def attempt(self, act: Callable[..., Any], *args: Any, **words: Any) -> Any:
        before = head()
        try:
            done = act(*args, **words)
        except SteunError as no:
            assert head() == before, "an act that was refused left an entry"
            self.seen[type(no).__name__] += 1
            return None
        self.seen["done"] += 1
        return done

    def actor(self, who: tuple[str, str]) -> Actor:
        return self.world.actor(*who)

    def request(self, which: int) -> Request:
        rows = list(Request.objects.order_by("pk"))
        return rows[which % len(rows)]

    @initialize(kind=KINDS, start=st.sampled_from(["draft", "asked", "granted", "ordered", "deployed", "ended"]))
    def begin(self, kind: dict[str, Any], start: str) -> None:
        self.world.draft(**kind)
        if start != "draft":
            getattr(self.world, start)()

    @rule(who=WHO, kind=KINDS)
    def draft(self, who: tuple[str, str], kind: dict[str, Any]) -> None:
        if Request.objects.count() < 3:
            self.attempt(ask.draft, self.world.shape(**kind), by=self.actor(who))

    @rule(who=DESK, which=WHICH, words=WORDS, bases=st.sampled_from([None, ["wvr-51"], ["polw-58"], ["no-law"]]))
    def rewrite(self, who: tuple[str, str], which: int, words: str, bases: list[str] | None) -> None:
        shape = RequestIn(reason=words) if bases is None else RequestIn(bases=bases)
        self.attempt(ask.save, self.request(which).pk, shape, by=self.actor(who))

    @rule(which=WHICH, who=DESK, words=WORDS, hours=HOURS, other=WHICH, name=st.sampled_from([
        "submit", "return", "withdraw", "join", "ask-longer", "extend", "decline", "shorten", "complete", "end",
        "close", "lives-first",
    ]))  # fmt: skip
    def move(self, name: str, which: int, who: tuple[str, str], words: str, hours: int, other: int) -> None:
        pk, by, until = self.request(which).pk, self.actor(who), self.world.now + timedelta(hours=hours)
        late = RequestIn(lodging="Water board", **({"ends_at": until} if hours > 20 else {}))
        moves: dict[str, Callable[[], Any]] = {
            "submit": lambda: ask.submit(pk, by=by),
            "return": lambda: ask.send_back(pk, by=by, reason=words),
            "withdraw": lambda: on_requests.withdraw(pk, by=by, reason=words),
            "join": lambda: additions.join(pk, self.request(other).pk, by=by),
            "ask-longer": lambda: ask.ask_longer(pk, until, by=by, reason=words),
            "extend": lambda: on_requests.extend(pk, by=by),
            "decline": lambda: on_requests.decline(pk, by=by, reason=words),
            "shorten": lambda: on_requests.shorten(pk, until, by=by),
            "complete": lambda: ask.complete(pk, late, by=by),
            "end": lambda: endings.end(pk, by=by, reason=words),
            "close": lambda: learn.close(pk, by=by),
            "lives-first": lambda: gates.put_lives_first(pk, by=by, reason=words),
        }
        self.attempt(moves[name])

    @rule(
        which=WHICH, nth=WHICH, who=st.none() | WHO, words=WORDS, name=st.sampled_from([*gates.ACTS, "explode"]),
        extent=st.sampled_from(["", "full", "partial", "other-means", "much"]),
    )  # fmt: skip
    def act_on_gate(
        self, which: int, nth: int, who: tuple[str, str] | None, words: str, name: str, extent: str
    ) -> None:
        rows = list(self.request(which).gates.order_by("pk"))
        if not rows:
            return
        gate = rows[nth % len(rows)]
        by = self.actor(who) if who else self.world.holder(gate)
        details = {"reason": words, "signatory": words, "phoned_person": words, "extent": extent, "note": words}
        self.attempt(gates.act, gate.pk, name, by=by, **details)

    @rule(
        which=WHICH, who=TOC, unit=UNITS, pieces=st.sampled_from([0, 1, 30, 80, 101]), hours=HOURS, hold=st.booleans(),
        capability=st.sampled_from(["sandbags", "girder-bridge", "nothing"]),
    )  # fmt: skip
    def reserve(
        self, which: int, who: tuple[str, str], unit: str, pieces: int, hours: int, hold: bool, capability: str
    ) -> None:
        until = self.world.now + timedelta(hours=hours) if hold else None
        row = self.world.unit(unit)
        arrives = self.world.now + timedelta(hours=4)
        words = {"hold_until": until, "arrives": arrives}
        self.attempt(
            commitments.reserve,
            self.request(which).pk,
            unit=row.code,
            capability=capability,
            quantity=pieces,
            by=self.actor(who),
            **words,
        )

    @precondition(lambda self: Commitment.objects.exists())
    @rule(nth=WHICH, who=TOC, hours=HOURS, release=st.booleans())
    def keep_or_give_back(self, nth: int, who: tuple[str, str], hours: int, release: bool) -> None:
        rows = list(Commitment.objects.order_by("pk"))
        pk, by = rows[nth % len(rows)].pk, self.actor(who)
        if release:
            self.attempt(commitments.release, pk, by=by)
        else:
            self.attempt(commitments.prolong, pk, self.world.now + timedelta(hours=hours), by=by)

    @rule(which=WHICH, who=TOC)
    def order(self, which: int, who: tuple[str, str]) -> None:
        self.attempt(deliver.order, self.request(which).pk, by=self.actor(who))

    @precondition(lambda self: Addition.objects.exists())
    @rule(nth=WHICH, who=DESK | st.just(("locc", "LOCC")), words=WORDS,
          name=st.sampled_from(["take_up", "decline", "withdraw"]))  # fmt: skip
    def judge_addition(self, nth: int, who: tuple[str, str], words: str, name: str) -> None:
        rows = list(Addition.objects.order_by("pk"))
        self.attempt(getattr(additions, name), rows[nth % len(rows)].pk, by=self.actor(who), reason=words)

    @precondition(lambda self: Deployment.objects.exists())
    @rule(nth=WHICH, who=st.just(("unit-commander", "DEF-13LB")) | WHO, pieces=st.none() | st.integers(-1, 70),
          name=st.sampled_from(["depart", "arrive", "report", "release", "return", "cancel", "vanish"]))  # fmt: skip
    def report(self, nth: int, who: tuple[str, str], pieces: int | None, name: str) -> None:
        rows = list(Deployment.objects.order_by("pk"))
        self.attempt(endings.report, rows[nth % len(rows)].pk, name, by=self.actor(who), quantity=pieces)

    @rule(which=WHICH, who=DESK, words=WORDS,
          answer=st.sampled_from(["yes", "partly", "unknown", ""]))  # fmt: skip
    def evaluate(self, which: int, who: tuple[str, str], words: str, answer: str) -> None:
        answers = {"effect_reached": answer, "in_time": "yes", "promise_kept": "yes"}
        self.attempt(learn.evaluate, self.request(which).pk, by=self.actor(who), explanation=words, **answers)

    @rule(unit=UNITS, who=TOC, pieces=st.sampled_from([0, 20, 50, 100]), words=WORDS)
    def recount(self, unit: str, who: tuple[str, str], pieces: int, words: str) -> None:
        self.attempt(know.recount, self.world.unit(unit).pk, pieces, by=self.actor(who), reason=words)

    @rule(hours=st.sampled_from([1, 13, 100]))
    def time_passes(self, hours: int) -> None:
        later = self.world.now + timedelta(hours=hours)
        self.attempt(ask_tick.gates, later)
        self.attempt(decide_tick.holds, later)

    @rule(which=WHICH, steps=st.integers(1, 4))
    def press_on(self, which: int, steps: int) -> None:
        """What would come next when everybody did their work; done twice with one id, which is done once."""
        for _ in range(steps):
            act, words = self.next_step(self.request(which))
            id = new_key()
            if act is None or self.attempt(act, **words, id=id) is None:
                return
            after = head()
            act(**words, id=id)
            assert head() == after, "a repeated act was done again"

    def next_step(self, request: Request) -> tuple[Callable[..., Any] | None, dict[str, Any]]:
        toc, desk = self.actor(("toc", "TOC")), self.world.desk
        open_gates = request.gates.filter(state="open", ready_at__isnull=False).exclude(kind__in=["inform", "report"])
        under_way = request.deployments.filter(state__in=NEXT_REPORT).first()
        if gate := open_gates.first():
            return gates.act, {"pk": gate.pk, "name": "pass", "by": self.world.holder(gate)}
        if said := request.gates.filter(state="phoned", phase="before-grant", kind__in=["decide", "agree"]).first():
            return gates.act, {"pk": said.pk, "name": "confirm", "by": self.world.holder(said)}
        if under_way:
            commander = self.actor(("unit-commander", "DEF-13LB"))
            return endings.report, {"pk": under_way.pk, "name": NEXT_REPORT[under_way.state], "by": commander}
        if request.state == "draft":
            return ask.submit, {"pk": request.pk, "by": desk}
        if request.state == "granted" and not request.commitments.filter(state="committed").exists():
            unit = self.world.unit("alpha")
            words = {"unit": unit.code, "capability": "sandbags", "quantity": 30, "by": toc}
            return commitments.reserve, {"request_pk": request.pk, **words}
        if request.state == "granted":
            return deliver.order, {"pk": request.pk, "by": toc}
        if request.state == "ended" and request.evaluation.state == "due":
            answers = {"effect_reached": "yes", "in_time": "yes", "promise_kept": "yes"}
            return learn.evaluate, {"pk": request.pk, "by": desk, **answers}
        if request.state == "ended":
            return learn.close, {"pk": request.pk, "by": desk}
        return None, {}

    @invariant()
    def every_state_is_visited(self) -> None:
        """No claim about one case: what the walk saw is counted, and compared at the end."""
        self.seen.update(f"state {s}" for s in Request.objects.values_list("state", flat=True))

    @sound
    def the_journal_verifies(self) -> None:
        assert feed.verify().entries == Entry.objects.count()

    @sound
    def the_folded_journal_equals_the_tables(self) -> None:
        assert [str(d) for d in replay()] == []

    @sound
    def no_unit_is_promised_beyond_its_stock(self) -> None:
        for unit in Unit.objects.prefetch_related("commitments", "absences"):
            kept = [c for c in unit.commitments.all() if c.state in ("held", "committed")]
            spans = [(c.starts_at, c.ends_at, c.quantity - c.short) for c in kept]
            spans += [(a.starts_at, a.ends_at, a.quantity) for a in unit.absences.all()]
            for moment, _, _ in spans:
                occupied = sum(pieces for start, end, pieces in spans if start <= moment < end)
                assert occupied <= unit.capacity, f"{unit.code} at {moment}"

    @sound
    def what_was_granted_passed_every_gate(self) -> None:
        kept = Gate.objects.filter(request__state__in=GRANTED, part__outcome="granted", phase="before-grant")
        assert not [g.code for g in kept.exclude(state="dropped") if g.state not in DONE]
        for request in Request.objects.filter(state__in=GRANTED):
            assert request.parts.filter(outcome="granted").exists()

    @sound
    def no_need_that_joined_is_lost(self) -> None:
        """It stands with a request, or it is a draft again: never neither, never both."""
        for request in Request.objects.filter(state="joined"):
            assert request.added_as.filter(state__in=STANDING).count() == 1
        assert not Addition.objects.filter(state__in=STANDING).exclude(source__state="joined").exists()

    @sound
    def what_was_ordered_was_not_ordered_by_who_asked(self) -> None:
        for request in Request.objects.filter(state__in=("ordered", "deployed", "ended", "closed")):
            ordered = Entry.objects.filter(subject=request.key, action__in=["request.order", "request.reinforce"])
            assert str(request.sent_by_id) not in set(ordered.values_list("actor", flat=True))

    @sound
    def what_was_closed_was_evaluated(self) -> None:
        assert not Request.objects.filter(state="closed").exclude(evaluation__state="given").exists()

    @sound
    def numbers_have_no_gaps(self) -> None:
        series: dict[str, list[int]] = {}
        for number in Request.objects.exclude(number=None).values_list("number", flat=True):
            prefix, _, last = number.rpartition("-")
            series.setdefault(prefix, []).append(int(last))
        assert all(sorted(given) == list(range(1, len(given) + 1)) for given in series.values())


@pytest.mark.django_db
def test_whatever_anybody_does_the_life_of_a_request_stays_sound():
    Life.seen = Counter()
    quick = settings(
        max_examples=30, stateful_step_count=30, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    run_state_machine_as_test(Life, settings=quick)

    assert Life.seen["done"] > 100 and Life.seen["Refused"] > 50 and Life.seen["NotYours"] > 20, Life.seen
    assert {"state draft", "state asked", "state granted"} <= Life.seen.keys(), Life.seen


@pytest.mark.django_db
def test_by_doing_what_comes_next_a_draft_comes_to_its_end_through_every_state():
    """The random walk reaches the late states by luck; that its steps lead there is known from here."""
    Life.seen = Counter()
    life = Life()
    life.begin(kind={}, start="draft")
    life.every_state_is_visited()

    for _ in range(30):
        life.press_on(which=0, steps=1)
        life.every_state_is_visited()

    life.teardown()
    assert {f"state {s}" for s in ("draft", "asked", *GRANTED)} <= Life.seen.keys(), Life.seen
    assert not Life.seen.keys() & {"Refused", "NotYours", "Unknown", "Malformed"}, Life.seen


@pytest.mark.django_db
def test_a_write_past_the_journal_is_noticed_at_the_next_look():
    """What was sound is looked at again after any write, not only after an act that was done."""
    life = Life()
    life.begin(kind={}, start="asked")
    life.the_folded_journal_equals_the_tables()
    Request.objects.update(title="Never said")

    with pytest.raises(AssertionError, match="Never said"):
        life.the_folded_journal_equals_the_tables()

    life.teardown()
