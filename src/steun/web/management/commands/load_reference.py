"""What every installation needs: regions, municipalities, ministries, and the catalogue. No people, no stock."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from steun.web.desks.replay import script
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue import load as know
from steun.web.know.catalogue.model import Capability
from steun.web.people.organisation import load as people


class Command(BaseCommand):
    help = "Load or bring up to date the organisations and the sourced catalogue. May be run again; removes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [row for row in script.read("organisations")["organisation"] if not row.get("illustrative")]
        with transaction.atomic():
            people.store([*people.regional(), *people.organisations(rows)])
            know.effects(script.read("effects")["effect"])
            know.capabilities(script.read("capabilities")["capability"])
            know.sites(script.read("sites")["site"])
        self.stdout.write(f"{Organisation.objects.count()} organisations, {Capability.objects.count()} capabilities.")
