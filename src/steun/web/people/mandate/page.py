"""Forms with which mandates are given, passed on and revoked. Each calls one action."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steun.core.kernel.errors import Fault, Malformed, SteunError, Unknown
from steun.rules.load import law
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError, Posted, form_error
from steun.web.kernel.people.models import Mandate, Person
from steun.web.people.forms import FORM_ERRORS, shape, there
from steun.web.people.mandate import acts as mandate_acts
from steun.web.people.mandate.acts import known_acts, may_revoke
from steun.web.people.mandate.shape import DelegationIn, MandateIn
from steun.web.people.organisation.reach import must_administer
from steun.web.people.organisation.read import see, shown_mandates


def person_at(posted: Posted, name: str = "email", *, required: bool = True) -> UUID | None:
    """The person with this address; a fault at the field when nobody has it."""
    given = posted.text(name, 254, required=required).lower()
    found = Person.objects.filter(email__iexact=given).values_list("pk", flat=True).first() if given else None
    if given and found is None:
        posted.faults.append(Fault(name, "unknown-person"))
    return found


def common(http: HttpRequest) -> tuple[Posted, dict[str, Any]]:
    """What a mandate and a delegation share."""
    posted = Posted(http.POST)
    person = person_at(posted)
    values = {
        "person": person,
        "valid_from": posted.moment("valid_from"),
        "valid_until": posted.moment("valid_until"),
        "rank": posted.number("rank") or 0,
        "delegable": http.POST.get("delegable") == "1",
        "quantity": posted.number("quantity", 1),
        "bases": http.POST.getlist("bases") or None,
        "acts": http.POST.getlist("acts") or None,
    }
    return posted, values


def at_their_field(error: SteunError) -> SteunError:
    """The form asks for an address where the action wants a person: faults go to the field that people see."""
    if not isinstance(error, Malformed):
        return error
    shown = {"person": "email", "on_behalf_of": "behalf"}
    return Malformed([Fault(shown.get(f.field, f.field.split(".")[0]), f.code, f.facts) for f in error.faults])


@require_http_methods(["GET", "POST"])
def give(http: HttpRequest, code: str) -> HttpResponse:
    """Let a person hold a role for this organisation."""
    actor = Actor.of(http)
    place = see(code)
    must_administer(actor, place)
    failed: FormError | None = None
    if http.method == "POST":
        try:
            posted, values = common(http)
            behalf = person_at(posted, "behalf", required=False)
            role, reason = posted.text("role", 60, required=True), posted.text("reason")
            posted.check()
            wanted = shape(MandateIn, role=role, on_behalf_of=behalf, **values)
            mandate = mandate_acts.give_mandate(wanted, code, by=actor, id=posted.id, reason=reason)
            messages.success(http, _("The mandate was given."))
            return there("people:mandate", mandate.pk)
        except FORM_ERRORS as error:
            failed = form_error(http, "give", at_their_field(error))
    kinds = law().authorities.values()
    context = {
        "it": place,
        "roles": [(a.code, words.word("role", a.code)) for a in kinds if place.kind in a.organisation_kinds],
        "colleagues": colleagues(place, actor),
        "form_error": failed,
        "typed": failed.typed if failed else {"email": http.GET.get("email", ""), "rank": "0"},
        "chosen": http.POST.getlist("bases"),
        "chosen_acts": http.POST.getlist("acts"),
        **choices(),
    }
    return render(http, "people/mandate/give.html", context, status=failed.status if failed else 200)


def choices() -> dict[str, Any]:
    return {"bases": law().on(clock.today()).values(), "acts": known_acts(), "ranks": ranks()}


def ranks() -> list[tuple[int, str]]:
    """In which order the holders of one seat are called."""
    later = [(n, _("number %(n)s to call") % {"n": n + 1}) for n in range(2, 5)]
    return [(0, _("first to call")), (1, _("deputy")), *later]


def colleagues(place: Any, actor: Actor) -> list[Person]:
    """Who works here already: suggestions for the field."""
    return list({m.person_id: m.person for m in shown_mandates(place, actor)}.values())


def one_mandate(pk: UUID, actor: Actor) -> Mandate:
    """Raises `Unknown`."""
    rows = Mandate.objects.visible_to(actor).select_related(
        "person", "organisation", "on_behalf_of", "delegated_from__person"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Unknown("mandate", pk)
    return found


@require_GET
def mandate(http: HttpRequest, pk: UUID) -> HttpResponse:
    """One mandate: who, for whom, how long, how far, and what was passed on from it."""
    return mandate_page(http, one_mandate(pk, Actor.of(http)))


def mandate_page(http: HttpRequest, it: Mandate, failed: FormError | None = None) -> HttpResponse:
    actor = Actor.of(http)
    now = clock.now()
    holds = Mandate.objects.valid_at(now).filter(pk=it.pk).exists()
    law_now = law().on(clock.today())
    context = {
        "it": it,
        "holds": holds,
        "later": it.valid_from > now and it.revoked_at is None,
        "limit_bases": [law_now[c] for c in it.limits.get("bases", []) if c in law_now],
        "delegations": it.delegations.select_related("person").order_by("revoked_at", "valid_from")[:100],
        "may_revoke": it.revoked_at is None and may_revoke(it, actor),
        "mine": str(it.person_id) == actor.person,
        "may_delegate": holds and it.delegable and str(it.person_id) == actor.person,
        "colleagues": [p for p in colleagues(it.organisation, actor) if p.pk != it.person_id],
        "form_error": failed,
        "typed": failed.typed if failed else {"rank": "1"},
        "chosen": http.POST.getlist("bases") if failed else it.limits.get("bases", []),
        "ranks": ranks(),
        "bases": [b for c, b in law_now.items() if c in it.limits.get("bases", law_now)],
        "acts": it.limits.get("acts") or known_acts(),
        "chosen_acts": http.POST.getlist("acts") if failed else it.limits.get("acts", []),
    }
    return render(http, "people/mandate/mandate.html", context, status=failed.status if failed else 200)


@require_POST
def delegate(http: HttpRequest, pk: UUID) -> HttpResponse:
    """Pass on one's own mandate."""
    actor = Actor.of(http)
    it = one_mandate(pk, actor)
    try:
        posted, values = common(http)
        reason = posted.text("reason")
        posted.check()
        given = mandate_acts.delegate(pk, shape(DelegationIn, **values), by=actor, id=posted.id, reason=reason)
    except FORM_ERRORS as error:
        return mandate_page(http, it, form_error(http, "delegate", at_their_field(error)))
    messages.success(http, _("The mandate was passed on."))
    return there("people:mandate", given.pk)


@require_POST
def revoke(http: HttpRequest, pk: UUID) -> HttpResponse:
    """End a mandate now."""
    actor = Actor.of(http)
    it = one_mandate(pk, actor)
    try:
        posted = Posted(http.POST)
        reason = posted.text("reason")
        posted.check()
        mandate_acts.revoke_mandate(pk, by=actor, reason=reason, id=posted.id)
    except FORM_ERRORS as error:
        return mandate_page(http, it, form_error(http, "revoke", error))
    messages.success(http, _("The mandate has ended."))
    return there("people:organisation", it.organisation_id)
