"""Lists of the API: one way of paging for all of them, and no row that a reader misses."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from pydantic import BaseModel

from steun.web.ask.request import acts as actions
from steun.web.ask.request.shape import RequestIn
from steun.web.kernel.journal.models import Entry

LIMIT = 2
READERS = {"similar": ("duty-officer", "VR24"), "access": ("administrator", "STEUN")}
"""Who reads a list that is not for TOC, by the end of its path."""
CODES = {"/law/": "wvr-51", "/indicators/": "met"}
"""What a code in a path is of; else of an organisation."""


def lists() -> list[str]:
    """The path of every operation that answers with a list of things."""
    from steun.web.api import api

    schema = api.get_openapi_schema()
    found = []
    for path, methods in schema["paths"].items():
        content = methods.get("get", {}).get("responses", {}).get(200, {}).get("content", {})
        answer = content.get("application/json", {}).get("schema", {})
        shape = schema["components"]["schemas"].get(answer.get("$ref", "").rpartition("/")[2], answer)
        assert shape.get("type") != "array", f"{path} answers with a bare list: it cannot page"
        if {"items", "next"} <= set(shape.get("properties", {})):
            found.append(path.removeprefix("/api/v1"))
    return found


def everything(call, path: str) -> list[dict[str, object]]:
    """All rows of a list, by following `next`."""
    rows, after = [], ""
    for _ in range(400):
        answer = call("get", f"{path}?limit={LIMIT}&after={after}")
        assert answer.status_code == 200, answer.content
        rows += answer.json()["items"]
        after = answer.json()["next"]
        if after is None:
            return rows
    raise AssertionError(f"{path} has no end")


def filled(path: str, request) -> str:
    values = {
        "pk": str(request.pk),
        "code": "wvr-51" if "/law/" in path else "met" if "/indicators/" in path else "VR24",
    }
    return re.sub(r"\{(?:\w+:)?(\w+)\}", lambda m: values[m[1]], path)


def test_no_two_shapes_of_the_api_have_one_name():
    """In its description one would stand in the place of the other."""
    shapes, todo = set[type[BaseModel]](), [BaseModel]
    while todo:
        todo += (new := set(todo.pop().__subclasses__()) - shapes)
        shapes |= new
    named = Counter(it.__name__ for it in shapes if it.__module__.startswith("steun.web") and "[" not in it.__name__)

    assert {name for name, n in named.items() if n > 1 and name.endswith("Out")} == set()


def test_every_list_goes_on_until_its_end(world, api):
    """Each row once, whatever the size of a page; a bad place to go on from is a fault at its field."""
    for title in ("One", "Two", "Three", "Four", "Five"):
        world.draft(title=title)
    request = world.ended()
    paths = lists()
    assert len(paths) >= 15

    assert "/sessions" in paths, "of a session, not of a key: tests/web/people/test_own_sessions.py"
    for path in paths:
        if path == "/sessions":
            continue
        call = api(*READERS.get(path.rpartition("/")[2], ("toc", "TOC")))
        full = filled(path, request)
        paged = everything(call, full)
        assert paged == call("get", f"{full}?limit=500").json()["items"], full


def test_a_request_that_is_saved_between_two_pages_is_not_lost(world, api):
    """The second oldest of eight was saved after the first page, and never appeared."""
    made = [str(world.draft(title=f"Request {n}").pk) for n in range(8)]
    call = api("duty-officer", "VR24")
    first = call("get", "/requests?limit=3").json()

    actions.save(made[1], RequestIn(title="Saved meanwhile"), by=world.desk)
    seen = [row["id"] for row in first["items"]]
    while first["next"]:
        first = call("get", f"/requests?limit=3&after={first['next']}").json()
        seen += [row["id"] for row in first["items"]]

    assert sorted(seen) == sorted(made)


def test_what_changed_since_a_number_is_told_in_order_and_none_is_missed(world, api):
    old = world.asked(title="Nothing happens here")
    call = api("duty-officer", "VR24")
    read_to = max(row["entry"] for row in call("get", "/requests").json()["items"])
    requests = [world.asked(title=f"Request {n}") for n in range(4)]

    answer = call("get", f"/requests?changed_after={read_to}&limit=2").json()
    world.sign(requests[0])
    actions.withdraw(requests[0].pk, by=world.desk)
    seen = list(answer["items"])
    while answer["next"]:
        answer = call("get", f"/requests?changed_after={read_to}&limit=2&after={answer['next']}").json()
        seen += answer["items"]

    assert {row["id"] for row in seen} == {str(r.pk) for r in requests}
    assert str(old.pk) not in {row["id"] for row in seen}
    assert [row["entry"] for row in seen] == sorted(row["entry"] for row in seen)
    assert seen[-1]["id"] == str(requests[0].pk) and seen[-1]["state"] == "withdrawn"
    assert call("get", f"/requests?changed_after={seen[-1]['entry']}").json()["items"] == []


def test_a_change_that_one_may_not_see_is_no_change(world, api):
    """A hold is an entry for Defence: the region's list does not move."""
    request = world.asked()
    number = Entry.objects.order_by("-position").first().position
    world.commit(request, hold_until=world.now.replace(year=world.now.year + 1))

    assert api("duty-officer", "VR24")("get", f"/requests?changed_after={number}").json()["items"] == []
    assert len(api("toc", "TOC")("get", f"/requests?changed_after={number}").json()["items"]) == 1


@pytest.mark.parametrize("after", ["x", "9" * 30, "-", "%00", "1;drop"])
@pytest.mark.parametrize("path", ["/requests", "/requests?changed_after=0", "/incidents", "/capabilities", "/tokens"])
def test_a_place_that_cannot_be_is_a_fault_at_its_field(world, api, path, after):
    answer = api("toc", "TOC")("get", f"{path}{'&' if '?' in path else '?'}after={after}")

    assert answer.status_code == 422
    assert answer.json()["faults"][0]["field"] == "after"
