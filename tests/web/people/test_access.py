"""Coming in, and trying to: limits that all processes share and that lock out nobody else; codes once; a log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.utils import timezone

import steun
from steun.web.kernel.cached import Cached
from steun.web.kernel.journal.models import Entry
from steun.web.people.account.access import RETENTION, Access
from steun.web.people.mandate import acts as mandate_acts
from steun.web.people.person import acts as person_acts
from steun.web.processes import tick
from tests.databases import at_once
from tests.web.test_kill import database_url

SECRET = "a long sentence about dykes"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def live(settings):
    settings.IS_PLAY, settings.WORLD, settings.LOGIN_URL = False, "live", "account_login"


@pytest.fixture
def mayor(world):
    return with_password(world.person("mayor", "GM0994"))


def with_password(person):
    person.email = person.email.lower()
    person.set_password(SECRET)
    person.save()
    return person


def log_in(person, password: str = SECRET, address: str = HOME) -> Client:
    client = Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)
    client.post("/account/login/", {"login": person.email, "password": password})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def guess(person, times: int, address: str = ELSEWHERE) -> None:
    for n in range(times):
        log_in(person, f"guess number {n}", address)


# Limits


def test_who_guesses_is_stopped_for_a_while_even_with_the_right_word(live, mayor):
    guess(mayor, 5)

    assert not is_in(log_in(mayor, address=ELSEWHERE))


def test_nobody_locks_out_another_by_wrong_passwords(live, mayor):
    guess(mayor, 12)

    assert is_in(log_in(mayor, address=HOME))


def test_who_is_behind_the_same_address_still_comes_in(live, world, mayor):
    colleague = with_password(world.person("duty-officer", "GM0994"))
    guess(mayor, 12, address=HOME)

    assert is_in(log_in(colleague, address=HOME))


def test_a_neighbour_behind_the_same_address_locks_nobody_out_on_the_device_on_which_one_works(live, mayor):
    own = log_in(mayor)
    own.post("/logout")
    guess(mayor, 12, address=HOME)

    own.post("/account/login/", {"login": mayor.email, "password": SECRET})
    assert is_in(own)
    assert not is_in(log_in(mayor, address=HOME)), "any other device behind that address waits"


def test_on_ones_own_device_wrong_passwords_are_counted_too(live, mayor, world):
    own = log_in(mayor)
    own.post("/logout")
    for n in range(5):
        own.post("/account/login/", {"login": mayor.email, "password": f"guess {n}"})
    own.post("/account/login/", {"login": mayor.email, "password": SECRET})

    assert not is_in(own)
    assert is_in(log_in(mayor, address=HOME))


def test_a_device_is_known_for_those_who_came_in_on_it_and_by_us_alone(live, mayor, world, settings):
    colleague = with_password(world.person("duty-officer", "GM0994"))
    own, forged = log_in(mayor), Client(REMOTE_ADDR=HOME)
    forged.cookies[settings.DEVICE_COOKIE_NAME] = json.dumps({"name": "x", "people": [str(mayor.pk)]})
    own.post("/logout")
    guess(mayor, 5, address=HOME)
    guess(colleague, 5, address=HOME)

    for client, person in ((own, colleague), (forged, mayor)):
        client.post("/account/login/", {"login": person.email, "password": SECRET})
        assert not is_in(client)


def test_an_account_is_one_however_its_address_is_spelled_and_whichever_name_the_server_has(live, mayor, settings):
    settings.ALLOWED_HOSTS = ["*"]
    spellings = [mayor.email.upper(), f" {mayor.email} ", mayor.email.title(), mayor.email.swapcase(), mayor.email]
    for n, spelled in enumerate(spellings):
        client = Client(REMOTE_ADDR=ELSEWHERE, headers={"host": f"name{n}.example.org"})
        client.post("/account/login/", {"login": spelled, "password": "wrong"})

    assert not is_in(log_in(mayor, address=ELSEWHERE))


def test_a_crisis_centre_behind_one_address_logs_in_within_a_minute(live, mayor):
    assert all(is_in(log_in(mayor, address=HOME)) for _ in range(31))


def test_the_limits_stand_in_the_database_where_every_process_looks(live, mayor):
    guess(mayor, 5)

    assert isinstance(caches["default"], DatabaseCache)
    assert Cached.objects.filter(cache_key__contains="login_failed").exists()


GUESSES = """
import django
django.setup()
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
for n in range(5):
    Client(REMOTE_ADDR={address!r}).post("/account/login/", {{"login": {email!r}, "password": f"guess {{n}}"}})
"""


def test_what_one_process_counted_every_other_knows(own_world, live):
    person = with_password(own_world.person("mayor", "GM0994"))
    environment = {
        **os.environ, "STEUN_DATABASE": database_url(), "PYTHONPATH": str(Path(steun.__file__).parents[1]),
        "DJANGO_SETTINGS_MODULE": "steun.web.settings",
    }  # fmt: skip
    script = GUESSES.format(address=ELSEWHERE, email=person.email)

    subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True)

    assert not is_in(log_in(person, address=ELSEWHERE))
    assert is_in(log_in(person, address=HOME))


# Codes


def totp(person):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    return TOTP.activate(person, generate_totp_secret())


def code_of(second_step) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
    from allauth.mfa.utils import decrypt

    secret = decrypt(second_step.instance.data["secret"])
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_one_code_of_the_second_step_is_good_once_whoever_asks_at_the_same_time(own_world):
    from allauth.mfa.totp.internal.auth import TOTP

    second_step = totp(own_world.person("mayor", "GM0994"))
    code = code_of(second_step)

    answers = at_once(lambda n: TOTP(second_step.instance).validate_code(code), 6, 6)

    assert sorted(map(str, answers)) == ["False"] * 5 + ["True"]


def test_a_code_that_let_one_in_lets_nobody_else_in(live, mayor):
    second_step = totp(mayor)
    code = code_of(second_step)

    def with_code() -> Client:
        client = log_in(mayor)
        client.post("/account/2fa/authenticate/", {"code": code})
        return client

    assert [is_in(with_code()), is_in(with_code())] == [True, False]


# The log


def kinds() -> list[str]:
    return list(Access.objects.order_by("pk").values_list("kind", flat=True))


def test_log_ins_failures_and_log_outs_are_kept_with_where_they_came_from(live, mayor):
    log_in(mayor, "wrong", ELSEWHERE)
    client = log_in(mayor)
    client.post("/logout")

    assert kinds() == ["wrong-password", "log-in", "log-out"]
    first = Access.objects.order_by("pk")[0]
    assert (first.person, first.address) == (mayor, ELSEWHERE)


def test_being_stopped_and_a_wrong_code_are_kept_too(live, mayor):
    totp(mayor)
    client = log_in(mayor)
    client.post("/account/2fa/authenticate/", {"code": "000000"})
    guess(mayor, 6)

    assert kinds() == ["wrong-code", *["wrong-password"] * 5, "too-many"]


def test_what_a_stranger_typed_is_not_kept(live, world):
    Client().post("/account/login/", {"login": "my-own-password@example.org", "password": "x"})

    row = Access.objects.get()
    assert (row.kind, row.person) == ("wrong-password", None)
    assert "my-own-password" not in str(Access.objects.values().get())


def test_the_lines_of_the_log_name_nobody_but_by_key(live, mayor, caplog):
    with caplog.at_level("INFO", logger="steun.access"):
        log_in(mayor, "wrong", ELSEWHERE)

    [line] = [r.getMessage() for r in caplog.records if r.name == "steun.access"]
    assert "wrong-password" in line and str(mayor.pk) in line and ELSEWHERE in line
    assert mayor.email not in line


def test_changes_of_rights_and_of_ways_to_come_in_are_in_the_journal(
    live, world, mayor, django_capture_on_commit_callbacks
):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    client = log_in(mayor)
    client.post("/account/reauthenticate/", {"password": SECRET})
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/activate/", {"code": code})
    other = "another sentence about dykes"
    client.post("/account/password/change/", {"oldpassword": SECRET, "password1": other, "password2": other})
    house = world.actor("administrator", "STEUN")
    mandate_acts.revoke_mandate(world.mandate("mayor", "GM0994").pk, by=house, reason="left office")

    recorded = set(Entry.objects.values_list("action", flat=True))
    assert {"people.second-step-added", "people.password-set", "people.mandate-revoked"} <= recorded


def test_one_reads_ones_own_and_an_administrator_those_of_whom_he_looks_after(world, login, mayor):
    Access.objects.create(kind="wrong-password", person=mayor, address=ELSEWHERE, agent="Browser", at=timezone.now())

    mine = login("mayor", "GM0994", "en").get("/me").content.decode()
    theirs = login("administrator", "STEUN", "en").get(f"/persons/{mayor.pk}").content.decode()

    assert ELSEWHERE in mine and "Wrong password" in mine and ELSEWHERE in theirs


def test_the_administrator_of_the_installation_reads_them_all_and_nobody_else(world, login, mayor):
    Access.objects.create(kind="wrong-password", person=mayor, address=ELSEWHERE, agent="Browser", at=timezone.now())
    Access.objects.create(kind="log-in", person=mayor, address=HOME, agent="Browser", at=timezone.now())

    house = login("administrator", "STEUN", "en")
    every, failures = house.get("/access").content.decode(), house.get("/access?kind=failures").content.decode()

    assert ELSEWHERE in every and HOME in every
    assert ELSEWHERE in failures and HOME not in failures
    assert login("mayor", "GM0994").get("/access").status_code == 403


def test_what_is_old_is_forgotten_by_the_clock(world, mayor):
    old, young = timezone.now() - RETENTION - timedelta(days=1), timezone.now() - timedelta(days=1)
    for at in (old, young):
        Access.objects.create(kind="log-in", person=mayor, address=HOME, agent="", at=at)
    cache.set("short", 1, timeout=1)
    Cached.objects.update(expires=timezone.now() - timedelta(minutes=1))

    tick.once()

    assert [a.at for a in Access.objects.all()] == [young]
    assert not Cached.objects.exists()


def test_nobody_rewrites_the_log(world, mayor):
    from django.db import IntegrityError, transaction

    Access.objects.create(kind="log-in", person=mayor, address=HOME, agent="", at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        Access.objects.update(address=ELSEWHERE)


def test_a_machine_of_the_house_reads_the_log_and_nobody_else(world, live, mayor, api):
    log_in(mayor)
    log_in(mayor, "wrong")
    house = api("administrator", "STEUN")
    every = house("get", "/access").json()["items"]
    failures = house("get", "/access?kind=failures").json()["items"]
    first = house("get", "/access?limit=1").json()

    assert [(row["kind"], row["person"], row["address"]) for row in every[:2]] == [
        ("wrong-password", str(mayor.pk), HOME), ("log-in", str(mayor.pk), HOME),
    ]  # fmt: skip
    assert [row["kind"] for row in failures] == ["wrong-password"]
    assert (
        first["items"] == every[:1]
        and house("get", f"/access?limit=1&after={first['next']}").json()["items"] == every[1:2]
    )
    assert house("get", "/access?kind=other").status_code == 422
    assert api("mayor", "GM0994")("get", "/access").status_code == 403


def logged_in(person, times: int) -> list[Client]:
    clients = [Client() for _ in range(times)]
    for client in clients:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return clients


def test_whoever_loses_a_second_step_is_logged_out_everywhere(world, mayor):
    one, two = logged_in(mayor, 2)
    [other] = logged_in(world.person("mayor", "GM0935"), 1)

    person_acts.reset_second_step(mayor.pk, by=world.actor("administrator", "STEUN"), reason="Telephone stolen")

    assert not is_in(one) and not is_in(two) and is_in(other)


def test_who_changes_the_second_step_goes_on_here_and_nowhere_else(world, mayor):
    here, there = logged_in(mayor, 2)
    request = RequestFactory().get("/")
    request.session = here.session

    step = Authenticator(user=mayor, type="totp", data={})
    authenticator_added.send(sender=Authenticator, request=request, user=mayor, authenticator=step)

    assert is_in(here) and not is_in(there)


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("Welkom2026!!!", False), ("Steun-crisis-2026", False), ("Valkenburg2026!", False), ("defensie123456", False),
        ("veiligheidsregio1", False), ("a long sentence about dykes", True), ("Valkenburg paard batterij 7", True),
    ],
)  # fmt: skip
def test_the_words_of_the_work_alone_are_no_password(world, mayor, typed, good):
    try:
        validate_password(typed, mayor)
    except ValidationError:
        assert not good
    else:
        assert good
