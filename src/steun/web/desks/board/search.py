"""What a search finds beside the rows that are shown: what a filter hides, and what other lists have. Decides nothing.

A list that is filtered without saying so must not say that there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from steun.web.ask.incident.model import Incident
from steun.web.ask.request.lists.sides import CaseList
from steun.web.ask.request.model import GOES_ON
from steun.web.desks.case.read import count_up_to
from steun.web.kernel.actor import Actor
from steun.web.know.catalogue.model import Capability
from steun.web.know.unit.model import Unit
from steun.web.people.organisation.read import named_like

COUNTED = 100


@dataclass(frozen=True, slots=True)
class Found:
    """So many in another list, and where to look."""

    count: str
    what: str
    url: str


def hidden(every: CaseList, state: str) -> int:
    """How many fit the words and the other filters, but not the filter of states."""
    shown = GOES_ON if state == "open" else Q(state=state)
    return every.where(lambda rows: rows.exclude(shown)).count(COUNTED)


def elsewhere(text: str, actor: Actor) -> list[Found]:
    """How many of the same words are found in the other lists that this actor may see."""
    capabilities = count_up_to(Capability.objects.search(text), COUNTED)
    incidents = count_up_to(Incident.objects.visible_to(actor).search(text), COUNTED)
    units = count_up_to(Unit.objects.visible_to(actor).search(text), COUNTED)
    organisations = len(named_like(text))
    asked = urlencode({"q": text})
    rows = (
        (capabilities, ngettext("capability", "capabilities", capabilities), "know:catalogue"),
        (incidents, ngettext("incident", "incidents", incidents), "ask:incidents"),
        (units, ngettext("unit", "units", units), "know:units"),
        (organisations, ngettext("organisation", "organisations", organisations), "people:organisations"),
    )
    return [Found(count_text(n), what, f"{reverse(name)}?{asked}") for n, what, name in rows if n]


def count_text(count: int) -> str:
    return f"{COUNTED}+" if count > COUNTED else str(count)
