"""What the demonstration has beforehand: needs, a poll of them, and a recalibration that waits for its turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from steun.rules.policy.readiness import readiness
from steun.web.decide.recalibration import acts as recalibrations
from steun.web.decide.recalibration.shape import StudyIn
from steun.web.desks.replay.seats import holder
from steun.web.kernel import clock
from steun.web.know.need import acts as needs
from steun.web.know.need.shape import NeedIn
from steun.web.know.poll import acts as polls
from steun.web.know.poll.shape import PollIn

Row = Mapping[str, Any]


def prepare(said: Mapping[str, Any]) -> None:
    """All of `readiness.toml`."""
    stated = state(said["need"])
    for row in said["poll"]:
        ask(row, stated)
    for row in said["recalibration"]:
        start(row)


def state(rows: Iterable[Row]) -> dict[str, list[UUID]]:
    """The needs, each stated by whose it is: keys by organisation."""
    found: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        by = holder(row["seat"])
        it = needs.draft(NeedIn(**{name: value for name, value in row.items() if name != "seat"}), by=by)
        needs.state(it.pk, by=by)
        found[by.organisation].append(it.pk)
    return found


def ask(row: Row, stated: Mapping[str, list[UUID]]) -> None:
    """A poll; the `answered` seats say what their organisations stated."""
    closes_on = clock.today() + timedelta(days=row["days"])
    said = {name: row[name] for name in ("title", "question", "asked")}
    poll = polls.open_poll(PollIn(**said, closes_on=closes_on), by=holder(row["seat"]))
    for seat in row["answered"]:
        by = holder(seat)
        polls.answer(poll.pk, by=by, needs=stated.get(by.organisation, []), none=by.organisation not in stated)


def start(row: Row) -> None:
    policy = readiness()
    percents = {name: getattr(policy, name) for name in ("free_defence", "free_civil", "task_one", "called_up")}
    takes = {"hours_per_piece": policy.hours_per_piece, "ready_minutes": policy.ready_minutes, **percents}
    said = {name: value for name, value in row.items() if name != "seat"}
    recalibrations.start(StudyIn(**takes, **said), by=holder(row["seat"]))
