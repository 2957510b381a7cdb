"""What stands between a draft and help: what blocks sending, what only warns, who must sign, what may wait."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steun.core.ask import rules
from steun.core.ask.request import REQUEST, requester
from steun.core.ask.rules import RequestFacts
from steun.core.kernel.verdict import Verdict
from steun.web.ask.gate.rows import GateRow, gate_row
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.seats import seats_in_words

WHERE = {
    "effect-is-named": "title", "place-is-named": "place", "start-is-set": "starts_at",
    "end-lies-after-start": "ends_at", "end-is-over": "ends_at", "end-lies-far-ahead": "ends_at",
    "start-lies-long-past": "starts_at", "start-lies-far-ahead": "starts_at",
    "addressee-is-named": "addressee", "addressee-is-asked": "addressee", "basis-is-chosen": "route",
    "basis-fits-task": "route", "special-case-is-argued": "special_case",
    "last-resort-is-shown": "last-resort", "request-is-motivated": "reason", "signatures-are-given": "signatures",
    "end-is-set": "ends_at", "reception-is-arranged": "reception", "point-is-plausible": "point",
    "requirements-are-plausible": "lines",
}  # fmt: skip
"""At which part of the form a rule can be met."""


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that is missing, and where on the form it is."""

    text: str
    source: str
    where: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The state of a draft, for the side of its form."""

    blocks: list[Open]
    warns: list[Open]
    later: list[Open]
    signatures: list[GateRow]
    may_send: bool
    senders: list[str]
    facts: RequestFacts

    @property
    def ready(self) -> bool:
        return self.may_send and not self.blocks


def missing(request: Request, actor: Actor) -> Missing:
    """All that is missing, at once: a region in a hurry corrects its request once."""
    facts = request_facts(request, by=actor)
    offer = next(o for o in REQUEST.offers("draft", actor, facts) if o.move.name == "submit")
    later = (rules.end_is_set(facts), rules.reception_is_arranged(facts))
    return Missing(
        blocks=[found(v) for v in offer.reasons if v.blocks and not v.askable],
        warns=[found(v) for v in offer.reasons if v.askable or not v.blocks],
        later=[found(v) for v in later if not v.met],
        signatures=signatures(request, actor, facts),
        may_send=offer.permitted,
        senders=seats_in_words(requester(facts)),
        facts=facts,
    )


def found(verdict: Verdict) -> Open:
    """The verdict in words. Seats are named together, each once: sixteen mayors cost one query."""
    facts = dict(verdict.facts)
    if isinstance(facts.get("seats"), str):
        facts["seats"] = ", ".join(seats_in_words(dict.fromkeys(str(facts["seats"]).split(", "))))
    text = words.verdict(replace(verdict, facts=facts))
    source = "" if verdict.source == "Steun" else verdict.source
    return Open(text, source, WHERE.get(verdict.code, "what"))


def signatures(request: Request, actor: Actor, facts: RequestFacts) -> list[GateRow]:
    """Every act that must precede sending, with what this actor may do: sign, or record what was said by phone."""
    gates = [
        g
        for g in request.gates.select_related("part", "organisation", "done_by", "attested_by")
        if g.state != "dropped"
    ]
    rows = [g for g in gates if g.phase == "before-sending"]
    for gate in rows:
        gate.part.request = request
    return [gate_row(gate, request, actor, facts, gates) for gate in rows]
