"""Journal and tables tell the same; where they part, the replay says what, where, and both versions."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal.record import record
from steun.web.know.unit.model import Unit
from steun.web.lives import LIVES
from tests.web.journal.test_guards import without

pytestmark = pytest.mark.django_db


def differences() -> list[str]:
    return [str(difference) for difference in replay()]


def test_a_whole_case_told_and_kept_is_the_same(world):
    world.incident()
    world.ended()
    world.draft()
    assert differences() == []


def test_the_command_says_so(world, capsys):
    world.asked()
    call_command("check_replay")
    assert "agree" in capsys.readouterr().out


def test_a_state_changed_past_the_journal_is_found(world):
    request = world.asked()
    with without("steun_request_step", "steun_request_recorded"):
        Request.objects.filter(pk=request.pk).update(state="granted")
    assert differences() == [f"request:{request.pk}: state: the journal says 'asked', the table 'granted'"]


def test_a_gate_opened_past_the_journal_is_found(world):
    request = world.asked()
    gate = world.gate(request, "locc-judges")
    with without("steun_gate_step", "steun_gate_recorded"):
        Gate.objects.filter(pk=gate.pk).update(state="passed")
    assert f"gate:{gate.pk}: state: the journal says 'open', the table 'passed'" in differences()


def test_a_row_without_birth_is_found(world):
    request = world.asked()
    born = Request.objects.get(pk=request.pk)
    born.pk, born.number, born.state = None, None, "draft"
    born.id = type(request.pk)(int=1)
    born.save(force_insert=True)
    assert differences() == [f"request:{born.pk}: birth: the journal says 'not recorded', the table 'draft'"]


def test_a_row_that_vanished_is_found(world):
    commitment = world.commit(world.granted())
    with without("steun_commitment_stays"):
        Commitment.objects.filter(pk=commitment.pk).delete()
    assert differences() == [f"commitment:{commitment.pk}: row: the journal says 'recorded', the table 'absent'"]


def test_a_quantity_changed_past_the_journal_is_found(world):
    commitment = world.commit(world.granted(), quantity=10)
    Commitment.objects.filter(pk=commitment.pk).update(quantity=12)
    assert differences() == [f"commitment:{commitment.pk}: quantity: the journal says 10, the table 12"]


def test_a_reported_number_changed_past_the_journal_is_found(world):
    request = world.ordered()
    Deployment.objects.filter(request=request).update(quantity=1)
    assert [d for d in differences() if "quantity: the journal says 68, the table 1" in d]


def test_an_outcome_changed_past_the_journal_is_found(world):
    request = world.granted()
    Part.objects.filter(request=request).update(outcome="refused")
    assert [d for d in differences() if "outcome under wvr-51: the journal says 'granted', the table 'refused'" in d]


def test_a_stock_changed_past_the_journal_is_found(world):
    from steun.web.decide.stock import acts as actions

    actions.recount(world.unit("alpha").pk, 90, by=world.actor("toc", "TOC"), reason="Counted")
    Unit.objects.filter(code="alpha").update(capacity=95)
    assert differences() == [f"{world.unit('alpha').key}: capacity: the journal says 90, the table 95"]


def test_a_step_that_no_life_has_is_found(world):
    request = world.asked()
    data = {"from": "asked", "to": "closed"}
    record("request.close", subject=request.key, case=request.pk, by=world.desk, data=data)
    assert [d for d in differences() if "no such move" in d]


def test_the_command_fails_when_they_part(world, capsys):
    request = world.asked()
    with without("steun_request_step", "steun_request_recorded"):
        Request.objects.filter(pk=request.pk).update(state="granted")
    with pytest.raises(CommandError, match="1 differences") as failed:
        call_command("check_replay")
    assert failed.value.returncode == 1 and "the table 'granted'" in capsys.readouterr().out


def test_the_replay_asks_the_database_as_often_for_many_cases_as_for_one(world):
    asked = []
    for _ in range(2):
        world.ended()
        with CaptureQueriesContext(connection) as queries:
            assert differences() == []
        asked.append(len(queries))
    assert asked[0] == asked[1] < 2 * len(LIVES), "of each life its rows, once"
