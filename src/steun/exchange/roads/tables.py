"""The road register as CSV files, in and out: nodes, links, structures (bridges and tunnels), sites, distances.

What a file is, its first line says. A file adds to what there is and changes it; an empty cell says nothing, so it
takes away nothing that is known. Every fault is told at once, with its row and column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from steun.core.kernel.errors import Fault, Malformed
from steun.core.know.roads.register import RoadLink, RoadNode, RoadRegister, Structure
from steun.core.know.roads.site import COUNTED, KINDS, OPEN, VALUES, SiteValue, minutes_of

FILES = ("nodes", "links", "structures", "sites")
HEADS: Mapping[str, frozenset[str]] = {
    "nodes": frozenset({"id", "name", "kind", "lat", "lon"}),
    "links": frozenset({"a", "b", "road", "lanes_each_way", "km"}),
    "structures": frozenset({"road", "name", "kind", "a", "b"}),
    "sites": frozenset({"site", "name", "kind", "node", "what", "value"}),
    "distances": frozenset({"a", "b", "road", "km_vild_hectometres"}),
}
"""The columns by which a file is known; further ones may be there."""
MOST_KM, MOST_LANES, MOST_CLASS, MOST_METRES = 500, 8, 300, 50
MOST_COUNTED = 100_000
CATEGORIES = ("", "A", "B", "C", "D", "E")
Row = Mapping[str, str]


class Cells:
    """One row, with what is wrong with it."""

    def __init__(self, row: Row, where: str) -> None:
        self.row, self.where = row, where
        self.faults: list[Fault] = []

    def text(self, name: str, *, needed: bool = False) -> str:
        text = (self.row.get(name) or "").strip()
        if needed and not text:
            self.fault(name, "required")
        return text

    def number(self, name: str, most: float, scale: int = 1, least: float = 0) -> int | None:
        """A number that may have a decimal point, in whole parts of it; None when the cell is empty."""
        text = self.text(name)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least < value <= most:
            self.fault(name, "not-a-number", {"value": text})
            return None
        return round(value * scale)

    def degrees(self, name: str, most: int) -> float:
        text = self.text(name)
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not -most <= value <= most:
            self.fault(name, "unreadable-degrees", {"value": text})
            return 0.0
        return value

    def fault(self, name: str, code: str, facts: Mapping[str, Any] | None = None) -> None:
        self.faults.append(Fault(f"{self.where}.{name}", code, dict(facts or {})))


def kind_of(head: Iterable[str]) -> str:
    """Which file this is, by its first line; "" = none that we know. The most particular one first."""
    there = set(head)
    fitting = [kind for kind, needed in HEADS.items() if needed <= there]
    return max(fitting, key=lambda kind: len(HEADS[kind]), default="")


def read(files: Mapping[str, str], known: RoadRegister) -> RoadRegister:
    """What is known, with what these files say. Raises `Malformed` with every fault of all of them."""
    tables: dict[str, list[tuple[str, Row]]] = {kind: [] for kind in HEADS}
    faults: list[Fault] = []
    for name, text in files.items():
        rows = csv.DictReader(io.StringIO(text))
        kind = kind_of(rows.fieldnames or ())
        if not kind:
            faults.append(Fault(name, "unreadable"))
            continue
        tables[kind] += [(f"{name}.{number}", row) for number, row in enumerate(rows, start=2)]
    found = known
    steps: tuple[tuple[str, Callable[[Cells, RoadRegister], Any]], ...] = (
        ("nodes", node), ("links", link), ("structures", structure), ("sites", site_value),
        ("distances", distance),
    )  # fmt: skip
    for kind, reader in steps:
        made = []
        for where, row in tables[kind]:
            cells = Cells(row, where)
            one = reader(cells, found)
            faults += cells.faults
            if one is not None and not cells.faults:
                made.append(one)
        found = added(found, made)
    if faults:
        raise Malformed(faults)
    return found


def added(known: RoadRegister, made: Iterable[Any]) -> RoadRegister:
    nodes, links = dict(known.nodes), dict(known.links)
    structures = {it.code: it for it in known.structures}
    values = {it.code: it for it in known.site_values}
    shelves: dict[type, dict[str, Any]] = {
        RoadNode: nodes, RoadLink: links, Structure: structures, SiteValue: values,
    }  # fmt: skip
    for one in made:
        shelves[type(one)][one.code] = one
    return replace(
        known, nodes=nodes, links=links, structures=tuple(structures.values()), site_values=tuple(values.values())
    )


def node(cells: Cells, known: RoadRegister) -> RoadNode:
    return RoadNode(
        cells.text("id", needed=True), cells.text("name", needed=True), cells.text("kind", needed=True),
        cells.degrees("lon", 180), cells.degrees("lat", 90), cells.text("evidence"),
    )  # fmt: skip


def link(cells: Cells, known: RoadRegister) -> RoadLink:
    """A link between nodes that are there: a road that ends nowhere is a fault."""
    a, b, road = (cells.text(name, needed=True) for name in ("a", "b", "road"))
    for name, code in (("a", a), ("b", b)):
        if code and code not in known.nodes:
            cells.fault(name, "unknown-code", {"value": code})
    if a and a == b:
        cells.fault("b", "code-is-there-twice", {"value": b})
    lanes = cells.number("lanes_each_way", MOST_LANES)
    metres = cells.number("km", MOST_KM, 1000)
    for name, value in (("lanes_each_way", lanes), ("km", metres)):
        if value is None and not cells.text(name):
            cells.fault(name, "required")
    return RoadLink(a, b, road, max(1, lanes or 1), max(1, metres or 1), cells.text("evidence"))


def structure(cells: Cells, known: RoadRegister) -> Structure:
    """A bridge or tunnel with what is said of it; what the row leaves open stays as it was."""
    found = link_of(cells, known)
    said: dict[str, Any] = {
        "load_wheeled": cells.number("mlc_wheeled", MOST_CLASS),
        "load_tracked": cells.number("mlc_tracked", MOST_CLASS),
        "height_cm": cells.number("height_m", MOST_METRES, 100), "width_cm": cells.number("width_m", MOST_METRES, 100),
        "movable": cells.text("movable").lower() in {"yes", "ja", "true", "1"} or None,
        "tunnel": cells.text("adr_category").upper() or None, "evidence": cells.text("evidence") or None,
    }  # fmt: skip
    if said["tunnel"] not in {None, *CATEGORIES}:
        cells.fault("adr_category", "unknown-code", {"value": str(said["tunnel"])})
    made = Structure(
        found.road if found else "", cells.text("name", needed=True), cells.text("kind", needed=True),
        found.code if found else "",
    )  # fmt: skip
    before = next((it for it in known.structures if it.code == made.code and it.link == made.link), made)
    return replace(before, **{name: value for name, value in said.items() if value is not None})


def site_value(cells: Cells, known: RoadRegister) -> SiteValue:
    """One value of a site that supports a column, with who said it, when, and how it is known."""
    site, name, kind, node = (cells.text(name, needed=True) for name in ("site", "name", "kind", "node"))
    it = SiteValue(
        site, name, kind, node, cells.text("owner"), cells.text("what"), cells.text("value"),
        cells.text("source", needed=True), day(cells), cells.text("evidence"),
    )  # fmt: skip
    for column, value, allowed in (("kind", kind, KINDS), ("node", node, known.nodes), ("what", it.what, VALUES)):
        if value and value not in allowed:
            cells.fault(column, "unknown-code", {"value": value})
    if it.what in COUNTED and not (it.value.isascii() and it.value.isdigit() and int(it.value) <= MOST_COUNTED):
        cells.fault("value", "not-a-number", {"value": it.value})
    elif it.what == OPEN and minutes_of(it.value) is None:
        cells.fault("value", "unreadable", {"value": it.value})
    elif it.what and not it.value:
        cells.fault("value", "required")
    return it


def day(cells: Cells) -> date | None:
    text = cells.text("date")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        cells.fault("date", "unreadable-day", {"value": text})
        return None


def distance(cells: Cells, known: RoadRegister) -> RoadLink | None:
    """A link with the length that was measured along it; rows without one say nothing."""
    found = link_of(cells, known)
    metres = cells.number("km_vild_hectometres", MOST_KM, 1000)
    if not found or not metres or cells.text("hectometre_jump") not in {"", "0"}:
        return None
    return replace(found, metres=metres, evidence="S: hectometres of VILD")


def link_of(cells: Cells, known: RoadRegister) -> RoadLink | None:
    """The link that a row names by its ends and its road; the only one between them when the road differs."""
    a, b, road = (cells.text(name, needed=True) for name in ("a", "b", "road"))
    for code in (f"{a}.{b}.{road}", f"{b}.{a}.{road}"):
        if code in known.links:
            return known.links[code]
    between = [it for it in known.links.values() if {it.a, it.b} == {a, b}]
    if len(between) == 1:
        return between[0]
    cells.fault("road", "unknown-code", {"value": f"{a} {b} {road}"})
    return None


def write(register: RoadRegister) -> dict[str, str]:
    """The register as files that `read` takes."""
    nodes = [
        {"id": it.code, "name": it.name, "kind": it.kind, "lat": it.lat, "lon": it.lon, "evidence": it.evidence}
        for it in register.nodes.values()
    ]
    links = [
        {"a": it.a, "b": it.b, "road": it.road, "lanes_each_way": it.lanes, "km": in_thousands(it.metres),
         "evidence": it.evidence}
        for it in register.links.values()
    ]  # fmt: skip
    structures = [written(it, register.links[it.link]) for it in register.structures]
    sites = [written_site(it) for it in register.site_values]
    heads = {
        "nodes": ("id", "name", "kind", "lat", "lon", "evidence"),
        "links": ("a", "b", "road", "lanes_each_way", "km", "evidence"),
        "structures": tuple(written(Structure("", "", "", ""), RoadLink("", "", "", 1, 1))),
        "sites": tuple(written_site(SiteValue("", "", "", ""))),
    }
    rows: dict[str, list[dict[str, Any]]] = {"nodes": nodes, "links": links, "structures": structures, "sites": sites}
    return {f"{name}.csv": table(heads[name], rows[name]) for name in FILES}


def written(it: Structure, link: RoadLink) -> dict[str, Any]:
    return {
        "road": it.road, "name": it.name, "kind": it.kind, "a": link.a, "b": link.b,
        "movable": "yes" if it.movable else "", "mlc_wheeled": it.load_wheeled or "",
        "mlc_tracked": it.load_tracked or "", "height_m": in_hundreds(it.height_cm),
        "width_m": in_hundreds(it.width_cm), "adr_category": it.tunnel, "evidence": it.evidence,
    }  # fmt: skip


def written_site(it: SiteValue) -> dict[str, Any]:
    names = ("site", "name", "kind", "node", "owner", "what", "value", "source")
    return {
        **{name: getattr(it, name) for name in names}, "date": it.said_on.isoformat() if it.said_on else "",
        "evidence": it.evidence,
    }  # fmt: skip


def in_thousands(metres: int) -> str:
    return f"{metres / 1000:g}"


def in_hundreds(centimetres: int | None) -> str:
    return f"{centimetres / 100:g}" if centimetres else ""


def table(head: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    page = io.StringIO()
    lines = csv.DictWriter(page, fieldnames=head, lineterminator="\n")
    lines.writeheader()
    lines.writerows(rows)
    return page.getvalue()
