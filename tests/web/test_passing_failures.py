"""What passes by itself is tried again inside, or answered 503 with when to come back; it is never a 500."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg.errors
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections
from django.test import Client

from steun.core.kernel.errors import Refused
from steun.web.ask.incident.model import Incident
from steun.web.kernel.failure import retry
from steun.web.kernel.failure.transient import passing
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.people.person import key as keys
from tests.databases import at_once

PROBLEM = "application/problem+json"


def caller(world: Any, role: str, organisation: str) -> Callable[..., Any]:
    """`call("post", "/requests", {...})` with a key of that role; a defect would be an answer, not an exception."""
    _, given = keys.issue("test", by=world.actor(role, organisation))
    headers = {"Authorization": f"Bearer {given}", "Accept-Language": "en"}

    def call(method: str, path: str, body: object = None) -> Any:
        client = Client(raise_request_exception=False)
        words = {"data": body, "content_type": "application/json"} if body is not None else {}
        return getattr(client, method)(f"/api/v1{path}", headers=headers, **words)

    return call


def failure(kind: str) -> Exception:
    """A failure of this kind as a database of today's kind tells it."""
    causes: dict[str, Exception] = {
        "deadlock": psycopg.errors.DeadlockDetected("deadlock detected"),
        "away": psycopg.errors.AdminShutdown("terminating connection due to administrator command"),
        "full": psycopg.errors.DiskFull("could not extend file"),
        "no answer": psycopg.OperationalError("connection failed"),
    }
    error = OperationalError(str(causes[kind]))
    error.__cause__ = causes[kind]
    return error


@pytest.fixture
def failing(monkeypatch) -> Callable[[str, int], list[int]]:
    """`failing("deadlock", 2)`: so many times writing to the journal fails, then it works."""

    def arm(kind: str, times: int) -> list[int]:
        seen, save = [], Entry.save

        def saving(self: Entry, *args: Any, **words: Any) -> None:
            seen.append(len(seen))
            if len(seen) <= times:
                raise failure(kind)
            save(self, *args, **words)

        monkeypatch.setattr(Entry, "save", saving)
        return seen

    return arm


# --- The same new id, eight times at once


def of_gate(world: Any) -> tuple[str, str, str, dict[str, object]]:
    gate = world.gate(world.asked(), "locc-judges")
    return "locc", "LOCC", f"/gates/{gate.pk}/acts/pass", {"reason": "We have them"}


def of_draft(world: Any) -> tuple[str, str, str, dict[str, object]]:
    return "duty-officer", "VR24", "/requests", {"title": "Water", "effect": "water-kept-out"}


def of_incident(world: Any) -> tuple[str, str, str, dict[str, object]]:
    return "duty-officer", "VR24", "/incidents", {"name": "High water", "kind": "flood", "place": "Valkenburg"}


def of_reservation(world: Any) -> tuple[str, str, str, dict[str, object]]:
    body = {"unit": "alpha", "capability": "sandbags", "quantity": 5}
    return "toc", "TOC", f"/requests/{world.granted().pk}/commitments", body


def of_note(world: Any) -> tuple[str, str, str, dict[str, object]]:
    return "duty-officer", "VR24", f"/incidents/{world.incident().pk}/moves/note", {"text": "The dyke holds"}


def of_move(world: Any) -> tuple[str, str, str, dict[str, object]]:
    return "duty-officer", "VR24", f"/requests/{world.asked().pk}/moves/withdraw", {"reason": "It is dry again"}


@pytest.mark.parametrize(
    "of", [of_gate, of_draft, of_incident, of_reservation, of_move, of_note], ids=lambda f: f.__name__[3:]
)
def test_the_same_new_id_eight_times_at_once_is_done_once_and_all_hear_the_same(own_world, of):
    role, organisation, path, body = of(own_world)
    call = caller(own_world, role, organisation)
    before, id = Entry.objects.count(), str(new_key())
    connection.close()

    answers = at_once(lambda n: call("post", path, {**body, "id": id}), 8, 8)

    assert {a.status_code for a in answers} <= {200, 201}, [a.content[:200] for a in answers]
    answers_parsed = [a.json() for a in answers]
    assert {t["id"] for t in answers_parsed} == {answers_parsed[0]["id"]} and {
        t.get("state") for t in answers_parsed
    } == {answers_parsed[0].get("state")}
    added = list(Entry.objects.filter(number__gt=before).values_list("action", flat=True))
    assert len(added) == len(set(added)), added


# --- What is tried again


@pytest.mark.parametrize("kind", ["deadlock", "away", "no answer"])
def test_what_passes_is_tried_again_inside_and_nobody_notices(own_world, failing, kind):
    call = caller(own_world, "duty-officer", "VR24")
    seen = failing(kind, 2)

    answer = call("post", "/incidents", {"name": "High water", "kind": "flood", "place": "Valkenburg"})

    assert answer.status_code == 201 and len(seen) == 3
    assert Incident.objects.count() == 1 and Entry.objects.filter(action="incident.open").count() == 1


@pytest.mark.parametrize(("kind", "code", "tries"), [("deadlock", "busy", 6), ("away", "away", 6), ("full", "full", 1)])
def test_what_does_not_pass_is_a_503_that_says_when_to_come_back(own_world, failing, kind, code, tries):
    call = caller(own_world, "duty-officer", "VR24")
    seen = failing(kind, 99)

    answer = call("post", "/incidents", {"name": "High water", "kind": "flood", "place": "Valkenburg"})

    assert (answer.status_code, answer["Content-Type"]) == (503, PROBLEM)
    assert answer.json()["code"] == code and int(answer["Retry-After"]) == answer.json()["after"] > 0
    assert len(seen) == tries and not Incident.objects.exists()


def test_what_is_kept_already_is_not_done_again_by_us_but_may_be_sent_again(own_world, monkeypatch):
    """The act is done, the answer fails: to begin anew would do it twice when the call had no id."""
    call = caller(own_world, "duty-officer", "VR24")
    from steun.web.ask.incident import api

    shown, body = api.incident_out, {"name": "High water", "kind": "flood", "place": "Valkenburg", "id": str(new_key())}

    def fails(*args: Any) -> Any:
        raise failure("away")

    monkeypatch.setattr(api, "incident_out", fails)
    answer = call("post", "/incidents", body)
    assert answer.status_code == 503 and Incident.objects.count() == 1

    monkeypatch.setattr(api, "incident_out", shown)
    assert call("post", "/incidents", body).status_code == 201
    assert Incident.objects.count() == 1 and Entry.objects.filter(action="incident.open").count() == 1


def test_a_connection_that_goes_while_it_commits_is_not_tried_again(own_world, monkeypatch):
    """Nobody knows whether it was kept: only whoever sent it can send it again, with its id."""
    call = caller(own_world, "duty-officer", "VR24")
    commit, lost = type(connections["default"])._commit, []

    def losing(self: Any) -> None:
        commit(self)
        if not lost:
            lost.append(True)
            raise failure("away")

    monkeypatch.setattr(type(connections["default"]), "_commit", losing)
    answer = call("post", "/incidents", {"name": "High water", "kind": "flood", "place": "Valkenburg"})

    assert answer.status_code == 503 and lost and Incident.objects.count() == 1


def test_an_id_that_stands_for_something_else_is_a_conflict(own_world, monkeypatch):
    """Also where an act does not look whether its id was used: the database refuses, and says why in words."""
    call = caller(own_world, "duty-officer", "VR24")
    monkeypatch.setattr("steun.web.ask.incident.acts.new_key", lambda: own_world.incident_key)
    own_world.incident_key = new_key()
    body = {"name": "High water", "kind": "flood", "place": "Valkenburg"}
    assert call("post", "/incidents", body).status_code == 201

    answer = call("post", "/incidents", {**body, "name": "Another", "place": "Venlo"})

    assert answer.status_code == 409 and [r["code"] for r in answer.json()["reasons"]] == ["exists-already"]
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(("language", "button"), [("nl", "Opnieuw versturen"), ("en", "Send it again")])
def test_people_see_a_calm_page_that_sends_the_same_once_more(own_world, failing, language, button):
    client = Client(raise_request_exception=False)
    mandate = own_world.mandate("duty-officer", "VR24")
    client.force_login(mandate.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["steun-language"] = language
    incident, id = own_world.incident(), str(new_key())
    failing("deadlock", 7)
    path = f"/incidents/{incident.pk}/note"

    answer = client.post(path, {"text": "The dyke <holds>", "id": id})
    page = answer.content.decode()

    assert answer.status_code == 503 and answer["Retry-After"] == "2" and button in page
    assert "The dyke &lt;holds&gt;" in page and f'value="{id}"' in page and f'action="{path}"' in page
    assert client.post(path, {"text": "The dyke <holds>", "id": id}).status_code in (302, 303)
    assert Entry.objects.filter(action="incident.note").count() == 1


def test_a_page_without_database_is_calm_too(own_world, monkeypatch):
    """Even who is asking cannot be looked up."""
    client = Client(raise_request_exception=False)
    client.force_login(
        own_world.person("duty-officer", "VR24"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    monkeypatch.setattr(retry, "PATIENCE", 0.0)

    def gone(*args: Any) -> Any:
        raise failure("no answer")

    with connection.execute_wrapper(gone):
        page, machine = client.get("/requests"), client.get("/api/v1/requests")
        posted = client.post("/incidents/new", {"name": "High water"})

    assert {a.status_code for a in (page, machine, posted)} == {503}
    assert all(a["Retry-After"] == "5" for a in (page, machine, posted)) and machine["Content-Type"] == PROBLEM
    assert "Nog eens proberen" in page.content.decode() and "High water" in posted.content.decode()


def test_a_full_disk_under_the_attachments_is_told_and_leaves_nothing_behind(own_world, monkeypatch):
    from steun.web.ask.attachment import store
    from steun.web.ask.attachment.model import Attachment

    request = own_world.draft()

    def full(*args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    call = caller(own_world, "duty-officer", "VR24")
    _, given = keys.issue("test", by=own_world.desk)
    file = SimpleUploadedFile("note.txt", b"Water", content_type="text/plain")

    answer = Client(raise_request_exception=False).post(
        f"/api/v1/requests/{request.pk}/attachments", {"file": file}, headers={"Authorization": f"Bearer {given}"}
    )

    assert answer.status_code == 503 and answer.json()["code"] == "full" and not Attachment.objects.exists()
    assert not [p for p in store.place("00").parent.parent.rglob("tmp*") if p.is_file()]
    monkeypatch.undo()
    assert call("get", f"/requests/{request.pk}").status_code == 200


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite that may not grow")
def test_a_full_disk_under_sqlite_is_told(own_world):
    call = caller(own_world, "duty-officer", "VR24")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")  # SQLite takes the present size instead

    answers = [call("post", "/requests", {"title": "Water", "reason": "r" * 8000}) for _ in range(40)]

    refused = [a for a in answers if a.status_code != 201]
    assert refused and {a.status_code for a in refused} == {503}
    assert {a.json()["code"] for a in refused} == {"full"} and refused[0]["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (sqlite3.OperationalError("unable to open database file"), ""),  # raised by hand: it has no code
        (psycopg.errors.SerializationFailure(), "busy"),
        (psycopg.errors.LockNotAvailable(), "busy"),
        (psycopg.errors.CannotConnectNow(), "away"),
        (psycopg.errors.TooManyConnections(), "away"),
        (psycopg.errors.UniqueViolation(), "twin"),
        (psycopg.errors.CheckViolation(), ""),
        (psycopg.errors.UndefinedColumn(), ""),
        (psycopg.InterfaceError("cursor"), ""),
        (OSError(errno.ENOENT, "No such file"), ""),
        (Refused([]), ""),
        (ValueError("defect"), ""),
    ],
    ids=lambda e: type(e).__name__ if isinstance(e, Exception) else e,
)
def test_a_defect_is_never_taken_for_something_that_passes(error, kind):
    assert passing(error) == kind
