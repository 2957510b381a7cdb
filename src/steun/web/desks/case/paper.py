"""The request on paper: a form per legal basis, and per municipality where policy of LOCC asks it, with signatures."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import Unknown
from steun.core.kernel.law import Gate as GateRule
from steun.web.ask.attachment.read import shown
from steun.web.ask.form.fields.filled import TRIED
from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.gate.words import holder_in_words
from steun.web.ask.request.model import Request
from steun.web.desks.case.signed import as_sent, state_since
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import parse_key
from steun.web.kernel.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature on paper: whose it is, and how it was given."""

    gate: Gate
    rule: GateRule
    who: str
    mandator: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One form: for one authority, or for the whole request."""

    authority: Organisation | None
    signatures: list[Signed]


@require_GET
def show(http: HttpRequest, pk: UUID, basis: str) -> HttpResponse:
    """The forms of one basis, each on its own page. Raises `Unknown` when the request does not rest on that basis."""
    actor = Actor.of(http)
    rows = Request.objects.visible_to(actor).select_related(
        "requester__region", "addressee", "effect", "incident", "entry"
    )
    request = rows.prefetch_related("municipalities", "lines__capability").filter(pk=pk).first()
    part = request.parts.exclude(outcome="withdrawn").filter(basis=basis).first() if request else None
    if request is None or part is None:
        raise Unknown("form", f"{pk}/{basis}")
    part.request = request
    tried = [
        {
            "kind": kind,
            "answer": row["answer"],
            "when": moments.parsed(row["when"]) if row.get("when") else None,
        }
        for kind in TRIED
        if (row := request.last_resort.get(kind)) and row.get("answer")
    ]
    signed, afterwards = as_sent(request, actor)
    context = {
        "it": signed,
        "afterwards": afterwards,
        "since": state_since(request),
        "now_called": request.standing,
        "in_time": request.timeliness,
        "law": part.law,
        "papers": papers(part),
        "tried": tried if part.law.last_resort != "none" else [],
        "files": shown(request, actor),
        "now": clock.now(),
    }
    return render(http, "desks/case/print.html", context)


def papers(part: Part) -> list[Paper]:
    """One form per authority that signs, where policy asks a form per municipality; else one for all."""
    gates = list(
        part.gates.filter(phase="before-sending")
        .exclude(state="dropped")
        .select_related("organisation", "done_by", "attested_by", "entry", "part")
    )
    keys = {key for gate in gates if (key := parse_key(gate.entry.on_behalf_of))}
    people = {str(key): name for key, name in Person.objects.filter(pk__in=keys).values_list("pk", "name")}
    law = part.law
    signed = [
        Signed(g, law.gate(g.code), holder_in_words(g), people.get(g.entry.on_behalf_of, "") if g.done_at else "")
        for g in gates
    ]
    signers = [s for s in signed if s.gate.kind == "sign" and s.gate.organisation]
    if not law.form_per_municipality or len(signers) < 2:
        return [Paper(signers[0].gate.organisation if signers else None, signed)]
    shared = [s for s in signed if s not in signers]
    return [Paper(s.gate.organisation, [s, *shared]) for s in signers]


urlpatterns = [path("requests/<uuid:pk>/form/<slug:basis>", show, name="print")]
