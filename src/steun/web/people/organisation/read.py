"""Organisations by name, for the page and the API alike."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Q

from steun.core.kernel.errors import Unknown
from steun.core.kernel.text.folding import folded
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Mandate, Organisation
from steun.web.kernel.search import terms_of


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """As `folded`: names hardly change, and are folded for each search."""
    return folded(text)


def named_like(text: str) -> list[str]:
    """Codes of organisations in whose names, code or region every word occurs, accents or not. There are hundreds."""
    wanted = terms_of(text)
    rows = Organisation.objects.values_list("code", "name_nl", "name_en", "region__name_nl")
    return [r[0] for r in rows if all(term.is_met_by(plain(" ".join(t or "" for t in r))) for term in wanted)]


def see(code: str) -> Organisation:
    """Raises `Unknown`."""
    rows = Organisation.objects.select_related("parent", "region", "police_unit", "rmc")
    found = rows.filter(pk=code).first()
    if found is None:
        raise Unknown("organisation", code)
    return found


def shown_mandates(organisation: Organisation, actor: Actor) -> list[Mandate]:
    """Who holds which seat here, the first to call first; what begins later is listed too."""
    now = clock.now()
    rows = Mandate.objects.visible_to(actor).filter(organisation=organisation, revoked_at=None, person__is_active=True)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=now))
    return list(rows.select_related("person", "on_behalf_of").order_by("role", "rank", "valid_from")[:200])
