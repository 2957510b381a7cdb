"""The catalogue, the units and the law as people see them; and what they do not see."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steun.web.decide.commitment.model import Commitment
from steun.web.decide.stock import acts as actions
from steun.web.kernel.journal.models import Entry
from steun.web.know.unit.model import Absence, Unit
from tests.builders import key

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(login):
    return login("duty-officer", "VR24")


@pytest.fixture
def toc(login):
    return login("toc", "TOC")


def seen(answer) -> str:
    """The words of a page, without its tags."""
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("word", ["stroom", "noodstroom", "NOODSTROOM", "power", "emergency gener"])
def test_the_catalogue_finds_emergency_power_in_both_languages_and_inside_words(region, word):
    words = seen(region.get("/catalogue", {"q": word}))
    assert "Noodstroomaggregaat" in words and "Zandzakken" not in words


def test_the_catalogue_tells_the_effect_and_what_achieves_it(region):
    page = region.get("/catalogue", {"q": "stroom"}).content.decode()
    assert "effect=power-supplied" in page and "/catalogue/generator" in page


@pytest.mark.parametrize(
    ("wanted", "there", "absent"),
    [
        ({"class": "civil"}, "Verhard terrein", "Zandzakken"),
        ({"direction": "military-to-civil"}, "Verhard terrein", "Zandzakken"),
        ({"direction": "civil-to-military"}, "Zandzakken", "Verhard terrein"),
        ({"effect": "water-kept-out"}, "Zandzakken", "Verhard terrein"),
    ],
)
def test_the_catalogue_is_filtered_by_class_direction_and_effect(region, wanted, there, absent):
    words = seen(region.get("/catalogue", wanted))
    assert there in words and absent not in words


def test_a_direct_alarm_line_stands_first(region):
    from steun.web.know.catalogue.model import Capability

    Capability.objects.filter(code="hard-standing").update(texts={"alarm_line": {"nl": "bel 0900", "en": "call 0900"}})
    words = seen(region.get("/catalogue"))
    assert "Rechtstreeks alarm: bel 0900" in words
    assert words.index("Verhard terrein") < words.index("Zandzakken")


def test_nothing_found_says_what_to_try(region):
    assert "Niets gevonden" in seen(region.get("/catalogue", {"q": "olifant"}))


def test_marks_say_what_is_illustrative_and_how_it_is_known(region):
    words = seen(region.get("/catalogue", {"q": "generator"}))
    assert "voorbeeld" in words and "eigen afleiding" in words


@pytest.mark.parametrize(
    "query", ["?page=x", "?page=999", "?class=nonsense", "?effect=nonsense", "?q=%00", "?q=" + "a" * 5000]
)
def test_odd_questions_to_the_catalogue_get_a_calm_answer(region, query):
    assert region.get(f"/catalogue{query}").status_code == 200


def test_who_has_a_capability_is_told_to_those_for_whom_it_is(region, login):
    assert "alpha" not in seen(region.get("/catalogue", {"q": "zandzakken"}))
    assert "alpha" in seen(login("locc", "LOCC").get("/catalogue", {"q": "zandzakken"}))


def test_the_capability_page_tells_how_many_can_be_there_by_when(toc):
    words = seen(toc.get("/catalogue/sandbags"))
    assert "160" in words and "alpha" in words and "Ten minste" not in words


def test_the_capability_page_tells_a_region_classes_and_names_no_unit(region):
    words = seen(region.get("/catalogue/sandbags"))
    assert "Ten minste" in words and "In klassen, per dagdeel" in words
    assert "160" not in words and "alpha" not in words and "100" in words


def test_nearer_is_sooner(toc):
    def first(code: str) -> str:
        page = toc.get("/catalogue/sandbags", {"region": code}).content.decode()
        return re.search(r'<time datetime="([^"]+)">', page)[1]

    assert first("VR22") < first("VR01")


def test_what_is_promised_already_is_not_promised_again(toc, world):
    assert "160" in seen(toc.get("/catalogue/sandbags"))
    world.commit(world.granted(), quantity=100)
    assert "160" not in seen(toc.get("/catalogue/sandbags"))


@pytest.mark.parametrize("query", ["?start=gisteren", "?start=9999-99-99T00:00", "?region=NONSENSE"])
def test_odd_questions_to_a_capability_get_a_calm_answer(region, query):
    assert region.get(f"/catalogue/sandbags{query}").status_code == 200


def test_an_unknown_capability_is_not_there(region):
    assert region.get("/catalogue/nonsense").status_code == 404


def test_a_region_sees_no_unit_of_defence_and_is_told_why(region):
    words = seen(region.get("/units"))
    assert "alpha" not in words and "bravo" not in words and "U ziet civiele eenheden" in words


def test_a_unit_of_defence_is_not_there_for_a_region(region, world):
    assert region.get("/units/alpha").status_code == 404
    assert region.post("/units/alpha/recount", {"capacity": 1, "reason": "x"}).status_code == 404


def test_a_unit_that_one_may_not_see_is_found_once_visibility_is_switched_off(region, monkeypatch):
    monkeypatch.setattr("steun.web.know.unit.model.UnitQuerySet.visible_to", lambda rows, actor: rows)
    assert region.get("/units/alpha").status_code == 200


def test_defence_sees_all_units_with_what_is_free_now(toc, world):
    world.commit(world.granted(starts_at=world.now), quantity=60)
    Commitment.objects.update(starts_at=world.now)
    words = seen(toc.get("/units"))
    assert "alpha" in words and "rws-ground" in words and re.search(r"alpha .*? 100 40 ", words)


def test_the_unit_page_shows_its_promises_as_bars_and_as_a_table(toc, world):
    request = world.granted()
    world.commit(request, quantity=60)
    page = toc.get("/units/alpha").content.decode()
    assert page.count(f'href="/requests/{request.pk}"') >= 2
    assert 'class="span" data-state="committed"' in page and request.number in page
    assert 'style="' not in page.split("<main")[1]


def test_the_case_of_another_is_a_bar_without_a_name(world, login):
    request = world.granted()
    unit = world.unit("rws-ground")
    Commitment.objects.create(
        request=request, unit=unit, capability_id="hard-standing", quantity=5, starts_at=world.now,
        arrives_at=world.now, leaves_at=world.now, ends_at=world.now + timedelta(hours=3), promised_quantity=5,
        promised_arrival=world.now, state="committed", entry=request.entry,
    )  # fmt: skip
    words = seen(login("provider", "RWS").get("/units/rws-ground"))
    assert "Een andere zaak" in words and request.number not in words


def test_a_recount_from_the_page_marks_short_and_says_so(toc, world):
    world.commit(world.granted(), quantity=60)
    answer = toc.post(
        "/units/alpha/recount", {"capacity": "50", "reason": "Kapot", "id": str(key("count"))}, follow=True
    )
    words = seen(answer)
    assert "Er is minder over dan is toegezegd" in words and "10 tekort" in words
    assert Unit.objects.get(code="alpha").capacity == 50


def test_a_form_sent_twice_is_done_once(toc):
    for _ in range(2):
        answer = toc.post("/units/alpha/recount", {"capacity": "50", "reason": "Kapot", "id": str(key("twice"))})
        assert answer.status_code == 303
    assert Entry.objects.filter(action="unit.recount").count() == 1


def test_every_fault_stands_at_its_field_and_what_was_typed_is_kept(toc, world):
    words = {"quantity": "0", "starts_at": "morgen", "ends_at": "", "reason": "Oefening Noord"}
    answer = toc.post("/units/alpha/absence", words)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="Oefening Noord"' in page
    for name in ("quantity", "starts_at", "ends_at"):
        assert f'id="absence-{name}-error"' in page
    assert not Absence.objects.filter(unit__code="alpha").exists()


def test_more_than_there_is_cannot_be_sent_away(toc, world):
    start, end = "2030-01-01T10:00", "2030-01-02T10:00"
    words = {"quantity": "101", "starts_at": start, "ends_at": end, "reason": "Oefening"}
    answer = toc.post("/units/alpha/absence", words)
    assert answer.status_code == 409 and "de voorraad (100) kan niet kleiner zijn" in answer.content.decode()


def test_an_absence_is_recorded_and_ended_from_the_page(toc, world):
    words = {"quantity": "10", "starts_at": "2030-01-01T10:00", "ends_at": "2030-01-02T10:00", "reason": "Oefening"}
    assert "Oefening" in seen(toc.post("/units/alpha/absence", words, follow=True))
    absence = Absence.objects.get(unit__code="alpha")
    toc.post(f"/absences/{absence.pk}/back", follow=True)
    assert not Absence.objects.filter(pk=absence.pk).exists()
    assert Entry.objects.latest("number").action == "absence.cancel"


def test_who_may_not_count_sees_who_may_and_no_form(login):
    page = login("auditor", "REKENKAMER").get("/units/alpha").content.decode()
    assert "Geteld door" in page and "/units/alpha/recount" not in page
    assert (
        login("auditor", "REKENKAMER").post("/units/alpha/recount", {"capacity": 1, "reason": "x"}).status_code == 403
    )


def test_the_law_of_a_day_is_the_law_of_that_day(region):
    then = region.get("/law/polw-58", {"on": "2021-07-14"}).content.decode()
    today = region.get("/law/polw-58").content.decode()
    assert "zoals het was op 14 juli 2021" in then and "zoals het was op" not in today
    assert "1 januari 2013" in then and "Wat er veranderde:" in then
    assert "gelezen op 29 november 2026, in de versie van" in then


@pytest.mark.parametrize("part", ["bases", "grip", "deadlines", "authorities", "nonsense"])
def test_every_part_of_the_law_has_its_page_with_sources(region, part):
    page = region.get("/law", {"part": part}).content.decode()
    assert "https://" in page.split("<main")[1] and 'class="mark"' in page


def test_every_basis_has_a_page_with_its_acts_and_wordings(region):
    from steun.rules.load import law

    for code in {basis.code for basis in law().bases}:
        answer = region.get(f"/law/{code}")
        assert answer.status_code == 200 and "Teksten, en wat er veranderde" in answer.content.decode()


def test_acts_that_may_be_done_at_once_stand_together(region):
    words = seen(region.get("/law/wvr-51"))
    assert words.index("vóór verzending") < words.index("vóór het besluit") < words.index("Tegelijk:")


@pytest.mark.parametrize("on", ["gisteren", "2021-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_does_not_exist_is_refused_with_words(region, on):
    assert region.get("/law", {"on": on}).status_code == 422


def test_an_unknown_basis_is_not_there(region):
    assert region.get("/law/nonsense").status_code == 404


PAGES = ["/catalogue", "/catalogue/sandbags", "/units", "/units/alpha", "/law", "/law?part=grip", "/law?part=deadlines",
         "/law?part=authorities", "/law/wvr-51", "/law/polw-58?on=2021-07-14"]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_asked_to_log_in(client, db, address):
    assert client.get(address).status_code in {302, 401}


@pytest.mark.parametrize("address", ["/catalogue", "/units", "/units/alpha"])
def test_the_number_of_queries_does_not_grow_with_the_rows(toc, world, address):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert toc.get(address).status_code == 200
        return len(queries)

    count()
    before = count()
    request = world.granted()
    for _ in range(3):
        world.commit(request, quantity=3)
    start = world.now + timedelta(hours=200)
    for number in range(3):
        by = world.actor("toc", "TOC")
        actions.away(world.unit("bravo").pk, 1, start, start + timedelta(hours=number + 1), by=by, reason="x")
    assert count() <= before + 1
