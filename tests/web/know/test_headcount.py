"""People are counted once: what organisations state of their own people is added up, and used where it matters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from steun.core.know.baseline.headcount import ELSEWHERE, HeadcountFacts, counted, together
from steun.web.decide.recalibration.question import pools_of
from steun.web.decide.recalibration.shape import StudyIn
from steun.web.kernel import clock
from steun.web.know.headcount import acts
from steun.web.know.headcount.model import Headcount
from steun.web.know.headcount.shape import HeadcountIn
from steun.web.know.unit.model import Unit
from tests.web.samples import headcount as sample
from tests.web.samples import recalibration

DESK = ("duty-officer", "VR24")


def text_of(page: Any) -> str:
    return " ".join(strip_tags(page.content.decode()).split())


@given(st.lists(st.tuples(st.integers(1, 9), *(st.frozensets(st.integers(1, 9)) for _ in ELSEWHERE)), max_size=4))
def test_the_people_that_nobody_else_counts_with_lie_between_both_borders(groups):
    """Persons by number: those of a group, and those of it that stand elsewhere."""
    stated, only = [], 0
    for people, *elsewhere in groups:
        found = [{one for one in kind if one <= people} for kind in elsewhere]
        stated.append(counted(HeadcountFacts(people=people, **dict(zip(ELSEWHERE, map(len, found), strict=True)))))
        only += people - len(set().union(*found))
    every = together(stated)

    assert every.at_least <= only <= every.at_most <= every.people


def test_a_page_adds_them_up_and_a_machine_reads_the_same(world, login, api):
    sample.headcount(world)
    sample.headcount(
        world, group="Volunteers", people=60, reservists=0, fire_volunteers=60, others=0, other_register=""
    )
    page = text_of(login(*DESK, language="en").get("/counted-once"))
    called = api(*DESK)("get", "/counted-once").json()["items"]

    assert "Together 100 names." in page and "28 to 34" in page
    assert [(it["organisation"], it["people"], it["at_least"], it["at_most"]) for it in called] == [
        ("VR24", 100, 28, 34)
    ]
    assert called[0]["called_up"] == 6


def test_how_few_there_are_is_read_by_the_region_and_who_divides_and_by_nobody_else(world, login, api):
    it = sample.headcount(world)
    for seat, may in ((("locc", "LOCC"), True), (("duty-officer", "VR23"), False), (("mayor", "GM0994"), False)):
        assert Headcount.objects.visible_to(world.actor(*seat)).filter(pk=it.pk).exists() is may
        assert login(*seat).get(f"/headcounts/{it.pk}").status_code == (200 if may else 404)
        assert bool(api(*seat)("get", "/counted-once").json()["items"]) is may


def test_what_is_not_counted_anew_in_time_waits_on_my_work(world, login):
    today = clock.today()
    days = {"counted_on": today - timedelta(days=400), "again_by": today - timedelta(days=1)}
    it = acts.state(HeadcountIn(**{**sample.given(), **days}), by=world.desk)

    assert it.is_old and "Count again" in text_of(login(*DESK, language="en").get("/"))


def test_when_reservists_are_called_up_each_organisation_is_short_of_its_own(world):
    """Who stated nothing is counted by the percentage of the study."""
    shape = StudyIn(**recalibration.given(called_up=5))
    before = {it.id: it.called for it in pools_of(shape)}
    holder = world.actor("provider", "RWS")
    said = sample.given(people=50, reservists=10, fire_volunteers=0, others=0, other_register="")
    acts.state(HeadcountIn(**said), by=holder)
    after = {it.id: it.called for it in pools_of(shape)}

    theirs = set(Unit.objects.filter(organisation="RWS").values_list("code", flat=True)) & after.keys()
    assert (before["rws-ground"], after["rws-ground"]) == (5, 20)
    assert {code for code, called in after.items() if before[code] != called} == theirs
