"""The road register: what is not stated is unknown, and a link knows through which places it runs."""

from dataclasses import replace

from steun.core.know.roads.register import Owner, RoadLink, RoadNode, RoadRegister, Structure, differences, places

WEST, EAST = RoadNode("W", "West", "junction", 5.0, 52.0), RoadNode("E", "East", "junction", 5.4, 52.0)
ROAD = RoadLink("W", "E", "A1", 2, 30_000)
BRIDGE = Structure("A1", "Bridge", "bridge", ROAD.code, load_wheeled=80, height_cm=450)
TUNNEL = Structure("A1", "Tunnel", "tunnel", ROAD.code, load_wheeled=60, tunnel="C")


def register(*structures: Structure) -> RoadRegister:
    return RoadRegister(
        {"W": WEST, "E": EAST}, {ROAD.code: ROAD}, structures, (Owner("A[0-9]+", "RWS"), Owner("N[0-9]{3}"))
    )


def test_the_least_of_what_is_known_limits_a_link_and_one_unknown_makes_it_unknown() -> None:
    both = register(BRIDGE, TUNNEL)

    assert both.limit(ROAD.code, "load_wheeled") == 60
    assert both.limit(ROAD.code, "height_cm") is None, "nobody stated the height of the tunnel"
    assert both.least_known(ROAD.code, "height_cm") == 450
    assert both.unknown(ROAD.code) == ("load_tracked", "height_cm", "width_cm")
    assert both.tunnel(ROAD.code) == "C"


def test_a_link_without_any_bridge_in_the_register_is_not_taken_as_free_of_them() -> None:
    assert register().limit(ROAD.code, "load_wheeled") is None


def test_a_road_belongs_to_the_first_owner_whose_pattern_fits() -> None:
    known = register()

    assert known.owner("A12") == Owner("A[0-9]+", "RWS")
    assert known.owner("N302") == Owner("N[0-9]{3}")
    assert known.owner("local") is None


def test_a_link_runs_through_every_place_on_its_way_in_order() -> None:
    towns = [
        (5.4, 52.0, "GM3", "VR2"),
        (5.2, 52.05, "GM2", "VR1"),
        (5.0, 52.0, "GM1", "VR1"),
        (5.2, 53.0, "GM9", "VR9"),
    ]

    assert places(register(), towns)[ROAD.code] == (("GM1", "GM2", "GM3"), ("VR1", "VR2"))


def test_every_value_that_differs_is_named_with_what_it_was() -> None:
    fresh = register(replace(BRIDGE, load_wheeled=40), TUNNEL)

    found = differences(register(BRIDGE), fresh)

    assert [(it.code, it.field, it.before, it.after) for it in found] == [
        ("A1 Bridge", "load_wheeled", 80, 40),
        ("A1 Tunnel", "", None, None),
    ]
