"""Sites on the way of a movement: what they can take, what must be asked, and guarding in person-hours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from steun.core.kernel.errors import Malformed
from steun.core.know.roads.register import differences
from steun.core.know.roads.site import KINDS, VALUES
from steun.exchange.roads import folder, tables
from steun.rules.load import chosen
from steun.web.deliver.movement import acts
from steun.web.deliver.support.sites import halts
from steun.web.kernel import words
from tests.builders import World
from tests.web.samples.movement import TOC, credited

pytestmark = pytest.mark.django_db
HEAD = "site,name,kind,node,owner,what,value,source,date,evidence\n"
ROWS = (
    "VLI,Port terrain,port-terrain,P-VLI,NSP,places,40,Letter 7,2026-11-01,S\n"
    "VLI,Port terrain,port-terrain,P-VLI,NSP,guards,8,Letter 7,2026-11-01,S\n"
    "VLI,Port terrain,port-terrain,P-VLI,NSP,open,00:00-24:00,Letter 7,,S\n"
    "FAR,Elsewhere,rest-area,P-EEM,,beds,10,Letter 8,,K\n"
)


@pytest.fixture
def stated(settings, tmp_path: Path) -> None:
    """A register with sites of which somebody stated something."""
    known = folder.read(chosen() / "roads")
    folder.write(tmp_path / "roads", tables.read({"sites": HEAD + ROWS}, known), "test", date(2026, 11, 30))
    settings.ROADS = str(tmp_path / "roads")


def test_a_site_on_its_way_takes_it_or_not_and_what_nobody_stated_is_asked(world: World, login, stated) -> None:
    it = credited(world, vehicles=30, people=50)

    (here,) = halts(it)

    assert (here.site.code, here.places, here.beds, here.is_open, here.fits) == ("VLI", True, None, True, None)
    assert here.first == it.departs and here.last > here.first
    more = credited(world, vehicles=45)
    assert (halts(more)[0].places, halts(more)[0].fits) == (False, False)
    page = login(*TOC, "en").get(f"/movements/{more.pk}").content.decode()
    assert "Port terrain" in page and "not enough" in page and "Elsewhere" not in page
    assert "Port terrain" not in login("duty-officer", "VR24", "en").get(f"/movements/{more.pk}").content.decode()


def test_guarding_is_asked_in_person_hours_with_the_guards_that_the_register_has(world: World, stated) -> None:
    it = acts.ask_civil(credited(world, vehicles=45).pk, support="guarding", by=world.actor(*TOC))
    request = it.supports.get().request
    hours = -((request.starts_at - request.ends_at).total_seconds() // 3600)
    assert request.task.split(".")[0].split()[0] == "8" and f"{8 * int(hours)} mensuren" in request.task
    assert "register" in request.task


def test_without_the_register_guards_follow_from_the_vehicles_and_say_that_it_is_a_proposal(world: World) -> None:
    it = acts.ask_civil(credited(world, vehicles=45).pk, support="guarding", by=world.actor(*TOC))
    task = it.supports.get().request.task
    assert task.startswith("5 ") and "voorstel van Steun" in task


def test_the_page_and_the_api_name_each_value_with_its_source_and_what_must_be_asked(
    world: World, login, api, stated
) -> None:
    page = login("duty-officer", "VR01", "en").get("/roads/sites").content.decode()
    assert "Letter 7" in page and "1 Nov 2026" in page and "ask the owner" in page and "NSP" in page
    found = {it["code"]: it for it in api("duty-officer", "VR01")("get", "/roads/sites").json()["items"]}
    assert {"VLI", "FAR"} <= found.keys() and [it["what"] for it in found["FAR"]["values"]] == ["beds"]
    for context, codes in (("site-kind", KINDS), ("site-value", VALUES)):
        assert all(words.word(context, code) != code for code in codes)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("X,Field,meadow,P-VLI,,beds,1,s,,K", "kind"),
        ("X,Field,base,NOWHERE,,beds,1,s,,K", "node"),
        ("X,Field,base,P-VLI,,dragons,1,s,,K", "what"),
        ("X,Field,base,P-VLI,,beds,-1,s,,K", "value"),
        ("X,Field,base,P-VLI,,beds,nan,s,,K", "value"),
        ("X,Field,base,P-VLI,,open,at night,s,,K", "value"),
        ("X,Field,base,P-VLI,,beds,1,,,K", "source"),
        ("X,Field,base,P-VLI,,beds,1,s,yesterday,K", "date"),
        ("X,,base,P-VLI,,beds,1,s,,K", "name"),
    ],
)
def test_what_is_wrong_with_a_row_is_named_at_its_place(row: str, field: str) -> None:
    with pytest.raises(Malformed) as wrong:
        tables.read({"sites": f"{HEAD}{row}\n"}, folder.read(chosen() / "roads"))
    assert [it.field for it in wrong.value.faults] == [f"sites.2.{field}"]


def test_a_register_of_before_there_were_sites_is_read_and_each_new_value_is_shown(tmp_path: Path) -> None:
    known = folder.read(chosen() / "roads")
    folder.write(tmp_path, known, "test", date(2026, 11, 30))
    assert folder.read(tmp_path).site_values == known.site_values
    (tmp_path / "sites.csv").unlink()
    before = folder.read(tmp_path)
    assert before.sites == {}
    fresh = tables.read({"sites": HEAD + ROWS}, before)
    assert {it.code for it in differences(before, fresh)} == {"VLI places", "VLI guards", "VLI open", "FAR beds"}
