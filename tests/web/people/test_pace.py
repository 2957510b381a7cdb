"""What calls more often than anybody needs waits, and nobody with it."""

from __future__ import annotations

import pytest

from steun.web.kernel.people import pace


@pytest.fixture(autouse=True)
def few(settings, monkeypatch):
    settings.CALLS_A_MINUTE = 5
    monkeypatch.setattr(pace, "PACE", pace.Pace())


def test_a_key_that_calls_without_end_is_told_when_it_goes_on_and_others_do_not_wait(world, api, caplog):
    mayor, duty = api("mayor", "GM0994"), api("duty-officer", "VR24")
    answers = [mayor("get", "/me") for _ in range(7)]

    assert [a.status_code for a in answers] == [200] * 5 + [429] * 2
    assert 1 <= int(answers[-1]["Retry-After"]) <= 12
    assert answers[-1]["Content-Type"] == "application/problem+json" and answers[-1].json()["code"] == "too-often"
    assert duty("get", "/me").status_code == 200
    assert "too often" in caplog.text


def test_pages_and_keys_of_one_person_count_together(world, api, login):
    client, key = login("mayor", "GM0994", "en"), api("mayor", "GM0994")
    for _ in range(5):
        client.get("/me")
    page = client.get("/me")

    assert page.status_code == 429 and "more often than anybody needs" in page.content.decode()
    assert key("get", "/me").status_code == 429
    assert client.get("/me", headers={"HX-Request": "true"}).status_code == 429


def test_without_a_limit_nobody_counts(world, api, settings):
    settings.CALLS_A_MINUTE = 0
    key = api("mayor", "GM0994")

    assert {key("get", "/me").status_code for _ in range(9)} == {200}
