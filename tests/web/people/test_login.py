"""Coming in: one click in a play world, password and second step outside it."""

import pytest
from django.test import Client
from django.utils import timezone

from steun.web.kernel.people.models import Mandate

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def cards(world):
    """Three one-click roles, on three sides."""
    for order, seat in enumerate((("duty-officer", "VR24"), ("dops", "DOPS"), ("administrator", "STEUN"))):
        name = {"nl": f"Kaart {order}", "en": f"Card {order}", "order": order}
        Mandate.objects.filter(role=seat[0], organisation=seat[1]).update(one_click=name)


@pytest.fixture
def live(settings, db):
    """The settings of a live world, as far as they differ while running."""
    settings.IS_PLAY, settings.WORLD, settings.LOGIN_URL = False, "live", "account_login"
    if "steun.web.people.account.mfa.second_step" not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "steun.web.people.account.mfa.second_step"]
    return Client(headers={"accept-language": "en"})


def test_a_stranger_is_sent_to_the_roles_and_one_click_opens_the_work(cards, client, world):
    assert client.get("/me").url.startswith("/login?next=")
    page = client.get("/login", headers={"accept-language": "en"}).content.decode()
    assert all(f"Card {n}" in page for n in range(3))

    mandate = world.mandate("dops", "DOPS")
    answer = client.post(f"/login/{mandate.pk}", {"next": "/me"})
    assert (answer.status_code, answer.url) == (303, "/me")
    assert client.session["mandate"] == str(mandate.pk)


def test_anybody_is_found_by_role_place_or_name(world, client):
    found = client.get("/login", {"q": "burgemeester valkenburg"}, headers={"HX-Request": "true"}).content.decode()
    assert "mayor GM0994" in found and "mayor GM0935" not in found
    assert "Niemand" in client.get("/login", {"q": "paashaas"}).content.decode()


def test_one_is_sent_on_only_within_this_site(world, client):
    mandate = world.mandate("dops", "DOPS")
    assert client.post(f"/login/{mandate.pk}", {"next": "https://evil.example/"}).url == "/"
    assert client.post(f"/login/{mandate.pk}", {"next": "//evil.example/"}).url == "/"


def test_an_ended_mandate_cannot_be_taken(world, client):
    mandate = world.mandate("dops", "DOPS")
    Mandate.objects.filter(pk=mandate.pk).update(revoked_at=timezone.now())
    assert client.post(f"/login/{mandate.pk}").status_code == 404
    assert "_auth_user_id" not in client.session


def test_one_switches_only_to_ones_own_mandates(login, world):
    client = login("mayor", "GM0994")
    assert client.post("/switch", {"mandate": world.mandate("dops", "DOPS").pk}).status_code == 404
    other = Mandate.objects.create(
        person=world.person("mayor", "GM0994"), role="regioburgemeester", organisation_id="PU-limburg",
        valid_from=world.now,
    )  # fmt: skip
    assert client.post("/switch", {"mandate": other.pk}).status_code == 303
    assert client.session["mandate"] == str(other.pk)


def test_logging_out_ends_the_session(login):
    client = login("mayor", "GM0994")
    assert client.post("/logout").status_code == 303
    assert client.get("/me").status_code == 302


def test_a_live_world_has_no_one_click(live, cards, world):
    assert live.get("/login").status_code == 404
    mandate = world.mandate("dops", "DOPS")
    assert live.post(f"/login/{mandate.pk}").status_code == 404
    assert live.get("/me").url.startswith("/account/login/")


def test_a_live_world_asks_for_a_second_step_before_anything_else(live, world):
    live.force_login(world.person("mayor", "GM0994"), backend=BACKEND)
    assert live.get("/me").url == "/account/2fa/"
    assert live.get("/requests").url == "/account/2fa/"
    assert live.get("/account/2fa/").status_code == 200
    problem = live.get("/api/v1/requests")
    assert problem.status_code in (401, 403)


def test_with_a_second_step_the_live_world_opens(live, world):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    person = world.person("mayor", "GM0994")
    TOTP.activate(person, generate_totp_secret())
    live.force_login(person, backend=BACKEND)
    assert live.get("/me").status_code == 200


SECRET = "a long sentence about dykes"


@pytest.fixture
def person(world):
    """The mayor, with a password."""
    person = world.person("mayor", "GM0994")
    person.email = "mayor@example.org"
    person.set_password(SECRET)
    person.save()
    return person


def log_in(client, person):
    return client.post("/account/login/", {"login": person.email, "password": SECRET})


def test_log_in_asks_for_the_code_once_it_is_set_up(live, person):
    from allauth.mfa.totp.internal import auth

    secret = auth.generate_totp_secret()
    auth.TOTP.activate(person, secret)

    step = log_in(live, person)
    assert step.url.startswith("/account/2fa/authenticate/")
    assert live.get("/me").url.startswith("/account/login/")
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    code = auth.format_hotp_value(auth.hotp_value(secret, counter))
    assert live.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    assert live.get("/me").status_code == 200


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "page",
    ["login/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "signup/", "inactive/"],
)
def test_pages_before_log_in_are_ours(live, page, language):
    answer = live.get(f"/account/{page}", headers={"accept-language": language})
    text = answer.content.decode()
    assert answer.status_code == 200 and f'lang="{language}"' in text and "steun/layout." in text


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "page",
    [
        "", "totp/activate/", "totp/deactivate/", "webauthn/", "webauthn/add/", "recovery-codes/",
        "recovery-codes/generate/",
    ],
)  # fmt: skip
def test_pages_of_the_second_step_are_ours(live, person, page, language):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    log_in(live, person)
    assert "steun/layout." in live.get("/account/reauthenticate/").content.decode()
    live.post("/account/reauthenticate/", {"password": SECRET})
    if page.startswith("recovery") or "deactivate" in page:
        TOTP.activate(person, generate_totp_secret())
    if page == "recovery-codes/":
        RecoveryCodes.activate(person)
    answer = live.get(f"/account/2fa/{page}", headers={"accept-language": language})
    text = answer.content.decode()
    assert answer.status_code == 200, answer.headers
    assert "steun/layout." in text and "<h1>" in text
    assert "style=" not in text and "<script>" not in text, "the content security policy would refuse it"
