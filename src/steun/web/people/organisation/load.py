"""Organisations from the rules and from files: regions, municipalities, police units, and everybody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from steun.rules.load import law
from steun.web.kernel.people.models import Mandate, Organisation, Person


def regional() -> list[Organisation]:
    """Police units, safety regions and municipalities, from the rules of law."""
    regions = law().regions.values()
    police = {code: police_unit(code) for code in dict.fromkeys(r.police_unit for r in regions)}
    found = list(police.values())
    for region in regions:
        points = region.municipalities
        found.append(
            Organisation(
                code=region.code, kind="safety-region", name_nl=f"Veiligheidsregio {region.name}",
                name_en=f"Safety region {region.name}", police_unit_id=region.police_unit,
                rmc_id=region.rmc, parent_id=region.province,
                lon=sum(p[2] for p in points) / len(points), lat=sum(p[3] for p in points) / len(points),
            )
        )  # fmt: skip
        found += [
            Organisation(
                code=code,
                kind="municipality",
                name_nl=f"Gemeente {name}",
                name_en=f"Municipality of {name}",
                region_id=region.code,
                police_unit_id=region.police_unit,
                rmc_id=region.rmc,
                lon=lon,
                lat=lat,
            )
            for code, name, lon, lat in points
        ]
    return found


def police_unit(code: str) -> Organisation:
    """A police unit by its code: `PU-oost-nederland` is Oost-Nederland."""
    name = code.removeprefix("PU-").title()
    return Organisation(code=code, kind="police-unit", name_nl=f"Politie-eenheid {name}", name_en=f"Police unit {name}")


def organisations(rows: Iterable[Mapping[str, Any]]) -> list[Organisation]:
    """Organisations from a file: code, kind, nl, en, and optionally parent, region, lon, lat."""
    return [
        Organisation(
            code=row["code"],
            kind=row["kind"],
            name_nl=row["nl"],
            name_en=row["en"],
            parent_id=row.get("parent"),
            region_id=row.get("region"),
            lon=row.get("lon"),
            lat=row.get("lat"),
            illustrative=row.get("illustrative", False),
        )
        for row in rows
    ]


def store(rows: list[Organisation]) -> None:
    """Write them, each after those it refers to; known codes are brought up to date."""
    by_code = {o.code: o for o in rows}
    for row in rows:
        for name in ("parent_id", "region_id", "police_unit_id", "rmc_id"):
            code = getattr(row, name)
            if code and code not in by_code and not Organisation.objects.filter(pk=code).exists():
                setattr(row, name, None)
    done: set[str] = set()
    order: list[Organisation] = []

    def place(row: Organisation) -> None:
        if row.code in done:
            return
        done.add(row.code)
        for code in (row.parent_id, row.region_id, row.police_unit_id, row.rmc_id):
            if code in by_code:
                place(by_code[code])
        order.append(row)

    for row in rows:
        place(row)
    fields = ["kind", "name_nl", "name_en", "parent", "region", "police_unit", "rmc", "lon", "lat", "illustrative"]
    for row in order:
        row._state.adding = True
    Organisation.objects.bulk_create(order, update_conflicts=True, unique_fields=["code"], update_fields=fields)


def persons(rows: Iterable[Mapping[str, Any]], since: datetime) -> dict[str, Person]:
    """Persons with their mandates from a file (see demo/people.toml). Returns persons by their code there."""
    found: dict[str, Person] = {}
    mandates: list[Mandate] = []
    rows = list(rows)
    for row in rows:
        person = Person(email=row["email"], name=row["name"], phone=row.get("phone", ""))
        person.set_unusable_password()
        found[row["code"]] = person
    Person.objects.bulk_create(found.values())
    for row in rows:
        for given in row["mandates"]:
            behalf = given.get("on_behalf_of") or given.get("deputy_of")
            mandates.append(
                Mandate(
                    person=found[row["code"]],
                    role=given["role"],
                    organisation_id=given["organisation"],
                    valid_from=since,
                    limits=given.get("limits", {}),
                    rank=given.get("rank", 1 if given.get("deputy_of") else 0),
                    delegable=given.get("delegable", True),
                    on_behalf_of=found.get(behalf) if given.get("on_behalf_of") else None,
                    one_click=given.get("one_click"),
                )
            )
    Mandate.objects.bulk_create(mandates)
    return found
