"""How people see lessons: the list, the form to draw one up, and the page of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.learn.lesson import AGAIN, CHANGED, OPEN, learners
from steun.rules.load import law, roles
from steun.web.agree.agreement.model import Agreement
from steun.web.agree.agreement.read import covering
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.keys import parse_key
from steun.web.kernel.life.pages import Context, Pages
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability
from steun.web.learn.lesson.model import Lesson, answering
from steun.web.learn.lesson.read import chain, offers, tests_of, waiting_for

MOST = 200
"""In a list to choose from."""
WITHIN = timedelta(days=90)
"""How far ahead the day stands with which the form begins."""
BEGINNING = 80
"""Letters of a lesson in a list to choose from."""


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    """Begun empty, from what an evaluation knows (`?request=…&line=0`), from an incident, or from a lesson that has to
    be learned again (`?repeats=…`)."""
    asked: Any = wrong.typed if wrong else http.GET
    request, incident = (
        row(Request, asked.get("request", ""), actor), row(Incident, asked.get("incident", ""), actor)
    )  # fmt: skip
    earlier = row(Lesson, asked.get("repeats", ""), actor)
    typed = asked if wrong else begun(request, earlier, http.GET.get("line", ""), actor)
    again = Lesson.objects.visible_to(actor).filter(state__in=AGAIN).select_related("owner").order_by("-pk")[:MOST]
    return {
        "typed": typed, "from_request": request, "from_incident": incident, **choices(actor, typed),
        "earlier": [("", _("None")), *((str(it.pk), short(it)) for it in again)],
        "repeats": str(asked.get("repeats", "") or ""),
    }  # fmt: skip


def row(model: Any, key: str, actor: Actor) -> Any:
    pk = parse_key(str(key or ""))
    return model.objects.visible_to(actor).filter(pk=pk).first() if pk else None


def short(it: Lesson) -> str:
    whole = it.action if len(it.action) <= BEGINNING else f"{it.action[:BEGINNING]}…"
    return f"{whole} ({words.named(it.owner)}, {words.word('state', it.state)})"


def begun(request: Request | None, earlier: Lesson | None, line: str, actor: Actor) -> dict[str, Any]:
    """What is known already of where it comes from; the rest is said by people."""
    day = clock.today() + WITHIN
    if earlier:
        same = {name: getattr(earlier, name) for name in ("finding", "action", "basis", "plan")}
        keys = {"owner": earlier.owner_id, "capability": earlier.capability_id, "agreement": earlier.agreement_id}
        return {**same, **keys, "due_on": day}
    if request is None:
        return {"owner": actor.organisation, "due_on": day}
    known: dict[str, Any] = {"owner": request.requester_id, "due_on": day}
    evaluation = getattr(request, "evaluation", None)
    if evaluation and evaluation.state == "given":
        said = list(evaluation.lessons.all())
        one = said[int(line)] if line.isdecimal() and int(line) < len(said) else None
        known["finding"] = evaluation.explanation
        known |= {"action": one.text, "plan": one.points_at} if one else {}
    asked = sorted({it.capability_id for it in request.lines.all() if it.capability_id})
    held = covering(request.requester_id, moments.day_of(request.starts_at or clock.now()), asked)
    drawn = [it.pk for found in held.values() for it in found]
    bases = [part.basis for part in request.parts.all()]
    return {
        **known, "capability": asked[0] if len(asked) == 1 else "", "agreement": drawn[0] if len(drawn) == 1 else "",
        "basis": bases[0] if len(bases) == 1 and not drawn else "",
    }  # fmt: skip


def choices(actor: Actor, typed: Any = None) -> Context:
    """What can be chosen: who can answer, and what can be changed."""
    none = ("", _("None"))
    found = Organisation.objects.filter(pk__in=answering())
    owners = sorted(((it.pk, words.named(it)) for it in found), key=lambda it: it[1])
    agreements = Agreement.objects.visible_to(actor).whole().order_by("-pk")[:MOST]
    capabilities = sorted(((it.pk, words.named(it)) for it in Capability.objects.all()), key=lambda it: it[1])
    return {
        "owners": [("", _("Choose one")), *owners],
        "agreements": [none, *((str(it.pk), agreed(it)) for it in agreements)],
        "capabilities": [none, *capabilities],
        "bases": [none, *sorted(((it.code, words.named(it)) for it in law().bases), key=lambda it: it[1])],
        "agreement_key": str((typed or {}).get("agreement", "") or ""),
    }


def agreed(it: Agreement) -> str:
    return f"{it.quantity} × {words.named(it.capability)}, {words.named(it.provider)}"


def shown(it: Lesson, actor: Actor) -> Context:
    """What its page says beside the row: what it names, as far as this actor may see that."""
    tests = tests_of(it, actor)[:MOST] if it.state == "carried-out" else ()
    return {
        "agreement": row(Agreement, str(it.agreement_id or ""), actor),
        "from_request": row(Request, str(it.request_id or ""), actor),
        "from_incident": row(Incident, str(it.incident_id or ""), actor),
        "tested_by": row(Request, str(it.shown_by_id or ""), actor),
        "chain": chain(it, actor), "later": Lesson.objects.visible_to(actor).filter(repeats=it).first(),
        "tests": [("", _("None")), *((str(one.pk), f"{one.number} {one.title}") for one in tests)],
        "may_begin": actor.role in learners(roles()), "can_repeat": it.state in AGAIN,
        **choices(actor, {"agreement": it.agreement_id}),
    }  # fmt: skip


PAGES = Pages(
    begin="draw-up", beginners=lambda: learners(roles()), form=form, shown=shown, offers=offers,
    name=lambda it: it.name, menu="Lessons", order=("due_on", "pk"),
    states={"to-do": OPEN, "changed": CHANGED, "to-verify": ("carried-out",), "repeated": ("repeated",)},
    tasks=("answer-lesson", "carry-out-lesson"), main=("accept", "carry-out", "verify"), waiting=waiting_for,
)  # fmt: skip
