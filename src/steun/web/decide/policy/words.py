"""The allocation policy in words: what each setting is, and what differs between two settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from steun.core.decide.policy import AllocationPolicy
from steun.web.kernel import words


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name for people, and what it is set to."""

    name: str
    label: str
    text: str


def settings(policy: AllocationPolicy) -> Iterator[Setting]:
    """Every setting in words, in the order of the form."""
    yield Setting("displace", _("May be displaced"), classes(policy.displace) or _("nobody: every promise stands"))
    yield Setting("hold", _("Waits while it asks what is precious"), classes(policy.hold) or _("nobody"))
    yield Setting("fairness", _("Within a class the worst served region first"), yes_or_no(policy.fairness))
    yield Setting("reserve", _("Count with reserve prices"), yes_or_no(policy.reserve))
    yield Setting("lead", _("Minutes to decide"), str(policy.lead))


def classes(codes: Iterable[int]) -> str:
    return ", ".join(words.word("priority", k) for k in codes)


def yes_or_no(is_on: bool) -> str:
    return _("yes") if is_on else _("no")


def differences(a: AllocationPolicy, b: AllocationPolicy) -> list[tuple[Setting, Setting]]:
    """The settings that are another in the second than in the first."""
    return [(x, y) for x, y in zip(settings(a), settings(b), strict=True) if getattr(a, x.name) != getattr(b, y.name)]
