"""Acts that cross each other on the same means wait in one order: none ends in a deadlock, on either database."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

import steun.web
from steun.core.kernel.errors import SteunError
from steun.core.kernel.journal import chain
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.commitment import tick
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.gate import acts as gates
from steun.web.decide.request import acts as on_requests
from steun.web.decide.stock import acts as stock
from steun.web.kernel.journal.models import Entry
from steun.web.people.mandate import acts as mandates
from steun.web.people.mandate.shape import MandateIn
from tests.databases import at_once

TIMES, WRITERS = 240, 8


class Crossing:
    """Everything that officers, keepers of stock, administrators and the clock do to the same few units at once."""

    def __init__(self, world) -> None:
        self.world = world
        self.toc, self.keeper = world.actor("toc", "TOC"), world.actor("unit-commander", "DEF-13LB")
        self.admin = world.actor("administrator", "STEUN")
        self.units = [world.unit("alpha"), world.unit("bravo")]
        self.asked = [world.asked() for _ in range(6)]
        self.granted = [world.granted() for _ in range(4)]
        self.people = [world.person("toc", "TOC"), world.person("duty-officer", "VR24"), world.person("dops", "DOPS")]
        self.start = world.now + timedelta(days=10)
        self.acts: list[Callable[[random.Random, int], object]] = [
            self.commit, self.commit, self.hold, self.hold, self.decide, self.recount, self.away, self.release,
            self.remind, self.shorten, self.withdraw, self.mandate,
        ]  # fmt: skip

    def once(self, n: int) -> object:
        chance = random.Random(n)
        return chance.choice(self.acts)(chance, n)

    def reserve(self, chance: random.Random, requests: list, **words) -> None:
        arrives = self.start + timedelta(days=chance.randrange(3))
        commitments.reserve(
            chance.choice(requests).pk, unit=chance.choice(self.units).code, capability="sandbags",
            quantity=chance.randrange(1, 9), by=self.toc, arrives=arrives, until=arrives + timedelta(hours=12), **words,
        )  # fmt: skip

    def commit(self, chance: random.Random, n: int) -> None:
        self.reserve(chance, self.granted)

    def hold(self, chance: random.Random, n: int) -> None:
        self.reserve(chance, self.asked, hold_until=timezone.now() + timedelta(minutes=chance.randrange(1, 9)))

    def decide(self, chance: random.Random, n: int) -> None:
        waiting = chance.choice(self.asked).gates.filter(phase="before-grant", state="open", ready_at__isnull=False)
        for gate in waiting.exclude(kind="inform"):
            extent = "full" if gate.kind in {"decide", "agree"} else ""
            gates.act(gate.pk, "pass", by=self.world.holder(gate), extent=extent)

    def recount(self, chance: random.Random, n: int) -> None:
        stock.recount(chance.choice(self.units).pk, chance.randrange(40, 120), by=self.keeper, reason="Counted")

    def away(self, chance: random.Random, n: int) -> None:
        begins = self.start + timedelta(days=chance.randrange(3))
        unit = chance.choice(self.units).pk
        stock.away(unit, 2, begins, begins + timedelta(hours=9), by=self.keeper, reason="Ill")

    def release(self, chance: random.Random, n: int) -> None:
        rows = list(Commitment.objects.active().order_by("pk").values_list("pk", flat=True))
        if rows:
            commitments.release(chance.choice(rows), by=self.toc, reason="Elsewhere")

    def remind(self, chance: random.Random, n: int) -> None:
        tick.holds(timezone.now() + timedelta(minutes=5))

    def shorten(self, chance: random.Random, n: int) -> None:
        on_requests.shorten(chance.choice(self.granted).pk, self.world.now + timedelta(hours=20), by=self.world.desk)

    def withdraw(self, chance: random.Random, n: int) -> None:
        on_requests.withdraw(self.asked[n % 3].pk, by=self.world.desk, reason="Dry")

    def mandate(self, chance: random.Random, n: int) -> None:
        since = self.world.now + timedelta(days=1000 + 3 * n)
        shape = MandateIn(
            person=chance.choice(self.people).pk, role="toc", valid_from=since, valid_until=since + timedelta(days=1)
        )
        mandates.give_mandate(shape, "TOC", by=self.admin)


def test_acts_on_the_same_means_wait_for_each_other_and_never_for_ever(own_world):
    results = at_once(Crossing(own_world).once, TIMES, WRITERS)

    failed = [e for e in results if isinstance(e, Exception) and not isinstance(e, SteunError)]
    assert not failed, Counter(f"{type(e).__name__}: {str(e)[:200]}" for e in failed)
    assert sum(not isinstance(e, Exception) for e in results) > TIMES / 4
    chain.verify(e.as_line() for e in Entry.objects.iterator())


def test_a_lock_never_keeps_out_a_row_that_only_points_at_it():
    """PostgreSQL: FOR UPDATE waits for whoever added a message to the same person; FOR NO KEY UPDATE does not."""
    for path in Path(steun.web.__file__).parent.rglob("*.py"):
        for call in re.findall(r"select_for_update\((?:[^()]|\([^()]*\))*\)", path.read_text()):
            assert "no_key=True" in call, f"{path.name}: {call}"
