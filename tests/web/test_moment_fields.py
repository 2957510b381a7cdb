"""Every field that takes a moment, on every page and in every call: found there, not listed by hand."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import steun
from steun.web.api import api as routes
from steun.web.decide.planning import job
from steun.web.decide.proposal import acts as proposals
from steun.web.kernel import clock, moments
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.know.decree import acts as decrees
from steun.web.know.decree.shape import DecreeIn
from steun.web.learn.evaluation.endings import report
from steun.web.people.person import key as tokens
from tests.web.forms import Form, forms_of
from tests.web.samples import evacuation, movement
from tests.web.test_moments import YEARS, change

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SOURCE = Path(steun.__file__).parent / "web"
TAKES_A_MOMENT = 'kind="moment"'
ODD = (
    "2027-01-01T00:00:00+16:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-01:00", "2027-03-28T02:30",
    "2027-01-01T00:00:00+25:00", "2027-01-01", "1798761600", "yesterday", "",
)  # fmt: skip


@pytest.fixture
def pages(world) -> list[tuple[tuple[str, str], str]]:
    """Who looks at which page: together they show every field that takes a moment."""
    draft, asked, ordered = world.draft(), world.asked(), world.ordered()
    report(ordered.deployments.get().pk, "depart", by=world.actor("unit-commander", "DEF-13LB"))
    endless = world.granted(ends_at=None)
    held = world.asked(title="Held")
    world.commit(held, "bravo", 5, hold_until=world.now + timedelta(hours=2))
    wants = world.asked(title="Wants", lines=[{"capability": "sandbags", "quantity": 4}])
    proposal = proposals.make(by=world.actor("locc", "LOCC"), seconds=1)
    job.make(proposal.pk)
    world.mandate("mayor", "GM0994")
    desk, toc, minister = ("duty-officer", "VR24"), ("toc", "TOC"), ("minister-jenv", "MIN-JENV")
    power = DecreeIn(power="own-14", reference="Stb. 2026, 1", starts_on=clock.today())
    decree = decrees.enter(power, by=world.actor(*minister))
    return [
        (desk, f"/requests/{draft.pk}/edit"),
        (desk, f"/requests/{asked.pk}"),
        (desk, f"/requests/{ordered.pk}"),
        (desk, f"/requests/{endless.pk}"),
        (desk, f"/incidents/{world.incident().pk}"),
        (desk, "/incidents/new"),
        (desk, "/closures/new"),
        (toc, "/movements/new"),
        (toc, f"/movements/{movement.stated(world).pk}"),
        (toc, f"/movements/{movement.under_way(world).pk}"),
        (toc, "/roadplans/new"),
        (desk, "/flows/new"),
        (evacuation.MAYOR, "/evacuations/new"),
        (evacuation.MAYOR, f"/evacuations/{evacuation.prepared(world).pk}"),
        (evacuation.MAYOR, f"/evacuations/{evacuation.under_way(world).pk}"),
        (desk, "/catalogue/sandbags"),
        (desk, "/me"),
        (desk, "/picture"),
        (desk, "/roads"),
        (desk, "/requests"),
        (toc, f"/requests/{wants.pk}/decide"),
        (toc, f"/requests/{endless.pk}/decide"),
        (toc, f"/requests/{held.pk}"),
        (toc, f"/requests/{ordered.pk}"),
        (toc, "/units/alpha"),
        (toc, f"/proposals/{proposal.pk}"),
        (("unit-commander", "DEF-13LB"), "/deployments"),
        (desk, "/requests/urgent"),
        (("minister-defence", "MIN-DEF"), f"/decrees/{decree.pk}"),
        (("administrator", "STEUN"), "/organisations/GM0994/mandates/new"),
    ]


def crawl(pages, login) -> tuple[list[tuple[tuple[str, str], Form]], set[str]]:
    """Every form with a moment that the pages show, and the templates from which they were made."""
    found, templates = [], set()
    for role, address in pages:
        answer = login(*role).get(address)
        assert answer.status_code == 200, address
        templates |= {t.name for t in answer.templates if t.name}
        found += [(role, form) for form in forms_of(answer) if form.moments]
    return found, templates


def test_every_template_with_such_a_field_is_among_the_pages(pages, login):
    found, seen = crawl(pages, login)
    folder = SOURCE / "templates"
    having = {
        str(path.relative_to(folder)) for path in folder.rglob("*.html")
        if TAKES_A_MOMENT in path.read_text() or "parts/when/moment.html" in path.read_text()
    }  # fmt: skip
    assert having <= seen
    read = {
        name for path in SOURCE.rglob("*.py") for name in re.findall(r'\.(?:moment|past)\("(\w+)"', path.read_text())
    }
    assert read <= {name for _, form in found for name in form.moments}


def test_no_field_of_its_own_making_takes_a_moment():
    own = [
        str(path) for path in (SOURCE / "templates").rglob("*.html")
        if re.search(r"datetime-local|data-moment\b", path.read_text()) and path.name != "moment.html"
    ]  # fmt: skip
    assert not own


def test_every_field_carries_the_moment_that_it_shows(pages, login):
    for _, form in crawl(pages, login)[0]:
        values = form.sent()
        for name in form.moments:
            [text] = values[name]
            if text and form.method == "post":
                [was] = values[f"{name}.was"]
                assert moments.text_of(moments.parsed(was)) == text, (form.action, name)


def faults(client: Client, form: Form, name: str, text: str) -> str:
    """Send the form with one moment typed over; the page that says what is wrong, or the fault of the autosave."""
    data = form.sent(**{name: text, f"{name}.was": "", "id": str(new_key())})
    if form.method != "post":
        answer = client.get(form.action, data)
        assert answer.status_code == 200
        return answer.content.decode()
    if form.autosave not in ("", "no"):
        answer = client.post(form.autosave, data)
        assert answer.status_code == 200
        return " ".join(f["text"] for f in answer.json()["faults"] if f["field"] == name)
    answer = client.post(form.action, data)
    assert answer.status_code == 422, (form.action, name, text)
    return answer.content.decode()


def test_the_hour_that_does_not_exist_and_the_hour_that_comes_twice_are_told_in_every_form(pages, login):
    years, found = cycle(YEARS), crawl(pages, login)[0]
    recorded = Entry.objects.count()
    for (role, form), year in zip(found, years, strict=False):
        client = login(*role)
        for name in form.moments:
            night = change(year, 3)
            assert "bestaat niet" in faults(client, form, name, f"{night:%Y-%m-%d}T02:30"), (form.action, name)
            night = change(year, 10)
            wrong = faults(client, form, name, f"{night:%Y-%m-%d}T02:30")
            assert "twee keer" in wrong, (form.action, name)
    assert Entry.objects.count() == recorded


def test_moments_that_no_clock_shows_are_told_in_every_form(pages, login):
    odd = cycle(ODD[:3])
    for role, form in crawl(pages, login)[0]:
        client = login(*role)
        for name, text in zip(form.moments, odd, strict=False):
            assert faults(client, form, name, text), (form.action, name, text)


# --- Calls


@cache
def schema() -> dict[str, Any]:
    return routes.get_openapi_schema()


def resolved(part: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    return whole["components"]["schemas"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def moments_in(part: dict[str, Any], whole: dict[str, Any], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Where in a body a moment may stand."""
    part = resolved(part, whole)
    if part.get("format") == "date-time":
        return [path]
    found = [p for branch in part.get("anyOf", ()) for p in moments_in(branch, whole, path)]
    for name, inside in part.get("properties", {}).items():
        found += moments_in(inside, whole, (*path, name))
    return found + (moments_in(part["items"], whole, (*path, "0")) if "items" in part else [])


@cache
def calls() -> list[tuple[str, str, str, tuple[str, ...]]]:
    """(method, path, where, place) of every moment that a call takes."""
    whole, found = schema(), []
    for path, methods in whole["paths"].items():
        for method, about in methods.items():
            for given in about.get("parameters", ()):
                found += [
                    (method, path, "query", place) for place in moments_in(given["schema"], whole, (given["name"],))
                ]
            body = about.get("requestBody", {}).get("content", {}).get("application/json")
            found += [(method, path, "body", place) for place in moments_in(body["schema"], whole)] if body else []
    return found


def nested(place: tuple[str, ...], value: str) -> Any:
    inside: Any = value
    for name in reversed(place):
        inside = [inside] if name == "0" else {name: inside}
    return inside


def test_there_are_calls_that_take_a_moment():
    assert {place[-1] for *_, place in calls()} >= {"starts_at", "happened_at", "hold_until", "until", "valid_from"}


@pytest.mark.parametrize("sent", ODD, ids=lambda text: text or "nothing")
def test_a_moment_that_no_clock_shows_is_a_fault_at_its_field_in_every_call(world, sent):
    client = Client(raise_request_exception=False)
    _, key = tokens.issue("test", by=world.actor("locc", "LOCC"))
    headers = {"Authorization": f"Bearer {key}"}
    for method, path, where, place in calls():
        address = re.sub(r"\{[^}]+\}", lambda m: "move" if m[0] == "{name}" else str(new_key()), path)
        if where == "query":
            answer = client.generic(method.upper(), address, headers=headers, query_params={place[0]: sent})
        else:
            answer = getattr(client, method)(
                address, nested(place, sent), content_type="application/json", headers=headers
            )
        assert answer.status_code == 422, (method, path, place, sent, answer.content)
        wrong = [f for f in answer.json()["faults"] if f["field"].endswith(".".join(place))]
        assert wrong and all(f["text"] != f["code"] for f in wrong), (path, place)
