"""Filters of a list that somebody keeps under a name: one's own, on the page of the list and through the API."""

from __future__ import annotations

import pytest

from steun.web.people.filter.acts import MOST, FilterIn, filters_of, save
from steun.web.people.filter.model import SavedFilter

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LOCC, DESK = ("locc", "LOCC"), ("duty-officer", "VR24")


def test_the_filters_of_a_list_are_kept_and_lead_back_to_it(world, login):
    client = login(*LOCC, "en")
    answer = client.post("/filters", {"name": "Lives first", "path": "/requests", "query": "priority=1&state=&page=3"})
    assert answer.status_code == 303 and answer["Location"] == "/requests?priority=1"
    page = client.get("/requests?priority=1").content.decode()
    assert 'href="/requests?priority=1" aria-current="true">Lives first' in page
    assert "Lives first" not in client.get("/journal").content.decode()
    part = client.get("/requests?priority=2", headers={"HX-Request": "true"}).content.decode()
    assert 'name="query" value="priority=2"' in part  # what is kept is what is shown, also after a change in place


@pytest.mark.parametrize("path", ["/requests", "/journal", "/units", "/search?q=boat", "/incidents", "/organisations"])
def test_every_list_whose_filters_can_be_kept_offers_it(world, login, path):
    assert 'action="/filters"' in login(*LOCC).get(path).content.decode()


def test_what_somebody_keeps_is_nobody_else_s(world, login, api):
    row = save(FilterIn(name="Mine", path="/requests", query="q=boat"), by=world.desk)
    assert "Mine" not in login(*LOCC).get("/requests").content.decode()
    assert login(*LOCC).post(f"/filters/{row.pk}/remove").status_code == 404
    assert api(*LOCC)("get", "/filters").json()["items"] == []
    assert [it["address"] for it in api(*DESK)("get", "/filters").json()["items"]] == ["/requests?q=boat"]
    assert login(*DESK).post(f"/filters/{row.pk}/remove").status_code == 303 and not SavedFilter.objects.exists()


def test_the_same_name_takes_the_place_of_before(world, api):
    call = api(*DESK)
    for query in ("q=boat", "q=pump"):
        kept = call("post", "/filters", {"name": "Means", "path": "/requests", "query": query})
        assert kept.status_code == 200, kept.content
    assert [row.query for row in SavedFilter.objects.all()] == ["q=pump"]
    assert call("post", f"/filters/{kept.json()['id']}/remove", {}).status_code == 200


@pytest.mark.parametrize(
    "given",
    [{"name": " "}, {"name": "N" * 81}, {"path": "/people"}, {"path": "https://evil.example"}, {"query": "q" * 501}],
)
def test_what_is_no_filter_of_a_list_is_refused(world, login, api, given):
    sent = {"name": "Name", "path": "/requests", "query": "q=boat", **given}
    assert api(*DESK)("post", "/filters", sent).status_code == 422
    answer = login(*DESK).post("/filters", sent)
    assert answer["Location"] == "/requests" and not SavedFilter.objects.exists()


def test_nobody_keeps_more_than_a_screen_can_show(world, api):
    for number in range(MOST):
        save(FilterIn(name=f"No. {number}", path="/requests"), by=world.desk)
    assert api(*DESK)("post", "/filters", {"name": "More", "path": "/requests"}).status_code == 422
    assert api(*DESK)("post", "/filters", {"name": "No. 1", "path": "/requests", "query": "q=a"}).status_code == 200


def test_a_place_in_the_list_is_no_filter():
    assert filters_of("?q=boat&page=2&sheet=x.csv&before=9&csrfmiddlewaretoken=z") == "q=boat"
