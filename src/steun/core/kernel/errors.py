"""Everything that can go wrong, on one screen.

* SteunError
  - Refused     the domain says no; carries every verdict that is not met   (HTTP 409)
  - Changed     somebody else changed it first; carries both versions       (HTTP 409)
  - NotYours    the actor lacks the role or mandate                         (HTTP 403)
  - Unknown     no such request, unit, legal basis, or not visible to you   (HTTP 404)
  - Malformed   what was sent cannot be read; names every fault by field    (HTTP 422)
  - Tampered    the journal chain does not verify                           (HTTP 500, alarm)
  - Unavailable it cannot be done now, and that will pass                   (HTTP 503)
  - TooOften    one person calls more often than anybody needs              (HTTP 429)

The core raises; `web.kernel.failure` is the only place that turns these into HTTP.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from steun.core.kernel.verdict import NO_FACTS, Fact, Verdict


class SteunError(Exception):
    """Base of all errors of Steun. `code` is stable and has a text in Dutch and English."""

    code = "error"

    def params(self) -> dict[str, object]:
        """Facts for the message, ready for JSON."""
        return {}


class Refused(SteunError):
    """The domain says no. All unmet rules at once, so a region in a hurry corrects its request once."""

    code = "refused"

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        self.verdicts = tuple(v for v in verdicts if v.blocks)
        super().__init__("; ".join(v.code for v in self.verdicts))

    def params(self) -> dict[str, object]:
        return {"reasons": [v.as_dict() for v in self.verdicts]}


class Changed(SteunError):
    """Somebody else changed the same. `theirs` is what stands now, `yours` what you sent: nothing is lost. Only the
    fields in which both differ. `stale`: fields that others changed and you did not, so what you sent of them is old.
    """

    code = "changed"

    def __init__(
        self, theirs: Mapping[str, object], yours: Mapping[str, object], version: int, stale: Iterable[str] = ()
    ) -> None:
        self.theirs, self.yours, self.version, self.stale = dict(theirs), dict(yours), version, tuple(stale)
        super().__init__(f"version {version} stands")

    def params(self) -> dict[str, object]:
        return {"theirs": self.theirs, "yours": self.yours, "version": self.version}


class NotYours(SteunError):
    """The actor's role or mandate does not reach this far. `needed` are the seats that may."""

    code = "not-yours"

    def __init__(self, needed: Iterable[str] = (), limit: str = "") -> None:
        self.needed, self.limit = tuple(sorted(needed)), limit
        super().__init__(limit or ", ".join(self.needed))

    def params(self) -> dict[str, object]:
        return {"needed": list(self.needed), "limit": self.limit}


class Unknown(SteunError):
    """It does not exist, or you may not see it: the two look the same on purpose."""

    code = "unknown"

    def __init__(self, kind: str, key: object) -> None:
        self.kind, self.key = kind, str(key)
        super().__init__(f"{kind} {key}")

    def params(self) -> dict[str, object]:
        return {"kind": self.kind, "key": self.key}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the input: which field, which rule, with which facts."""

    field: str
    code: str
    facts: Mapping[str, Fact] = dataclasses.field(default_factory=lambda: NO_FACTS)

    def as_dict(self) -> dict[str, object]:
        return {"field": self.field, "code": self.code, "facts": dict(self.facts)}


class Unreadable(ValueError):
    """What stands in one field cannot be taken. Whoever knows the field makes a `Fault` of it."""

    def __init__(self, code: str, facts: Mapping[str, Fact] = NO_FACTS) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)

    def at(self, field: str) -> Fault:
        return Fault(field, self.code, self.facts)


class Malformed(SteunError):
    """The input cannot be used. Every fault, at its field."""

    code = "malformed"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.field}: {f.code}" for f in self.faults))

    def params(self) -> dict[str, object]:
        return {"faults": [f.as_dict() for f in self.faults]}


class Tampered(SteunError):
    """The journal does not verify: raise the alarm, change nothing."""

    code = "tampered"

    def __init__(self, number: int, why: str, node: str = "") -> None:
        """`number` 0: no one entry is at fault. `node`: whose chain, when that matters."""
        self.number, self.why, self.node = number, why, node
        place = f"entry {number}: " if number else ""
        super().__init__(f"{node}, {place}{why}" if node and place else f"{place}{why}")

    def params(self) -> dict[str, object]:
        return {"number": self.number, "why": self.why, "node": self.node}


class Unavailable(SteunError):
    """Nothing is wrong with what was asked; it cannot be done now. `code` says why, `after` when to come back."""

    def __init__(self, code: str, after: int) -> None:
        self.code, self.after = code, after  # seconds
        super().__init__(code)

    def params(self) -> dict[str, object]:
        return {"after": self.after}


class TooOften(Unavailable):
    """One person calls so often that it cannot be by hand. `after` says when it goes on."""

    def __init__(self, after: int) -> None:
        super().__init__("too-often", after)
