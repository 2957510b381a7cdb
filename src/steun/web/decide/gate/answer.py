"""What people say at a gate: yes; yes, from 13:53; yes, 8 instead of 12; yes, in another way; no, because. And, where
who answers keeps the means, the promise in the same breath: one act, one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from steun.core.decide.commitment import ACTIVE
from steun.core.kernel.errors import Fault, Malformed
from steun.web.ask.gate.model import Gate
from steun.web.decide.commitment.acts import HOLD_FOR, reserve
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.know.unit.model import Offering

EXTENTS = ("full", "later", "partial", "other-means")
EXTENT_OF = {"yes": "full", "later": "later", "fewer": "partial", "otherwise": "other-means", "no": ""}
"""What people say -> how much is granted by it."""
LONGEST = 8000
"""Letters of a reason or a note."""


@dataclass(frozen=True, slots=True)
class Said:
    """How much, in words or in figures. quantity: pieces instead of those asked; from_at: not sooner than that."""

    extent: str = ""
    note: str = ""
    quantity: int | None = None
    from_at: datetime | None = None
    unit: str = ""
    capability: str = ""

    @property
    def given(self) -> list[str]:
        """Fields that have something in them and say how much."""
        return [name for name in ("extent", "quantity", "from_at", "unit") if getattr(self, name)]


def check(gate: Gate, name: str, reason: str, said: Said) -> None:
    """Reasons where the act wants them, and figures that say less than what was asked. Raises `Malformed`."""
    faults = too_long(reason, said.note)
    if said.extent and said.extent not in EXTENTS:
        faults.append(Fault("extent", "unknown-code", {"value": said.extent}))
    elif name == "refuse":
        faults += [Fault(field, "not-with-refusal") for field in said.given]
    else:
        faults += figures(gate, said)
    if faults:
        raise Malformed(faults)


def too_long(reason: str, note: str) -> list[Fault]:
    return [
        Fault(field, "text-too-long", {"max_length": LONGEST, "given": len(text)})
        for field, text in (("reason", reason), ("note", note))
        if len(text) > LONGEST
    ]


def figures(gate: Gate, said: Said) -> list[Fault]:
    """Less is said in figures or in words; later with a moment; neither is more than what was asked."""
    request, found = gate.request, []
    lines = request.own_lines
    if said.extent == "other-means" and not said.note.strip():
        found.append(Fault("note", "required"))
    if said.extent == "partial" and not said.quantity and not said.note.strip():
        found.append(Fault("quantity" if len(lines) == 1 else "note", "required"))
    if said.extent == "later" and not said.from_at:
        found.append(Fault("from_at", "required"))
    if said.quantity and said.extent == "full":
        found.append(Fault("quantity", "not-with-yes"))
    elif said.quantity and len(lines) == 1 and said.quantity >= lines[0].quantity:
        found.append(Fault("quantity", "fewer-than-asked", {"asked": lines[0].quantity}))
    if said.from_at and said.extent == "full":
        found.append(Fault("from_at", "not-with-yes"))
    elif said.from_at and request.starts_at and said.from_at <= request.starts_at:
        found.append(Fault("from_at", "later-than-asked"))
    elif said.from_at and request.ends_at and said.from_at >= request.ends_at:
        found.append(Fault("from_at", "before-its-end"))
    return found


def keep(gate: Gate, said: Said, by: Actor, happened_at: datetime | None) -> None:
    """Hold the means that the answer names; the grant makes them committed. Who may, and whether they are free, is
    judged as everywhere. Raises `Malformed` where it does not follow what is meant."""
    request = gate.request
    wanted = [line for line in request.own_lines if said.capability in {"", line.capability_id}]
    offered = set(Offering.objects.filter(unit__code=said.unit).values_list("capability", flat=True))
    lines = [line for line in wanted if line.capability_id in offered]
    if len(lines) != 1:
        raise Malformed([Fault("capability" if len(lines) > 1 else "unit", "required" if lines else "unknown-code")])
    line = lines[0]
    active = (c for c in request.commitments.all() if c.state in ACTIVE)
    kept = [c.quantity for c in active if c.capability_id == line.capability_id]
    reserve(
        request.pk, unit=said.unit, capability=line.capability_id, by=by, happened_at=happened_at,
        quantity=said.quantity or max(line.quantity - sum(kept), 1), arrives=said.from_at, kind="hold",
        hold_until=clock.now() + HOLD_FOR,
    )  # fmt: skip
