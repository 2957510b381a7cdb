"""The least that still helps, and when help is too late: said with the request, kept, told at the field when wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from steun.core.kernel.errors import Malformed
from steun.web.ask.request import acts as ask
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RequestIn
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
    assert [(f["field"], f["code"]) for f in answer.json()["faults"]] == [("lines.0.minimum", "minimum-above-quantity")]


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

    version = Request.objects.get(pk=request.pk).version
    right = {**post, "version": version, "latest_at": "2027-01-01T18:00", "line_minimum": ["10"]}
    assert browser.post(reverse("ask:edit", args=[request.pk]), right).status_code == 302
    saved = Request.objects.get(pk=request.pk)
    assert saved.lines.get().minimum == 10
    assert saved.latest_at is not None and saved.latest_at.isoformat() == "2027-01-01T17:00:00+00:00"
    shown = browser.get(reverse("ask:edit", args=[request.pk])).content.decode()
    assert 'value="01-01-2027 18:00"' in shown and 'name="line_minimum"' in shown


@pytest.mark.parametrize("typed", ["", " ", "1"])
def test_the_least_left_empty_is_one_and_stays_empty(world: World, login, typed: str) -> None:
    request = world.draft()
    browser = login("duty-officer", "VR24")
    row = {"line_capability": ["sandbags"], "line_quantity": ["20"], "line_minimum": [typed]}
    post = {"version": request.version, **row}
    assert browser.post(reverse("ask:edit", args=[request.pk]), post).status_code == 302
    assert [(x.quantity, x.minimum) for x in request.lines.all()] == [(20, 1)]
    shown = browser.get(reverse("ask:edit", args=[request.pk])).content.decode()
    assert 'name="line_minimum" inputmode="numeric" autocomplete="off" value=""' in " ".join(shown.split())


@pytest.mark.parametrize(("typed", "code"), [("30", "minimum-above-quantity"), ("0", None), ("half", None)])
def test_a_wrong_least_is_told_while_typing_and_the_wish_and_the_rest_are_kept(
    world: World, login, typed: str, code: str | None
) -> None:
    request = world.draft()
    post = {
        "version": request.version, "title": "Keep the water out", "line_capability": ["sandbags", "girder-bridge"],
        "line_quantity": ["20", "1"], "line_minimum": [typed, ""], "line_note": ["at the Geul", ""],
    }  # fmt: skip
    answer = login("duty-officer", "VR24").post(reverse("ask:autosave", args=[request.pk]), post)
    assert answer.status_code == 200
    faults = answer.json()["faults"]
    assert [fault["field"] for fault in faults] == ["lines.0.minimum"] and faults[0]["text"]
    assert code is None or faults[0]["code"] == code
    saved = Request.objects.get(pk=request.pk)
    assert saved.title == "Keep the water out"
    assert [(x.capability_id, x.quantity, x.minimum, x.note) for x in saved.lines.all()] == [
        ("sandbags", 20, 1, "at the Geul"),
        ("girder-bridge", 1, 1, ""),
    ]


def test_too_late_is_told_while_typing_and_leaves_the_old_moment_and_the_rest(world: World, login) -> None:
    request = world.draft(latest_at=world.now + timedelta(hours=6))
    post = {"version": request.version, "title": "Keep the water out", "latest_at": "2001-01-01T12:00"}
    answer = login("duty-officer", "VR24", "en").post(reverse("ask:autosave", args=[request.pk]), post)
    assert [(f["field"], f["text"]) for f in answer.json()["faults"]] == [
        ("latest_at", "Too late after cannot lie before the start.")
    ]
    saved = Request.objects.get(pk=request.pk)
    assert (saved.title, saved.latest_at) == ("Keep the water out", request.latest_at)


def test_the_side_of_the_form_leads_to_the_moment_that_is_wrong(world: World, login) -> None:
    request = world.draft()
    post = {"version": request.version, "latest_at": "2001-01-01T12:00"}
    browser = login("duty-officer", "VR24", "en")
    asked = {"HX-Request": "true", "HX-Target": "side"}
    side = browser.post(reverse("ask:route", args=[request.pk]), post, headers=asked).content.decode()
    assert '<a href="#latest_at">Too late after</a>: Too late after cannot lie before the start.' in side
    assert Request.objects.get(pk=request.pk).latest_at is None


def test_too_late_may_be_the_very_start(world: World) -> None:
    request = world.draft()
    assert world.draft(latest_at=request.starts_at).latest_at == request.starts_at


def test_the_request_page_and_the_paper_tell_both(world: World, login) -> None:
    row = [{"capability": "sandbags", "quantity": 20, "minimum": 10}]
    request = world.asked(lines=row, latest_at=world.now + timedelta(hours=6))
    browser = login("duty-officer", "VR24", "nl")
    page = browser.get(reverse("ask:show", args=[request.pk])).content.decode()
    paper = browser.get(reverse("ask:print", args=[request.pk, "wvr-51"])).content.decode()
    for text in (page, paper):
        assert "ten minste 10" in text and "Te laat na" in text


def test_a_machine_reads_back_what_it_sent(world: World, api) -> None:
    call = api("duty-officer", "VR24")
    row = {"capability": "sandbags", "quantity": 20, "minimum": 20}
    made = call("post", "/requests", {"lines": [row], "latest_at": "2027-01-01T18:00:00Z"})
    assert made.status_code == 201, made.content
    assert made.json()["lines"][0]["minimum"] == 20
    assert made.json()["latest_at"].startswith("2027-01-01T18:00:00")
