"""The life of an evacuation: prepared, ordered, under way, complete, home again.

Whoever keeps order in a municipality or a region prepares it, with zones, what is asked of the people in each, shares
and receptions. It is ordered by the authority that the law names, on a basis and at an hour; nobody is made to go
unless emergency law is in force there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from steun.core.deliver.evacuation.policy import Basis
from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, at_each
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
ORDERED = ("ordered", "under-way", "complete", "return-ordered", "ended")
"""States in which everybody concerned knows of it."""
MOVING = ("ordered", "under-way")
"""States in which its people want the roads."""
CAUSES = ("flood", "fire", "substance", "explosive", "violence", "other")


@dataclass(frozen=True, slots=True)
class EvacuationFacts:
    """What the rules of an evacuation look at."""

    organisation: str = ""  # who prepares it
    keeps_order: bool = False  # it is a municipality or a region
    municipalities: tuple[str, ...] = ()  # of its zones
    regions: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()  # on which it may be ordered
    basis: Basis | None = None  # the one that is chosen
    in_force: frozenset[str] = frozenset()  # powers that hold in each of its zones
    in_force_somewhere: frozenset[str] = frozenset()
    forced: bool = False
    zones: int = 0
    empty: tuple[str, ...] = ()  # zones of which nobody knows how many people are in them
    estimated: tuple[str, ...] = ()  # zones with an estimate that does not say by whom it is
    early: tuple[str, ...] = ()  # zones of which the order lies before the decision
    decision_at: datetime | None = None
    threat_at: datetime | None = None
    known: bool = False  # the zone or reception is there
    changes: bool = False
    supports: bool = False  # it is one that the rules know, and nobody asked it yet
    reason: str = ""
    evaluation: str = ""
    roles: Roles = field(default_factory=Roles)


def preparers(facts: EvacuationFacts) -> Seats:
    """Who keeps order, in the municipality or region that prepares it."""
    return at_each(facts.roles.level_places, (facts.organisation,) if facts.keeps_order else ())


def deciders(facts: EvacuationFacts) -> Seats:
    """Who the chosen basis names, or any basis when none is chosen: a mayor for the one municipality, a chair for the
    one region in which all zones lie. Before there are zones: for who prepares it."""
    own = (facts.organisation,) if facts.organisation else ()
    places = {"municipality": facts.municipalities or own, "region": facts.regions or own}
    found: Seats = frozenset()
    for basis in (facts.basis,) if facts.basis else facts.bases:
        where = places[basis.reach]
        found |= at_each(basis.roles, where if len(where) == 1 else ())
    return found


def keepers(facts: EvacuationFacts) -> Seats:
    """Who prepares it, and who decides on it."""
    return preparers(facts) | deciders(facts)


def lies_in_one_region(facts: EvacuationFacts) -> Verdict:
    """What spans several regions is ordered by each for its own. Source: logic."""
    return Verdict(len(facts.regions) <= 1, "evacuation-lies-in-one-region", SOURCE)


def zones_have_people(facts: EvacuationFacts) -> Verdict:
    """Nobody plans for a zone of which nobody says how many are in it. Source: logic."""
    first = facts.empty[0] if facts.empty else ""
    return Verdict(not facts.empty, "zone-has-people", SOURCE, {"zone": first} if first else {})


def estimates_name_their_source(facts: EvacuationFacts) -> Verdict:
    """An estimate says by whom it is. Source: policy of Steun."""
    first = facts.estimated[0] if facts.estimated else ""
    return Verdict(not facts.estimated, "estimate-names-its-source", SOURCE, {"zone": first} if first else {})


def no_order_before_the_decision(facts: EvacuationFacts) -> Verdict:
    """Source: logic."""
    first = facts.early[0] if facts.early else ""
    return Verdict(not facts.early, "zone-is-ordered-after-the-decision", SOURCE, {"zone": first} if first else {})


def something_changes(facts: EvacuationFacts) -> Verdict:
    """Source: logic."""
    return Verdict(facts.changes, "evacuation-says-something-else", SOURCE)


def is_there(facts: EvacuationFacts) -> Verdict:
    """What is left out was in it. Source: logic."""
    return Verdict(facts.known, "part-of-evacuation-is-known", SOURCE)


def has_zones(facts: EvacuationFacts) -> Verdict:
    """Source: logic."""
    return Verdict(facts.zones > 0, "evacuation-has-zones", SOURCE)


def basis_is_chosen(facts: EvacuationFacts) -> Verdict:
    """An order says on which ground. Source: policy of Steun."""
    return Verdict(facts.basis is not None, "evacuation-names-its-basis", SOURCE)


def basis_is_in_force(facts: EvacuationFacts) -> Verdict:
    """Emergency law sleeps until a decree. Source: law of the basis."""
    basis = facts.basis
    asleep = [code for code in basis.needs if code not in facts.in_force] if basis else []
    title = basis.source.title if basis else SOURCE
    return Verdict(not asleep, "basis-is-in-force", title, {"power": asleep[0]} if asleep else {})


def basis_is_not_taken_over(facts: EvacuationFacts) -> Verdict:
    """Where the chair has taken over, the mayor no longer orders. Source: law of the basis."""
    basis = facts.basis
    taken = [code for code in basis.yields if code in facts.in_force_somewhere] if basis else []
    title = basis.source.title if basis else SOURCE
    return Verdict(not taken, "basis-is-not-taken-over", title, {"power": taken[0]} if taken else {})


def force_is_lawful(facts: EvacuationFacts) -> Verdict:
    """Nobody is made to go unless a power to do so is in force in every zone. Source: law of the basis."""
    basis = facts.basis
    met = not facts.forced or (basis is not None and bool(set(basis.forcing) & facts.in_force))
    return Verdict(met, "force-is-in-force", basis.source.title if basis else SOURCE)


def order_is_argued(facts: EvacuationFacts) -> Verdict:
    """Others act on it. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "evacuation-step-is-argued", SOURCE)


def support_is_new(facts: EvacuationFacts) -> Verdict:
    """What was asked once goes on in its request. Source: policy of Steun."""
    return Verdict(facts.supports, "evacuation-support-is-new", SOURCE)


def is_evaluated(facts: EvacuationFacts) -> Verdict:
    """Nothing closes without an evaluation. Source: policy of Steun."""
    return Verdict(bool(facts.evaluation.strip()), "evacuation-is-evaluated", SOURCE)


SOUND = (lies_in_one_region, zones_have_people, estimates_name_their_source, no_order_before_the_decision)
CHANGED = (*SOUND, something_changes)
LAWFUL = (basis_is_chosen, basis_is_in_force, basis_is_not_taken_over, force_is_lawful)
ORDERING = (has_zones, *SOUND, *LAWFUL, order_is_argued)
ARGUED = (order_is_argued,)

EVACUATION: Machine[EvacuationFacts] = Machine("evacuation", [
    Move("prepare",           NEW,              "prepared",       by=preparers, when=SOUND),
    Move("revise",            "prepared",       "prepared",       by=preparers, when=CHANGED),
    Move("set-zone",          "prepared",       "prepared",       by=preparers, when=CHANGED),
    Move("set-zone",          "ordered",        "ordered",        by=deciders,  when=CHANGED),
    Move("set-zone",          "under-way",      "under-way",      by=deciders,  when=CHANGED),
    Move("drop-zone",         "prepared",       "prepared",       by=preparers, when=(is_there,)),
    Move("set-reception",     "prepared",       "prepared",       by=keepers,   when=(something_changes,)),
    Move("set-reception",     "ordered",        "ordered",        by=keepers,   when=(something_changes,)),
    Move("set-reception",     "under-way",      "under-way",      by=keepers,   when=(something_changes,)),
    Move("drop-reception",    "prepared",       "prepared",       by=keepers,   when=(is_there,)),
    Move("drop-reception",    "ordered",        "ordered",        by=keepers,   when=(is_there,)),
    Move("drop-reception",    "under-way",      "under-way",      by=keepers,   when=(is_there,)),
    Move("ask-support",       "prepared",       "prepared",       by=keepers,   when=(support_is_new,)),
    Move("ask-support",       "ordered",        "ordered",        by=keepers,   when=(support_is_new,)),
    Move("ask-support",       "under-way",      "under-way",      by=keepers,   when=(support_is_new,)),
    Move("order-evacuation",  "prepared",       "ordered",        by=deciders,  when=ORDERING),
    Move("begin-evacuation",  "ordered",        "under-way",      by=keepers),
    Move("report-people",     "under-way",      "under-way",      by=keepers,   when=(is_there,)),
    Move("complete",          "under-way",      "complete",       by=keepers),
    Move("order-return",      "complete",       "return-ordered", by=deciders,  when=ARGUED),
    Move("end-evacuation",    "return-ordered", "ended",          by=keepers,   when=(is_evaluated,)),
    Move("withdraw",          "prepared",       "withdrawn",      by=keepers,   when=ARGUED),
    Move("withdraw",          "ordered",        "withdrawn",      by=deciders,  when=ARGUED),
])  # fmt: skip
