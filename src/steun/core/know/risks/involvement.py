"""Who must be involved in a risk, at which scale, and why.

The letter: depending on the interests that are hit and the risks that follow, parties must be involved, locally and
nationally. Lines say who, when and why; they stand in the rules of the country. Advice: it blocks nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from steun.core.kernel.law import Source


@dataclass(frozen=True, slots=True)
class Line:
    """One reason to involve a role. It holds at `scales` (none = all), for one of `themes`, or when an interest of
    `interests` (none = any) is hit in class `least` or above. Classes are ranks: 1 is the smallest.
    `critical`: of its organisations only critical entities."""

    role: str
    why: Mapping[str, str]
    source: Source
    scales: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    least: int = 1
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Threat:
    """As much of a risk, or of an incident, as this rule looks at. `impacts`: by interest the rank of its class."""

    theme: str
    scale: str
    impacts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reason:
    """A line that holds: because of the theme, of these interests, or both. Neither: it holds at this scale anyhow."""

    line: Line
    theme: bool
    interests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Involved:
    """A role with every reason for it, in the order of the lines."""

    role: str
    reasons: tuple[Reason, ...]


def reason_of(line: Line, threat: Threat) -> Reason | None:
    """Why this line holds; None when it does not."""
    if line.scales and threat.scale not in line.scales:
        return None
    theme = threat.theme in line.themes
    by_interest = bool(line.interests) or not line.themes
    hit = tuple(
        interest
        for interest, rank in threat.impacts.items()
        if by_interest and rank >= line.least and (not line.interests or interest in line.interests)
    )
    if not theme and not hit:
        return None
    named = bool(line.interests) or line.least > 1
    return Reason(line, theme, hit if named else ())


def involved(lines: Iterable[Line], threat: Threat) -> list[Involved]:
    """Every role that must be involved, each once, in the order in which the lines name it first.

    >>> from datetime import date
    >>> here = Source("Act", "L", date(2026, 1, 1))
    >>> lines = [Line("fire", {}, here), Line("water", {}, here, themes=("flood",), interests=("nature",), least=3)]
    >>> [it.role for it in involved(lines, Threat("heat", "regional", {"people": 1, "nature": 2}))]
    ['fire']
    >>> [it.role for it in involved(lines, Threat("heat", "regional", {"people": 1, "nature": 3}))]
    ['fire', 'water']
    """
    found: dict[str, list[Reason]] = {}
    for line in lines:
        if reason := reason_of(line, threat):
            found.setdefault(line.role, []).append(reason)
    return [Involved(role, tuple(reasons)) for role, reasons in found.items()]
