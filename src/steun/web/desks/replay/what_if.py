"""What if three more regions had asked for the same trucks? Made-up requests on top of July 2021, marked so."""

from __future__ import annotations

from django.db import transaction

from steun.core.kernel.errors import Refused
from steun.core.kernel.verdict import Verdict
from steun.web.ask.incident.model import Incident
from steun.web.desks.replay import cases
from steun.web.desks.replay.script import read

FILE = "what_if"


def is_there() -> bool:
    """Were they added already? By the name of the first incident: the file says that it is made up."""
    return Incident.objects.filter(name=read(FILE)["case"][0]["incident"]["name"]).exists()


@transaction.atomic
def add() -> int:
    """Play the made-up cases at the moment that the clock shows. Returns how many; `Refused` when they are there."""
    if is_there():
        raise Refused([Verdict(False, "what-if-is-new", "Steun")])
    rows = read(FILE)["case"]
    cases.play(rows)
    return len(rows)
