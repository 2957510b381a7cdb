"""Which moment of the roads is asked for: from now to as far as is looked, by a slider, in steps, or typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from steun.web.desks.roads.at.columns import MINUTE, minute_of, moment_of
from steun.web.desks.roads.at.read import AHEAD, RoadsAt
from steun.web.kernel import clock, words
from steun.web.kernel.input.filters import number_in, text_in
from steun.web.kernel.input.typed import Typed

STEP = 5
"""Minutes from one place of the slider to the next."""
STEPS = (("back", -timedelta(hours=1)), ("ahead", timedelta(hours=1)), ("far", timedelta(hours=6)))
MOST = minute_of(datetime(2100, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Asked:
    """at: None = now. wrong: what is wrong with what was asked, in words."""

    at: datetime | None
    typed: Typed
    wrong: str = ""


def moment_asked(http: HttpRequest) -> Asked:
    """From the field (`at`) or the slider (`minute`); what cannot be read, or lies outside, shows now and says so."""
    if text_in(http, "at"):
        typed = Typed.sent(http.GET.dict(), "at")
        try:
            return within(typed.read(), typed)
        except ValueError as error:
            return Asked(None, typed, words.sentence("fault", str(error)))
    minute = number_in(http, "minute")
    if minute is None or minute > MOST:
        return Asked(None, Typed())
    at = moment_of(minute)
    return within(at, Typed.of(at))


def within(at: datetime | None, typed: Typed) -> Asked:
    now = clock.now()
    if at is None or now - MINUTE <= at <= now:
        return Asked(None, Typed())
    if now < at <= now + AHEAD:
        return Asked(at, Typed.of(at))
    return Asked(None, typed, words.sentence("fault", "roads-from-now"))


def address(at: datetime | None, filters: dict[str, str]) -> str:
    """The address of the roads at a moment."""
    when = {"at": at.astimezone(UTC).isoformat(timespec="seconds")} if at else {}
    asked = {**when, **{name: value for name, value in filters.items() if value}}
    return reverse("know:roads") + (f"?{urlencode(asked)}" if asked else "")


def slider(found: RoadsAt) -> dict[str, Any]:
    """In whole minutes."""
    return {
        "least": minute_of(clock.now()), "value": minute_of(found.at), "step": STEP,
        "most": minute_of(max(found.until, found.at)),
    }  # fmt: skip


def steps(found: RoadsAt, filters: dict[str, str]) -> dict[str, str]:
    """Where each step leads; those outside what is looked at have none."""
    now, there = clock.now(), {}
    for name, step in STEPS:
        at = found.at + step
        there[name] = address(at if at > now else None, filters) if found.at > now or step > timedelta(0) else ""
        if at > now + AHEAD:
            there[name] = ""
    return {**there, "now": address(None, filters) if found.at > now else ""}
