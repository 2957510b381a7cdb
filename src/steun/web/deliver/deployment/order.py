"""The order to one unit as a document to take along: PDF/UA, for who has no screen, and who reads with one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from steun.core.kernel.errors import Unknown
from steun.exchange import paper
from steun.exchange.paper import Document, Section
from steun.web.ask.request.model import Request
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry


def printed(pk: UUID, actor: Actor) -> HttpResponse:
    """The order, as it stands now. Raises `Unknown` when this actor may not see it."""
    rows = Deployment.objects.visible_to(actor).select_related(
        "request__requester", "commitment__unit__organisation", "commitment__capability"
    )
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Unknown("deployment", pk)
    row.commitment.request = row.request
    response = HttpResponse(paper.pdf(document(row)), content_type=paper.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{row.request.number}-{row.commitment.unit.code}.pdf"'
    return response


def document(row: Deployment) -> Document:
    request, unit = row.request, row.commitment.unit
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    ordered = Entry.objects.filter(subject=row.key, action="deployment.order").order_by("position").first()
    place = [] if ordered is None else [(_("Order in the journal"), f"{ordered.node} {ordered.number} {ordered.hash}")]
    return Document(
        title=f"{_('Order')} {request.number}: {words.named(unit)}", language=language,
        about=f"{request.title} · {hour(clock.now())}", contents=_("Contents"), made_at=clock.now(),
        lead=[_("As it stands at the hour above; Steun has the latest.")],
        sections=[what(row), where(row), received(request), Section(_("Sources"), facts=place)],
    )  # fmt: skip


def what(row: Deployment) -> Section:
    request, commitment = row.request, row.commitment
    means = f"{row.quantity} {words.counted(commitment.unit)} · {words.named(commitment.capability)}"
    urgent = f" · {words.word('urgency', 'urgent')}" if request.urgent else ""
    facts = [
        (_("For"), words.named(request.requester)),
        (_("Priority"), f"{request.priority}, {words.word('priority', request.priority)}{urgent}"),
        (_("Why"), request.reason), (_("Orders"), row.orders or request.task), (_("With what"), means),
        (_("State"), words.word("state", row.state)),
    ]  # fmt: skip
    return Section(_("What must be done"), facts=filled(facts))


def where(row: Deployment) -> Section:
    request, commitment = row.request, row.commitment
    times = (commitment.starts_at, commitment.arrives_at, row.until, commitment.ends_at)
    facts = [
        (_("Where"), request.place), (_("Leave, there, until, home"), " · ".join(map(hour, times))),
        (_("The requester needs it"), f"{hour(request.starts_at)} – {hour(request.ends_at)}"),
    ]  # fmt: skip
    return Section(_("Where and when"), facts=filled(facts))


def received(request: Request) -> Section:
    facts = [(words.word("field", name), text) for name, text in request.reception.items()]
    return Section(_("How you are received"), facts=filled(facts))


def filled(facts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, text or "–") for name, text in facts]


def hour(moment: datetime | None) -> str:
    return moments.short(moment, clock.this_year()) if moment else "–"
