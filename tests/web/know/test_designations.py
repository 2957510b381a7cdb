"""Critical entities: designated by a ministry, shown where they matter, and to nobody who need not know."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.html import strip_tags

from steun.core.kernel.errors import Malformed, NotYours
from steun.web.know.designation import acts
from steun.web.know.designation.model import Designation
from steun.web.know.designation.shape import DesignationIn
from steun.web.know.risk.read import who
from tests.web.samples.designation import MINISTER, designation, given
from tests.web.samples.risk import national

LOCC, DESK = ("locc", "LOCC"), ("duty-officer", "VR24")


def text_of(page: Any) -> str:
    return " ".join(strip_tags(page.content.decode()).split())


def test_a_ministry_designates_and_nobody_else(world):
    assert designation(world).ministry_id == "MIN-IENW"

    for seat in (LOCC, DESK, ("dops", "DOPS"), ("provider", "RWS")):
        with pytest.raises(NotYours):
            acts.designate(DesignationIn(**given(service="Gas")), by=world.actor(*seat))


def test_what_the_act_leaves_out_is_no_critical_entity(world):
    for entity in ("VR24", "KORPS", "OM", "DOPS"):
        with pytest.raises(Malformed) as error:
            designation(world, entity=entity)
        assert [(it.field, it.code) for it in error.value.faults] == [("entity", "entity-can-be-designated")]


def test_of_one_service_there_is_one_designation(world):
    first = designation(world, service="Gas")
    with pytest.raises(Malformed) as error:
        designation(world, service="Gas")
    assert [it.code for it in error.value.faults] == ["designated-once"]

    acts.withdraw(first.pk, by=world.actor(*MINISTER), reason="Named wrongly")
    assert designation(world, service="Gas").state == "designated"


def test_the_directory_shows_it_to_who_may_know(world, login):
    designation(world)
    for seat, may in (
        (LOCC, True),
        (MINISTER, True),
        (("dijkgraaf", "WS-limburg"), True),
        (("mayor", "GM0935"), False),
    ):
        page = text_of(login(*seat, language="en").get("/organisations/WS-limburg"))
        assert ("Waste water of the south" in page) is may, seat


def test_what_involves_critical_entities_names_them_for_who_may_know(world, login, api):
    risk, it = national(world), designation(world)

    def named(seat: tuple[str, str]) -> list[str]:
        found = who(risk.threat, risk.places, world.actor(*seat))
        return [body.pk for one in found if one.role == "provider" for body in one.bodies]

    assert (named(LOCC), named(DESK)) == (["WS-limburg"], [])
    called = api(*LOCC)("get", f"/risks/{risk.pk}").json()["involved"]
    assert [one["organisations"] for one in called if one["role"] == "provider"] == [["WS-limburg"]]
    acts.withdraw(it.pk, by=world.actor(*MINISTER), reason="No more")
    assert named(LOCC) == [] and Designation.objects.get().state == "withdrawn"
