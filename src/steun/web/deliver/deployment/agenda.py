"""Promises as appointments for an agenda, as far as one may see them, in the reader's language."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from steun.core.decide.commitment import ACTIVE
from steun.exchange import icalendar
from steun.exchange.icalendar import Appointment
from steun.web.decide.commitment.model import Commitment
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor

MOST = 1000
BACK = timedelta(days=31)
"""Promises that ended longer ago are no appointments any more."""


def appointments(actor: Actor, case: UUID | None = None) -> list[Appointment]:
    """What is promised from a month ago on: of one request, or of all that this actor may see. The soonest first."""
    rows = Commitment.objects.visible_to(actor).filter(state__in=(*ACTIVE, "completed"), ends_at__gt=clock.now() - BACK)
    rows = rows.filter(request=case) if case else rows
    rows = rows.select_related("request", "unit", "capability").order_by("starts_at", "pk")
    return [appointment(it) for it in rows[:MOST]]


def appointment(it: Commitment) -> Appointment:
    """From leaving home until home again; in the text when it must be there, and until when."""
    case, unit, year = it.request, words.named(it.unit), clock.this_year()
    pieces = it.quantity - it.short
    lines = [
        f"{pieces} × {words.in_pieces(it.capability)}",
        _("There at %(moment)s") % {"moment": moments.short(it.arrives_at, year)},
        _("Until %(moment)s") % {"moment": moments.short(it.leaves_at, year)},
        f"{_('Assembly point')}: {case.assembly_point}" if case.assembly_point else "",
    ]
    return Appointment(
        key=str(it.pk),
        starts=it.starts_at,
        ends=it.ends_at,
        title=f"{case.number or ''} {unit}: {case.title}".strip(),
        place=case.place,
        text="\n".join(line for line in lines if line),
        url=f"{settings.BASE_URL.rstrip('/')}/requests/{case.pk}",
        number=it.entry_id,
        tentative=it.state == "held",
    )


def calendar(actor: Actor, case: UUID | None = None) -> HttpResponse:
    """The calendar file, to save or to open in an agenda."""
    content = icalendar.write("Steun", appointments(actor, case), clock.now())
    headers = {"Content-Disposition": 'attachment; filename="steun.ics"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=icalendar.MEDIA_TYPE, headers=headers)
