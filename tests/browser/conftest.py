"""A real server on a copy of the named world, and one real Chromium, for every test of this folder.

The server is another process on another port, as people have it. `desk("locc", "LOCC", "en")` opens a page as that
role; `watch` says afterwards whom the pages called and what the browser complained about.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.failures import add_pages
from tests.databases import copy_postgresql, copy_sqlite, drop_postgresql, drop_sqlite
from tests.system import chromium

SOURCES = Path(__file__).resolve().parents[2] / "src"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip
"""How Chromium starts: it talks to nobody by itself, and no other host is found when a page wants one."""
NUMBERS = count(1)
ABORTED = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx says when a newer question takes the place of one under way, which is meant; a failure has another name."""
PATIENCE = 30_000
"""Milliseconds after which a page is lost: generous, because a busy machine is no defect."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """A failure tells what the pages said: most depend on what stood there, and nobody can look afterwards."""
    report = yield
    add_pages(item, report)
    return report


@dataclass
class Town:
    """The served world: its address, its database, and work in that database."""

    address: str
    database: str
    unblock: Callable[[], Any]
    world: str = "demo"
    cookies: dict[tuple[str, str], str] = field(default_factory=dict)

    def do(self, work: Callable[[], Any]) -> Any:
        """Run `work` in the served database; in a thread of its own, since playwright keeps a loop in this one."""
        from django.db import connection, connections

        def there() -> Any:
            settings = connections.settings["default"]
            original, settings["NAME"] = settings["NAME"], self.database
            connection.settings_dict["NAME"] = self.database
            try:
                with self.unblock():
                    return work()
            finally:
                connection.close()
                settings["NAME"] = connection.settings_dict["NAME"] = original

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(there).result()

    def cookie(self, role: str, organisation: str) -> str:
        """The session of somebody who logged in as that role."""
        if (role, organisation) not in self.cookies:
            self.cookies[role, organisation] = self.do(lambda: session_of(role, organisation))
        return self.cookies[role, organisation]

    def entries(self) -> int:
        """How many entries the journal has."""
        from steun.web.kernel.journal.models import Entry

        return int(self.do(Entry.objects.count))


def session_of(role: str, organisation: str) -> str:
    from django.conf import settings
    from django.test import Client

    from steun.web.kernel.people.models import Mandate

    held = Mandate.objects.select_related("person").filter(role=role, organisation=organisation)
    mandate = held.earliest("rank")
    client = Client()
    client.force_login(mandate.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["mandate"] = str(mandate.pk)
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@dataclass
class Watch:
    """What the pages of a test did that nobody sees: calls to other hosts, and complaints of the browser."""

    address: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    pages: list[Any] = field(default_factory=list)

    def follow(self, page: Any) -> None:
        self.pages.append(page)
        page.on("request", lambda request: self.requested(request.url))
        page.on("console", lambda said: said.type == "error" and self.complained(page.url, said.text))
        page.on("pageerror", lambda error: self.complained(page.url, str(error)))

    def complained(self, url: str, text: str) -> None:
        if not text.startswith(ABORTED):
            self.complaints.append(f"{url}: {text}")

    def forgive(self, text: str) -> None:
        """Forget the complaints with this text: the test meant them."""
        self.complaints[:] = [said for said in self.complaints if text not in said]

    def requested(self, url: str) -> None:
        if url.startswith(("http:", "https:", "ws:", "wss:")) and not url.startswith(f"{self.address}/"):
            self.elsewhere.append(url)


@pytest.fixture(scope="package")
def town(django_db_setup, django_db_blocker) -> Iterator[Town]:
    """The named world in a database of its own, served by the command that serves it everywhere."""
    from django.db import connection

    with django_db_blocker.unblock():
        original, kind = str(connection.settings_dict["NAME"]), connection.vendor
        copy, drop = (copy_postgresql, drop_postgresql) if kind == "postgresql" else (copy_sqlite, drop_sqlite)
        connection.close()
        name = copy(original, 9000 + next(NUMBERS))
        connection.close()
    try:
        with served(name, kind, "demo") as address:
            yield Town(address, name, django_db_blocker.unblock)
    finally:
        with django_db_blocker.unblock():
            drop(name)


@contextmanager
def served(name: str, kind: str, world: str) -> Iterator[str]:
    """Within: a server of this world over this database; its address."""
    port = free_port()
    folder = Path(os.environ["STEUN_TEST_SCRATCH"])
    environment = {**os.environ, "PYTHONPATH": str(SOURCES), "STEUN_DATABASE": url_of(name, kind)}
    with (folder / f"server-{port}.log").open("w+") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "steun.cli", "serve", "--port", str(port)],
            env={**environment, "STEUN_WORLD": world}, cwd=folder, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/login", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def url_of(name: str, kind: str) -> str:
    """What STEUN_DATABASE must say for a copy."""
    return urlsplit(os.environ["STEUN_DATABASE"])._replace(path=f"/{name}").geturl() if kind == "postgresql" else name


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes], log: Any) -> None:
    """Until the server answers; when it ends instead, its last words."""
    until = time.monotonic() + 900  # only when something is broken
    while time.monotonic() < until:
        if server.poll() is not None:
            log.seek(0)
            raise RuntimeError(f"the server ended: {log.read()[-2000:]}")
        try:
            with urllib.request.urlopen(address, timeout=300):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


@pytest.fixture(scope="package")
def chromium_path() -> str:
    path = chromium()
    if path is None and os.environ.get("CI"):
        pytest.fail("NO CHROMIUM on this machine, and CI is set: python -m tests.system installs one")
    if path is None:
        pytest.skip("NO CHROMIUM on this machine: the pages were NOT tried in a browser (python -m tests.system)")
    return path


@pytest.fixture(scope="package")
def playwright(town) -> Iterator[Any]:
    """After the town: once playwright keeps its loop in this thread, no database is copied here any more."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser(chromium_path, playwright) -> Iterator[Any]:
    """One Chromium for all tests of this folder."""
    started = playwright.chromium.launch(executable_path=chromium_path, args=list(QUIET))
    yield started
    started.close()


@pytest.fixture
def watch(town) -> Iterator[Watch]:
    """Fails a test whose pages called another host or made the browser complain."""
    kept = Watch(town.address)
    yield kept
    assert not kept.elsewhere, "these calls left the host"
    assert not kept.complaints, "the browser complained"


@pytest.fixture
def desk(town, browser, watch) -> Iterator[Callable[..., Any]]:
    """`desk("locc", "LOCC", "en")` is a page, logged in as that role; the same desk changes hands when asked again."""
    rooms: list[Any] = []

    def sit(role: str, organisation: str, language: str = "nl", **how: Any) -> Any:
        if how or not rooms:
            rooms.append(browser.new_context(base_url=town.address, locale=language, **how))
            rooms[-1].set_default_timeout(PATIENCE)
            watch.follow(rooms[-1].new_page())
        take_seat(rooms[-1], town, role, organisation, language)
        return rooms[-1].pages[0]

    yield sit
    for room in rooms:
        room.close()


def take_seat(room: Any, town: Town, role: str, organisation: str, language: str) -> None:
    """Give a browser context the log-in and the language."""
    given = {f"steun-{town.world}": town.cookie(role, organisation), "steun-language": language}
    room.add_cookies([{"name": name, "value": value, "url": town.address} for name, value in given.items()])


@pytest.fixture
def words() -> Callable[..., Any]:
    """`say = words("en")`; then `say("Save")` and `say("pass", "act")` are the texts of the pages in that language."""
    from django.utils import translation

    from steun.web.kernel.words import word

    def speak(language: str) -> Callable[..., str]:
        def say(text: str, context: str = "") -> str:
            with translation.override(language):
                return word(context, text) if context else translation.gettext(text)

        return say

    return speak
