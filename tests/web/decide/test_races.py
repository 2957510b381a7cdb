"""What is promised twice is delivered once: real threads, separate connections, both databases."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.db.models import Sum

from steun.core.decide.policy import AllocationPolicy
from steun.core.kernel.errors import Refused
from steun.core.kernel.journal import chain
from steun.web.ask.request.model import Request
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.planning import job
from steun.web.decide.policy import acts as policies
from steun.web.decide.policy.model import policy_in_force
from steun.web.decide.proposal import acts as proposals
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import record
from tests.databases import at_once

SLOTS = 4
ATTEMPTS = 2000
WRITERS = 8


def attempts(world, times: int, writers: int = WRITERS) -> list[object]:
    """So many tries to commit the only bridge, spread over slots of a day that do not touch."""
    request = world.granted(lines=[{"capability": "girder-bridge", "quantity": 1}])
    toc = world.actor("toc", "TOC")
    bridge = world.unit("bridge")
    start = world.now + timedelta(days=10)

    def attempt(n: int) -> Commitment:
        arrives = start + timedelta(days=3 * (n % SLOTS))
        until = arrives + timedelta(hours=12)
        return commitments.reserve(
            request.pk, unit=bridge.code, capability="girder-bridge", quantity=1, by=toc, arrives=arrives, until=until
        )

    return at_once(attempt, times, writers)


def test_of_two_thousand_attempts_on_the_last_unit_exactly_one_per_slot_succeeds(own_world):
    results = attempts(own_world, ATTEMPTS)

    won = Counter(r.arrives_at for r in results if isinstance(r, Commitment))
    lost = [r for r in results if not isinstance(r, Commitment)]
    assert len(won) == SLOTS and set(won.values()) == {1}
    assert {type(e) for e in lost} == {Refused}
    assert {v.code for e in lost for v in e.verdicts} == {"unit-is-free"}
    assert Commitment.objects.filter(state="committed").count() == SLOTS
    chain.verify(e.as_line() for e in Entry.objects.iterator())


def test_the_database_itself_refuses_the_second_promise(own_world, monkeypatch):
    """With the check in code switched off, the trigger alone must hold the line."""
    monkeypatch.setattr(commitments, "free", lambda *args: 10**6)

    results = attempts(own_world, 80)

    assert sum(isinstance(r, Commitment) for r in results) == SLOTS
    assert {type(r) for r in results} == {Commitment, Refused}


def test_without_the_trigger_the_last_unit_is_promised_again(own_world, monkeypatch):
    """Breaks the guard on purpose: if this stops failing the promise, the test above proves nothing."""
    monkeypatch.setattr(commitments, "free", lambda *args: 10**6)
    with connection.cursor() as cursor:
        on = " ON steun_commitment" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER steun_commitment_stock_insert{on}")

    results = attempts(own_world, 40)

    assert sum(isinstance(r, Commitment) for r in results) > SLOTS


def test_pieces_of_a_divisible_unit_are_never_promised_beyond_its_stock(own_world):
    request = own_world.granted()
    toc, alpha = own_world.actor("toc", "TOC"), own_world.unit("alpha")
    arrives = own_world.now + timedelta(days=5)

    def attempt(n: int) -> Commitment:
        shift = timedelta(hours=n % 7)
        return commitments.reserve(
            request.pk,
            unit=alpha.code,
            capability="sandbags",
            quantity=7 + n % 5,
            by=toc,
            arrives=arrives + shift,
            until=arrives + timedelta(hours=30),
        )

    results = at_once(attempt, 60, WRITERS)

    committed = Commitment.objects.aggregate(total=Sum("quantity"))["total"]
    assert any(isinstance(r, Refused) for r in results)
    assert 0 < committed <= alpha.capacity


def test_eight_writers_lose_nothing(own_world):
    from django.db import transaction

    desk = own_world.desk

    def write(n: int) -> int:
        with transaction.atomic():
            return record("test.noted", subject=f"note:{n}", by=desk, data={"n": n}).number

    numbers = at_once(write, 400, WRITERS)

    assert sorted(numbers) == list(range(1, 401))
    assert chain.verify(e.as_line() for e in Entry.objects.iterator()).entries == 400


def test_two_officers_pass_the_same_gate_and_one_entry_stands(own_world):
    from steun.web.decide.gate import acts as gates

    request = own_world.asked()
    gate = own_world.gate(request, "locc-judges")
    locc = own_world.actor("locc", "LOCC")

    results = at_once(lambda n: gates.act(gate.pk, "pass", by=locc), 8, 8)

    assert sum(not isinstance(r, Exception) for r in results) == 1
    assert {type(r) for r in results if isinstance(r, Exception)} == {Refused}
    assert Entry.objects.filter(subject=gate.key, action="gate.pass").count() == 1


def test_numbers_of_requests_have_no_gaps_when_many_send_at_once(own_world):
    from steun.web.ask.request import acts as ask

    drafts = []
    for _ in range(24):
        request = own_world.draft()
        own_world.sign(request)
        drafts.append(request)

    at_once(lambda n: ask.submit(drafts[n].pk, by=own_world.desk), len(drafts), WRITERS)

    given = sorted(Request.objects.exclude(number=None).values_list("number", flat=True))
    assert [int(n[-4:]) for n in given] == list(range(1, len(drafts) + 1))


def test_a_write_past_the_code_is_refused(own_world):
    request = own_world.granted()
    first = own_world.commit(request, "bridge", 1)
    copy = Commitment.objects.get(pk=first.pk)
    copy.pk, copy._state.adding = None, True
    copy.id = type(first).id.field.default()

    with pytest.raises(IntegrityError, match="promised already"):
        copy.save(force_insert=True)


def test_of_eight_ministers_who_set_the_policy_at_once_each_replaces_the_one_before(own_world):
    ministers = [own_world.actor("minister-jenv", "MIN-JENV"), own_world.actor("minister-defence", "MIN-DEF")]

    def turn(n: int):
        return policies.set_policy(AllocationPolicy(lead=n), by=ministers[n % 2], reason=f"Turn {n}").number

    assert sorted(at_once(turn, 8, 8)) == list(range(1, 9))
    assert policy_in_force()[1] == 8
    chain.verify(e.as_line() for e in Entry.objects.iterator())


def test_of_two_officers_who_adopt_proposals_over_the_same_unit_one_wins_and_the_other_hears_why(own_world):
    row = [{"capability": "girder-bridge", "quantity": 1}]
    requests = [own_world.granted(lines=row), own_world.granted(lines=row)]
    made = []
    for left_out in reversed(requests):  # each proposal gives the only bridge to another request
        key = f"line:{left_out.lines.get().pk}"
        proposal = proposals.make(by=own_world.actor("locc", "LOCC"), left_out=[key], seconds=1)
        job.make(proposal.pk)
        made.append(proposal)
    officers = [own_world.actor("dops", "DOPS"), own_world.actor("toc", "TOC")]

    def adopt(n: int):
        return proposals.adopt(made[n].pk, by=officers[n])

    results = at_once(adopt, 2, 2)

    (won,) = [r for r in results if not isinstance(r, Exception)]
    (lost,) = [r for r in results if isinstance(r, Exception)]
    assert isinstance(lost, Refused) and {v.code for v in lost.verdicts} == {"line-fits"}
    assert {b.code for v in lost.verdicts for b in v.because} == {"unit-is-free"}
    assert Commitment.objects.filter(state="committed").count() == 1
    assert [p.lines.filter(outcome="adopted").count() for p in (won,)] == [1]
    chain.verify(e.as_line() for e in Entry.objects.iterator())
