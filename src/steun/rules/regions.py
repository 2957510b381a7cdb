"""Safety regions from their file: municipalities, neighbours, police unit, military command."""

from __future__ import annotations

from typing import Any

from steun.core.kernel.law import Region
from steun.rules.build import Reader
from steun.rules.table import Table


def read_regions(raw: dict[str, Any], reader: Reader) -> tuple[dict[str, Region], dict[str, str]]:
    """The regions by code, and the names of the organisations that they mention. Faults go to the reader."""
    where = "regions.toml"
    table = Table(raw, where, reader.faults)
    names: dict[str, str] = {}
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
            municipalities=tuple(_municipality(m, row) for m in row.items("municipalities")),
            neighbours=row.texts("neighbours"),
            source=source,
            seat=row.text("seat"),
        )
        row.close()
        for key in ("province", "police_unit", "rmc"):
            if getattr(regions[code], key) not in names:
                row.fault(key, "has no name")
    table.close()
    _check(regions, reader)
    return regions, names


def _municipality(raw: Any, row: Table) -> tuple[str, str, float, float]:
    """Code, name, longitude and latitude of a point in the municipality (degrees, WGS84)."""
    match raw:
        case [str(code), str(name), float(lon), float(lat)]:
            return code, name, lon, lat
    row.fault("municipalities", f"holds code, name, lon, lat, not {raw!r}")
    return "", "", 0.0, 0.0


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
