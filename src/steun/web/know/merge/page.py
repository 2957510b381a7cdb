"""How people see merges: the list, the form that proposes one, the page of one; and which needs look like one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import NotYours
from steun.core.know.need import SHARED
from steun.rules.load import roles
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.keys import parse_key
from steun.web.kernel.life.own import one
from steun.web.kernel.life.pages import Context, Pages
from steun.web.know.merge.model import Merge, answers_of
from steun.web.know.merge.read import MOST, alike, leads, offers, waiting_for
from steun.web.know.need.model import Need
from steun.web.know.poll.model import Poll


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    """Begun from needs that look like one, all of them ticked."""
    typed: Any = wrong.typed if wrong else http.GET
    ticked = (wrong.lists.get("needs", []) if wrong else http.GET.getlist("needs"))[:MOST]
    asked = (wrong.lists.get("shown", []) if wrong else ticked)[:MOST]
    key = parse_key(typed.get("poll", ""))
    poll = Poll.objects.visible_to(actor).filter(pk=key).first() if key else None
    rows = Need.objects.visible_to(actor).filter(pk__in=[pk for text in asked if (pk := parse_key(text))])
    found = list(answers_of(poll).filter(pk__in=rows.values("pk"), state__in=SHARED).whole()) if poll else []
    found.sort(key=lambda it: (-it.quantity, str(it.pk)))
    counts = typed.get("counts") or (str(found[0].pk) if found else "")
    return {
        "typed": typed, "poll": poll, "needs": [(it, str(it.pk) in ticked) for it in found], "counts": counts,
        "may_lead": poll is not None and leads(poll, actor),
    }  # fmt: skip


def shown(it: Merge, actor: Actor) -> Context:
    parts = sorted(it.parts.all(), key=lambda part: (part.need_id != it.counts_id, part.organisation_id))
    mine = set(Need.objects.visible_to(actor).filter(pk__in=[p.need_id for p in parts]).values_list("pk", flat=True))
    sees_poll = Poll.objects.visible_to(actor).filter(pk=it.poll_id).exists()
    return {"parts": [(part, part.need_id in mine) for part in parts], "sees_poll": sees_poll}


@require_GET
def lookalikes(http: HttpRequest, pk: UUID) -> HttpResponse:
    """Needs of a poll that look like one, for who leads it. Raises `NotYours`."""
    actor = Actor.of(http)
    poll = one(Poll.objects.visible_to(actor), pk)
    if not leads(poll, actor):
        raise NotYours(frozenset(roles().pollers))
    found = alike(poll, actor)
    context = {"poll": poll, "groups": found, "most": MOST if len(found) == MOST else 0}
    return render(http, "know/merge/alike.html", context)


PAGES = Pages(
    begin="propose", beginners=lambda: roles().pollers, form=form, shown=shown, offers=offers, name=lambda it: it.what,
    states={"merging": ("proposed",), "merged": ("agreed",)}, order=("-since", "-pk"),
    tasks=("answer-merge",), main=("consent",), waiting=waiting_for,
)  # fmt: skip

urlpatterns = [path("polls/<uuid:pk>/alike", lookalikes, name="poll_alike")]
