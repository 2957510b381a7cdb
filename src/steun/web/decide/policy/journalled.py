"""What entries record of the allocation policy and of reserve prices: all of the first, the digest of the second."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from steun.core.kernel.journal.entry import canonical
from steun.web.decide.policy.model import AllocationPolicy, PriceList
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.journalled import Journalled, Values


def digest(prices: dict[str, int]) -> str:
    return sha256(canonical(prices)).hexdigest()


def derived(entry: Entry) -> Values:
    return {"since": entry.recorded_at}


def reads(row: Any) -> Values:
    return {"units": len(row.prices), "sha256": digest(row.prices)}


JOURNALLED = (
    Journalled(
        "policy", AllocationPolicy, ("number", "displace", "hold", "fairness", "reserve", "lead"), derived, always=True,
    ),
    Journalled("prices", PriceList, ("name", "units", "sha256"), derived, reads, always=True),
)  # fmt: skip
