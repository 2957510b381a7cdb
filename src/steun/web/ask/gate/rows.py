"""The chain of acts under each legal basis, as one reader sees it: where each stands, and what this reader may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from steun.core.ask.change_of_law import ChangeOfLaw, changes_of_law
from steun.core.ask.gate import GATE, PHASES, SAID, is_unconfirmed
from steun.core.ask.rules import RequestFacts
from steun.core.kernel.machine import Offer
from steun.rules.load import law
from steun.web.ask.gate.facts import fewer, gate_facts, reached
from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.gate.words import holder_in_words
from steun.web.ask.request.model import Line, Request
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
    meant_for_reader: bool  # is what it says for this reader?
    state: str  # passed, phoned, attested, open (its turn), waiting (for others), refused, waived
    offers: dict[str, Offer[Any]] = field(default_factory=dict)
    most: int = 0  # pieces that the reader's mandate may promise, when that is less than is asked
    means: list[tuple[str, str]] = field(default_factory=list)  # units that this reader may hold with the answer

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
        return self.gate.grants

    @property
    def takes_answer(self) -> bool:
        """Is the one form of an answer shown, in place of a button and a refusal?"""
        return self.answers and "pass" in self.offers and self.offers["pass"].permitted and self.offers["pass"].is_open

    @property
    def presses(self) -> list[tuple[str, Offer[Any]]]:
        """Acts with a form of their own."""
        return [(k, it) for k, it in self.offers.items() if not (self.takes_answer and k in {"pass", "refuse"})]

    @property
    def answers(self) -> bool:
        """Is it answered by yes, no, or something between: a judgement or decision on what was sent?"""
        return self.gate.phase == "before-grant" and self.gate.kind in {"judge", "decide", "agree"}

    @property
    def asked(self) -> Line | None:
        """What "8 instead of 12" is said of: the one requirement, when there is one of more than one piece."""
        lines = self.gate.request.own_lines
        return lines[0] if len(lines) == 1 and lines[0].quantity > 1 else None

    @property
    def means_or_none(self) -> list[tuple[str, str]]:
        """To choose from: nothing, or one of them."""
        return [("", "–"), *self.means]

    @property
    def quantity(self) -> int | None:
        return self.gate.quantity if self.meant_for_reader else None

    @property
    def from_at(self) -> datetime | None:
        return self.gate.from_at if self.meant_for_reader else None

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
    row = GateRow(gate, rule, holder_in_words(gate), gate.reason_for(actor), gate.is_meant_for(actor), state)
    if gate.kind != "inform" and row.state in ("open", *SAID):
        row.most = reached(gate, actor)
        looked_at = gate_facts(
            gate, facts, by=actor, gates=gates, reason=AS_FILLED_IN, signatory=AS_FILLED_IN,
            phoned_person=AS_FILLED_IN, fewer=row.most if gate.state == "open" else fewer(gate),
        )  # fmt: skip
        row.offers = {o.move.name: o for o in GATE.offers(gate.state, actor, looked_at) if o.move.name in BY_HAND}
    return row
