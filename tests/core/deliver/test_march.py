"""The arithmetic of marches and which permissions a movement needs: by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from steun.core.deliver.movement.clearance import Limits, covers
from steun.core.deliver.movement.march import Leg, March, passages, passing, points
from steun.core.deliver.movement.march import packets as split
from steun.core.deliver.movement.permissions import Load, TransitPolicy, is_barred, limits_to_ask, needed
from steun.rules.policy.transit import transit

ENDS = {"a": ("P", "Q"), "b": ("Q", "R"), "c": ("R", "S")}
MARCH = March(1, 20, 3, (Leg("a", "P", 10, 20), Leg("b", "Q", 25, 31), Leg("c", "R", 31, 40)))
DAY = date(2026, 11, 30)


@pytest.mark.parametrize(("vehicles", "size"), [(1, 10), (25, 25), (26, 25), (52, 25), (1_000, 20), (99, 10)])
def test_packets_are_as_few_and_as_equal_as_they_can_be(vehicles, size):
    found = split(vehicles, size)
    assert sum(found) == vehicles and max(found) <= size and max(found) - min(found) <= 1
    assert len(found) == -(-vehicles // size)


def test_twenty_vehicles_of_12_metres_50_apart_pass_in_two_minutes_at_60():
    """20 x 62 m is 1,240 m: 1.24 minutes, rounded up."""
    assert passing(20, 12, 50, 60) == 2 and passing(16, 12, 50, 60) == 1


def test_a_march_table_has_the_first_vehicle_and_the_last_at_each_point():
    """It halts five minutes at Q: one is there at 20, the last leaves 3 minutes after the first went on."""
    assert [(it.node, it.first, it.last) for it in points(MARCH, ENDS)] == [
        ("P", 10, 13), ("Q", 20, 28), ("R", 31, 34), ("S", 40, 43),
    ]  # fmt: skip


def test_an_area_sees_each_stretch_without_a_break_and_nothing_else():
    rows = list(passages([MARCH, replace(MARCH, number=2)], {"a", "c"}))
    assert [(it.packet, it.first, it.last) for it in rows] == [(1, 10, 23), (2, 10, 23), (1, 31, 43), (2, 31, 43)]
    assert list(passages([MARCH], {"x"})) == []
    assert [(it.first, it.last, len(it.legs)) for it in passages([MARCH], {"b", "c"})] == [(25, 43, 2)]


@pytest.mark.parametrize(
    ("load", "kinds", "expected"),
    [
        (Load(vehicles=10), ("junction",), set()),
        (Load(vehicles=10), ("border_de",), {"customs"}),
        (Load(vehicles=11), ("border_de",), {"customs", "germany"}),
        (Load(vehicles=1, weight_kg=40_001), ("border_de",), {"customs", "germany"}),
        (Load(vehicles=1, goods="dangerous"), ("border_de",), {"customs", "germany"}),
        (Load(vehicles=1, width_cm=255, height_cm=400, weight_kg=50_000), ("base",), set()),
        (Load(vehicles=1, width_cm=256), ("base",), {"oversize"}),
        (Load(vehicles=1, goods="ammunition"), ("port",), {"port", "escort"}),
        (Load(vehicles=90), ("border_be",), {"customs", "belgium"}),
    ],
)
def test_route_and_load_say_which_permissions_are_needed(load, kinds, expected):
    """The German credit: above ten vehicles, 40 t, 2.55 m, 4 m, or goods on a fixed route."""
    assert {it.code for it in needed(transit(), load, kinds, DAY)} == expected


def test_a_permission_of_another_day_is_not_asked():
    assert needed(transit(), Load(vehicles=90), ("border_de",), date(2015, 1, 1)) == ()
    assert needed(TransitPolicy(), Load(vehicles=90), ("border_de",), DAY) == ()


def test_what_nobody_knows_is_asked_only_when_the_load_needs_it():
    unknown = ("load_wheeled", "load_tracked", "height_cm", "width_cm")
    assert limits_to_ask(Load(), unknown, "C") == ()
    assert limits_to_ask(Load(load_class=80, height_cm=410), unknown, "") == ("load_wheeled", "height_cm")
    assert limits_to_ask(Load(goods="dangerous"), (), "A") == ()
    assert limits_to_ask(Load(goods="dangerous"), (), "B") == ("tunnel",)


def test_what_somebody_stated_bars_at_once():
    assert is_barred(Load(height_cm=410), {"height_cm": 409})
    assert not is_barred(Load(height_cm=410), {"height_cm": 410})
    assert not is_barred(Load(height_cm=410), {"height_cm": None, "load_wheeled": 10})


def test_no_answer_time_that_is_only_proposed_looks_like_a_promise():
    for it in transit().answer_times:
        assert (it.status == "promised") == (it.code == "nato-clearance"), it.code


def test_civil_support_is_counted_in_vehicles_or_packets_and_rounded_up():
    parking, traffic = transit().support("parking", DAY), transit().support("traffic", DAY)
    assert parking.pieces(45, 3) == 45 and traffic.pieces(45, 3) == 2 and traffic.pieces(45, 4) == 2
    assert transit().support("dragons", DAY) is None and transit().support("parking", date(2015, 1, 1)) is None


@pytest.mark.parametrize(
    ("limits", "load", "expected"),
    [
        ({}, Load(vehicles=900), True),
        ({"nation": "US"}, Load(vehicles=9), True),
        ({"nation": "DE"}, Load(vehicles=9), False),
        ({"most": Load(vehicles=20)}, Load(vehicles=20), True),
        ({"most": Load(vehicles=20)}, Load(vehicles=21), False),
        ({"most": Load(weight_kg=60_000)}, Load(vehicles=9), False),
        ({"most": Load(weight_kg=60_000)}, Load(vehicles=9, weight_kg=60_000), True),
        ({}, Load(goods="dangerous"), False),
        ({"goods": "dangerous"}, Load(goods="dangerous"), True),
        ({"goods": "dangerous"}, Load(goods="ammunition"), False),
        ({"roads": ("A58", "A2")}, Load(), True),
        ({"roads": ("A58",)}, Load(), False),
        ({"last_day": DAY}, Load(), False),
        ({"first_day": date(2026, 12, 1)}, Load(), False),
    ],
)
def test_a_standing_permission_covers_what_lies_within_each_of_its_limits(limits, load, expected):
    """What a load did not say is not covered where there is a bound."""
    of = Limits(**{"first_day": DAY, "last_day": date(2026, 12, 31), **limits})
    assert covers(of, load, "US", {"A58", "A2"}, DAY, date(2026, 12, 1)) is expected
