"""Fixtures that every web test shares: the small named world, loaded once per test database, and log-in as a role."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

WEB = ("tests/web", "tests/journeys", "tests/browser")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords(django_test_environment):
    """The same way to keep passwords, in one round instead of a million: a server that tests start reads them too."""
    from django.conf import settings
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["tests.passwords.OneRound", *settings.PASSWORD_HASHERS[1:]]):
        yield


@pytest.fixture(scope="session", autouse=True)
def one_chain_of_middleware(quick_passwords):
    """Test clients share what a server loads once: each would look through all static files again."""
    from django.conf import settings
    from django.test.client import ClientHandler

    usual, load = settings._wrapped, ClientHandler.load_middleware
    loaded: dict[bool, ClientHandler] = {}
    parts = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")

    def load_once(handler: ClientHandler, is_async: bool = False) -> None:
        if settings._wrapped is not usual:
            load(handler, is_async)
            return
        if is_async not in loaded:
            load(handler, is_async)
            loaded[is_async] = handler
        for part in parts:
            setattr(handler, part, getattr(loaded[is_async], part))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """A test database per worker, filled once with the world; each test rolls back what it did, or works on a copy."""
    from django.test.utils import setup_databases, teardown_databases

    from tests import builders

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        builders.load()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def tape(request) -> Iterator[object]:
    """What a test with the named world wrote so far, from its first statement on; None for other tests."""
    if "world" not in request.fixturenames:
        yield None
        return
    from django.db import connection

    from tests.tape import Tape

    def patched() -> bool:
        patch = request.getfixturevalue("monkeypatch") if "monkeypatch" in request.fixturenames else None
        return patch is not None and bool(patch._setattr or patch._setitem)

    tape = Tape(patched)
    with connection.execute_wrapper(tape.watch):
        yield tape


@pytest.fixture
def world(db, tape):
    from tests.builders import World

    return World(now=tape.shelf.now, tape=tape)


@pytest.fixture
def login(client, world) -> Callable[..., object]:
    """`login("mayor", "GM0994")` gives a client that works as that role."""

    from django.conf import settings
    from django.contrib.sessions.models import Session
    from django.test import Client

    def logged_in(role: str, organisation: str) -> Session:
        browser, mandate = Client(), world.mandate(role, organisation)
        browser.force_login(mandate.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = browser.session
        session["mandate"] = str(mandate.pk)
        session.save()
        return Session.objects.get(pk=session.session_key)

    def as_role(role: str, organisation: str, language: str = "nl") -> object:
        session = world.tape.run(("login", role, organisation), lambda: logged_in(role, organisation))
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        client.cookies["steun-language"] = language
        return client

    return as_role


@pytest.fixture
def api(client, world) -> Callable[..., object]:
    """`api("locc", "LOCC")` gives a caller: `call("get", "/requests")` with a key of that role."""
    from steun.web.people.person import key as tokens

    def as_role(role: str, organisation: str) -> Callable[..., object]:
        _, key = world.tape.run_and_tell(
            ("api", role, organisation), lambda: tokens.issue("test", by=world.actor(role, organisation))
        )

        def call(method: str, path: str, body: object = None, **headers: str) -> object:
            given = {"content_type": "application/json", "data": body} if body is not None else {}
            headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en", **headers}
            return getattr(client, method)(f"/api/v1{path}", headers=headers, **given)

        return call

    return as_role


@pytest.fixture
def own_world(django_db_setup, django_db_blocker) -> Iterator[object]:
    """The world in a database of one's own, in which threads commit for real."""
    from tests.builders import World
    from tests.databases import fresh_copy

    with django_db_blocker.unblock(), fresh_copy():
        yield World()
