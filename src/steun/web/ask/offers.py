"""Moves and verdicts as the API shows them."""

from __future__ import annotations

from typing import Any

from steun.core.machine import Machine
from steun.core.verdict import Verdict
from steun.web import words
from steun.web.actor import Actor
from steun.web.ask.shapes import Shape


class VerdictOut(Shape):
    code: str
    text: str
    source: str
    met: bool
    binding: bool


class OfferOut(Shape):
    move: str
    open: bool
    permitted: bool
    needed: list[str]
    reasons: list[VerdictOut]


def verdict_out(v: Verdict) -> dict[str, Any]:
    return {"code": v.code, "text": words.verdict(v), "source": v.source, "met": v.met, "binding": v.binding}


def offers_out(machine: Machine[Any], stage: str, actor: Actor, facts: Any) -> list[dict[str, Any]]:
    return [
        {
            "move": o.move.name,
            "open": o.is_open,
            "permitted": o.permitted,
            "needed": sorted(o.needed),
            "reasons": [verdict_out(v) for v in o.reasons],
        }
        for o in machine.offers(stage, actor.seats, facts)
    ]
