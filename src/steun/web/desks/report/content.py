"""What stands in a situation report: all from what its maker may see, at one moment, in codes and whole numbers.

It is rendered in the language of whoever reads it, so names of both languages stand in it and no sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from steun.core.deliver.picture import Tally, by_region, tally
from steun.core.learn.report import changes
from steun.web.ask.gate.model import Gate
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.desks.picture.read import Case, picture
from steun.web.kernel import moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import heads
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability
from steun.web.know.unit.model import Unit
from steun.web.learn.report.model import SituationReport

DECIDED = ("passed", "phoned", "attested", "refused")
MISSED = ("bad", "late", "wait")
"""Tones of a request of which help is short, late, or not promised yet."""


def content_of(actor: Actor, incident: Incident | None, last: SituationReport | None) -> dict[str, Any]:
    """The report as it is now. `last`: the one before, to say what changed since."""
    now = picture(actor)
    keys = set(map(str, requests_of(actor, incident))) if incident else None
    cases = [it for it in now.cases if keys is None or str(it.row.pk) in keys]
    needs = [it.need for it in cases]
    shown = [it for it in now.incidents if incident is None or str(it.pk) == str(incident.pk)]
    rows = [request(it) for it in cases]
    known = names(cases)
    return {
        "at": when(now.at),
        "about": {"incident": str(incident.pk), "name": incident.name} if incident else None,
        "tally": asdict(tally(needs)),
        "regions": [{"code": code, **known[code], **asdict(it)} for code, it in regions(cases).items()],
        "incidents": [
            {name: str(getattr(it, name)) for name in ("pk", "name", "kind", "place", "grip")} for it in shown
        ],
        "requests": rows,
        "decisions": decisions(actor, [str(it.row.pk) for it in cases]),
        "expectations": [expected for it in cases for expected in expectations(it, known)],
        "deployments": [sent for it in cases for sent in deployments(it, known)],
        "shortfalls": [row["id"] for row in rows if row["tone"] in MISSED],
        "sources": {"journal": [head.as_dict() for head in heads()], "last": last.number if last else None},
        "changes": {"since": when(last.made_at), **changes(last.content["requests"], rows)} if last else None,
    }


def regions(cases: Iterable[Case]) -> dict[str, Tally]:
    return by_region([it.need for it in cases])


def requests_of(actor: Actor, incident: Incident) -> Iterable[UUID]:
    return Request.objects.visible_to(actor).filter(incident=incident).values_list("pk", flat=True)


def request(case: Case) -> dict[str, Any]:
    """A request with how it stands: as the picture counts it."""
    it, counted = case.row, tally([case.need])
    plain = {name: getattr(it, name) for name in ("number", "title", "place", "state", "extent", "priority", "urgent")}
    judged = {**asdict(case.timeliness), "at": when(case.timeliness.at)}
    counts = {name: getattr(counted, name) for name in ("asked", "promised", "short", "late", "under_way")}
    return {
        "id": str(it.pk), **plain, **counts, "tone": case.need.tone, "timeliness": judged,
        "starts_at": when(it.starts_at), "latest_at": when(it.latest_at), "ends_at": when(it.ends_at),
        "regions": list(it.regions),
    }  # fmt: skip


def decisions(actor: Actor, keys: list[Any]) -> list[dict[str, Any]]:
    """What was decided, by which role of whom, when, and why as far as this reader may read it."""
    gates = Gate.objects.visible_to(actor).filter(request__in=keys, state__in=DECIDED, kind__in=("decide", "agree"))
    return [
        {
            "request": str(it.request_id), "gate": it.code, "state": it.state, "role": it.done_role,
            "at": when(it.done_at), "reason": it.reason_for(actor),
        }
        for it in gates.order_by("done_at", "pk")
    ]  # fmt: skip


def expectations(case: Case, known: dict[str, Any]) -> list[dict[str, Any]]:
    """What was promised: how many of what, by whom, to be there when."""
    return [
        {
            "request": str(case.row.pk), "unit": known[it.unit], "capability": known[it.capability_id],
            "quantity": it.quantity, "short": it.short, "arrives_at": when(it.arrives_at),
            "leaves_at": when(it.leaves_at),
        }
        for it in case.row.commitments
    ]  # fmt: skip


def deployments(case: Case, known: dict[str, Any]) -> list[dict[str, Any]]:
    """What happened: who set out, arrived, was released."""
    return [
        {
            "request": str(case.row.pk), "unit": known[it.unit], "quantity": it.quantity, "state": it.state,
            "departed_at": when(it.departed_at), "arrived_at": when(it.arrived_at),
        }
        for it in case.row.deployments
    ]  # fmt: skip


def names(cases: Iterable[Case]) -> dict[str, dict[str, str]]:
    """Units, capabilities and regions in both languages, by their codes."""
    rows = [it.row for it in cases]
    units = {it.unit for row in rows for it in row.commitments} | {it.unit for row in rows for it in row.deployments}
    means = {it.capability_id for row in rows for it in row.commitments}
    places = {code for row in rows for code in row.regions}
    found: dict[str, dict[str, str]] = {}
    for model, codes in ((Unit, units), (Capability, means), (Organisation, places)):
        for it in model._default_manager.filter(code__in=codes):
            found[it.code] = {"nl": it.name_nl, "en": it.name_en}
    return {**{code: {"nl": code, "en": code} for code in (*units, *means, *places)}, **found}


def when(moment: datetime | None) -> str | None:
    return moments.machine(moment) if moment else None
