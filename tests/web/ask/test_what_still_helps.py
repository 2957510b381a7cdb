"""The least that still helps, and when help is too late: said with the request, kept, told at their field when wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from steun.core.errors import Malformed
from steun.web.ask import actions as ask
from steun.web.ask.models import Request
from steun.web.ask.shapes import RequestIn
from tests.builders import World

pytestmark = pytest.mark.django_db


def test_who_says_nothing_is_helped_by_one_and_never_too_late(world: World) -> None:
    request = world.draft()
    assert (request.lines.get().minimum, request.latest_at) == (1, None)


def test_the_least_that_helps_is_kept_with_the_wish(world: World) -> None:
    request = world.draft(lines=[{"capability": "girder-bridge", "quantity": 2, "minimum": 2}])
    assert request.lines.get().minimum == 2


def test_the_least_that_helps_is_never_more_than_what_is_asked(api) -> None:
    call = api("duty-officer", "VR24")
    answer = call("post", "/requests", {"lines": [{"capability": "sandbags", "quantity": 3, "minimum": 4}]})
    assert answer.status_code == 422
    assert [(f["field"], f["code"]) for f in answer.json()["faults"]] == [
        ("draft.lines.0.minimum", "minimum-above-quantity")
    ]


@pytest.mark.parametrize(("hours", "code"), [(3, "latest-before-start"), (28, "latest-after-end")])
def test_too_late_lies_between_the_wanted_arrival_and_the_end(world: World, hours: int, code: str) -> None:
    with pytest.raises(Malformed) as wrong:
        world.draft(latest_at=world.now + timedelta(hours=hours))
    assert [(f.field, f.code) for f in wrong.value.faults] == [("latest_at", code)]


def test_a_start_after_what_is_too_late_is_told_at_the_start(world: World) -> None:
    request = world.draft(latest_at=world.now + timedelta(hours=6))
    later = RequestIn(starts_at=world.now + timedelta(hours=7))
    with pytest.raises(Malformed) as wrong:
        ask.save(request.pk, later, by=world.desk, version=request.version)
    assert [(f.field, f.code) for f in wrong.value.faults] == [("starts_at", "latest-before-start")]


def test_the_form_keeps_both_and_what_is_wrong_loses_nothing_else(world: World, login) -> None:
    request = world.draft()
    browser = login("duty-officer", "VR24", "en")
    post = {
        "version": request.version, "title": "Keep the water out", "starts_at": "2027-01-01T12:00",
        "ends_at": "2027-01-02T12:00", "latest_at": "2027-01-01T11:00", "line_capability": ["sandbags"],
        "line_quantity": ["20"], "line_minimum": ["30"], "line_note": [""],
    }  # fmt: skip
    answer = browser.post(reverse("ask:edit", args=[request.pk]), post)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Too late after cannot lie before the start." in page
    assert "At least cannot be more than what is asked." in page
    assert 'value="2027-01-01T11:00"' in page and 'value="30"' in page
    assert Request.objects.get(pk=request.pk).title == "Keep the water out"

    right = {**post, "version": Request.objects.get(pk=request.pk).version, "latest_at": "2027-01-01T18:00", "line_minimum": ["10"]}  # fmt: skip
    assert browser.post(reverse("ask:edit", args=[request.pk]), right).status_code == 302
    saved = Request.objects.get(pk=request.pk)
    assert saved.lines.get().minimum == 10
    assert saved.latest_at is not None and saved.latest_at.isoformat() == "2027-01-01T17:00:00+00:00"
    shown = browser.get(reverse("ask:edit", args=[request.pk])).content.decode()
    assert 'value="2027-01-01T18:00"' in shown and 'name="line_minimum"' in shown


def test_the_request_page_and_the_paper_tell_both(world: World, login) -> None:
    wish = [{"capability": "sandbags", "quantity": 20, "minimum": 10}]
    request = world.asked(lines=wish, latest_at=world.now + timedelta(hours=6))
    browser = login("duty-officer", "VR24", "nl")
    page = browser.get(reverse("ask:show", args=[request.pk])).content.decode()
    paper = browser.get(reverse("ask:print", args=[request.pk, "wvr-51"])).content.decode()
    for text in (page, paper):
        assert "ten minste 10" in text and "Te laat na" in text


def test_a_machine_reads_back_what_it_sent(world: World, api) -> None:
    call = api("duty-officer", "VR24")
    wish = {"capability": "sandbags", "quantity": 20, "minimum": 20}
    made = call("post", "/requests", {"lines": [wish], "latest_at": "2027-01-01T18:00:00Z"})
    assert made.status_code == 201, made.content
    assert made.json()["lines"][0]["minimum"] == 20
    assert made.json()["latest_at"].startswith("2027-01-01T18:00:00")
