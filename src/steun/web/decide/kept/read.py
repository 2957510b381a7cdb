"""What is held ready for others by agreement, when means are promised or proposed: it is said, and withheld from nobody
(decision 37). Read each time and kept nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from steun.core.agree.coverage import uncovered
from steun.core.decide.commitment import ACTIVE
from steun.web.agree.agreement.model import Agreement
from steun.web.decide.commitment.model import Commitment
from steun.web.kernel import moments
from steun.web.kernel.actor import Actor
from steun.web.know.unit.model import Absence, Unit


@dataclass(frozen=True, slots=True)
class Given:
    """Pieces of a unit that a proposal would give. `requester`: to whom."""

    unit: Unit
    capability: str
    requester: str
    quantity: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class HeldReady:
    """One agreement. pieces: still to be held for those who count on it; short: of these, not there any more."""

    agreement: Agreement
    pieces: int
    short: int

    @property
    def beneficiaries(self) -> list[object]:
        return [side.organisation for side in self.agreement.in_order[1:]]


def kept(
    actor: Actor, at: datetime, capabilities: Collection[str], *, but: str = "", planned: Iterable[Given] = ()
) -> list[HeldReady]:
    """The agreements on these capabilities that count at a moment, with what is left of each. Only for who may know
    what is held: from what is left one reads what was kept aside. `but`: who asks, whose own agreements are no reason
    to hesitate. `planned`: what would be given besides."""
    if not actor.sees_defence or not capabilities:
        return []
    rows = Agreement.objects.visible_to(actor).on(moments.day_of(at)).filter(capability__in=capabilities)
    found = [it for it in rows.whole().order_by("since", "pk") if but not in it.parties[1:]]
    if not found:
        return []
    units = list(units_of(capabilities, at))
    more = list(planned)
    by_stock: dict[tuple[str, str], list[tuple[Agreement, int]]] = defaultdict(list)
    for it in found:
        its = [unit for unit in units if it.given_by(unit)]
        drawn = sum(
            c.quantity - c.short
            for unit in its
            for c in unit.commitments.all()
            if c.capability_id == it.capability_id and c.request.requester_id in it.parties[1:]
        )
        by_stock[it.provider_id, it.capability_id].append((it, max(0, it.quantity - drawn)))
    answer = []
    for (_, capability), its_agreements in by_stock.items():
        first = its_agreements[0][0]
        free = sum(free_of(unit, capability, at, more) for unit in units if first.given_by(unit))
        short = uncovered(free, [(str(it.pk), pieces) for it, pieces in its_agreements])
        answer += [HeldReady(it, pieces, short[str(it.pk)]) for it, pieces in its_agreements if pieces]
    return sorted(answer, key=lambda it: (-it.short, -it.pieces, str(it.agreement.pk)))


def left_uncovered(actor: Actor, planned: Iterable[Given]) -> list[HeldReady]:
    """The agreements of which this plan takes pieces that they count on, at the moment at which it first gives some."""
    rows = sorted(planned, key=lambda it: it.starts)
    first = {it.capability: it.starts for it in reversed(rows)}
    found = [it for capability, at in sorted(first.items()) for it in kept(actor, at, [capability], planned=rows)]
    return [it for it in found if it.short]


def units_of(capabilities: Collection[str], at: datetime) -> Iterable[Unit]:
    """Units that offer any of these, with what occupies them at that moment."""
    here = {"starts_at__lte": at, "ends_at__gt": at}
    given = Commitment.objects.filter(state__in=ACTIVE, **here).select_related("request")
    away = Absence.objects.filter(state__in=("planned", "begun"), **here)
    rows = Unit.objects.filter(offerings__capability__in=capabilities).distinct().select_related("organisation")
    return rows.prefetch_related("offerings", Prefetch("commitments", given), Prefetch("absences", away))


def free_of(unit: Unit, capability: str, at: datetime, planned: Iterable[Given]) -> int:
    """Pieces of a unit for this capability that nobody has at that moment, also not by what is planned."""
    offered = sum(o.quantity for o in unit.offerings.all() if o.capability_id == capability)
    taken = sum(c.quantity - c.short for c in unit.commitments.all()) + sum(a.quantity for a in unit.absences.all())
    taken += sum(it.quantity for it in planned if it.unit.pk == unit.pk and it.starts <= at < it.ends)
    if not offered:
        return 0
    free = max(0, unit.capacity - taken)
    return min(offered, free) if unit.divisible or not taken else 0
