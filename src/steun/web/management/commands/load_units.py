"""`steun manage load_units FILE.toml`: an installation's own sites and units, in the form of demo/units.toml.

Existing codes are left alone: the count of a unit that works is changed on its page, on record.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from steun.web.kernel import clock
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue import load
from steun.web.know.catalogue.model import Capability
from steun.web.know.unit.model import Site, Unit


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
        load.sites(content.get("site", []))
        known = set(Unit.objects.values_list("code", flat=True))
        fresh = [row for row in content.get("unit", []) if row.get("code") not in known]
        if faults := list(self.faults(fresh)):
            raise CommandError("\n".join(faults))
        load.units(fresh, clock.now())
        self.stdout.write(f"{len(fresh)} units loaded, {len(known)} were there")

    def faults(self, rows: list[dict[str, Any]]) -> list[str]:
        """Everything that is wrong, row by row."""
        found = []
        for number, row in enumerate(rows, 1):
            name = row.get("code", f"unit {number}")
            missing = [key for key in REQUIRED if key not in row]
            if missing:
                found.append(f"{name}: lacks {', '.join(missing)}")
                continue
            if not Organisation.objects.filter(pk=row["organisation"]).exists():
                found.append(f"{name}: no such organisation: {row['organisation']}")
            if not Site.objects.filter(pk=row["site"]).exists():
                found.append(f"{name}: no such site: {row['site']}")
            offered = [offer["capability"] for offer in row["offers"]]
            unknown = set(offered) - set(Capability.objects.filter(pk__in=offered).values_list("pk", flat=True))
            found += [f"{name}: no such capability: {code}" for code in sorted(unknown)]
            found += [
                f"{name}: offers more than it has" for offer in row["offers"] if offer["quantity"] > row["capacity"]
            ]
        return found


REQUIRED = (
    "code",
    "nl",
    "en",
    "organisation",
    "site",
    "capacity",
    "counted_nl",
    "counted_en",
    "divisible",
    "notice_minutes",
    "rest_minutes",
    "speed_kmh",
    "airborne",
    "offers",
)
