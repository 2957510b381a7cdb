"""Nonsense from machines: always a problem with words, never a 500, and nothing is stored."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from django.test import Client

from steun.web.people.person import key as tokens
from tests.web.test_bad_input import HUGE, PROBLEM, places, stored

__all__ = ["places"]  # fixtures
pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(world):
    """`machine(method, path, body, media)` with a key of LOCC; a defect would be an answer, not an exception."""
    client = Client(raise_request_exception=False)
    _, key = tokens.issue("test", by=world.actor("locc", "LOCC"))
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"}

    def send(method: str, path: str, body: object = b"", media: str = "application/json"):
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.generic(method, f"/api/v1{path}", sent, content_type=media, headers=headers)

    return send


def is_problem(answer) -> bool:
    return 400 <= answer.status_code < 500 and answer["Content-Type"] == PROBLEM and bool(answer.json()["title"])


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b"{", "application/json"),
        (b"\xff\xfe\xfd", "application/json"),
        (b'{"title": "\xff"}', "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b'"text"', "application/json"),
        (b"<request/>", "application/xml"),
        (b"title=x", "application/x-www-form-urlencoded"),
        (b"title=x", "text/plain"),
        (b'{"title": NaN}', "application/json"),
        (b'{"lon": 1e999}', "application/json"),
        (b'{"lon": NaN}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"priority": ' + b"9" * 5000 + b"}", "application/json"),
        (b'{"title": "\\ud800"}', "application/json"),
        (json.dumps({"reason": HUGE}).encode(), "application/json"),
        (json.dumps({f"field{n}": n for n in range(3000)}).encode(), "application/json"),
        (json.dumps({"id": "not-an-id"}).encode(), "application/json"),
        (json.dumps({"incident": str(UUID(int=7))}).encode(), "application/json"),
    ],
    ids=lambda v: repr(v)[:40],
)  # fmt: skip
def test_a_body_that_cannot_be_used_is_a_problem(world, machine, body, media):
    before = stored()

    assert is_problem(machine("POST", "/requests", body, media))
    assert stored() == before


ODD = {
    "seconds": (0, -1, 121, 1e300, 10**400, "x", None, [1]),
    "based_on": ("not-an-id", 7, "\x00", {}),
    "locked": ("line", ["\x00"], ["line:1"], [None], [["line"]], {"line": 1}, ["x" * 9000]),
    "left_out": ({}, ["commitment:"], [1]),
    "trial": ([], "off", {}, {"displace": [1]}, {"displace": "all"}, {"lead": 1e300}),
    "id": ("not-an-id", 1),
}


@pytest.mark.parametrize("field", ODD)
def test_a_proposal_asked_for_with_nonsense_is_a_problem_at_its_field(world, api, field):
    call, before = api("locc", "LOCC"), stored()

    for value in ODD[field]:
        answer = call("post", "/proposals", {field: value})
        assert is_problem(answer) and field in answer.json()["faults"][0]["field"], (value, answer.content)
    assert stored() == before


ODD_DECREE = {
    "power": ("no-such", "", "\x00", 7, None, ["own-14"], "o" * 9000),
    "reference": ("", "\x00", None, 7, "r" * 9000),
    "area": ("VR24", ["NOWHERE"], ["\x00"], [None], [["VR24"]], {"VR24": 1}, ["VR24"] * 500, ["BRIG43"]),
    "starts_on": ("2026-01-32", "soon", None, 1e300, True, "99999-01-01"),
    "ends_on": ("2026-02-30", "", [], 10**400),
    "id": ("not-an-id", 1),
}


@pytest.mark.parametrize("field", ODD_DECREE)
def test_a_decree_entered_with_nonsense_is_a_problem_at_its_field(world, api, field):
    call, before = api("minister-jenv", "MIN-JENV"), stored()
    sound = {"power": "own-14", "reference": "Stb. 2026, 1", "starts_on": "2026-01-01"}

    for value in ODD_DECREE[field]:
        answer = call("post", "/decrees", {**sound, field: value})
        assert is_problem(answer) and field in answer.json()["faults"][0]["field"], (value, answer.content)
    assert stored() == before


@pytest.mark.parametrize(
    "moment", ["2026-01-32T10:00:00Z", "99999-01-01T00:00:00Z", "2026-01-01", 1e300, "-1", 10**400, True, [1]]
)
def test_a_moment_that_cannot_be_is_a_problem_at_its_field(world, api, moment):
    call = api("duty-officer", "VR24")
    before = stored()

    answer = call("post", "/requests", {"starts_at": moment})

    assert is_problem(answer) and "starts_at" in answer.json()["faults"][0]["field"]
    assert stored() == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/requests"), ("PUT", "/requests"), ("DELETE", "/requests/{request}"),
        ("GET", "/gates/{gate}/acts/pass"),
        ("PATCH", "/deployments"), ("POST", "/evaluations"), ("GET", "/requests/{request}/moves/submit"),
        ("POST", "/allocation"), ("DELETE", "/proposals"), ("DELETE", "/policy"), ("GET", "/policy/prices"),
        ("GET", "/proposals/{unknown}/moves/adopt"),
        ("PUT", "/decrees"), ("DELETE", "/decrees/{decree}"), ("GET", "/decrees/{decree}/moves/end"),
        ("POST", "/powers"),
    ],
)  # fmt: skip
def test_a_method_that_an_address_does_not_have_is_a_405_problem(places, machine, method, path):
    answer = machine(method, path.format(**places))

    assert answer.status_code == 405 and answer["Allow"]
    assert answer["Content-Type"] == PROBLEM and answer.json()["status"] == 405


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/requests/{unknown}"), ("PATCH", "/requests/{unknown}"),
        ("POST", "/requests/{unknown}/moves/withdraw"),
        ("POST", "/gates/{unknown}/acts/pass"), ("POST", "/commitments/{unknown}/moves/release"),
        ("POST", "/deployments/{unknown}/reports/depart"), ("POST", "/requests/{unknown}/close"),
        ("GET", "/requests/{unknown}/evaluation"), ("GET", "/requests/not-an-id"), ("GET", "/requests/%00"),
        ("POST", "/requests/{unknown}/order"), ("GET", "/requests/{unknown}/routes"),
        ("GET", "/proposals/{unknown}"), ("POST", "/proposals/{unknown}/moves/adopt"),
        ("POST", "/proposals/{unknown}/moves/overrule"), ("POST", "/proposals/{unknown}/moves/stop"),
        ("GET", "/proposals/{unknown}/files/plan"), ("GET", "/proposals/not-an-id"),
        ("GET", "/decrees/{unknown}"), ("POST", "/decrees/{unknown}/moves/end"), ("GET", "/decrees/not-an-id"),
    ],
)  # fmt: skip
def test_an_id_of_nothing_is_a_404_problem(places, machine, method, path):
    answer = machine(method, path.format(**places), {})

    assert answer.status_code == 404 and answer["Content-Type"] == PROBLEM


@pytest.mark.parametrize(
    "query",
    ["?limit=0", "?limit=x", "?limit=" + "9" * 5000, "?state=none", "?after=%FF%FE", "?after=nonsense", "?q=%00",
     "?incident=1", "?priority=9", "?q=" + "x" * 300],
    ids=lambda q: q[:20],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_answered(world, machine, query):
    answer = machine("GET", f"/requests{query}")

    assert answer.status_code == 200 or is_problem(answer)
