"""The chain of acts under each legal basis, as one reader sees it: where each stands, and what this reader may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from steun.core.ask.change_of_law import ChangeOfLaw, changes_of_law
from steun.core.ask.gate import GATE, PHASES, SAID, is_unconfirmed
from steun.core.ask.rules import RequestFacts
from steun.core.kernel.machine import Offer
from steun.rules.load import law
from steun.web.ask.gate.facts import gate_facts
from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.gate.words import holder_in_words
from steun.web.ask.request.model import Request
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor

AS_FILLED_IN = "…"
"""What a form will bring: a button is offered as if its form were filled in, so that only real reasons close it."""
BY_HAND = ("pass", "phone", "attest", "confirm", "refuse")
OWN = frozenset({"pass", "confirm", "refuse"})
"""Acts of whoever holds the gate; the others are of who heard it said."""


@dataclass
class GateRow:
    """One act in the chain, as it is shown to one reader."""

    gate: Gate
    rule: Any
    who: str
    reason: str
    state: str  # passed, phoned, attested, open (its turn), waiting (for others), refused, waived
    offers: dict[str, Offer[Any]] = field(default_factory=dict)

    @property
    def mine(self) -> bool:
        """Is it this reader's own act, and its turn?"""
        return any(o.permitted for name, o in self.offers.items() if name in OWN) and self.state in ("open", *SAID)

    @property
    def heard(self) -> bool:
        """May this reader, without holding the gate, record what its holder said on the phone?"""
        phone = self.offers.get("phone")
        return not self.mine and phone is not None and phone.is_open

    @property
    def second(self) -> bool:
        """May this reader, as a second person, confirm what was said on the phone?"""
        offer = self.offers.get("attest")
        return offer is not None and offer.is_open

    @property
    def unconfirmed(self) -> bool:
        """Said to one person, where policy wants a second before a unit is ordered?"""
        return is_unconfirmed(self.gate.state, self.rule.second)

    @property
    def name(self) -> str:
        return f"gate-{self.gate.pk}"

    @property
    def grants(self) -> bool:
        """Does passing it say how much is granted?"""
        return self.gate.phase == "before-grant" and self.gate.kind in {"decide", "agree"}

    @property
    def urgent_only(self) -> bool:
        """The law allows a refusal for urgent reasons only."""
        return bool(self.rule.refusal == "urgent-reasons")


@dataclass
class Chain:
    """The acts under one legal basis, in their order."""

    part: Part
    law: Any
    rows: list[GateRow]
    change: ChangeOfLaw | None = None  # the law changed since it was sent, and it is not decided yet


def chains(request: Request, actor: Actor, facts: RequestFacts) -> list[Chain]:
    """Per legal basis the gates that count, with what this actor may do at each."""
    gates = [g for g in request.gates.all() if g.state != "dropped"]
    found = []
    for part in request.parts.all():
        if part.outcome == "withdrawn":
            continue
        rows = [gate_row(g, request, actor, facts, gates) for g in gates if g.part_id == part.pk]
        found.append(Chain(part, part.law, rows, changed_since(part, request)))
    return found


def changed_since(part: Part, request: Request) -> ChangeOfLaw | None:
    """Did the text of this basis change between the day of sending and today, while it still has to be decided?"""
    if request.sent_at is None or part.outcome != "open":
        return None
    return next(iter(changes_of_law([part.basis], request.law_day, clock.today(), law())), None)


def gate_row(gate: Gate, request: Request, actor: Actor, facts: RequestFacts, gates: list[Gate]) -> GateRow:
    gate.request = request
    rule = gate.rule
    turn = gate.state == "open" and gate.ready_at and request.state in PHASES[gate.phase]
    state = gate.state if gate.state != "open" else "open" if turn else "waiting"
    row = GateRow(gate, rule, holder_in_words(gate), gate.reason_for(actor), state)
    if gate.kind != "inform" and row.state in ("open", *SAID):
        looked_at = gate_facts(
            gate, facts, by=actor, gates=gates, reason=AS_FILLED_IN, signatory=AS_FILLED_IN,
            phoned_person=AS_FILLED_IN,
        )  # fmt: skip
        row.offers = {o.move.name: o for o in GATE.offers(gate.state, actor, looked_at) if o.move.name in BY_HAND}
    return row
