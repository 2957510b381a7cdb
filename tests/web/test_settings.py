"""What a live world refuses to start with, and the marks of its cookies."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.messages.storage import default_storage

LIVE = {"STEUN_WORLD": "live", "STEUN_SECRET": "x" * 50, "STEUN_HOSTS": "steun.example.org"}
NAMES = "DEBUG", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "MESSAGES_COOKIE_NAME"
MARKS = "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY"


def started(**given: str) -> subprocess.CompletedProcess[str]:
    environment = (
        f"import json; from steun.web import settings as s; print(json.dumps([getattr(s, n) for n in {NAMES + MARKS}]))"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("STEUN_")}
    env["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    return subprocess.run([sys.executable, "-c", environment], env={**env, **given}, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({**LIVE, "STEUN_DEBUG": "1"}, "STEUN_DEBUG"), ({**LIVE, "STEUN_SECRET": "short"}, "STEUN_SECRET"),
        ({**LIVE, "STEUN_SECRET_BEFORE": "short"}, "STEUN_SECRET_BEFORE"),
        ({"STEUN_WORLD": "live"}, "STEUN_SECRET"), ({"STEUN_DEBUG": "1", "STEUN_SECRET": "x" * 50}, "STEUN_DEBUG"),
    ],
)  # fmt: skip
def test_a_live_world_does_not_start_unsafely(given, named):
    done = started(**given)
    assert done.returncode != 0 and f"ImproperlyConfigured: {named}" in done.stderr


def test_a_play_world_may_show_its_errors():
    assert json.loads(started(STEUN_WORLD="demo", STEUN_DEBUG="1").stdout)[0] is True


def test_cookies_of_a_live_world_belong_to_this_host_over_https_alone():
    parsed = json.loads(started(**LIVE).stdout)
    assert all(name.startswith("__Host-steun-") for name in parsed[1:5]) and parsed[5:] == [True] * 4


def test_no_script_reads_the_cookies_of_language_and_messages(login):
    client = login("duty-officer", "VR24")
    answer = client.post("/language", {"language": "en", "next": "/"})
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME]["httponly"]
    assert default_storage(answer.wsgi_request).cookie_name == f"steun-told-{settings.WORLD}"


def test_a_new_secret_logs_nobody_out_while_the_one_of_before_stands_beside_it(login, settings):
    client = login("duty-officer", "VR24")
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "a new secret " * 5
    settings.SECRET_KEY_FALLBACKS = [before]
    assert client.get("/me").status_code == 200


def test_a_new_secret_alone_logs_everybody_out(login, settings):
    client = login("duty-officer", "VR24")
    settings.SECRET_KEY = "a new secret " * 5
    assert client.get("/me").status_code == 302
