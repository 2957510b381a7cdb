"""The policy and the reserve prices: what counts now, who said so and why; an authority sets another here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from steun.core.decide.policy import LEAST_URGENT, LONGEST_LEAD, START, AllocationPolicy
from steun.core.kernel.errors import Fault, Malformed, Unknown
from steun.rules.load import roles
from steun.web.decide.policy import acts as policy_acts
from steun.web.decide.policy import model as rows
from steun.web.decide.policy.model import PriceList
from steun.web.decide.policy.price_file import read, shortened
from steun.web.decide.policy.words import differences, settings
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FAULTS, FormError, Posted, form_error, page_with, see_other
from steun.web.kernel.journal.models import Entry

LATEST = 20
"""Settings shown in the history."""
NO_CLASS = 0
"""What a class that does not exist is read as, so that the rules of the policy find the fault."""


def readers_only(http: HttpRequest) -> Actor:
    """Whoever sees the needs of all regions. Raises `Unknown` for others."""
    actor = Actor.of(http)
    if not actor.sees_all_cases:
        raise Unknown("page", "policy")
    return actor


@require_http_methods(["GET", "POST"])
def policy(http: HttpRequest) -> HttpResponse:
    """What counts now; or set what counts from now on."""
    actor = readers_only(http)
    if http.method == "GET":
        return show(http, actor)
    policy_acts.require_setter(actor)
    form = Posted(http.POST.dict())
    try:
        wanted = policy_of(http.POST, form)
        reason = form.text("reason", required=True)
        form.check()
        policy_acts.set_policy(wanted, by=actor, reason=reason, id=form.id)
    except FAULTS as error:
        return show(http, actor, form_error(http, "policy", error))
    return see_other(reverse("decide:policy"))


def policy_of(post: QueryDict, form: Posted) -> AllocationPolicy:
    """The policy of a form; what is wrong with it joins the faults of the form."""
    lead = form.number("lead", required=True)
    wanted = AllocationPolicy(
        displace=classes_of(post, "displace"),
        hold=classes_of(post, "hold"),
        fairness=post.get("fairness") == "1",
        reserve=post.get("reserve") == "1",
        lead=lead if lead is not None else START.lead,
    )
    form.faults.extend(wanted.faults())
    return wanted


def classes_of(post: QueryDict, name: str) -> tuple[int, ...]:
    known = {str(k): k for k in range(1, LEAST_URGENT + 1)}
    return tuple(sorted({known.get(given, NO_CLASS) for given in post.getlist(name)}))


@require_POST
def prices(http: HttpRequest) -> HttpResponse:
    """Take over the reserve prices of a herijking from a file."""
    actor = readers_only(http)
    policy_acts.require_setter(actor)
    form = Posted(http.POST.dict())
    try:
        name, reason = form.text("name", 120), form.text("reason")
        given = read(http.FILES.get("prices"), form)
        with transaction.atomic():  # nothing stays when the form itself is wrong
            policy_acts.load_prices(name, given, by=actor, reason=reason, id=form.id)
            form.check()
    except Malformed as error:
        short, wrong = shortened(Malformed(first_of_each([*form.faults, *error.faults])))
        return show(http, actor, form_error(http, "prices", short), wrong)
    return see_other(f"{reverse('decide:policy')}#prices")


def first_of_each(faults: Iterable[Fault]) -> list[Fault]:
    """One fault per field: that a file cannot be read says enough."""
    found: dict[str, Fault] = {}
    for fault in faults:
        found.setdefault(fault.field, fault)
    return list(found.values())


def show(
    http: HttpRequest, actor: Actor, wrong: FormError | None = None, wrong_prices: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    found = list(rows.AllocationPolicy.objects.select_related("entry")[: LATEST + 1])
    now = core(found[0]) if found else START
    loaded = PriceList.objects.defer("prices").select_related("entry").first()
    context = {
        "settings": list(settings(now)),
        "latest": found[0] if found else None,
        "set_by": who(found[0].entry) if found else "",
        "history": history(found),
        "loaded": loaded,
        "loaded_by": who(loaded.entry) if loaded else "",
        "may_set": actor.role in roles().policy_setters,
        "setters": sorted(roles().policy_setters),
        "displaceable": range(2, LEAST_URGENT + 1),
        "holdable": range(3, LEAST_URGENT + 1),
        "longest": LONGEST_LEAD,
        "chosen": policy_of(http.POST, Posted(http.POST.dict())) if wrong and wrong.form == "policy" else now,
        "form_error": wrong,
        "wrong_prices": wrong_prices,
    }
    return page_with(http, "decide/policy/policy.html", context, wrong)


def core(row: rows.AllocationPolicy) -> AllocationPolicy:
    """The core's form of a row."""
    return AllocationPolicy(tuple(row.displace), tuple(row.hold), row.fairness, row.reserve, row.lead)


def who(entry: Entry) -> str:
    """The authority that decided, in words."""
    return words.seat(f"{entry.role}@{entry.organisation}")


def history(found: Sequence[rows.AllocationPolicy]) -> list[dict[str, Any]]:
    """The settings, the latest first, each with what it changed."""
    before = [*(core(row) for row in found[1:]), START]
    pairs = zip(found[:LATEST], before, strict=False)
    return [{"it": row, "who": who(row.entry), "changes": differences(was, core(row))} for row, was in pairs]


urlpatterns = [path("policy", policy, name="policy"), path("policy/prices", prices, name="prices")]
