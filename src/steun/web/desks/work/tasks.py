"""My work: everything that waits for one actor, from every verb, most urgent first. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from steun.core.ask import states
from steun.core.ask.gate import SAID
from steun.core.ask.request import FINISHED, orderers, planners
from steun.core.decide.commitment import ACTIVE
from steun.core.decide.timeliness import URGENCIES, urgency
from steun.core.deliver.deployment import UNDER_WAY
from steun.rules.load import law, roles
from steun.web.ask.addition.read import waiting
from steun.web.ask.gate import turn
from steun.web.ask.gate.model import Gate, said_of
from steun.web.ask.gate.seats import asking_roles
from steun.web.ask.request.content.completing import complete_by, reception_lacks
from steun.web.ask.request.model import Request, RequestQuerySet
from steun.web.ask.timeliness.read import prefetched
from steun.web.decide.commitment.model import Commitment
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.work.waiting import NEXT_REPORT, REPORT_BY, seats_of_role
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import parse_key
from steun.web.learn.evaluation.model import Evaluation

MOST = 50
"""Tasks of one kind on one page: who has more waiting needs a colleague, not a longer page."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits for me. `until` is the deadline, `deadline` says what it is the deadline of."""

    context: str  # gate, todo: which words `what` is in
    what: str
    request: Request
    path: str
    deadline: str
    until: datetime | None
    since: datetime | None = None
    note: str = ""

    def late(self, now: datetime) -> bool:
        return self.until is not None and self.until < now

    @property
    def urgency(self) -> str:
        """Lives at stake, overdue, urgent, or nothing of these."""
        return urgency(
            self.request.priority, urgent=self.request.urgent, goes_on=self.request.state not in FINISHED,
            due=self.until, now=clock.now(),
        )  # fmt: skip


def tasks(actor: Actor) -> list[Task]:
    """All that waits for this actor: lives at stake first, then what is overdue, what is urgent, and by deadline."""
    kinds = (gates, seconds, added, drafts, unfinished, plans, extensions, reports, holds, evaluations)
    found = [task for kind in kinds for task in kind(actor)]
    prefetched(task.request for task in found)
    return sorted(
        found,
        key=lambda t: (URGENCIES.index(t.urgency), t.until or moments.ENDLESS, t.request.priority, t.request.pk),
    )


def gates(actor: Actor) -> Iterator[Task]:
    """Acts that the law or policy asks of this seat, and phone acts to confirm in writing."""
    for gate in turn.soonest(actor, MOST):
        path = _show(gate.request, f"#gate-{gate.pk}")
        if gate.state in SAID:
            note = gate.phoned_person
            yield Task("todo", "confirm", gate.request, path, "confirm-by", gate.confirm_by, gate.done_at, note)
        else:
            until, deadline = (gate.due_at, "answer-by") if gate.due_at else (gate.request.starts_at, "needed-at")
            yield Task("gate", gate.code, gate.request, path, deadline, until, gate.ready_at)


def added(actor: Actor) -> Iterator[Task]:
    """What joined a request that I judge, and was not judged yet."""
    for row in waiting(actor):
        request = row.it.request
        path, note = _show(request, f"#{row.name}"), words.named(row.it.source.requester)
        yield Task("todo", "judge-addition", request, path, "needed-at", request.starts_at, row.it.added_at, note)


def seconds(actor: Actor) -> Iterator[Task]:
    """What somebody said on the phone to somebody else, that I may confirm as a second person before it is ordered."""
    policy = law().phone
    if policy is None or actor.role not in policy.second:
        return
    rows = said_of(Gate.objects.visible_to(actor)).filter(phase="before-grant")
    rows = rows.filter(state="phoned", kind__in=policy.kinds)
    rows = rows.exclude(request__requester=actor.organisation).exclude(noted_by=parse_key(actor.person))
    rows = rows.filter(request__state__in=states.OPEN).exclude(request__sent_by=parse_key(actor.person))
    for gate in rows.select_related("request__requester", "part").order_by("request__starts_at", "done_at")[:MOST]:
        if actor.role in gate.rule.second:
            note = f"{words.word('gate', gate.code)}: {gate.phoned_person}"
            path = _show(gate.request, "#said")
            starts = gate.request.starts_at
            yield Task("todo", "attest", gate.request, path, "needed-at", starts, gate.done_at, note)


def desk(actor: Actor) -> Q | None:
    """Requests for which this actor speaks: of the own organisation; an adviser's, of the whole region."""
    if actor.role in roles().advisers:
        return Q(requester=actor.organisation) | Q(requester__region=actor.organisation)
    return Q(requester=actor.organisation) if actor.role in asking_roles(actor.kind) else None


def drafts(actor: Actor) -> Iterator[Task]:
    """Drafts of my desk, and what was returned for completion, with the reason."""
    mine = desk(actor)
    if mine is None:
        return
    rows = Request.objects.visible_to(actor).filter(mine, state="draft").select_related("requester", "entry")
    for request in rows.order_by("-saved_at")[:MOST]:
        returned = request.sent_at is not None
        what, note = ("resend", request.entry.reason) if returned else ("send", "")
        yield Task("todo", what, request, _show(request), "needed-at", request.starts_at, request.saved_at, note)


def unfinished(actor: Actor) -> Iterator[Task]:
    """What the requester still has to fill in: the order waits for it; of an urgent request from sending on."""
    mine = desk(actor)
    if mine is None:
        return
    rows = Request.objects.visible_to(actor).filter(mine).incomplete()
    for request in rows.select_related("requester").order_by("starts_at")[:MOST]:
        if lacks := reception_lacks(request):
            by = complete_by(request)
            yield Task(
                "todo", "complete", request, _show(request, "#complete"), "complete-by" if by else "needed-at",
                by or request.starts_at, request.saved_at, ", ".join(words.word("field", f) for f in lacks),
            )  # fmt: skip


def planned(actor: Actor) -> Q | None:
    """Requests for which this actor plans means: Defence's desks for what Defence gives, a civil body for its own."""
    found = Q(addressee=None) if actor.role in roles().planners else None
    if actor.role in roles().providers:
        own = Q(addressee=actor.organisation)
        found = own if found is None else found | own
    return found


def granted() -> RequestQuerySet:
    """Granted requests that go on, found by their state: few, whatever the order in which they are asked for."""
    return Request.objects.filter(pk__in=Request.objects.granted().order_by().values("pk"))


def plans(actor: Actor) -> Iterator[Task]:
    """Granted requests without means, and committed means without an order."""
    mine = planned(actor)
    if mine is None:
        return
    means = Commitment.objects.filter(request=OuterRef("pk"), state__in=ACTIVE)
    rows = granted().visible_to(actor).filter(mine).select_related("requester", "addressee")
    unordered = Exists(means.filter(state="committed", deployment=None))
    rows = rows.annotate(has_means=Exists(means), **{"unordered": unordered})
    rows = rows.filter(Q(unordered=True) | Q(has_means=False, state="granted"))
    for request in rows.order_by("starts_at")[:MOST]:
        what, note, place = "commit", "", "decide:page"
        if request.unordered:
            lacks = reception_lacks(request, holding=True)
            what, place = ("order-waits", "ask:show") if lacks else ("order", "ask:show")
            note = ", ".join(words.word("field", f) for f in lacks)
        may = seats_of_role(request, planners if what == "commit" else orderers)
        if actor.seats & may:
            path = reverse(place, args=[request.pk])
            yield Task("todo", what, request, path, "needed-at", request.starts_at, request.saved_at, note)


def extensions(actor: Actor) -> Iterator[Task]:
    """More time was asked, and I decide on it."""
    mine = planned(actor)
    if mine is None:
        return
    rows = granted().visible_to(actor).filter(mine, wanted_end__isnull=False)
    for request in rows.select_related("requester").order_by("ends_at")[:MOST]:
        yield Task("todo", "extend", request, _show(request, "#extend"), "ends-at", request.ends_at, request.saved_at)


def reports(actor: Actor) -> Iterator[Task]:
    """Orders to carry out: the next report of each unit of mine."""
    if actor.role not in roles().commanders:
        return
    rows = Deployment.objects.visible_to(actor).filter(
        commitment__unit__organisation=actor.organisation, state__in=UNDER_WAY
    )
    for deployment in rows.select_related("request__requester", "commitment__unit").order_by("ordered_at")[:MOST]:
        what = NEXT_REPORT[deployment.state]
        until = getattr(deployment.commitment, REPORT_BY[deployment.state])
        note = words.named(deployment.commitment.unit)
        yield Task(
            "todo", what, deployment.request, reverse("deliver:mine"), f"{what}-by", until, deployment.ordered_at, note
        )


def holds(actor: Actor) -> Iterator[Task]:
    """Means that I keep aside, with the moment at which that runs out."""
    mine = Q(request__addressee=None) if actor.role in roles().planners else Q(pk=None)
    if actor.role in roles().providers:
        mine |= Q(request__addressee=actor.organisation) | Q(unit__organisation=actor.organisation)
    rows = Commitment.objects.visible_to(actor).filter(mine, state="held").select_related("request__requester", "unit")
    for held in rows.order_by("hold_until")[:MOST]:
        path = reverse("decide:page", args=[held.request_id])
        note = f"{held.quantity} × {words.in_pieces(held.unit)}"
        yield Task("todo", "hold", held.request, path, "hold-until", held.hold_until, None, note)


def evaluations(actor: Actor) -> Iterator[Task]:
    """To be evaluated by my side, and evaluated requests that can be closed."""
    mine = desk(actor)
    if mine is None or actor.role in roles().advisers:
        return
    ended = Request.objects.visible_to(actor).filter(mine, state="ended").select_related("requester", "evaluation")
    for request in ended.order_by("evaluation__due_at")[:MOST]:
        path = reverse("learn:evaluate", args=[request.pk])
        given = Evaluation(state="due") if not hasattr(request, "evaluation") else request.evaluation
        what = "close" if given.state == "given" else "evaluate"
        until = None if what == "close" else given.due_at
        yield Task("todo", what, request, path, "evaluate-by", until, request.saved_at)


def _show(request: Request, place: str = "") -> str:
    return reverse("ask:show", args=[request.pk]) + place
