"""What was signed and sent, and apart from it what was completed or moved afterwards: read from the journal."""

from __future__ import annotations

from copy import copy
from datetime import datetime

from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import LATER
from steun.web.desks.case import story
from steun.web.desks.case.story import Line
from steun.web.kernel import moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry

AFTERWARDS = ("request.complete", "request.extend", "request.shorten")
"""Acts that change fields of a request that was sent."""
ADDED = ("addition.add", "addition.take-up", "addition.decline", "addition.fall")
"""Acts on what others asked in addition to it."""


def as_sent(request: Request, actor: Actor) -> tuple[Request, list[Line]]:
    """The request with the words that were signed and sent, and what was changed since, each with its hour and by whom.

    A draft is what it says: what is changed in it makes the signatures lapse.
    """
    acts = Entry.objects.visible_to(actor).filter(subject=request.key)
    sent = acts.filter(action="request.submit").order_by("-position").first()
    if sent is None or request.state == "draft":
        return request, []
    case = Entry.objects.visible_to(actor).filter(case=request.pk, position__gt=sent.position)
    rows = case.filter(action__in=(*AFTERWARDS, *ADDED)).order_by("position")
    found = zip(rows, story.in_words(list(rows)), strict=True)
    return with_words(request, sent), [line for entry, line in found if line.changes or entry.action in ADDED]


def with_words(request: Request, sent: Entry) -> Request:
    """A copy in which every field that may change after sending says what it said then."""
    was, then = sent.data.get("sent", {}), copy(request)
    for name in LATER & was.keys():
        if name == "incident":
            then.incident = Incident.objects.filter(pk=was[name]).first() if was[name] else None
        else:
            value = was[name]
            setattr(then, name, moments.parsed(value) if name == "ends_at" and value else value)
    return then


def state_since(request: Request) -> datetime:
    """When it came into the state that it is in: other acts may have been done in that state since."""
    acts = Entry.objects.filter(subject=request.key, data__to=request.state).order_by("-position")
    entered = (e for e in acts if e.data.get("from") != request.state)
    return next(entered, request.entry).happened_at
