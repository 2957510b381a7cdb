"""Moves and verdicts as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from steun.core.kernel.machine import Machine, Offer
from steun.core.kernel.verdict import Verdict
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.shape import Shape


class VerdictOut(Shape):
    code: str
    text: str
    source: str
    met: bool
    binding: bool
    read_version: date | None
    read_on: date | None


class OfferOut(Shape):
    move: str
    open: bool
    permitted: bool
    needed: list[str]
    reasons: list[VerdictOut]


def verdict_out(v: Verdict, day: date | None = None) -> dict[str, Any]:
    """`day`: whose law applies; else today."""
    read = words.read_of(v, day)
    return {
        "code": v.code,
        "text": words.verdict(v),
        "source": v.source,
        "met": v.met,
        "binding": v.binding,
        "read_version": read.read_version if read else None,
        "read_on": read.read_on if read else None,
    }


def offers_out(machine: Machine[Any], state: str, actor: Actor, facts: Any) -> list[dict[str, Any]]:
    return offered_out(machine.offers(state, actor, facts))


def offered_out(offers: Iterable[Offer[Any]]) -> list[dict[str, Any]]:
    return [
        {
            "move": o.move.name,
            "open": o.is_open,
            "permitted": o.permitted,
            "needed": sorted(o.needed),
            "reasons": [verdict_out(v) for v in o.reasons],
        }
        for o in offers
    ]
