"""The API as a whole: its description, its problems, and a fuzzer that finds nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from steun.web.ask.request.model import Request
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key

COPY = Path(__file__).parents[2] / "docs" / "openapi.json"


def described() -> dict[str, object]:
    from steun.web.api import api

    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


def test_the_committed_description_is_the_real_one():
    """Renew it with: make openapi"""
    assert json.loads(COPY.read_text()) == described()


def test_it_is_openapi_3_1_and_every_operation_has_a_name_and_a_sentence():
    schema = described()

    assert schema["openapi"].startswith("3.1")
    operations = [o for methods in schema["paths"].values() for o in methods.values()]
    assert len({o["operationId"] for o in operations}) == len(operations)
    assert not [o["operationId"] for o in operations if not o.get("description")]


def test_a_stranger_gets_401_as_a_problem(client, db):
    response = client.get("/api/v1/requests")

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not-yours"


def test_a_request_goes_from_draft_to_asked_through_the_api(world, api):
    desk, chair = api("duty-officer", "VR24"), api("safety-region-chair", "VR24")
    body = json.loads(world.shape().model_dump_json(exclude_unset=True))
    id = str(new_key())

    made = desk("post", "/requests", {**body, "id": id})
    assert made.status_code == 201, made.content
    assert desk("post", "/requests", {**body, "id": id}).json()["id"] == id
    [signature] = made.json()["gates"]
    assert chair("post", f"/gates/{signature['id']}/acts/pass", {}).status_code == 200
    sent = desk("post", f"/requests/{id}/moves/submit", {"id": str(new_key())})

    assert sent.status_code == 200, sent.content
    assert sent.json()["state"] == "asked" and sent.json()["number"].startswith("B-")
    assert Entry.objects.filter(action="request.draft").count() == 1


def test_a_refusal_is_a_409_with_every_reason_in_the_readers_language(world, api):
    request = world.draft(title="", effect=None, place="")

    dutch = api("duty-officer", "VR24")("post", f"/requests/{request.pk}/moves/submit", {}, **{"Accept-Language": "nl"})
    english = api("duty-officer", "VR24")("post", f"/requests/{request.pk}/moves/submit", {})

    assert dutch.status_code == english.status_code == 409
    for answer in (dutch.json(), english.json()):
        assert {"effect-is-named", "place-is-named"} <= {r["code"] for r in answer["reasons"]}
        assert all(r["text"] and r["text"] != r["code"] for r in answer["reasons"])
    assert dutch.json()["detail"] != english.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"starts_at": "yesterday"}, "starts_at"),
        ({"starts_at": "2026-01-01T00:00:00"}, "starts_at"),
        ({"starts_at": "9999-01-01T00:00:00Z"}, "starts_at"),
        ({"lat": 91}, "lat"),
        ({"lines": [{"capability": "sandbags", "quantity": 0}]}, "lines.0.quantity"),
        ({"lines": [{"capability": "nothing", "quantity": 1}]}, "lines"),
        ({"bases": ["polw-99"]}, "bases.0"),
        ({"municipalities": ["GM9999"]}, "municipalities.0"),
        ({"title": "a\u0000b"}, "title"),
        ({"title": "x" * 300}, "title"),
        ({"surprise": 1}, "surprise"),
        ({"priority": "high"}, "priority"),
    ],
)
def test_bad_input_is_a_422_that_names_the_field(world, api, body, field):
    response = api("duty-officer", "VR24")("post", "/requests", body)

    assert response.status_code == 422, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert any(f["field"].endswith(field) or f["field"].startswith(field) for f in response.json()["faults"])
    assert not Request.objects.exists()


def test_every_fault_is_named_at_once(world, api):
    body = {"lat": 91, "lon": 200, "priority": 9, "surprise": 1}

    faults = api("duty-officer", "VR24")("post", "/requests", body).json()["faults"]

    assert len(faults) == 4


def test_what_is_no_json_or_another_media_type_is_a_4xx(client, world):
    from steun.web.people.person import key as tokens

    headers = {"Authorization": f"Bearer {tokens.issue('test', by=world.desk)[1]}"}
    for body, kind in ((b"{", "application/json"), (b"<a/>", "application/xml"), (b"\xff\xfe", "application/json")):
        response = client.generic("POST", "/api/v1/requests", body, content_type=kind, headers=headers)
        assert 400 <= response.status_code < 500
        assert response["Content-Type"] == "application/problem+json"


def test_an_unknown_address_is_a_problem_too(client, world, api):
    response = api("locc", "LOCC")("get", "/nothing-here")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_a_foreign_and_an_unknown_id_give_the_same_404(world, api):
    request = world.asked()
    call = api("duty-officer", "VR01")

    foreign, unknown = call("get", f"/requests/{request.pk}"), call("get", f"/requests/{new_key()}")

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json()["title"] == unknown.json()["title"]


def test_a_file_is_added_once_and_read_back_and_a_key_is_shown_once(client, world, login):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from steun.web.people.person import key as tokens

    request = world.draft()
    headers = {"Authorization": f"Bearer {tokens.issue('test', by=world.desk)[1]}"}
    path = f"/api/v1/requests/{request.pk}/attachments"

    def send():
        return client.post(path, {"file": SimpleUploadedFile("plan.txt", b"Sandbags at the bridge")}, headers=headers)

    first, again = send(), send()
    assert first.status_code == again.status_code == 201, first.content
    assert len(client.get(path, headers=headers).json()["items"]) == 1
    read = client.get(f"/api/v1/attachments/{first.json()['id']}", headers=headers)
    assert read.content == b"Sandbags at the bridge"

    login("duty-officer", "VR24")  # a key makes no keys
    made = client.post("/api/v1/tokens", {"name": "control room"}, content_type="application/json")
    assert made.status_code == 201 and made.json()["key"].startswith("steun_")
    assert not [t for t in client.get("/api/v1/tokens", headers=headers).json()["items"] if t["key"]]


def test_the_fuzzer_finds_nothing(own_world):
    """schemathesis over the whole description: no 500, no answer that the description does not know."""
    from django.core.wsgi import get_wsgi_application

    from steun.web.people.person import key as tokens

    own_world.ended()
    own_world.incident()
    _, key = tokens.issue("fuzzer", by=own_world.actor("locc", "LOCC"))
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    found: dict[str, str] = {}
    for operation in described.get_all_operations():
        fuzz(operation.ok(), key, found)

    assert not found, "\n\n".join(f"{k}: {v}" for k, v in found.items())


def fuzz(operation, key: str, found: dict[str, str]) -> None:
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=operation.as_strategy())
    def one(case):
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, excluded_checks=[positive_data_acceptance])

    try:
        one()
    except BaseExceptionGroup as errors:
        found[operation.label] = str(errors.exceptions[0])[:3000]
    except AssertionError as error:
        found[operation.label] = str(error)[:3000]
