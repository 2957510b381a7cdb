"""How far a mandate reaches: on which legal bases, for how many pieces of one request, in which acts. Awb 10:1-10:12.

A machine looks at the limits wherever it looks at the seats, so that no act can forget them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from steun.core.kernel.verdict import Verdict

AWB = "Awb, art. 10:1"
NO_LIMITS: Mapping[str, object] = {}


class Holder(Protocol):
    """Whoever acts: the seats that a mandate gives, and the limits within which."""

    @property
    def seats(self) -> frozenset[str]: ...

    @property
    def limits(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class Stake:
    """What one act reaches. `pieces`: what this mandate gives, asks or orders for the request, this act included."""

    act: str  # request.order, gate.pass ...
    bases: frozenset[str] = frozenset()
    pieces: int = 0


def seats_and_limits(by: Holder | Iterable[str]) -> tuple[frozenset[str], Mapping[str, object]]:
    """What a mandate gives, and within which limits. Bare seats have no limits: for tests, and for what is shown."""
    if isinstance(by, Iterable):
        return frozenset(by), NO_LIMITS
    return by.seats, by.limits


def codes(limits: Mapping[str, object], name: str) -> frozenset[str] | None:
    """The codes that a limit names; None = no limit."""
    found = limits.get(name)
    return frozenset(str(code) for code in found) if isinstance(found, list) else None


def pieces(limits: Mapping[str, object]) -> int | None:
    """How many pieces of one request; None = no limit."""
    found = limits.get("quantity")
    return found if isinstance(found, int) else None


def reaches(limits: Mapping[str, object], stake: Stake) -> tuple[Verdict, ...]:
    """Every limit against what the act reaches. Source: Awb 10:1 (a mandate is a power within limits).

    >>> five = {"quantity": 5}
    >>> [v.code for v in reaches(five, Stake("commitment.commit", pieces=6)) if not v.met]
    ['mandate-reaches-quantity']
    >>> all(reaches(five, Stake("commitment.commit", pieces=5)))
    True
    >>> [v.code for v in reaches({"bases": ["msob"]}, Stake("gate.pass", frozenset({"wvr-51"}))) if not v.met]
    ['mandate-reaches-basis']
    >>> [v.code for v in reaches({"acts": ["gate.pass"]}, Stake("gate.refuse")) if not v.met]
    ['mandate-reaches-act']
    """
    found: list[Verdict] = []
    acts = codes(limits, "acts")
    if acts is not None:
        found.append(Verdict(stake.act in acts, "mandate-reaches-act", AWB))
    bases = codes(limits, "bases")
    if bases is not None:
        found.append(Verdict(stake.bases <= bases, "mandate-reaches-basis", AWB))
    most = pieces(limits)
    if most is not None:
        facts = {"asked": stake.pieces, "most": most}
        found.append(Verdict(stake.pieces <= most, "mandate-reaches-quantity", AWB, facts))
    return tuple(found)


LIMIT_OF = {
    "mandate-reaches-act": "act", "mandate-reaches-basis": "basis", "mandate-reaches-quantity": "quantity",
}  # fmt: skip
"""What each of these verdicts is a limit on."""
