"""The phone gate and other things that only time does: reminded, then escalated, both on record.

Nothing lapses silently.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.core.kernel.errors import NotYours, Refused
from steun.web.ask.request.model import Request
from steun.web.decide.commitment import tick as holds
from steun.web.decide.gate import acts as gates
from steun.web.decide.gate import tick
from steun.web.kernel.journal.models import Entry


def phoned(world):
    """The chair said yes on the phone; the desk wrote it down."""
    request = world.draft()
    gate = world.gate(request, "signature")
    return gates.act(gate.pk, "phone", by=world.desk, phoned_person="The chair")


def entries(gate) -> list[str]:
    return list(Entry.objects.filter(subject=gate.key).values_list("action", flat=True))


def test_a_phone_act_counts_at_once_and_must_be_confirmed_before_t(world):
    from steun.web.ask.request import acts as ask

    gate = phoned(world)

    assert gate.state == "phoned" and gate.confirm_by > world.now
    assert ask.submit(gate.request_id, by=world.desk).state == "asked"


def test_when_t_passes_the_holder_is_reminded_and_later_it_escalates_both_journalled(world):
    gate = phoned(world)

    tick.gates(gate.confirm_by + timedelta(minutes=1))
    assert entries(gate) == ["gate.phone", "gate.remind"]
    tick.gates(gate.confirm_by + timedelta(minutes=2))
    assert entries(gate) == ["gate.phone", "gate.remind"]
    tick.gates(gate.confirm_by + timedelta(minutes=40))
    tick.gates(gate.confirm_by + timedelta(days=2))
    assert entries(gate) == ["gate.phone", "gate.remind", "gate.escalate"]

    gate.refresh_from_db()
    assert gate.state == "phoned"
    assert world.person("safety-region-chair", "VR24").notices.filter(kind="reminder").count() == 1
    assert world.person("locc", "LOCC").notices.filter(kind="escalation").count() == 1


def test_before_t_the_clock_is_silent(world):
    gate = phoned(world)

    assert tick.gates(gate.confirm_by - timedelta(minutes=1)) == 0


def test_a_confirmed_phone_act_is_never_reminded(world):
    gate = phoned(world)
    gates.act(gate.pk, "confirm", by=world.actor("safety-region-chair", "VR24"))

    assert tick.gates(world.now + timedelta(days=30)) == 0


def test_who_wrote_the_phone_act_down_cannot_confirm_it(world):
    gate = phoned(world)

    with pytest.raises(NotYours):
        gates.act(gate.pk, "confirm", by=world.desk)


def test_a_phone_act_without_a_name_is_refused(world):
    request = world.draft()

    with pytest.raises(Refused) as refused:
        gates.act(world.gate(request, "signature").pk, "phone", by=world.desk)

    assert [v.code for v in refused.value.verdicts] == ["phoned-person-is-named"]


def test_an_answer_that_stays_out_is_asked_again_and_changes_nothing_by_itself(world):
    request = world.asked()
    gate = world.gate(request, "locc-judges")

    tick.gates(gate.due_at + timedelta(hours=3))
    tick.gates(gate.due_at + timedelta(hours=6))

    assert entries(gate) == ["gate.remind", "gate.escalate"]
    assert Request.objects.get(pk=request.pk).state == "asked"


def test_a_hold_that_ends_reminds_its_keeper_and_keeps_the_means(world):
    request = world.asked()
    held = world.commit(request, hold_until=world.now + timedelta(hours=1))

    assert holds.holds(world.now + timedelta(hours=2)) == 1
    assert holds.holds(world.now + timedelta(hours=3)) == 0

    held.refresh_from_db()
    assert held.state == "held"
    assert world.person("dops", "DOPS").notices.filter(kind="hold-ends").exists()
