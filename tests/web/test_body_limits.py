"""Limits of a body: what is too large or too slow is turned away before anything of it is kept, whoever sends it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from django.conf import settings

from steun.web import asgi
from steun.web.asgi import application
from steun.web.kernel.server.body_limits import TOO_LARGE, BodyLimits, unproven
from steun.web.people.person.shown import is_one

SESSION = f"x=1; {settings.SESSION_COOKIE_NAME}=abc"
MULTIPART = "multipart/form-data; boundary=x"


class Sender:
    """Somebody who sends blocks of a body, and counts how many were taken."""

    def __init__(self, *blocks: bytes, endless: bytes = b"", waits: bool = False) -> None:
        self.blocks, self.endless, self.waits, self.taken = list(blocks), endless, waits, 0
        self.ended = False

    async def __call__(self) -> dict[str, Any]:
        if self.endless:
            self.taken += len(self.endless)
            return {"type": "http.request", "body": self.endless, "more_body": True}
        if not self.blocks and (self.waits or self.ended):
            await asyncio.Event().wait()
        block = self.blocks.pop(0) if self.blocks else b""
        self.taken, self.ended = self.taken + len(block), not self.blocks
        return {"type": "http.request", "body": block, "more_body": bool(self.blocks) or self.waits}


def asked(path: str = "/", **headers: str) -> dict[str, Any]:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http",
        "headers": [(b"host", b"testserver"), *named], "server": ("testserver", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip


def answer(app: Any, scope: dict[str, Any], sender: Any) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, sender, send))
    body = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    return sent[0]["status"], dict(sent[0]["headers"]), body


async def whole(scope: Any, receive: Any, send: Any) -> None:
    """An application that keeps all it gets, and says how much that was, and what it hears of a body thrown away."""
    kept, more = 0, True
    if part := scope.get(TOO_LARGE):
        await send({"type": "http.response.start", "status": 422, "headers": []})
        await send({"type": "http.response.body", "body": f"{part} {(await receive())['body']!r}".encode()})
        return
    while more:
        message = await receive()
        kept, more = kept + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(kept).encode()})


@pytest.fixture(autouse=True)
def believed(monkeypatch):
    """Whoever shows a log-in has one, but where a test says otherwise."""
    monkeypatch.setattr(asgi.within_limits, "proven", unproven)


def limited_by(**limits: Any) -> BodyLimits:
    given = {"form": 1_000, "upload": 5_000, "stranger": 100, "heard": 0, "idle": 60.0, "whole": 60.0, **limits}
    return BodyLimits(whole, cookie=settings.SESSION_COOKIE_NAME, **given)


@pytest.mark.parametrize(
    ("headers", "most"),
    [
        ({}, 100), ({"content_type": MULTIPART}, 100), ({"cookie": "other=1"}, 100),
        ({"cookie": SESSION}, 1_000), ({"authorization": "Bearer x"}, 1_000),
        ({"cookie": SESSION, "content_type": MULTIPART}, 5_000),
        ({"authorization": "Bearer x", "content_type": MULTIPART}, 5_000),
    ],
)  # fmt: skip
def test_a_body_is_taken_up_to_its_limit_and_no_further(headers, most):
    assert answer(limited_by(), asked(**headers), Sender(b"x" * most)) == (200, {}, str(most).encode())
    for blocks in ([b"x" * (most + 1)], [b"x"] * (most + 1)):
        assert answer(limited_by(), asked(**headers), Sender(*blocks))[0] == 413


def test_a_length_that_is_announced_is_refused_before_a_byte_is_read():
    sender = Sender(b"x")
    assert answer(limited_by(), asked(content_length="286000000"), sender)[0] == 413
    assert sender.taken == 0


def test_a_body_without_end_is_cut_off():
    sender = Sender(endless=b"x" * 64)
    status, headers, _ = answer(limited_by(), asked(cookie=SESSION, content_type=MULTIPART), sender)
    assert status == 413 and headers[b"connection"] == b"close"
    assert sender.taken <= 5_000 + 64


@pytest.mark.parametrize(("kind", "part"), [(MULTIPART, b"file"), ("application/json", b"body")])
@pytest.mark.parametrize("announced", [True, False])
def test_who_shows_a_log_in_is_heard_out_and_told_inside_what_is_wrong(kind, part, announced):
    sender = Sender(*[b"x" * 1_000] * 8)
    headers = {"cookie": SESSION, "content_type": kind} | ({"content_length": "8000"} if announced else {})
    assert answer(limited_by(heard=10_000), asked(**headers), sender) == (422, {}, part + b" b''")
    assert sender.taken == 8_000


def test_nobody_is_heard_out_for_ever():
    sender = Sender(endless=b"x" * 500)
    assert answer(limited_by(heard=10_000), asked(cookie=SESSION), sender)[0] == 413
    assert sender.taken <= 1_000 + 10_000 + 1_000
    sender = Sender(b"x")
    assert answer(limited_by(heard=10_000), asked(cookie=SESSION, content_length="10001"), sender)[0] == 413
    assert sender.taken == 0


def test_a_stranger_is_not_heard_out():
    sender = Sender(*[b"x" * 100] * 8)
    assert answer(limited_by(heard=10_000), asked(), sender)[0] == 413
    assert sender.taken <= 200


@pytest.mark.parametrize("limits", [{"idle": 0.0}, {"whole": 0.0}])
def test_a_body_that_does_not_go_on_is_cut_off(limits):
    assert answer(limited_by(**limits), asked(), Sender(b"x", waits=True))[0] == 408


def test_after_the_body_nothing_is_cut_off():
    """A page that stays open only waits for the other side to leave."""

    async def stays(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    class Leaves(Sender):
        async def __call__(self) -> dict[str, Any]:
            if self.taken:
                await asyncio.sleep(0.01)
                return {"type": "http.disconnect"}
            return await super().__call__()

    limited = BodyLimits(stays, cookie="s", form=100, upload=100, stranger=100, heard=0, idle=5, whole=5)
    assert answer(limited, asked(), Leaves(b"x"))[0] == 200


def test_a_machine_gets_a_problem_and_a_person_a_sentence():
    status, headers, body = answer(limited_by(), asked("/api/v1/requests"), Sender(b"x" * 101))
    assert (status, headers[b"content-type"]) == (413, b"application/problem+json")
    assert json.loads(body)["code"] == "too-large"
    assert "te groot" in answer(limited_by(), asked("/requests"), Sender(b"x" * 101))[2].decode()


def test_what_is_no_http_passes():
    passed: list[str] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        passed.append(scope["type"])

    async def heard(message: Any) -> None:
        """Nothing is answered here."""

    limited = BodyLimits(inside, cookie="s", form=1, upload=1, stranger=1, heard=0, idle=1, whole=1)
    asyncio.run(limited({"type": "lifespan"}, Sender(), heard))
    assert passed == ["lifespan"]


@pytest.mark.parametrize(
    ("headers", "most"),
    [
        ({}, settings.BODY_MAX_STRANGER), ({"cookie": SESSION}, settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
        ({"cookie": SESSION, "content_type": MULTIPART}, settings.BODY_MAX_UPLOAD),
    ],
)  # fmt: skip
def test_the_server_stands_behind_the_door(headers, most):
    """286 MB once came in from an unfinished request of nobody: now not a block more than the limit."""
    block = b"x" * 50_000
    for path in ("/api/v1/requests/0/attachments", "/requests/0/attachments", "/account/login/"):
        sender = Sender(endless=block)
        assert answer(application, asked(path, **headers), sender)[0] == 413
        assert sender.taken <= most + (settings.BODY_MAX_HEARD if headers else 0) + 2 * len(block)


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/api/v1/requests/0/attachments", "nl", "het bestand is groter dan 10 MB"),
        ("/requests/0/attachments", "en", "the file is larger than 10 MB"),
    ],
)
def test_thirty_megabytes_get_the_usual_answer(path, language, words):
    """H4: 422 with the fault at its field, on the page as by the API; nothing of it was kept."""
    headers = {"cookie": SESSION, "content_type": MULTIPART, "content_length": "30000033", "accept_language": language}
    sender = Sender(*[b"x" * 1_000_000] * 30, b"x" * 33)
    status, _, body = answer(application, asked(path, **headers), sender)
    assert status == 422 and words in body.decode()
    if path.startswith("/api"):
        assert [fault["code"] for fault in json.loads(body)["faults"]] == ["file-too-large"]


@pytest.mark.parametrize("shown", [{"cookie": SESSION}, {"authorization": "Bearer steun_x"}, {"authorization": "x"}])
@pytest.mark.parametrize("announced", [True, False])
def test_a_log_in_that_is_none_lets_nothing_more_in(shown, announced):
    """Not a block more than a stranger may send is kept, and nobody is heard out."""

    async def nobody(headers: Any) -> bool:
        return False

    headers = {**shown, "content_type": MULTIPART} | ({"content_length": "4000"} if announced else {})
    sender = Sender(*[b"x" * 50] * 80)
    assert answer(limited_by(heard=10_000, proven=nobody), asked(**headers), sender)[0] == 413
    assert sender.taken == (0 if announced else 150)


def test_it_is_looked_up_once_and_only_when_more_comes_than_a_stranger_may_send():
    asked_for: list[bool] = []

    async def somebody(headers: Any) -> bool:
        asked_for.append(True)
        return True

    app = limited_by(proven=somebody)
    assert answer(app, asked(cookie=SESSION), Sender(b"x" * 100))[0] == 200 and not asked_for
    assert answer(app, asked(cookie=SESSION), Sender(*[b"x" * 100] * 9))[0] == 200 and asked_for == [True]


def test_what_is_looked_up_are_sessions_of_who_is_logged_in_and_keys_that_hold(login, world):
    from steun.web.people.person import key as tokens

    token, key = tokens.issue("test", by=world.desk)
    client = login("mayor", "GM0994")
    name = settings.SESSION_COOKIE_NAME
    own = f"x=1; {name}={client.session.session_key}".encode()
    assert is_one({b"cookie": own}) and is_one({b"authorization": f"Bearer {key}".encode()})
    client.post("/logout")
    tokens.revoke(token.pk, by=world.desk)
    stranger = client.session
    stranger["x"] = 1
    stranger.save()
    for cookie in (
        own,
        b"",
        f"{name}=".encode(),
        f"{name}=a\0b".encode(),
        f"{name}={stranger.session_key}".encode(),
        b"\xff;;=",
        b"a" * 9000,
    ):
        assert not is_one({b"cookie": cookie})
    for given in (f"Bearer {key}".encode(), b"Bearer", b"", b"Basic x", b"Bearer \xff\x00"):
        assert not is_one({b"authorization": given})
