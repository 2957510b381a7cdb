"""The rows of the picture as the journal recorded them: the fold of all entries up to a moment.

What counts is when something was recorded, not when it happened: the picture shows what was known then. Which cases a
reader sees is decided today, by `visible_to`; what stood in them then comes from their entries. Only what was promised
is shown, never what was only held, so entries about holds may be read: what they record is seen once it is promised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from steun.core.ask.states import OPEN
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.desks.picture.rows.form import (
    CALLED_OFF,
    PROMISED,
    STANDING,
    CommitmentRow,
    DeploymentRow,
    Rows,
    assembled,
    commitment_row,
    deployment_row,
    incident_row,
    request_row,
)
from steun.web.desks.picture.rows.present import homes
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.journalled import UNRECORDED, subject_of
from steun.web.lives import LIVES

KINDS = ("request", "addition", "incident", "commitment", "deployment")
"""Lives of which the picture is made."""
AT_ONCE = 2_000
Story = dict[str, Any]


def rows_then(actor: Actor, at: datetime) -> Rows:
    """What was open at a moment, as it had been recorded by then."""
    stories = folded(entries_until(actor, at))
    requests = {pk: it for pk, it in stories["request"].items() if it["state"] in OPEN and "requester_id" in it}
    seats = homes({it["requester_id"] for it in requests.values()})
    taken_up: dict[str, list[Mapping[str, Any]]] = {}
    for addition in stories["addition"].values():
        if addition["state"] == STANDING:
            taken_up.setdefault(addition["request_id"], []).extend(addition.get("lines") or ())
    promised = [
        commitment_row(pk, it)
        for pk, it in stories["commitment"].items()
        if it["state"] in PROMISED and it["request_id"] in requests
    ]
    sent = [
        deployment_row(pk, it)
        for pk, it in stories["deployment"].items()
        if it["state"] != CALLED_OFF and it["request_id"] in requests
    ]
    return assembled(
        at,
        [incident_row(pk, it) for pk, it in stories["incident"].items() if it["state"] == "open"],
        [
            request_row(pk, it, seats[it["requester_id"]], [*(it.get("lines") or ()), *taken_up.get(pk, ())])
            for pk, it in requests.items()
        ],
        promised,
        paired(sent, promised),
    )


def entries_until(actor: Actor, at: datetime) -> Iterable[Entry]:
    """Entries of the cases that this reader may see, recorded by then, in the order in which they came."""
    requests, incidents = Request.objects.visible_to(actor), Incident.objects.visible_to(actor)
    cases = {*requests.values_list("pk", flat=True), *incidents.values_list("pk", flat=True)}
    rows = Entry.objects.filter(recorded_at__lte=at).order_by("position")
    return (entry for entry in rows.iterator(chunk_size=AT_ONCE) if entry.case in cases)


def folded(entries: Iterable[Entry]) -> dict[str, dict[str, Story]]:
    """Per life and key: the state and the fields that were recorded last."""
    stories: dict[str, dict[str, Story]] = {kind: {} for kind in KINDS}
    for entry in entries:
        kind, subject = subject_of(entry)
        if kind not in stories:
            continue
        story = stories[kind].setdefault(subject.partition(":")[2], {})
        if entry.action.startswith(f"{kind}.") and "to" in entry.data:
            story["state"] = entry.data["to"]
        for name, value in LIVES[kind].journalled.recorded_in(entry).items():
            if value is not UNRECORDED:
                story[name] = str(value) if name == "request_id" else value
    return {kind: {pk: it for pk, it in found.items() if "state" in it} for kind, found in stories.items()}


def paired(deployments: Iterable[DeploymentRow], promises: Iterable[CommitmentRow]) -> list[DeploymentRow]:
    """Each deployment with the promise that it keeps: of one unit for one request, in the order of arrival."""
    left: dict[tuple[str, str], list[str]] = {}
    for promise in sorted(promises, key=lambda it: (it.arrives_at, it.pk)):
        left.setdefault((promise.request, promise.unit), []).append(promise.pk)
    found = []
    for it in deployments:
        mine = left.get((it.request, it.unit), [])
        found.append(replace(it, commitment_id=mine.pop(0)) if mine else it)
    return found
