"""`steun manage load_units FILE.toml`: an installation's own sites and units, in the form of demo/units.toml.

Existing units are left alone: the count of a unit that works is changed on its page, on record.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from pydantic import ValidationError

from steun.web.kernel import clock, words
from steun.web.kernel.failure.problems import malformed
from steun.web.kernel.input.shape import Shape
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue import load
from steun.web.know.catalogue.model import Capability
from steun.web.know.place import point_doubts
from steun.web.know.unit.model import Site, Unit
from steun.web.know.unit.shape import SiteRow, UnitRow

Row = TypeVar("Row", bound=Shape)


class Command(BaseCommand):
    help = "Load sites ([[site]]) and units ([[unit]]) from a TOML file; nothing is loaded when anything is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    @transaction.atomic
    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            content = tomllib.loads(file.read_text())
        except (OSError, ValueError) as error:
            raise CommandError(f"{file}: {error}") from error
        faults: list[str] = [f"{name}: unknown table" for name in sorted(content.keys() - {"site", "unit"})]
        sites = read(SiteRow, content.get("site", []), "site", faults)
        rows = read(UnitRow, content.get("unit", []), "unit", faults)
        known = set(Unit.objects.values_list("code", flat=True))
        fresh = [row for row in rows if row.code not in known]
        faults += [*of_sites(sites), *twice(rows), *of_units(fresh, {site.code for site in sites})]
        if faults:
            raise CommandError("\n".join(faults))
        load.sites([site.model_dump() for site in sites])
        load.units([row.model_dump() for row in fresh], clock.now())
        self.stdout.write(f"{len(fresh)} units loaded, {len(known)} were there")


def read(shape: type[Row], given: Any, table: str, faults: list[str]) -> list[Row]:
    """The rows of a table that can be read; of the others every fault joins the list, at its field."""
    found = []
    for number, row in enumerate(given if isinstance(given, list) else [given], 1):
        try:
            found.append(shape.model_validate(row))
        except ValidationError as error:
            name = row.get("code") if isinstance(row, dict) else None
            faults += [
                f"{name or f'{table} {number}'}: {fault.field}: {words.sentence('fault', fault.code, fault.facts)}"
                for fault in malformed(error).faults
            ]
    return found


def of_sites(rows: list[SiteRow]) -> Iterator[str]:
    """A home decides who can be in time: a point that cannot be right is not loaded."""
    yield from twice(rows)
    for row in rows:
        for doubt in () if row.abroad else point_doubts(row.lon, row.lat):
            yield f"{row.code}: {words.verdict(doubt)} (abroad = true says it is meant so)"


def twice(rows: list[Any]) -> Iterator[str]:
    for code, count in Counter(row.code for row in rows).items():
        if count > 1:
            yield f"{code}: is there {count} times"


def of_units(rows: list[UnitRow], sites: set[str]) -> Iterator[str]:
    """What does not fit with what is known."""
    organisations = set(Organisation.objects.values_list("pk", flat=True))
    sites = sites | set(Site.objects.values_list("pk", flat=True))
    capabilities = set(Capability.objects.values_list("pk", flat=True))
    for row in rows:
        offered = Counter(offer.capability for offer in row.offers)
        if row.organisation not in organisations:
            yield f"{row.code}: no such organisation: {row.organisation}"
        if row.site not in sites:
            yield f"{row.code}: no such site: {row.site}"
        yield from (f"{row.code}: no such capability: {code}" for code in sorted(offered.keys() - capabilities))
        yield from (f"{row.code}: offers {code} twice" for code, count in offered.items() if count > 1)
        if any(offer.quantity > row.capacity for offer in row.offers):
            yield f"{row.code}: offers more than it has"
        if not row.divisible and any(offer.quantity != row.capacity for offer in row.offers):
            yield f"{row.code}: works as a whole, so each offer is all of it"
        for absence in row.absences:
            if absence.quantity > row.capacity or absence.until_hours <= absence.from_hours:
                yield f"{row.code}: an absence of more than it has, or that ends before it begins"
