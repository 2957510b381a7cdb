"""Where one is logged in: seen, and ended, by oneself alone; proved again, the token is another one."""

from __future__ import annotations

import pytest
from django.test import Client

from steun.web.people.account.access import Access
from tests.web.people.test_access import ELSEWHERE, HOME, SECRET, is_in, log_in, with_password


@pytest.fixture
def live(settings):
    settings.IS_PLAY, settings.WORLD, settings.LOGIN_URL = False, "live", "account_login"


@pytest.fixture
def mayor(world):
    return with_password(world.person("mayor", "GM0994"))


def names(client: Client) -> dict[bool, str]:
    return {row["here"]: row["id"] for row in client.get("/api/v1/sessions").json()["items"]}


def test_one_sees_every_screen_and_which_is_this_one(mayor):
    here, there = log_in(mayor), log_in(mayor, address=ELSEWHERE)

    rows = here.get("/api/v1/sessions").json()["items"]
    page = here.get("/me").content.decode()

    assert [(row["here"], row["address"]) for row in rows] == [(True, HOME), (False, ELSEWHERE)]
    assert ELSEWHERE in page and "End this log-in" in page and "End all others" in page
    for client in (here, there):
        assert client.session.session_key not in page + str(rows)


@pytest.mark.parametrize("way", ["page", "api"])
def test_one_ends_one_of_them_or_all_others(mayor, way):
    here, there, third = log_in(mayor), log_in(mayor, address=ELSEWHERE), log_in(mayor)
    start = "/me/sessions" if way == "page" else "/api/v1/sessions"
    name = next(row["id"] for row in here.get("/api/v1/sessions").json()["items"] if row["address"] == ELSEWHERE)

    here.post(f"{start}/{name}/end")
    assert [is_in(c) for c in (here, there, third)] == [True, False, True]
    assert here.post(f"{start}/{name}/end").status_code == 404

    here.post(f"{start}/others/end")
    assert [is_in(c) for c in (here, third)] == [True, False]
    assert Access.objects.filter(kind="session-ended", person=mayor).count() == 2


def test_nobody_ends_those_of_another_and_a_key_none(world, mayor, api):
    mine = log_in(mayor)
    colleague = world.person("duty-officer", "GM0994")
    other = Client()
    other.force_login(colleague, backend="allauth.account.auth_backends.AuthenticationBackend")
    name = names(mine)[True]

    assert other.post(f"/me/sessions/{name}/end").status_code == 404
    assert other.post(f"/api/v1/sessions/{name}/end").status_code == 404
    key = api("mayor", "GM0994")
    assert key("get", "/sessions").status_code == key("post", "/sessions/others/end").status_code == 403
    assert is_in(mine)


def test_in_a_live_world_one_proves_first_who_one_is(live, mayor, settings):
    from allauth.mfa.models import Authenticator

    here, there = log_in(mayor), log_in(mayor, address=ELSEWHERE)
    Authenticator.objects.create(user=mayor, type=Authenticator.Type.WEBAUTHN, data={})

    assert here.post("/api/v1/sessions/others/end").json()["limit"] == "prove-again"
    asked = here.post("/me/sessions/others/end")
    assert asked.status_code == 302 and "/account/reauthenticate/" in asked["Location"] and is_in(there)

    here.post(asked["Location"], {"password": SECRET, "next": "/me/sessions/others/end"})
    assert is_in(here) and not is_in(there)


def test_who_proves_again_who_it_is_gets_another_token(live, mayor):
    client = log_in(mayor)
    before = client.session.session_key
    stolen = Client()
    stolen.cookies.update(client.cookies)

    client.post("/account/reauthenticate/", {"password": SECRET})

    assert is_in(client) and client.session.session_key != before
    assert stolen.get("/me").status_code == 302
