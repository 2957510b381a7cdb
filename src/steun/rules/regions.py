"""Safety regions from their file: municipalities with their areas, neighbours, police unit, military command."""

from __future__ import annotations

from typing import Any

from steun.core.kernel.law import Area, Region
from steun.core.kernel.units import Metres
from steun.rules.build import Reader
from steun.rules.table import Table


def read_regions(raw: dict[str, Any], reader: Reader) -> tuple[dict[str, Region], dict[str, str], dict[str, Area]]:
    """The regions by code, the names of the organisations that they mention, and the areas of municipalities and
    islands by code. Faults go to the reader."""
    where = "regions.toml"
    table = Table(raw, where, reader.faults)
    names: dict[str, str] = {}
    areas: dict[str, Area] = {}
    for kind in ("provinces", "police_units", "commands", "islands"):
        names |= table.table(kind).raw
    source = reader.source(table.table("source"))
    regions: dict[str, Region] = {}
    for entry in table.items("region"):
        row = Table(entry, where, reader.faults)
        code = row.text("code")
        row.where = f"{where}: {code}"
        regions[code] = Region(
            code=code,
            name=row.text("name"),
            province=row.text("province"),
            police_unit=row.text("police_unit"),
            rmc=row.text("rmc"),
            municipalities=tuple(_municipality(m, row, areas) for m in row.items("municipalities")),
            neighbours=row.texts("neighbours"),
            source=source,
            seat=row.text("seat"),
        )
        row.close()
        for key in ("province", "police_unit", "rmc"):
            if getattr(regions[code], key) not in names:
                row.fault(key, "has no name")
    islands = table.table("island_points")
    for code, point in islands.raw.items():
        if code not in names:
            islands.fault(code, "has no name")
        areas[code] = _area(point, islands)
    table.close()
    _check(regions, reader)
    return regions, names, areas


def _municipality(raw: Any, row: Table, areas: dict[str, Area]) -> tuple[str, str, float, float]:
    """Code, name, longitude and latitude of a point in the municipality (degrees, WGS84); its area joins `areas`."""
    match raw:
        case [str(code), str(name), *rest]:
            areas[code] = area = _area(rest, row)
            return code, name, area.lon, area.lat
    row.fault("municipalities", f"holds code, name, lon, lat, reach, not {raw!r}")
    return "", "", 0.0, 0.0


def _area(raw: Any, row: Table) -> Area:
    """A point (degrees) and whole kilometres from there to the farthest border."""
    match raw:
        case [float(lon), float(lat), int(km)] if km > 0:
            return Area(lon, lat, Metres(1000 * km))
    row.fault("area", f"holds lon, lat and reach in whole km, not {raw!r}")
    return Area(0.0, 0.0, Metres(0))


def _check(regions: dict[str, Region], reader: Reader) -> None:
    seen: dict[str, str] = {}
    for region in regions.values():
        where = f"regions.toml: {region.code}"
        for other in region.neighbours:
            if other not in regions or region.code not in regions[other].neighbours or other == region.code:
                reader.faults.add(f"{where}: neighbours", f"{other} does not say the same")
        for code, *_ in region.municipalities:
            if code in seen:
                reader.faults.add(f"{where}: municipalities", f"{code} is also in {seen[code]}")
            seen[code] = region.code
