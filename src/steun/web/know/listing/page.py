"""How people see listings: the list, the form to propose one, and the page of one with what it changes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.kernel.text.folding import folded
from steun.core.know.catalogue.listing import OPEN, keepers
from steun.rules.load import roles
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages
from steun.web.kernel.people.choices import Choice
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.catalogue.read import CLASSES
from steun.web.know.listing.model import Listing, answering, latest
from steun.web.know.listing.read import changes, month, offers, said_by, terms_of, waiting_for

EVIDENCE = ("S", "K", "I")


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    """Begun empty, or from what the catalogue says of a capability (`?code=…`)."""
    code = (wrong.typed if wrong else http.GET).get("code", "")
    known = Capability.objects.filter(pk=code).first() if code else None
    begun = terms_of(known) if known else {}
    begun = {**begun, "owner": begun.get("owner") or actor.organisation, "valid_until": latest()}
    typed: Any = wrong.typed if wrong else begun
    lists = wrong.lists if wrong else begun
    chosen, classes = lists.get("effects", ()), lists.get("classes", ())
    return {"typed": typed, "known": known, **choices(chosen, classes)}


def choices(effects: Collection[str], classes: Collection[str]) -> Context:
    """What can be chosen: who can answer, what it achieves, of which classes it is, months."""
    found = Organisation.objects.filter(pk__in=answering())
    owners = sorted(((it.pk, words.named(it)) for it in found), key=lambda it: it[1])
    return {
        "owners": [("", _("Choose one")), *owners], "effects": effects_to_choose(effects),
        "classes": [(code, words.word("class", code), code in classes) for code in CLASSES],
        "months": [("", _("All year")), *((str(n), month(n)) for n in range(1, 13))],
        "evidence": [(code, words.word("catalogue-mark", code)) for code in EVIDENCE],
    }  # fmt: skip


def effects_to_choose(chosen: Collection[str]) -> list[Choice]:
    """What was chosen comes first."""
    rows = [
        Choice(it.pk, words.named(it), "", f"{it.search} {folded(words.named(it))}", it.pk in chosen)
        for it in Effect.objects.all()
    ]
    return sorted(rows, key=lambda it: (not it.chosen, it.name))


def shown(it: Listing, actor: Actor) -> Context:
    known = Capability.objects.prefetch_related("effects").filter(pk=it.code).first()
    stands = it.state not in OPEN
    return {
        "known": known, "changes": changes(it, None if stands else known),
        "says": stands or known is None, "terms": said_by(it), **choices(it.said["effects"], it.said["classes"]),
        "latest": latest(), "may_begin": actor.role in keepers(roles()),
    }  # fmt: skip


PAGES = Pages(
    begin="propose", beginners=lambda: keepers(roles()), form=form, shown=shown, offers=offers,
    name=lambda it: words.named(it), menu="Proposals for the catalogue", order=("-since", "-pk"),
    states={"in-the-making": OPEN, "published": ("published",), "over": ("replaced", "withdrawn")},
    tasks=("review-listing", "publish-listing", "revise-listing", "reconfirm-listing"),
    main=("review", "publish", "reconfirm"), waiting=waiting_for,
)  # fmt: skip
