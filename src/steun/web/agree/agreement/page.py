"""How people see readiness agreements: the list, the form to propose one, and the page of one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from steun.core.agree.agreement import COUNTS, OPEN
from steun.core.kernel.text.folding import folded
from steun.core.know.need import SHARED
from steun.rules.load import roles
from steun.web.agree.agreement.model import TERMS, Agreement, mandated
from steun.web.agree.agreement.read import offers, successors, waiting_for
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.keys import parse_key
from steun.web.kernel.life.pages import Context, Pages
from steun.web.kernel.people.choices import Choice, organisations
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability
from steun.web.know.need.model import Need

ADVISED = ("capability", "provider", "quantity", "reaction_minutes")
"""Fields that an address may fill in."""
MOST_NEEDS = 200
"""In the list to choose from; the rest is found by proposing from the page of a need."""


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    """What one can choose from, and with what the form begins."""
    like = seen(http.GET.get("renews", ""), actor)
    typed: Any = wrong.typed if wrong else begun(like, asked_by(http.GET.get("need", ""), actor), actor, http.GET)
    chosen = http.POST.getlist("beneficiaries") if wrong else typed["beneficiaries"]
    parties, choose = parties_of(chosen), ("", _("Choose"))
    return {
        "typed": typed,
        "like": like,
        "capabilities": [choose, *((it.pk, words.in_pieces(it)) for it in Capability.objects.current())],
        "providers": [choose, *sorted(((it.code, it.name) for it in parties), key=lambda it: it[1])],
        "parties": parties,
        "needs": needs_of(actor, http.POST.getlist("answers") if wrong else typed.get("answers", ())),
    }


def seen(key: str, actor: Actor) -> Agreement | None:
    """The agreement in force that is to be renewed."""
    pk = parse_key(key)
    rows = Agreement.objects.visible_to(actor).whole().filter(state="in-force")
    return rows.filter(pk=pk).first() if pk else None


def asked_by(key: str, actor: Actor) -> Need | None:
    """The stated need for which one is proposed."""
    pk = parse_key(key)
    return Need.objects.visible_to(actor).whole().filter(pk=pk, state__in=SHARED).first() if pk else None


def needs_of(actor: Actor, chosen: Collection[str]) -> list[Choice]:
    """Stated needs that an agreement can answer, the last stated first; what was chosen stands on top."""
    found = []
    for it in Need.objects.visible_to(actor).whole().filter(state__in=SHARED).order_by("-since")[:MOST_NEEDS]:
        text = f"{words.named(it.organisation)}: {it.what}"
        search = folded(f"{text} {it.scenario} {it.place}")
        found.append(Choice(str(it.pk), text, it.scenario, search, str(it.pk) in chosen))
    return sorted(found, key=lambda it: not it.chosen)


def begun(like: Agreement | None, need: Need | None, actor: Actor, named: QueryDict) -> dict[str, Any]:
    """With what the form begins: nothing, or what is renewed, from the day after. named: what an address says of it, as
    that of an agreement which a recalibration advises."""
    if like is None and need is not None:
        same = {name: getattr(need, name) for name in ("quantity", "reaction_minutes", "sustained_hours", "place")}
        return {
            **same, "capability": need.capability_id or "", "provider": need.addressee_id or "", "needs": need.scenario,
            "beneficiaries": [need.organisation_id], "answers": [str(need.pk)], "starts_on": clock.today().isoformat(),
        }  # fmt: skip
    if like is None:
        said = {name: named.get(name, "") for name in ADVISED}
        parties = named.getlist("beneficiaries") or [actor.organisation]
        return {
            **said, "beneficiaries": parties, "answers": named.getlist("answers"),
            "starts_on": clock.today().isoformat(),
        }  # fmt: skip
    days = like.ends_on - like.starts_on
    start = like.ends_on + timedelta(days=1)
    same = {name: getattr(like, name) for name in TERMS}
    return {
        **same, "capability": like.capability_id, "provider": like.provider_id, "renews": str(like.pk),
        "beneficiaries": [code for code in like.parties if code != like.provider_id],
        "answers": [str(key) for key in like.answers.values_list("pk", flat=True)],
        "starts_on": start.isoformat(), "ends_on": (start + days).isoformat(),
    }  # fmt: skip


def parties_of(chosen: Collection[str]) -> list[Choice]:
    """Who can be a party: for whom somebody may agree now."""
    return organisations(Organisation.objects.filter(pk__in={*mandated(), *chosen}), chosen)


def shown(it: Agreement, actor: Actor) -> Context:
    """What its page says beside the row."""
    return {
        "counts": it.state in COUNTS and it.starts_on <= clock.today() <= it.ends_on,
        "renews": Agreement.objects.visible_to(actor).filter(pk=it.renews_id).first() if it.renews_id else None,
        "successors": list(successors(it, actor)),
        "may_renew": it.state == "in-force" and actor.role in roles().drafters and actor.organisation in it.parties,
        "talks": it.state in OPEN,
        "answered": Need.objects.visible_to(actor).whole().filter(agreements=it),
        "lessons": it.lessons.visible_to(actor).select_related("owner"),
    }


def name(it: Agreement) -> str:
    return f"{it.quantity} × {words.in_pieces(it.capability)}"


PAGES = Pages(
    begin="propose", beginners=lambda: roles().drafters, form=form, shown=shown, offers=offers, name=name,
    menu="Agreements",
    states={"open": (*OPEN, *COUNTS), "talks": OPEN, "counts": COUNTS}, order=("ends_on", "pk"),
    main=("agree",), tasks=("answer-agreement", "renew-agreement"), waiting=waiting_for,
)  # fmt: skip
