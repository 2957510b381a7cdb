"""The urgent request: one short form, one press. It is written, signed or said on the phone, and sent.

It takes no act of its own: a draft, the signature, the sending, as everywhere. What the law of the basis still asks, or
what cannot be sent for another reason, leads to the draft, where it stands what is missing; nothing typed is lost.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from steun.core.ask.rules import SAVING_LIVES
from steun.core.kernel.errors import Fault, Malformed, NotYours, Refused
from steun.web.ask.form import options
from steun.web.ask.form.fields.faults import places, texts_by_field
from steun.web.ask.form.fields.filled import Filled, stored, typed
from steun.web.ask.form.fields.reading import read
from steun.web.ask.form.missing import Missing, missing
from steun.web.ask.form.questions import kinds_for
from steun.web.ask.form.state import blank, imagine
from steun.web.ask.incident.model import Incident
from steun.web.ask.request import acts as asking
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RequestIn
from steun.web.ask.route.legal import advise
from steun.web.decide.gate import acts as gates
from steun.web.decide.gate.shape import GateIn
from steun.web.desks.case.phones import holders
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input import filling
from steun.web.kernel.input.forms import FormError, Posted, see_other
from steun.web.kernel.input.typed import Typed
from steun.web.kernel.keys import new_key, parse_key
from steun.web.kernel.people.models import Person

NEEDED = ("title", "place", "starts_at", "reason")
"""Without these nobody can help, or may be asked to; everything else is completed later."""
TEMPLATE = "desks/urgent/urgent.html"


@require_http_methods(["GET", "POST"])
def urgent(http: HttpRequest) -> HttpResponse:
    """The form; posted it sends."""
    actor = Actor.of(http)
    if http.method == "POST":
        return send(http, actor)
    request = blank(new_key(), actor)
    return page(http, actor, request, beginning(http.GET, request, actor))


def beginning(given: QueryDict, request: Request, actor: Actor) -> Filled:
    """What stands in the form at first: the incident of one's region, its place, now, lives first, who types it."""
    known = options.incidents(actor, given.get("incident", ""))
    chosen = next((it.code for it in known if it.chosen), "")
    incident = chosen or own_incident(actor)
    own = request.requester if request.requester.kind == "municipality" else None
    person = Person.objects.filter(pk=actor.person).first()
    return {
        **stored(request),
        "incident": incident,
        "place": next((it.place for it in options.open_incidents(actor) if str(it.pk) == incident), ""),
        "municipalities": [own.pk] if own else [],
        "starts_at": Typed.of(clock.now()),
        "priority": str(SAVING_LIVES),
        "contact": ", ".join(filter(None, (person.name, person.phone))) if person else "",
    }


def own_incident(actor: Actor) -> str:
    """The latest open incident in the region of who asks; who belongs to none has to say which it is."""
    rows = Incident.objects.visible_to(actor).filter(state="open", regions=actor.region).order_by("-started_at")
    return str(rows.values_list("pk", flat=True).first() or "") if actor.region else ""


def page(
    http: HttpRequest, actor: Actor, request: Request, filled: Filled, faults: list[Fault] | None = None
) -> HttpResponse:
    """The form as it was typed, with what is wrong at each field."""
    context: dict[str, Any] = {
        "it": request,
        "f": filled,
        "faults": texts_by_field(faults or []),
        "at_fields": places(faults or []),
        "form_error": FormError("urgent", Malformed(faults), {}) if faults else None,
        "phoned": http.POST.get("phoned_person", ""),
        "incidents": options.incidents(actor, filled["incident"]),
        "effects": options.effects(filled["effect"]),
        "municipalities": options.municipalities(request, filled["municipalities"]),
        "kinds": kinds_for(request),
        "may_sign": bool(signing(request) & {actor.role}),
    }
    return render(http, TEMPLATE, context, status=422 if faults else 200)


def signing(request: Request) -> set[str]:
    """Roles that sign what the route finder would propose first."""
    return {ground.route.requester for ground in advise(request, ()).proposed[:1]}


def send(http: HttpRequest, actor: Actor) -> HttpResponse:
    """Write, sign, send. The same form sent twice is sent once."""
    pk = parse_key(http.POST.get("id")) or new_key()
    if known := Request.objects.visible_to(actor).filter(pk=pk).first():
        return onward(known)
    request = blank(pk, actor)
    filled = typed(http.POST)
    shape, faults = read(filled, request)
    faults += [Fault(name, "required") for name in NEEDED if not getattr(shape, name) and not at(faults, name)]
    spoken, wrong = who_spoke(http.POST)
    if faults := [*faults, *wrong]:
        return page(http, actor, request, {**stored(request), **filled}, faults)
    shape = RequestIn.model_validate(shape.model_dump(exclude_unset=True) | {"urgent": True, "task": shape.title})
    imagine(request, shape, actor)
    found = advise(request, ())
    shape = shape.model_copy(update={"bases": found.together or [ground.basis.code for ground in found.proposed[:1]]})
    try:
        asking.draft(shape, by=actor, id=pk)
    except Malformed as error:
        return page(http, actor, blank(pk, actor), {**stored(blank(pk, actor)), **filled}, list(error.faults))
    sign(pk, actor, spoken.phoned_person)
    done = Request.objects.visible_to(actor).get(pk=pk)
    try:
        done = asking.submit(pk, by=actor)
    except (Refused, NotYours):
        left = missing(done, actor)
        messages.warning(http, unsent(left))
        return onward(done, left)
    messages.success(http, _("Sent as %(number)s. Reception and end may follow; the order asks for them.") % {
        "number": done.number
    })  # fmt: skip
    return onward(done)


def at(faults: list[Fault], name: str) -> bool:
    return any(fault.field == name for fault in faults)


def who_spoke(post: QueryDict) -> tuple[GateIn, list[Fault]]:
    """Who signed on the phone, held to the shape of that act before anything is written."""
    try:
        return filling.filled(GateIn, Posted({"phoned_person": post.get("phoned_person", "")})), []
    except Malformed as error:
        return GateIn(), list(error.faults)


def sign(pk: UUID, actor: Actor, phoned: str) -> None:
    """Sign what is this actor's to sign; of the others, put down who said so on the phone, when a name was given."""
    request = Request.objects.visible_to(actor).get(pk=pk)
    for row in missing(request, actor).signatures:
        for name in ("pass", "phone") if phoned else ("pass",):
            offer = row.offers.get(name)
            if offer and offer.permitted and offer.is_open:
                gates.act(row.gate.pk, name, by=actor, phoned_person=phoned if name == "phone" else "")
                break


def unsent(left: Missing) -> str:
    """Why it was not sent yet and whom to call: who must sign, with their numbers."""
    waiting = [row.gate for row in left.signatures if row.state == "open"]
    called = "; ".join(dict.fromkeys(call for gate in waiting for call in holders(gate)))
    if not called:
        return _("Kept, not sent yet: see what is still missing.")
    return _("Kept, not sent yet. Call for the signature: %(who)s") % {"who": called}


def onward(request: Request, left: Missing | None = None) -> HttpResponse:
    """To the case that was sent; to the draft, where what is missing can be given."""
    if request.state != "draft":
        return see_other(reverse("ask:show", args=[request.pk]))
    where = "signatures" if left and not left.blocks[1:] else "sending"
    return see_other(f"{reverse('ask:edit', args=[request.pk])}#{where}")


urlpatterns = [path("requests/urgent", urgent, name="urgent")]
