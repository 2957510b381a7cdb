"""An installation's own sites and units come in by a file: what a form would refuse or doubt is refused here too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from steun.web.decide.stock.tick import absences
from steun.web.desks.audit.check import replay
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.know.unit.model import Absence, Site, Unit

SITE = {"code": '"valley"', "name": '"Depot"', "town": '"Valkenburg"', "lon": "5.83", "lat": "50.865"}
UNIT = {
    "code": '"pumps"', "nl": '"Pompen"', "en": '"Pumps"', "organisation": '"RWS"', "site": '"valley"',
    "capacity": "4", "counted_nl": '"pompen"', "counted_en": '"pumps"', "divisible": "true", "notice_minutes": "60",
    "rest_minutes": "0", "speed_kmh": "60", "airborne": "false",
    "offers": '[{ capability = "generator", quantity = 4 }]',
}  # fmt: skip


@pytest.fixture
def load(world: Any, tmp_path: Path) -> Any:
    def loaded(site: dict[str, str] | None = None, unit: dict[str, str] | None = None, more: str = "") -> None:
        tables = {"site": {**SITE, **(site or {})}, "unit": {**UNIT, **(unit or {})}}
        text = "\n".join(
            line
            for table, row in tables.items()
            for line in (f"[[{table}]]", *(f"{name} = {value}" for name, value in row.items() if value))
        )
        file = tmp_path / "own.toml"
        file.write_text(f"{text}\n{more}\n", "utf-8")
        call_command("load_units", str(file), verbosity=0)

    return loaded


def test_what_is_right_is_loaded(load):
    load()

    unit = Unit.objects.get(code="pumps")
    assert (unit.site.lon, unit.capacity, unit.offerings.get().quantity) == (5.83, 4, 4)


def test_an_absence_that_comes_along_is_on_record_and_the_clock_begins_it_without_a_false_alarm(load, world):
    load(unit={"absences": '[{ from_hours = -1, until_hours = 8, quantity = 3, nl = "Onderhoud" }]'})

    absence = Absence.objects.get(unit__code="pumps")
    assert (absence.entry.actor, absence.entry.reason, absence.entry.organisation) == ("console", "Onderhoud", "RWS")
    assert absence.entry in Entry.objects.visible_to(world.actor("provider", "RWS"))
    assert absence.entry not in Entry.objects.visible_to(world.actor("mayor", "GM0994"))
    assert absences(clock.now()) == 1
    assert list(replay()) == []


def test_an_absence_that_was_slipped_in_is_found(world):
    """Pieces that are away count as given: who writes past the journal could hide a unit."""
    start, end = world.now, world.now + timedelta(hours=3)
    row = Absence.objects.create(unit=world.unit("alpha"), quantity=90, starts_at=start, ends_at=end, reason="x")
    assert [str(it) for it in replay()] == [
        f"absence:{row.pk}: birth: the journal says 'not recorded', the table 'planned'"
    ]


@pytest.mark.parametrize(
    ("site", "named"),
    [
        ({"lon": "50.865", "lat": "5.83"}, "valley"),  # swapped
        ({"lon": "186000", "lat": "317000"}, "valley: lon"),  # metres of the national grid
        ({"lon": "-33.0", "lat": "-70.6"}, "valley"),  # nowhere near
        ({"lon": "nan"}, "valley: lon"),
        ({"lon": '"5,83"'}, "valley: lon"),
        ({"lat": ""}, "valley: lat"),
        ({"town": '" "'}, "valley: town"),
    ],
)
def test_a_home_that_cannot_be_right_is_not_loaded(load, site, named):
    with pytest.raises(CommandError, match=f"^{named}"):
        load(site=site)

    assert not Site.objects.filter(pk="valley").exists() and not Unit.objects.filter(code="pumps").exists()


def test_a_home_abroad_is_loaded_when_the_file_says_that_it_is_meant(load):
    load(site={"lon": "8.57", "lat": "52.9", "abroad": "true"})

    assert Unit.objects.get(code="pumps").site.lon == 8.57


@pytest.mark.parametrize(
    ("unit", "field"),
    [
        ({"capacity": '"1.000"'}, "capacity"),
        ({"capacity": "1.000"}, "capacity"),
        ({"capacity": "-4"}, "capacity"),
        ({"capacity": "true"}, "capacity"),
        ({"speed_kmh": "0"}, "speed_kmh"),
        ({"notice_minutes": "-5"}, "notice_minutes"),
        ({"nl": '"' + "p" * 161 + '"'}, "nl"),
        ({"code": '"pumps/../x"'}, "code"),
        ({"notice_minuts": "5"}, "notice_minuts"),
        ({"offers": "[]"}, "offers"),
        ({"offers": '[{ capability = "generator", quantity = 0 }]'}, "offers.0.quantity"),
    ],
)
def test_each_wrong_number_or_word_is_named_at_its_field(load, unit, field):
    with pytest.raises(CommandError, match=rf"(?m): {field}: \S"):
        load(unit=unit)

    assert not Unit.objects.filter(name_en="Pumps").exists() and not Site.objects.filter(pk="valley").exists()


@pytest.mark.parametrize(
    "unit",
    [
        {"organisation": '"NOBODY"'},
        {"site": '"nowhere"'},
        {"offers": '[{ capability = "nothing", quantity = 4 }]'},
        {"offers": '[{ capability = "generator", quantity = 5 }]'},
        {"offers": '[{ capability = "generator", quantity = 2 }, { capability = "generator", quantity = 2 }]'},
        {"divisible": "false", "offers": '[{ capability = "generator", quantity = 2 }]'},
        {"absences": '[{ quantity = 9, from_hours = 1, until_hours = 2, nl = "Onderhoud" }]'},
        {"absences": '[{ quantity = 1, from_hours = 2, until_hours = 2, nl = "Onderhoud" }]'},
    ],
)
def test_what_does_not_fit_with_the_rest_is_named(load, unit):
    with pytest.raises(CommandError, match=r"^pumps: "):
        load(unit=unit)

    assert not Unit.objects.filter(code="pumps").exists()


def test_two_rows_of_one_code_and_an_unknown_table_are_named(load):
    again = "\n".join(["[[unit]]", *(f"{name} = {value}" for name, value in UNIT.items())])
    with pytest.raises(CommandError, match=r"(?s)units: unknown table.*pumps: is there 2 times"):
        load(more=f"{again}\n[[units]]")


def test_names_are_as_clean_as_those_of_a_form(load):
    load(unit={"nl": '"Pompen\\u202Egnp.exe"'})

    assert Unit.objects.get(code="pumps").name_nl == "Pompengnp.exe"
