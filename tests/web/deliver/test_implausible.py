"""A number that hardly fits what was promised is asked about once, and what was confirmed is on record."""

from __future__ import annotations

from uuid import uuid4

import pytest

from steun.core.ask.rules import RequestFacts
from steun.core.deliver.deployment import DeploymentFacts, number_fits_promise
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("promised", "reported", "fits"),
    [
        (40, 40, True), (40, 39, True), (40, 5, True), (40, None, True), (None, 4000, True), (1, 1, True),
        (40, 41, False), (40, 400, False), (40, 4000, False), (40, 4, False), (40, 0, False), (1, 0, False),
    ],
)  # fmt: skip
def test_what_fits_a_promise(promised, reported, fits):
    facts = DeploymentFacts(RequestFacts(), "DEF-13LB", promised=promised, reported=reported)
    verdict = number_fits_promise(facts)
    assert verdict.met is fits and verdict.askable
    knowing = DeploymentFacts(RequestFacts(), "DEF-13LB", promised=promised, reported=reported, knowingly=True)
    assert number_fits_promise(knowing).met


def test_a_page_asks_once_keeps_what_was_typed_and_goes_on_when_it_is_meant(world, login):
    deployment = world.ordered().deployments.get()
    client = login("unit-commander", "DEF-13LB")
    path = f"/deployments/{deployment.pk}/depart"
    typed = {"page": "mine", "quantity": "4.000", "remark": "met de bus", "id": str(uuid4())}
    asked = client.post(path, typed)
    page = asked.content.decode()
    assert asked.status_code == 409 and "Gemeld: 4000. Beloofd: 68." in page
    assert 'value="4.000"' in page and "met de bus" in page and 'name="knowingly"' in page
    assert Deployment.objects.get(pk=deployment.pk).state == "ordered"
    assert client.post(path, {**typed, "knowingly": "1"}).status_code == 303
    moved = Deployment.objects.get(pk=deployment.pk)
    assert (moved.state, moved.quantity) == ("moving", 4000)
    assert Entry.objects.get(action="deployment.depart").data["knowingly"] is True


def test_the_api_asks_with_a_code_that_a_field_answers(world, api):
    deployment = world.ordered().deployments.get()
    call = api("unit-commander", "DEF-13LB")
    path = f"/deployments/{deployment.pk}/reports/depart"
    asked = call("post", path, {"quantity": 4000})
    (reason,) = asked.json()["reasons"]
    assert asked.status_code == 409 and reason["code"] == "number-fits-promise" and reason["askable"]
    assert reason["facts"] == {"reported": 4000, "promised": 68} and "4000" in reason["text"]
    assert call("post", path, {"quantity": 4000, "knowingly": True}).json()["quantity"] == 4000


def test_a_report_of_what_was_promised_is_not_asked_about(world, api):
    deployment = world.ordered().deployments.get()
    answer = api("unit-commander", "DEF-13LB")("post", f"/deployments/{deployment.pk}/reports/depart", {"quantity": 68})
    assert answer.status_code == 200
    assert "knowingly" not in Entry.objects.get(action="deployment.depart").data
