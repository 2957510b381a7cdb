"""Nothing leaves Steun without the headers that keep a browser to this host, whatever is answered and by whom."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import FileResponse, StreamingHttpResponse

from steun.web.asgi import application, django_handler
from steun.web.kernel.server.handler import Handler
from steun.web.kernel.server.headers import ALWAYS, POLICY, Headers


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """The thread of the test, and its connection with the world, for every answer, as with Django's own client."""
    monkeypatch.setattr(django_handler, "threads", None)
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def answer(app: Any, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> tuple[int, dict, bytes]:
    """Status, headers by small letters, and body, of what the whole application answers."""
    path, _, query = path.partition("?")
    named = {"host": "testserver", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "scheme": "http",
        "headers": [(k.encode(), v.encode()) for k, v in named.items()], "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
    }  # fmt: skip
    sent: list[Any] = []
    blocks = [body]

    async def receive() -> dict[str, Any]:
        if blocks:
            return {"type": "http.request", "body": blocks.pop(), "more_body": False}
        return await asyncio.Event().wait()  # nobody hangs up

    async def send(message: Any) -> None:
        sent.append(message)

    async_to_sync(app)(scope, receive, send)
    given = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], given, b"".join(m.get("body", b"") for m in sent[1:])


def must_have_all(headers: dict[str, str]) -> None:
    for name, value in ALWAYS.items():
        if name == "Cache-Control" and "max-age" in headers["cache-control"]:
            continue  # files of the program itself may be kept
        if name == "Content-Security-Policy":
            for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
                assert part in headers["content-security-policy"]
            continue
        assert headers[name.lower()] == value, name


KINDS = [
    ("/account/login/", 200, {}), ("/", 302, {}), ("/static/steun/layout.css", 200, {}),
    ("/static/steun/nothing.css", 404, {}), ("/nothing", 404, {}), ("/logout", 405, {}),
    ("/account/login/", 403, {"method": "POST"}), ("/account/login/", 413, {"method": "POST", "body": b"x" * 100_001}),
    ("/account/login/", 422, {"host": "elsewhere.example"}), ("/bare/400", 400, {}), ("/wrong/400", 422, {}),
    ("/wrong/403", 403, {}),
    ("/wrong/500", 500, {}), ("/wrong/503", 503, {}),
    ("/api/v1/openapi.json", 200, {}), ("/api/v1/requests", 401, {}), ("/api/v1/nothing", 404, {}),
    ("/api/v1/requests", 405, {"method": "DELETE"}),
    ("/api/v1/requests", 413, {"method": "POST", "body": b"x" * 100_001}),
    ("/api/v1/wrong/400", 422, {}), ("/api/v1/wrong/403", 403, {}), ("/api/v1/wrong/500", 500, {}),
    ("/api/v1/wrong/503", 503, {}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "status", "asked"), KINDS, ids=lambda it: str(it)[:40])
def test_every_kind_of_answer_carries_the_headers(world, settings, monkeypatch, path, status, asked):
    settings.ROOT_URLCONF = "tests.web.failing_urls"
    monkeypatch.setattr("steun.web.kernel.failure.retry.PATIENCE", 0)
    got, headers, body = answer(application, path, **asked)

    assert got == status
    must_have_all(headers)
    assert b"secret-of-the-inside" not in body and b"Traceback" not in body
    if path.startswith("/api/") and status >= 400:
        assert headers["content-type"] == "application/problem+json" and json.loads(body)["status"] == status


def test_a_file_goes_out_block_by_block_and_whole(tmp_path):
    """Not read into memory first: the second block is read after the first was sent."""
    read: list[int] = []

    def blocks():
        for n in range(3):
            read.append(n)
            yield b"x" * 10

    async def sent(message: Any) -> None:
        if message.get("body"):
            at.append(len(read))

    at: list[int] = []
    async_to_sync(Handler().send_response)(StreamingHttpResponse(blocks()), sent)
    assert at == [1, 2, 3]

    (tmp_path / "note.txt").write_bytes(b"water" * 10_000)
    whole: list[bytes] = []

    async def kept(message: Any) -> None:
        whole.append(message.get("body", b""))

    answered = FileResponse((tmp_path / "note.txt").open("rb"))
    async_to_sync(Handler().send_response)(answered, kept)
    answered.close()
    assert b"".join(whole) == b"water" * 10_000


def test_pages_and_the_api_of_somebody_logged_in_carry_them(login):
    client = login("duty-officer", "VR24")
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    for path in ("/", "/requests", "/api/v1/requests", "/requests/0198c0de-0000-7000-8000-000000000000"):
        status, headers, _ = answer(application, path, cookie=cookie)
        assert status in (200, 404)
        must_have_all(headers)


def test_an_answer_that_says_something_stricter_keeps_it():
    async def stricter(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"Content-Security-Policy", b"sandbox"), (b"cache-control", b"max-age=60")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    _, headers, _ = answer(Headers(stricter, https=True), "/")
    assert headers["content-security-policy"] == "sandbox" and headers["cache-control"] == "max-age=60"
    assert headers["x-content-type-options"] == "nosniff"


def headers_of_a_kept_file(path: str) -> dict[str, str]:
    async def kept(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"Cache-Control", b"max-age=315360000, public, immutable")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    return answer(Headers(kept, https=False), path)[1]


def test_a_file_that_browsers_keep_for_good_says_little_more_than_that_it_is_no_page():
    assert headers_of_a_kept_file("/static/steun/icons.svg") == {
        "cache-control": "max-age=315360000, public, immutable",
        "content-security-policy": "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
    }


def test_the_worker_of_the_live_line_may_connect_as_a_page_may():
    """A shared worker obeys the policy of its own script. Files that were collected are answered in another way than
    those of a server for development, so a browser in a tree where nothing was collected does not notice."""
    policy = headers_of_a_kept_file("/static/steun/stream.js")["content-security-policy"]
    [wanted] = [part for part in POLICY.split("; ") if part.startswith("connect-src")]
    assert wanted in policy.split("; ")


@pytest.mark.parametrize("https", [True, False])
def test_browsers_are_told_to_use_https_only_where_there_is_https(https):
    async def plain(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b""})

    _, headers, _ = answer(Headers(plain, https=https), "/")
    value = headers.get("strict-transport-security")
    assert value == ("max-age=31536000; includeSubDomains" if https else None)


def test_even_the_fall_of_everything_is_a_whole_answer_that_tells_nothing(caplog):
    async def falls(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("secret-of-the-inside")

    status, headers, body = answer(Headers(falls, https=False), "/")
    assert status == 500 and b"secret-of-the-inside" not in body
    must_have_all(headers)
    assert "secret-of-the-inside" in caplog.text


def test_the_policy_lets_in_no_script_from_the_page_and_nothing_from_elsewhere():
    assert "unsafe" not in POLICY and "http" not in POLICY and "*" not in POLICY
