"""What waits for whom: the next turn of each request, and the tasks of one actor with their deadlines. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from steun.core.ask import states
from steun.core.ask.addition import AdditionFacts, judge
from steun.core.ask.gate import PHASES
from steun.core.ask.request import orderers, planners
from steun.core.ask.rules import RequestFacts
from steun.core.decide.commitment import ACTIVE
from steun.core.deliver.deployment import UNDER_WAY
from steun.core.kernel.machine import Seats
from steun.rules.load import roles
from steun.web.ask.addition.model import Addition
from steun.web.ask.addition.read import granters
from steun.web.ask.gate.gates import said, unconfirmed_among
from steun.web.ask.gate.model import Gate
from steun.web.ask.gate.words import holder_in_words
from steun.web.ask.request.content.completing import complete_by, reception_lacks
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.kernel import words
from steun.web.kernel.people.seats import seats_in_words
from steun.web.learn.evaluation.model import Evaluation

NEXT_REPORT = {"ordered": "depart", "moving": "arrive", "on-scene": "release", "released": "return"}
"""State of a deployment -> the report that is expected next."""
REPORT_BY = {"ordered": "starts_at", "moving": "arrives_at", "on-scene": "leaves_at", "released": "ends_at"}
"""State of a deployment -> the moment of its commitment by which that report is expected."""


INFORMED = ("inform", "report")
"""Kinds of gate for which nobody waits."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's turn: who must do what, since when, asked by when. `context` says which words `what` is in."""

    context: str  # gate, todo
    what: str
    who: str  # in words
    since: datetime | None = None
    by: datetime | None = None


RoleOf = Callable[[RequestFacts], Seats]
"""A rule of the core that names seats for a request."""


def seats_of_role(request: Request, role_of: RoleOf) -> Seats:
    """The seats that a rule of the core names for the addressee of a request: planners, orderers."""
    return role_of(RequestFacts(requester=request.requester_id, addressee=request.addressee_id or "", roles=roles()))


def keeper_in_words(request: Request, role_of: RoleOf = planners) -> str:
    """Who plans or orders for this request: the civil organisation that was asked, else Defence's desks."""
    if request.addressee_id:
        return words.named(request.addressee)
    return ", ".join(words.word("role", r) for r in sorted(seats_of_role(request, role_of) & {*roles().planners}))


def turns(requests: Sequence[Request]) -> dict[UUID, list[Turn]]:
    """Whose turn it is, for each of some requests, in six queries. Requests need requester and addressee joined.

    Commitments that are only held are not listed here: they are Defence's own.
    """
    keys = [r.pk for r in requests]
    waiting: dict[UUID, list[Gate]] = defaultdict(list)
    ready = Gate.objects.filter(request__in=keys, state="open", ready_at__isnull=False).exclude(kind__in=INFORMED)
    for gate in ready.select_related("organisation"):
        waiting[gate.request_id].append(gate)
    means: dict[UUID, list[Commitment]] = defaultdict(list)
    for commitment in committed(keys):
        means[commitment.request_id].append(commitment)
    due = {e.request_id: e for e in Evaluation.objects.filter(request__in=keys)}
    joined: dict[UUID, list[Addition]] = defaultdict(list)
    for it in Addition.objects.filter(request__in=keys, state="asked").select_related("source__requester"):
        joined[it.request_id].append(it)
    unconfirmed = said([r.pk for r in requests if wants_seconds(r)])
    return {
        r.pk: [
            *seconds(r, unconfirmed.get(r.pk, [])),
            *_turns(r, waiting[r.pk], means[r.pk], due.get(r.pk)),
            *(addition_turn(r, it) for it in joined[r.pk]),
        ]
        for r in requests
    }


def turns_of(request: Request, joined: Iterable[Addition]) -> list[Turn]:
    """The same of one whose gates, commitments and evaluation were read with it (`desks.case.read`). joined: what was
    added to it and waits."""
    gates = list(request.gates.all())
    ready = [g for g in gates if g.state == "open" and g.ready_at and g.kind not in INFORMED]
    means = list(committed([request.pk])) if any(c.state == "committed" for c in request.commitments.all()) else []
    return [
        *seconds(request, unconfirmed_among(gates) if wants_seconds(request) else []),
        *_turns(request, ready, means, getattr(request, "evaluation", None)),
        *(addition_turn(request, it) for it in joined),
    ]


def committed(keys: Iterable[UUID]) -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(request__in=list(keys), state="committed")
    return rows.select_related("deployment", "unit__organisation")


def wants_seconds(request: Request) -> bool:
    """Does its order wait for whoever confirms what was said on the phone?"""
    return request.state in states.GRANTED and not request.lives_first_id


def addition_turn(request: Request, it: Addition) -> Turn:
    """Somebody else's need joined: who judges it."""
    seats = judge(AdditionFacts(request_facts(request), request.state, granters(request)))
    return Turn("todo", "judge-addition", "; ".join(seats_in_words(seats)), it.added_at, request.starts_at)


def seconds(request: Request, unconfirmed: Sequence[Gate]) -> list[Turn]:
    """The order waits until somebody confirms what was only said on the phone."""
    if not unconfirmed:
        return []
    who = ", ".join(dict.fromkeys(words.word("role", role) for gate in unconfirmed for role in gate.rule.second))
    since = min((g.done_at for g in unconfirmed if g.done_at), default=None)
    return [Turn("todo", "attest", who, since, request.starts_at)]


def _turns(request: Request, gates: list[Gate], means: list[Commitment], evaluation: Evaluation | None) -> list[Turn]:
    asker = words.named(request.requester)
    found = [
        Turn("gate", g.code, holder_in_words(g), g.ready_at, g.due_at)
        for g in gates
        if request.state in PHASES[g.phase]
    ]
    match request.state:
        case "draft":
            return [
                *found,
                Turn("todo", "resend" if request.number else "send", asker, request.saved_at, request.starts_at),
            ]
        case "asked":
            waits = found or [Turn("todo", "decide", keeper_in_words(request), request.sent_at)]
            by = complete_by(request)
            return [*waits, Turn("todo", "complete", asker, request.sent_at, by)] if by else waits
        case "ended" if evaluation and evaluation.state == "given":
            return [Turn("todo", "close", asker, evaluation.given_at)]
        case "ended":
            return [Turn("todo", "evaluate", asker, request.saved_at, evaluation.due_at if evaluation else None)]
        case state if state in states.GRANTED:
            return [*found, *_granted(request, means, asker)]
    return found


def _granted(request: Request, means: list[Commitment], asker: str) -> list[Turn]:
    found = []
    if request.wanted_end:
        found.append(Turn("todo", "extend", keeper_in_words(request), request.saved_at, request.ends_at))
    if not means and request.state == "granted":
        found.append(Turn("todo", "commit", keeper_in_words(request), request.saved_at, request.starts_at))
    unordered = [c for c in means if getattr(c, "deployment", None) is None]
    if unordered or request.state == "granted":
        if reception_lacks(request, holding=bool(unordered)):
            found.append(Turn("todo", "complete", asker, request.saved_at, complete_by(request) or request.starts_at))
        elif unordered:
            by = min(c.starts_at for c in unordered)
            found.append(Turn("todo", "order", keeper_in_words(request, orderers), request.saved_at, by))
    moving = [c for c in means if getattr(c, "deployment", None) and c.deployment.state in UNDER_WAY]
    for commitment in sorted(moving, key=lambda c: getattr(c, REPORT_BY[c.deployment.state])):
        state = commitment.deployment.state
        by = getattr(commitment, REPORT_BY[state])
        found.append(Turn("todo", NEXT_REPORT[state], words.named(commitment.unit), None, by))
    return found


def units(requests: Sequence[Request], commitments: Iterable[Commitment]) -> dict[UUID, list[str]]:
    """The units of each request, named once each, from commitments that the reader may see."""
    keys = {r.pk for r in requests}
    found: dict[UUID, dict[str, None]] = defaultdict(dict)
    for commitment in commitments:
        if commitment.request_id in keys and commitment.state in (*ACTIVE, "completed"):
            found[commitment.request_id][words.named(commitment.unit)] = None
    return {key: list(names) for key, names in found.items()}
