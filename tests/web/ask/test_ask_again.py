"""A request that is over is asked again from a copy: the words are taken along, what was signed and decided is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.web.ask.request.model import Request
from steun.web.decide.request import acts as on_requests
from tests.web.forms import forms_of


@pytest.fixture
def withdrawn(world):
    request = world.asked(title="Sandbags for the Geul", starts_at=world.now + timedelta(hours=4))
    return on_requests.withdraw(request.pk, by=world.desk, reason="A mistake")


def form(answer):
    """The request form of a page."""
    return next(found for found in forms_of(answer) if any(name == "title" for name, _ in found.fields))


def test_a_withdrawn_request_offers_to_ask_again(withdrawn, login):
    page = login("duty-officer", "VR24").get(f"/requests/{withdrawn.pk}").content.decode()
    assert f"/requests/new?copy={withdrawn.pk}" in page
    other = login("locc", "LOCC").get(f"/requests/{withdrawn.pk}").content.decode()
    assert "new?copy=" not in other


def test_the_copy_has_the_words_and_wishes_and_is_a_request_of_its_own(world, withdrawn, login):
    client, before = login("duty-officer", "VR24"), Request.objects.count()
    answer = client.get(f"/requests/new?copy={withdrawn.pk}", follow=True)
    assert Request.objects.count() == before, "a copy is there only when somebody saves it"
    shown = form(answer)

    client.post(shown.action, shown.sent())
    copy = Request.objects.exclude(pk=withdrawn.pk).get()

    assert (copy.title, copy.place, copy.reason, copy.effect_id) == (
        withdrawn.title, withdrawn.place, withdrawn.reason, withdrawn.effect_id,
    )  # fmt: skip
    assert [(x.capability_id, x.quantity) for x in copy.lines.all()] == [("sandbags", 68)]
    assert (copy.state, copy.number, copy.sent_at) == ("draft", None, None)
    assert not copy.gates.exists() and Request.objects.get(pk=withdrawn.pk).state == "withdrawn"


def test_moments_that_have_passed_are_not_taken_along(world, withdrawn, login):
    Request.objects.filter(pk=withdrawn.pk).update(starts_at=world.now - timedelta(days=2))
    filled = dict(form(login("duty-officer", "VR24").get(f"/requests/new?copy={withdrawn.pk}", follow=True)).fields)
    assert filled["starts_at"] == "" and filled["ends_at"] != ""


def test_what_one_may_not_see_is_not_copied(withdrawn, login):
    answer = login("duty-officer", "VR01").get(f"/requests/new?copy={withdrawn.pk}", follow=True)
    assert answer.status_code == 200 and "Sandbags for the Geul" not in answer.content.decode()
