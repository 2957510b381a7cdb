"""The controls of the replay on the page: play, pause, step, and the script with its sources, in that world only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from steun.web.ask.incident.model import Incident
from steun.web.decide.gate import acts as gates
from steun.web.desks.replay import player
from steun.web.desks.replay.seats import holder_of
from steun.web.kernel.clock import Clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate
from tests.journeys.replay_world import SCRIPT, act_of, before, play_up_to, prepared, request_of

__all__ = ["before", "prepared"]  # fixtures
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def page(before) -> Callable[..., Any]:
    """`page("get", "/replay")` as the duty officer, in Dutch unless said otherwise."""
    mandate = Mandate.objects.select_related("person").get(role="duty-officer", organisation="VR24", rank=0)
    client = Client(headers={"accept-language": "nl"})
    client.force_login(mandate.person, backend=BACKEND)

    def call(method: str, path: str, language: str = "nl", **body: str) -> Any:
        client.cookies["steun-language"] = language
        return getattr(client, method)(path, body) if body else getattr(client, method)(path)

    return call


def test_the_page_shows_what_was_last_and_what_comes_next_with_its_mark(page):
    page("post", "/replay/step", act="zuid-limburg-opens", next="/replay")

    for language, last, coming, mark in (
        ("nl", "zet het hoogwater op het bord", "stelt het verzoek om bijstand op", "gereconstrueerd"),
        ("en", "puts the high water on the board", "drafts the request for assistance", "reconstructed"),
    ):
        text = page("get", "/replay/state", language).content.decode()
        assert last in text and coming in text and mark in text
    whole = page("get", "/replay").content.decode()
    assert whole.count("omroepbrabant.nl/nieuws/3419678") > 2
    assert "make demo-reset" in whole


def test_the_next_button_pressed_twice_plays_one_act(page):
    for _ in range(2):
        answer = page("post", "/replay/step", act="zuid-limburg-opens", next="/requests")
        assert (answer.status_code, answer["Location"]) == (303, "/requests")

    assert Incident.objects.count() == 1
    assert player.progress().next == act_of("sandbags-draft")


def test_play_and_pause_set_the_speed_and_lead_back_to_the_page(page):
    assert page("post", "/replay/run", speed="60", next="https://elsewhere.example/")["Location"] == "/replay"
    assert Clock.objects.get().speed == 60
    page("post", "/replay/run", speed="0")
    assert Clock.objects.get().speed == 0
    assert page("post", "/replay/run", speed="7").status_code == 409
    assert page("post", "/replay/run", speed="fast").status_code == 422


def test_a_skipped_act_is_told_on_the_page(page):
    play_up_to("sandbags-signed")
    gate = request_of("sandbags").gates.get(code="signature")
    gates.act(gate.pk, "pass", by=holder_of(gate))

    page("post", "/replay/step", act="sandbags-signed", next="/replay")

    text = page("get", "/replay").content.decode()
    assert "Draaiboek overgeslagen" in text
    assert "overgeslagen</span>" in text


def test_the_source_says_no_more_of_the_time_than_it_knows(page):
    player.play_until(SCRIPT.over)
    text = page("get", "/replay").content.decode()

    assert "overdag" in text and "op het dagdeel" in text
    assert "jul 12:00" in text  # the rescue fleet: to the hour
    assert "jul 11:30" not in text  # a reconstructed draft: to the part of the day


def test_the_controls_are_only_in_the_replay(login):
    client = login("duty-officer", "VR24")

    for method, path in (("get", ""), ("get", "/state"), ("post", "/run"), ("post", "/step")):
        assert getattr(client, method)(f"/replay{path}").status_code == 404
    assert "replay-bar" not in client.get("/requests").content.decode()


def test_a_stranger_is_asked_to_log_in_and_steers_nothing(before):
    assert Client().post("/replay/step").status_code == 302
    assert Client().post("/replay/run", {"speed": "60"}).status_code == 302

    assert Clock.objects.get().speed == 0
    assert not Entry.objects.exists()
