"""The dials in words: what each is set to, and what differs between two settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from steun.core.decide.dials import Dials
from steun.web.kernel import words


@dataclass(frozen=True, slots=True)
class Setting:
    """One dial: its name for people, and what it is set to."""

    name: str
    label: str
    text: str


def settings(dials: Dials) -> Iterator[Setting]:
    """Every dial in words, in the order of the form."""
    yield Setting("displace", _("May be displaced"), classes(dials.displace) or _("nobody: every promise stands"))
    yield Setting("hold", _("Waits while it asks what is precious"), classes(dials.hold) or _("nobody"))
    yield Setting("fairness", _("Within a class the worst served region first"), yes_or_no(dials.fairness))
    yield Setting("reserve", _("Count with reserve prices"), yes_or_no(dials.reserve))
    yield Setting("lead", _("Minutes to decide"), str(dials.lead))


def classes(codes: Iterable[int]) -> str:
    return ", ".join(words.word("priority", k) for k in codes)


def yes_or_no(is_on: bool) -> str:
    return _("yes") if is_on else _("no")


def differences(a: Dials, b: Dials) -> list[tuple[Setting, Setting]]:
    """The dials that are set to something else in the second than in the first."""
    return [(x, y) for x, y in zip(settings(a), settings(b), strict=True) if getattr(a, x.name) != getattr(b, y.name)]
