"""A gate is answered as people say it: yes; yes, later; yes, fewer; yes, otherwise; no, because. One act each."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localtime

from steun.core.kernel.errors import Malformed, NotYours, Refused
from steun.web.ask.gate.model import Gate
from steun.web.ask.request.model import Request
from steun.web.ask.timeliness.read import standing
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.gate import acts as gates
from steun.web.kernel.journal.models import Entry
from tests.web.decide.test_pages import until

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
JENV, DEFENCE = ("minister-jenv", "MIN-JENV"), ("minister-defence", "MIN-DEF")

NO = {"answer": "no", "reason": "None left", "signatory": "The minister"}


def typed(moment) -> str:
    return localtime(moment).strftime("%d-%m-%Y %H:%M")


def last_gate(world):
    request = world.asked()
    return request, until(world, request, "defence-provides")


def test_fewer_than_asked_is_a_grant_in_part_with_its_figure(world, login):
    request, gate = last_gate(world)
    given = {"answer": "fewer", "quantity": "8", "id": str(uuid4()), "page": "decide"}
    assert login(*DEFENCE).post(f"/gates/{gate.pk}/answer", given).status_code == 303
    gate.refresh_from_db()
    request = Request.objects.get(pk=request.pk)
    assert (gate.quantity, request.extent, standing(request)) == (8, "partial", "partly-granted")
    page = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}").content.decode()
    assert "8 instead of 68" in page


def test_a_later_hour_never_looks_granted_in_full(world, login):
    request, gate = last_gate(world)
    at = request.starts_at + timedelta(hours=3)
    login(*DEFENCE).post(f"/gates/{gate.pk}/answer", {"answer": "later", "from_at": typed(at), "id": str(uuid4())})
    gate.refresh_from_db()
    request = Request.objects.get(pk=request.pk)
    assert (gate.from_at, request.extent) == (at.replace(second=0, microsecond=0), "later")
    assert standing(request) == "partly-granted"


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"answer": "later"}, "from_at", "required"),
        ({"answer": "later", "from_at": -1}, "from_at", "later-than-asked"),
        ({"answer": "later", "from_at": 30}, "from_at", "before-its-end"),
        ({"answer": "fewer"}, "quantity", "required"),
        ({"answer": "fewer", "quantity": 68}, "quantity", "fewer-than-asked"),
        ({"answer": "otherwise"}, "note", "required"),
        ({"answer": "yes", "quantity": 8}, "quantity", "not-with-yes"),
        ({"answer": "yes", "from_at": 2}, "from_at", "not-with-yes"),
        (
            {"answer": "no", "reason": "None left", "signatory": "Minister", "quantity": 8},
            "quantity",
            "not-with-refusal",
        ),
        ({"answer": "no", "reason": "None left", "signatory": "Minister", "unit": "alpha"}, "unit", "not-with-refusal"),
    ],
)
def test_an_answer_that_contradicts_itself_is_told_at_its_field(world, given, field, code):
    request, gate = last_gate(world)
    if "from_at" in given:
        given = {**given, "from_at": request.starts_at + timedelta(hours=given["from_at"])}
    with pytest.raises(Malformed) as wrong:
        gates.answer(gate.pk, by=world.actor(*DEFENCE), **given)
    assert [(fault.field, fault.code) for fault in wrong.value.faults] == [(field, code)]
    assert Gate.objects.get(pk=gate.pk).state == "open" and not Commitment.objects.exists()


def test_who_keeps_the_means_promises_them_with_the_answer(world, login):
    request = world.asked()
    gate = until(world, request, "dops-can")
    toc = login("toc", "TOC", "en")
    page = toc.get(f"/requests/{request.pk}/decide").content.decode()
    assert f'id="gate-{gate.pk}-answer-unit"' in page
    at = request.starts_at + timedelta(hours=2)
    given = {"answer": "fewer", "quantity": "40", "from_at": typed(at), "unit": "alpha", "id": str(uuid4())}
    assert toc.post(f"/gates/{gate.pk}/answer", given).status_code == 303
    held = Commitment.objects.get(request=request)
    assert (held.state, held.quantity, held.arrives_at) == ("held", 40, at.replace(second=0, microsecond=0))
    assert Gate.objects.get(pk=gate.pk).state == "passed" and Request.objects.get(pk=request.pk).extent == ""


def test_what_defence_says_of_its_own_means_stays_with_it(world, login):
    request = world.asked()
    gate = until(world, request, "dops-can")
    gates.answer(gate.pk, by=world.actor("toc", "TOC"), answer="fewer", quantity=41)
    assert "41 instead" in " ".join(login("locc", "LOCC", "en").get(f"/requests/{request.pk}").content.decode().split())
    assert "41 instead" not in login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}").content.decode()


def test_a_promise_that_cannot_be_made_leaves_no_answer_behind(world):
    toc = world.actor("toc", "TOC")
    first, second = (until(world, world.asked(title=title), "dops-can") for title in ("First", "Second"))
    gates.answer(first.pk, by=toc, answer="yes", unit="alpha")
    count = Entry.objects.count()
    with pytest.raises(Refused, match="unit-is-free"):
        gates.answer(second.pk, by=toc, answer="yes", unit="alpha")
    assert Entry.objects.count() == count and Gate.objects.get(pk=second.pk).state == "open"


def test_who_keeps_nothing_cannot_promise_with_the_answer(world):
    request, gate = last_gate(world)
    with pytest.raises(NotYours):
        gates.answer(gate.pk, by=world.actor(*DEFENCE), answer="yes", unit="alpha")
    assert Request.objects.get(pk=request.pk).state == "asked"
