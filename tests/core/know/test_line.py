"""A road as one line, from one end to the other."""

from __future__ import annotations

from steun.core.know.roads.line import in_line
from steun.core.know.roads.register import RoadLink


def link(a: str, b: str, metres: int = 1_000) -> RoadLink:
    return RoadLink(a, b, "A1", 2, metres)


def test_links_follow_each_other_whatever_their_order_and_whichever_way_they_are_written() -> None:
    line = in_line([link("B", "C", 500), link("B", "A", 2_000), link("C", "D")])
    assert [(it.link, it.start, it.first_m, it.last_m) for it in line.values()] == [
        ("B.A.A1", "A", 0, 2_000), ("B.C.A1", "B", 2_000, 2_500), ("C.D.A1", "C", 2_500, 3_500),
    ]  # fmt: skip
    assert line["B.A.A1"].at("A") == 0 and line["B.A.A1"].at("B") == 2_000


def test_parts_that_do_not_touch_follow_each_other_and_a_ring_is_walked_once() -> None:
    parts = in_line([link("A", "B"), link("X", "Y")])
    assert [(it.start, it.first_m) for it in parts.values()] == [("A", 0), ("X", 1_000)]
    ring = in_line([link("A", "B"), link("B", "C"), link("C", "A")])
    assert len(ring) == 3 and max(it.last_m for it in ring.values()) == 3_000


def test_a_branch_is_not_lost() -> None:
    assert len(in_line([link("A", "B"), link("B", "C"), link("B", "D")])) == 3
