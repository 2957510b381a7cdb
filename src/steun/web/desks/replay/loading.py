"""Filling an empty database with a world: organisations, people, catalogue and means, then what has happened in it.

Two worlds are played with: `demo` (today, cases of its own) and `replay` (July 2021, from 14 July 06:00, with a clock
that stands still until somebody lets it run). Stock and people are illustrative in both: see the heads of the files.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from steun.core.kernel.errors import Refused
from steun.core.kernel.verdict import Verdict
from steun.web.desks.replay import cases
from steun.web.desks.replay.beforehand import baseline, evacuations, lessons, listings, readiness, risks, roads
from steun.web.desks.replay.script import read, read_script
from steun.web.kernel import clock, moments
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue import load as know
from steun.web.people.organisation import load as people

REPLAY_BEGINS = moments.midnight(date(2021, 7, 14)) + timedelta(hours=6)
MANDATES_SINCE = moments.midnight(date(2000, 1, 1))
"""Long enough for every replay: the people are fictitious, so their appointments are too."""


def load(world: str) -> None:
    """Fill the database of this world. Raises `Refused` when there is something in it: nothing is ever overwritten."""
    if Organisation.objects.exists():
        raise Refused([Verdict(False, "database-is-empty", "Steun", {"world": world})])
    WORLDS[world]()


def demo() -> None:
    """Today: the cases of `cases.toml`, each brought as far as it says by the people whose act it is."""
    common(clock.now())
    know.units(read("units")["unit"], clock.now())
    cases.play(read("cases")["case"])
    roads.close(read("closures")["closure"])
    roads.clear(read("movements")["clearance"])
    roads.march(read("movements")["movement"])
    evacuations.watch(read("evacuations")["flow"])
    evacuations.prepare(read("evacuations")["evacuation"])
    readiness.prepare(read("readiness"))
    risks.state(read("risks")["risk"])
    risks.designate(read("risks")["designation"])
    baseline.assess(read("assessments")["assessment"])
    baseline.count(read("headcounts")["headcount"])
    lessons.learn(read("lessons")["lesson"])
    listings.curate(read("listings")["listing"])


def replay() -> None:
    """July 2021, before the first call for help: nothing has happened yet, and the clock stands still."""
    clock.set_clock(REPLAY_BEGINS, speed=0)
    common(REPLAY_BEGINS)
    at_hand = [{**unit, "absences": []} for unit in read("units")["unit"]]  # what was away then, nobody knows
    know.units([*at_hand, *read_script().units], REPLAY_BEGINS)


def common(now: datetime) -> None:
    """What both worlds have: who there is, and what the catalogue knows."""
    people.store([*people.regional(), *people.organisations(read("organisations")["organisation"])])
    people.persons(read("people")["person"], min(now, MANDATES_SINCE))
    know.effects(read("effects")["effect"])
    know.capabilities(read("capabilities")["capability"])
    know.capabilities(read("capabilities_illustrative")["capability"])
    know.sites(read("sites")["site"])


WORLDS: dict[str, Callable[[], None]] = {"demo": demo, "replay": replay}
