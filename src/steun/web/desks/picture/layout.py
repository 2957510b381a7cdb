"""Where signs and labels stand on the map: signs that would overlap become one group with a number, and labels give way
to signs. Computed here, so that the drawing is the same with and without a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from steun.core.deliver.picture import WORST_FIRST
from steun.exchange.geo.shapes import Point
from steun.web.desks.picture.map import WIDTH, Land, Map

KINDS = ("incident", "request", "unit", "column")
"""What is shown, in the order in which it stands side by side."""
SIGN, GAP, TEXT = 26.0, 2.0, 14.0
"""Size of a sign, room between two, height of a text [pixels of the screen]."""
SIZES = {"narrow": 1.36, "wide": 0.8}
"""Units of the drawing per pixel, on a map of 294 pixels or more, and of 500 or more: texts keep 14 pixels on both."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a place: what it is, how bad, where it leads."""

    kind: str
    key: str
    at: Point
    label: str
    url: str
    symbol: str
    tone: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """What is drawn for the marks of one kind in one group. `x`, `y`: its corner."""

    kind: str
    symbol: str
    tone: str
    label: str
    url: str
    count: int
    x: float
    y: float
    unit: float

    @property
    def count_wide(self) -> float:
        """The plate of the number stands in the corner."""
        return round((len(str(self.count)) * 0.6 + 0.25) * TEXT * self.unit, 1)

    @property
    def count_high(self) -> float:
        """Rounded up: not smaller than texts may be."""
        return ceil(TEXT * self.unit * 10) / 10

    @property
    def count_x(self) -> float:
        return round(self.x + SIGN * self.unit - self.count_wide, 1)

    @property
    def count_middle(self) -> float:
        return round(self.count_x + self.count_wide / 2, 1)

    @property
    def count_base(self) -> float:
        return round(self.y + TEXT * self.unit * 0.84, 1)


@dataclass(frozen=True, slots=True)
class Text:
    code: str
    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layer:
    """All signs and labels for one size of the map. `unit`: units of the drawing per pixel."""

    size: str
    unit: float
    signs: tuple[Sign, ...]
    labels: tuple[Text, ...]

    @property
    def side(self) -> float:
        return round(SIGN * self.unit, 1)

    @property
    def letter(self) -> float:
        """Rounded up: texts are never smaller than they may be."""
        return ceil(TEXT * self.unit * 10) / 10


Box = tuple[float, float, float, float]
"""West, north, east, south, in units of the drawing."""


def layers(sheet: Map, marks: Iterable[Mark]) -> list[Layer]:
    """One per size; the page shows the one that fits."""
    known = [it for it in marks if sheet.holds(it.at)]
    return [layer(sheet, known, size, unit) for size, unit in SIZES.items()]


def layer(sheet: Map, marks: Sequence[Mark], size: str, unit: float) -> Layer:
    groups = grouped(marks, unit, sheet.height)
    boxes = [box_of(group, unit, sheet.height) for group in groups]
    signs = [it for group, box in zip(groups, boxes, strict=True) for it in signs_of(group, box, unit)]
    return Layer(size, unit, tuple(signs), tuple(labels(sheet.lands, boxes, unit)))


def grouped(marks: Sequence[Mark], unit: float, height: float) -> list[list[Mark]]:
    """Marks that lie so near that their signs would overlap, together; repeated until no two groups overlap."""
    groups: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda it: (it.at, it.kind, it.key)):
        if groups and groups[-1][0].at == mark.at:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    merged = True
    while merged:
        merged, kept = False, list[list[Mark]]()
        for group in groups:
            box = box_of(group, unit, height)
            near = next((it for it in kept if overlap(box, box_of(it, unit, height))), None)
            if near is None:
                kept.append(group)
            else:
                near += group
                merged = True
        groups = kept
    return groups


def box_of(group: Sequence[Mark], unit: float, height: float) -> Box:
    """The room of a group: its signs side by side around the middle of its places, within the sheet."""
    wide = len({it.kind for it in group}) * (SIGN + GAP) * unit
    high = SIGN * unit
    x = sum(it.at[0] for it in group) / len(group)
    y = sum(it.at[1] for it in group) / len(group)
    west = min(max(x - wide / 2, 0), WIDTH - wide)
    north = min(max(y - high / 2, 0), height - high)
    return west, north, west + wide, north + high


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def signs_of(group: Sequence[Mark], box: Box, unit: float) -> list[Sign]:
    """One sign per kind; of several of a kind the worst, with their number."""
    found, x = [], box[0]
    for kind in KINDS:
        of_kind = [it for it in group if it.kind == kind]
        if not of_kind:
            continue
        worst = min(of_kind, key=lambda it: (WORST_FIRST.index(it.tone), it.label))
        url = worst.url if len(of_kind) == 1 else f"#cases-{worst.region or 'elsewhere'}"
        symbol = worst.symbol if len({it.symbol for it in of_kind}) == 1 else kind
        label = "; ".join(it.label for it in of_kind)
        found.append(Sign(kind, symbol, worst.tone, label, url, len(of_kind), round(x, 1), round(box[1], 1), unit))
        x += (SIGN + GAP) * unit
    return found


def labels(lands: Iterable[Land], taken: Iterable[Box], unit: float) -> Iterable[Text]:
    """The number of each region where it is free; a region full of signs has none, and the table names it."""
    boxes = list(taken)
    for land in lands:
        for x, y in land.spots:
            half, high = len(land.label) * TEXT * unit * 0.3 + unit, TEXT * unit * 0.6
            box = (x - half, y - high, x + half, y + high)
            if not any(overlap(box, other) for other in boxes):
                boxes.append(box)
                yield Text(land.code, land.label, round(x, 1), round(y, 1))
                break
