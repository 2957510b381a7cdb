"""The cases of the demonstration, from `demo/cases.toml`: each played as far as its `state`, by those whose act it is.

What lies in the past is recorded later, as people do: it happened then and is recorded now. Everything is illustrative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model

from steun.core.decide.promise import free, window
from steun.core.kernel.errors import Unknown
from steun.rules.load import roles
from steun.web.ask.gate.seats import asking_roles
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.read import source_of, units_with
from steun.web.desks.replay.acts import commander
from steun.web.desks.replay.seats import first, holder, holder_of, next_gate
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Mandate, Organisation
from steun.web.know.unit.model import Unit
from steun.web.lives import LIVES

MARK = {"data": {"illustrative": True}}
STATES = ("draft", "asked", "granted", "committed", "ordered", "deployed", "ended")
"""How far a case is brought: states of a request, and *committed*: granted, with means promised and not ordered."""
PLAIN = (
    "effect", "task_kind", "place", "lon", "lat", "urgent", "priority", "municipalities", "assembly_point", "lodging",
    "meals", "contact", "addressee", "lines",
)  # fmt: skip
PACE = timedelta(minutes=10)
"""Between two acts, until the present is reached."""


@dataclass
class Story:
    """One case while it is played: `at` is the moment of the act that comes now."""

    case: Mapping[str, Any]
    now: datetime
    at: datetime

    def then(self, moment: datetime | None = None) -> datetime:
        """When the next act happened: a little later, or at `moment`; never after now, never before the last."""
        self.at = min(self.now, max(self.at, moment or self.at + PACE))
        return self.at

    def hours(self, number: int) -> datetime:
        return self.now + timedelta(hours=number)


def act(
    life: str, name: str, about: UUID | None, at: datetime, /, *, by: Actor, marks: Mapping[str, Any], **given: Any
) -> Model:
    """One act of a life, as a form or a machine does it. `at`: when it happened, in its shape or beside it."""
    declared = LIVES[life].act(name)
    if "happened_at" in declared.shape.model_fields:
        return declared(about, declared.shape.model_validate({**given, "happened_at": at}), by=by, **marks)
    return declared(about, declared.shape.model_validate(given), by=by, happened_at=at, **marks)


def play(rows: Iterable[Mapping[str, Any]]) -> None:
    """Bring every case as far as it says."""
    for row in rows:
        play_case(row)


def play_case(row: Mapping[str, Any]) -> Request:
    now = clock.now()
    story = Story(row, now, now + timedelta(hours=row["incident"]["from_hours"]))
    by = requester_of(row["request"])
    incident = open_incident(story, by)
    given = {**shape_of(story, incident), "requester": row["request"]["requester"]}
    request = act("request", "draft", None, story.then(), by=by, marks=MARK, **given)
    Request.objects.filter(pk=request.pk).update(illustrative=True)
    for state in STATES[1 : STATES.index(row["state"]) + 1]:
        STEPS[state](story, Request.objects.get(pk=request.pk), by)
    return Request.objects.get(pk=request.pk)


def requester_of(row: Mapping[str, Any]) -> Actor:
    """The desk of the requesting organisation, else whoever may ask for it."""
    organisation = Organisation.objects.get(pk=row["requester"])
    try:
        return holder(f"{roles().desks[0]}@{organisation.pk}")
    except Unknown:
        rows = Mandate.objects.filter(role__in=asking_roles(organisation.kind), organisation=organisation)
        return first(rows, organisation.pk)


def open_incident(story: Story, by: Actor) -> Model:
    fields = {k: v for k, v in story.case["incident"].items() if k != "from_hours"}
    who = roles()
    opener = by if by.role in who.openers else holder(f"{who.desks[0]}@{fields['regions'][0]}")
    return act("incident", "open", None, story.at, by=opener, marks={}, **fields, started_at=story.at)


def shape_of(story: Story, incident: Model) -> dict[str, Any]:
    """The request as its form is filled in."""
    row = story.case["request"]
    tried = {kind: {"tried": True, "answer": answer} for kind, answer in row.get("last_resort", {}).items()}
    given = {name: row[name] for name in PLAIN if name in row}
    given |= {"title": story.case["nl"], "incident": incident.pk, "bases": [row["basis"]]}
    given |= {"starts_at": story.hours(row["from_hours"]), "ends_at": story.hours(row["until_hours"])}
    given |= {"latest_at": story.hours(row["latest_hours"])} if "latest_hours" in row else {}
    given |= {name: row[f"{name}_nl"] for name in ("reason", "task", "special_case") if f"{name}_nl" in row}
    given |= {"last_resort": tried} if tried else {}
    return given


def pass_gates(story: Story, request: Request) -> None:
    """Whoever must act before the request goes on, acts."""
    state = request.state
    while request.state == state and (gate := next_gate(request)):
        extent = "full" if gate.kind in {"decide", "agree"} else ""
        act("gate", "pass", gate.pk, story.then(), by=holder_of(gate), marks=MARK, extent=extent)
        request.refresh_from_db(fields=["state"])


def send(story: Story, request: Request, by: Actor) -> None:
    pass_gates(story, request)
    act("request", "submit", request.pk, story.then(), by=by, marks=MARK)


def grant(story: Story, request: Request, by: Actor) -> None:
    pass_gates(story, request)


def planner_of(request: Request) -> Actor:
    who = roles()
    return holder(f"{who.suppliers[0]}@{request.addressee_id}" if request.addressee_id else who.orderers[0])


def commit(story: Story, request: Request, by: Actor) -> None:
    """Commit for each requirement what can be there first."""
    planner = planner_of(request)
    for line in request.lines.all():
        missing = line.quantity
        for unit, quantity in free_units(line.capability_id, request):
            if missing <= 0:
                break
            quantity_given = min(missing, quantity) if unit.divisible else quantity
            act(
                "commitment", "reserve", request.pk, story.then(), by=planner, marks=MARK, unit=unit.code,
                capability=line.capability_id, quantity=quantity_given, arrives=request.starts_at,
                until=request.ends_at,
            )  # fmt: skip
            missing -= quantity_given


def order(story: Story, request: Request, by: Actor) -> None:
    act("request", "order", request.pk, story.then(), by=planner_of(request), marks=MARK)


def free_units(capability: str, request: Request) -> list[tuple[Unit, int]]:
    """Units that are, or were, free for the whole job, the soonest there first."""
    found: list[tuple[int, str, Unit, int]] = []
    if request.starts_at is None or request.ends_at is None:
        return []
    for unit in units_with([capability]):
        source = source_of(unit, capability, *request.spot)
        starts, ends = window(source, request.starts_at, request.ends_at)
        if quantity := free(source, starts, ends):
            found.append((source.notice + source.travel, unit.code, unit, quantity))
    return [(unit, quantity) for _, _, unit, quantity in sorted(found, key=lambda row: row[:2])]


def arrive(story: Story, request: Request, by: Actor) -> None:
    pass_gates(story, request)
    report(story, request, "depart", story.then())
    report(story, request, "arrive", story.then(request.starts_at))


def go_home(story: Story, request: Request, by: Actor) -> None:
    report(story, request, "release", story.then(request.ends_at))
    report(story, request, "return", story.then())


def report(story: Story, request: Request, name: str, at: datetime) -> None:
    for deployment in request.deployments.select_related("commitment__unit").order_by("pk"):
        unit = deployment.commitment.unit
        act("deployment", name, deployment.pk, at, by=commander(unit), marks=MARK)


STEPS: dict[str, Callable[[Story, Request, Actor], None]] = {
    "asked": send, "granted": grant, "committed": commit, "ordered": order, "deployed": arrive, "ended": go_home,
}  # fmt: skip
