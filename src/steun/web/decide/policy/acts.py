"""The allocation policy and the reserve prices of a herijking: set by an authority, with a reason, on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from steun.core.decide.policy import AllocationPolicy
from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.rules.load import roles
from steun.web.ask.request.model import Series
from steun.web.decide.policy import model as rows
from steun.web.decide.policy.journalled import digest
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.shape import CONTROL
from steun.web.kernel.journal.record import record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.know.unit.model import Unit

MOST_PRICES = 100_000
LONGEST_NAME = 120
DEAREST = 1_000_000_000
SERIES = "D"


def require_setter(by: Actor) -> None:
    """Raises `NotYours` for whoever may not say what counts."""
    if by.role not in roles().policy_setters:
        raise NotYours(frozenset(roles().policy_setters))


def queue() -> None:
    """Who sets the policy waits for whoever is setting it: each setting replaces the one before, and counts on."""
    Series.objects.get_or_create(prefix=SERIES, year=0)
    Series.objects.select_for_update(no_key=True).get(prefix=SERIES, year=0)


@once("policy.set")
def set_policy(policy: AllocationPolicy, *, by: Actor, reason: str, id: UUID | None = None) -> rows.AllocationPolicy:
    """From now on this policy counts. Proposals made with another can be read, not adopted. Awb 3:46, 3:50: reasons."""
    require_setter(by)
    queue()
    last = rows.AllocationPolicy.objects.in_force()
    faults = list(policy.faults())
    if not reason.strip():
        faults.append(Fault("reason", "required"))
    if faults:
        raise Malformed(faults)
    number = last.number + 1 if last else 1
    row = rows.AllocationPolicy(id=new_key(), number=number, **policy.as_dict())
    data = {**policy.as_dict(), "number": number}
    row.entry = record("policy.set", subject=f"policy:{row.pk}", by=by, reason=reason, data=data, id=id)
    row.since = row.entry.recorded_at
    row.save(force_insert=True)
    return row


@once("prices.load")
def load_prices(name: str, prices: dict[str, Any], *, by: Actor, reason: str, id: UUID | None = None) -> rows.PriceList:
    """Take over the reserve prices of a herijking: whole millionths of a class-5 line per piece and hour, by unit."""
    require_setter(by)
    faults = [Fault("name", "required")] if not name.strip() else []
    if len(name.strip()) > LONGEST_NAME:
        faults.append(Fault("name", "text-too-long", {"max_length": LONGEST_NAME, "given": len(name.strip())}))
    if not reason.strip():
        faults.append(Fault("reason", "required"))
    if not prices or len(prices) > MOST_PRICES:
        faults.append(Fault("prices", "prices-out-of-range", {"most": MOST_PRICES}))
    asked = [code for code in list(prices)[:MOST_PRICES] if not CONTROL.search(code)]
    known = set(Unit.objects.filter(code__in=asked).values_list("code", flat=True))
    for code, price in list(prices.items())[:MOST_PRICES]:
        if code not in known:
            faults.append(Fault(f"prices.{code}", "unknown-code", {"value": str(code)[:60]}))
        elif isinstance(price, bool) or not isinstance(price, int) or not 0 <= price <= DEAREST:
            faults.append(Fault(f"prices.{code}", "price-out-of-range", {"most": DEAREST}))
    if faults:
        raise Malformed(faults)
    row = rows.PriceList(id=new_key(), name=name.strip(), prices=prices)
    data = {"name": row.name, "units": len(prices), "sha256": digest(prices)}
    row.entry = record("prices.load", subject=f"prices:{row.pk}", by=by, reason=reason, data=data, id=id)
    row.since = row.entry.recorded_at
    row.save(force_insert=True)
    return row
