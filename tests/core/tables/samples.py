"""A legal basis, a gate and a moment from which the rows of the tables depart."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from steun.core.kernel.law import Gate, LegalBasis, Source

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
READ = Source("Act, art. 1", "L", date(2020, 1, 1))
GUESSED = Source("Act, art. 2", "K", date(2020, 1, 1))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def basis(**given: Any) -> LegalBasis:
    """A basis that asks nothing, but for what is given."""
    plain: dict[str, Any] = {field.name: () for field in fields(LegalBasis)[:24]}
    plain |= {
        "code": "act-1",
        "title": {},
        "source": READ,
        "number_prefix": "B",
        "addressee": "",
        "last_resort": "none",
    }
    plain |= {"urgency": "", "force": "", "cost_payer": None, "form_per_municipality": False, "changed": {}}
    return LegalBasis(**plain | given)


def gate(**given: Any) -> Gate:
    """A decision before the grant, in writing or by phone."""
    plain: dict[str, Any] = {
        "code": "decides", "kind": "decide", "by": ("minister-jenv",), "phase": "before-grant", "origin": "law",
        "source": READ,
    }  # fmt: skip
    return Gate(**plain | given)
