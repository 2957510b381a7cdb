"""What hangs on something that is not there is not there either: 404, and never an empty list that reads as *none*."""

from __future__ import annotations

import pytest

NOTHING = "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "path",
    [
        "/organisations/NOWHERE/mandates",
        f"/requests/{NOTHING}/commitments",
        f"/requests/{NOTHING}/attachments",
        f"/requests/{NOTHING}/additions",
        f"/requests/{NOTHING}/similar",
        f"/requests/{NOTHING}/routes",
        f"/requests/{NOTHING}/options",
        f"/requests/{NOTHING}/evaluation",
        "/promises/no-such-means",
        "/units/no-such-unit",
        "/law/no-such-basis",
    ],
)
def test_a_list_of_something_unknown_is_a_404(api, path):
    answer = api("locc", "LOCC")("get", path)

    assert answer.status_code == 404, answer.content
    assert answer.json()["status"] == 404


def test_what_hangs_on_a_case_that_one_may_not_see_looks_the_same(world, api):
    request, call = world.draft(), api("duty-officer", "VR01")
    hidden, nothing = (call("get", f"/requests/{pk}/commitments") for pk in (request.pk, NOTHING))

    assert (hidden.status_code, nothing.status_code) == (404, 404)
    assert hidden.json() == {**nothing.json(), "id": str(request.pk)} or hidden.json().keys() == nothing.json().keys()


@pytest.mark.parametrize("name", ["draft", "withdraw"])
def test_what_begins_a_case_has_no_address_on_another(world, login, name):
    request = world.draft()

    answer = login("duty-officer", "VR24").post(f"/requests/{request.pk}/{name}", {"a": "b"})

    assert answer.status_code == (404 if name == "draft" else 303)
