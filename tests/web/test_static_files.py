"""A browser asks for each file of the program once, under a name that changes with its content, and compressed."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from steun.web.kernel.server import static
from steun.web.kernel.server.handler import Handler, Threads
from steun.web.kernel.server.headers import Headers
from tests.web.test_headers import answer

MOST = 130_000
"""Bytes that the first look at *my work* may transfer, headers of its files included."""
OTHERS = 80
"""Bytes of headers that the server itself adds: the first line, when, and which server."""
NAMED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
UNUSED = "code-pro-600"
"""A font of which no text on that page is: browsers ask for a font when they meet a letter of it."""
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path / "served")
    call_command("collectstatic", "--no-input", verbosity=0, ignore_patterns=["axe.min.js"])
    return Path(settings.STATIC_ROOT)


def body(response) -> bytes:
    return response.content if not response.streaming else b"".join(response.streaming_content)


def headers_of(application: Headers, name: str) -> int:
    """Bytes of the headers of a file, as the whole application answers."""
    status, headers, _ = answer(application, name, accept_encoding="gzip")
    assert status == 200
    return OTHERS + sum(len(f"{key}: {value}\r\n") for key, value in headers.items())


def test_every_file_of_a_page_has_a_hashed_name_and_is_asked_for_once(collected, login):
    client, application = login("locc", "LOCC"), Headers(Handler(Threads()), https=False)
    page = client.get("/").content.decode()
    names = set(NAMED.findall(page))
    transferred = len(page.encode())
    for name in sorted(names):
        assert HASHED.search(name), name
        response = client.get(name, headers={"accept-encoding": "gzip"})
        assert response.status_code == 200 and "immutable" in response["cache-control"], name
        content = body(response)
        transferred += len(content) + headers_of(application, name)
        if name.endswith((".css", ".js")):
            assert response["content-encoding"] == "gzip" and gzip.decompress(content), name
        if name.endswith(".css"):
            for inner in re.findall(r'url\("([^"]+)"\)', gzip.decompress(content).decode()):
                assert HASHED.search(inner), inner
                font = urljoin(name, inner)
                assert client.get(font)["cache-control"] == response["cache-control"]
                unseen = font in names or UNUSED in font
                transferred += 0 if unseen else len(body(client.get(font))) + headers_of(application, font)

    assert len(names) > 12
    assert transferred <= MOST


def test_a_file_that_changed_since_is_never_hidden_by_an_old_one(collected, settings, login, monkeypatch):
    monkeypatch.setattr(static, "made_from", lambda: "something else")
    settings.STATIC_ROOT = f"{collected}/"  # read anew, as a server that starts does
    client = login("locc", "LOCC")
    names = set(NAMED.findall(client.get("/").content.decode()))

    assert "/static/steun/layout.css" in names and not any(HASHED.search(name) for name in names)
    response = client.get("/static/steun/layout.css")
    assert "immutable" not in response["cache-control"]
    assert body(response) == Path(finders.find("steun/layout.css")).read_bytes()
