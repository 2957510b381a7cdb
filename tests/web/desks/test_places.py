"""Places by name with their point: one list for forms and machines, as far as its reader may know."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DESK, TOC = ("duty-officer", "VR24"), ("toc", "TOC")


def test_a_municipality_is_suggested_with_its_point_on_the_page_and_through_the_api(world, login, api):
    page = login(*DESK, "nl").get("/places", {"q": "valkenb"}).content.decode()
    (first, *_) = api(*DESK)("get", "/places?q=valkenb").json()["items"]
    assert (first["kind"], first["code"], first["name"]) == ("municipality", "GM0994", "Valkenburg aan de Geul")
    assert f'data-point="{first["lat"]:.4f}, {first["lon"]:.4f}"' in page and 'label="gemeente' in page


def test_junctions_of_the_register_of_roads_are_suggested(api):
    found = api(*DESK)("get", "/places?q=knooppunt").json()["items"]
    assert found == [] or {it["kind"] for it in found} == {"junction"}


def test_where_units_are_at_home_is_for_who_may_see_them(world, api):
    site = world.unit("alpha").site
    asked = f"/places?q={site.name.split()[-1][:6]}&limit=12"
    kinds = {
        who: [it["code"] for it in api(*who)("get", asked).json()["items"] if it["kind"] == "site"]
        for who in (DESK, TOC)
    }
    assert site.code in kinds[TOC] and site.code not in kinds[DESK]


@pytest.mark.parametrize("query", ["", "q=", "q=v"])
def test_nothing_is_suggested_before_two_letters(api, login, query):
    assert api(*DESK)("get", f"/places?{query}").json()["items"] == []
    assert login(*DESK).get(f"/places?{query}").content.strip() == b""


@pytest.mark.parametrize("query", ["q=" + "v" * 201, "limit=0", "limit=13", "limit=x"])
def test_what_is_no_question_is_refused(api, query):
    assert api(*DESK)("get", f"/places?{query}").status_code == 422


@pytest.mark.parametrize("path", ["/requests/urgent", "/incidents/new", "/requests/new"])
def test_the_forms_with_a_place_suggest(world, login, path):
    page = login(*DESK).get(path, follow=True).content.decode()
    assert "data-places=/places" in page and 'id="known-places"' in page and "steun/places" in page
