"""The march table as a document to take along: PDF/UA, per packet and per authority; who sees only the own stretch gets
that alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import Unknown
from steun.exchange import paper
from steun.exchange.paper import Document, Section
from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.read import (
    AtPoint,
    OnStretch,
    asked_of,
    conflict,
    march_table,
    node_name,
    of_organisation,
    on_stretches,
    sees_whole,
)
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import text_in
from steun.web.kernel.people.models import Organisation


@require_GET
def show(http: HttpRequest, pk: UUID) -> HttpResponse:
    """All of it, or with `organisation` what that one is told; for others what they themselves are told. Raises
    `Unknown`."""
    actor = Actor.of(http)
    it = Movement.objects.visible_to(actor).whole().filter(pk=pk).first()
    if it is None:
        raise Unknown("movement", pk)
    whole = sees_whole(actor)
    code = text_in(http, "organisation") if whole else actor.organisation
    made = of_all(it) if not code else of_one(it, one_along(it, code, actor))
    response = HttpResponse(paper.pdf(made), content_type=paper.MEDIA_TYPE)
    name = "-".join(part for part in (slugify(it.number) or "march", slugify(code)) if part)
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def one_along(it: Movement, code: str, actor: Actor) -> Organisation:
    """An organisation along its way, or the own one: who is asked for a permission need not lie along it."""
    found = Organisation.objects.filter(pk=code).first()
    if found is None or not (code == actor.organisation or it.along.filter(organisation=code).exists()):
        raise Unknown("organisation", code)
    return found


def of_all(it: Movement) -> Document:
    """For who plans it and who divides."""
    rows = march_table(it)
    wrong = conflict(it)
    lead = [f"{_('Its times do not hold any more')}: {words.word('in-the-way', wrong)}."] if wrong else []
    along = Organisation.objects.filter(pk__in=it.along.values("organisation"))
    by_name = sorted(along, key=words.named)
    authorities = [section for one in by_name for section in (stretch(it, one, words.named(one)),) if section.rows]
    entry = f"{it.entry.node} {it.entry.number} {it.entry.hash}"
    return document(
        it, "", lead, [
            Section(_("What is needed"), facts=[*facts(it), *more_facts(it)]), ends(it, rows), *by_packet(rows),
            *authorities, permissions(it), Section(_("Sources"), facts=[(_("Last step in the journal"), entry)]),
        ],
    )  # fmt: skip


def of_one(it: Movement, who: Organisation) -> Document:
    """What comes over the roads of one organisation, and nothing else of it."""
    asked = permissions(it, who.pk)
    sections = [Section(_("What comes by"), facts=facts(it)), stretch(it, who, _("In your area"))]
    return document(it, words.named(who), [], [*sections, *([asked] if asked.rows else [])])


def document(it: Movement, who: str, lead: list[str], sections: Iterable[Section]) -> Document:
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    return Document(
        title=f"{_('March table')} {it.name}", language=language,
        about=" · ".join(part for part in (who, hour(clock.now())) if part), contents=_("Contents"),
        made_at=clock.now(), lead=[_("As it stands at the hour above; Steun has the latest."), *lead],
        sections=list(sections),
    )  # fmt: skip


def facts(it: Movement) -> list[tuple[str, str]]:
    return [
        (_("Sending nation"), it.nation), (_("Vehicles"), str(it.vehicles)),
        (_("Dangerous goods"), words.word("goods", it.goods)), (_("Planned by"), words.named(it.organisation)),
        (_("State"), words.word("state", it.state)),
    ]  # fmt: skip


def more_facts(it: Movement) -> list[tuple[str, str]]:
    return [
        (_("Purpose"), it.purpose), (_("Ship or train that it meets"), it.carrier or "–"),
        (_("From"), node_name(it.origin)), (_("To"), node_name(it.destination)),
    ]  # fmt: skip


def ends(it: Movement, rows: tuple[AtPoint, ...]) -> Section:
    """Each packet from its first point to its last."""
    head = [_("Packet"), _("Vehicles"), _("First vehicle leaves"), _("Last vehicle arrives")]
    table = [
        [str(number), str(its[0].vehicles), hour(its[0].first), hour(its[-1].last)] for number, its in packets(rows)
    ]
    return Section(_("Packets"), text=[] if table else [_("There are no times yet.")], head=head, rows=table)


def packets(rows: tuple[AtPoint, ...]) -> Iterator[tuple[int, list[AtPoint]]]:
    """By its number."""
    found: dict[int, list[AtPoint]] = {}
    for row in rows:
        found.setdefault(row.packet, []).append(row)
    yield from sorted(found.items())


def by_packet(rows: tuple[AtPoint, ...]) -> Iterator[Section]:
    """Every point of each."""
    head = [_("Point"), "km", _("First vehicle"), _("Last vehicle")]
    for number, its in packets(rows):
        table = [[row.name, km(row.metres), hour(row.first), hour(row.last)] for row in its]
        yield Section(f"{_('Packet')} {number}: {its[0].vehicles} {_('vehicles')}", head=head, rows=table,
                      widths=[5, 1, 2, 2])  # fmt: skip


def stretch(it: Movement, who: Organisation, title: str) -> Section:
    """What comes over its roads."""
    head = [_("Packet"), _("Vehicles"), _("Roads"), _("From"), _("To"), _("First vehicle"), _("Last vehicle")]
    table = [on_stretch(row) for row in on_stretches(it, of_organisation(it, who.pk))]
    none = [] if table else [_("None of its times lies on your roads now.")]
    return Section(title, text=none, head=head, rows=table, widths=[2, 2, 2, 3, 3, 3, 3])


def on_stretch(row: OnStretch) -> list[str]:
    return [
        str(row.packet), str(row.vehicles), row.roads, row.start, row.end, hour(row.first), hour(row.last),
    ]  # fmt: skip


def permissions(it: Movement, of: str = "") -> Section:
    """All, with where each can be read; or those asked of one organisation."""
    head = [_("What"), _("Asked of"), pgettext("permission", "Answer"), _("Where the answer can be read")]
    table = []
    for one in asked_of(it):
        if not of or one.row.organisation_id == of:
            who = words.named(one.row.organisation) if one.row.organisation else one.authority
            answer = words.word("permission-answer", one.row.answer) if one.row.answer else _("not yet")
            table.append([one.title, who, answer, one.row.reference or "–"])
    if of:
        head, table = head[:3], [row[:3] for row in table]
    return Section(_("Permissions"), text=[] if table else [_("None is asked.")], head=head, rows=table)


def km(metres: int) -> str:
    return f"{metres / 1000:.1f}".replace(".", "," if (get_language() or "nl").startswith("nl") else ".")


def hour(moment: datetime) -> str:
    return moments.short(moment, clock.this_year())


urlpatterns = [path("movements/<uuid:pk>/pdf", show, name="march_pdf")]
