"""Who is turned away is in the log, by key and address; nothing that somebody typed makes a line of its own."""

from __future__ import annotations

import json
import logging

import pytest

from steun.web.kernel.server.log_line import JsonLine


@pytest.fixture(autouse=True)
def wrong(settings):
    settings.ROOT_URLCONF = "tests.web.failing_urls"


def refusals(caplog) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.name == "steun.refused"]


def test_a_refusal_tells_who_was_turned_away_from_what(login, world, caplog):
    client, person = login("duty-officer", "VR24"), world.mandate("duty-officer", "VR24").person_id
    client.get("/wrong/403")
    assert refusals(caplog) == [f"GET /wrong/403 person={person} status=403"]


def test_a_key_that_is_turned_away_is_known_by_its_maker(api, world, caplog):
    call, person = api("duty-officer", "VR24"), world.mandate("duty-officer", "VR24").person_id
    assert call("post", "/tokens", {"name": "one more"}).status_code == 403
    assert refusals(caplog) == [f"POST /api/v1/tokens person={person} status=403"]


def test_a_stranger_is_a_dash_and_an_address_cannot_forge_a_line(client, db, caplog):
    client.get("/wrong/403")
    client.get("/api/v1/wrong/403")
    assert refusals(caplog) == ["GET /wrong/403 person=- status=403", "GET /api/v1/wrong/403 person=- status=403"]


def test_a_line_is_one_line_whatever_is_in_it():
    try:
        raise ValueError("over\nlines")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("steun", logging.ERROR, "x.py", 1, "typed: %s", ("a\nb\u2028c",), info)
    line = JsonLine().format(record)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"] == "typed: a\nb\u2028c" and "over" in json.loads(line)["trace"]
    assert json.loads(line)["at"].endswith("+00:00")


def test_every_no_is_in_the_log_with_who_and_where_and_nothing_that_was_sent(api, world, caplog):
    """Rules, limits of input, what is hidden: one is a mistake, a hundred are an attempt."""
    call, person = api("duty-officer", "VR24"), world.mandate("duty-officer", "VR24").person_id
    hidden = "/requests/00000000-0000-7000-8000-000000000000"
    with caplog.at_level("INFO", logger="steun.refused"):
        call("get", hidden)
        call("post", "/requests", {"title": ["my-secret-words"]})
        call("delete", "/me")
        call("get", "/me")

    shown = [(line.split(" ")[0], line.rpartition("=")[2]) for line in refusals(caplog)]
    assert shown == [("GET", "404"), ("POST", "422"), ("DELETE", "405")]
    assert all(f"person={person}" in line for line in refusals(caplog)[:2])
    assert "my-secret-words" not in caplog.text
