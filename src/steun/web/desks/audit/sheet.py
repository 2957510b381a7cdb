"""The journal as a sheet to read and sort. It proves nothing: that is what the export is for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steun.web.desks.audit import read as queries
from steun.web.desks.audit.page import wanted_of
from steun.web.desks.audit.read import Row
from steun.web.desks.sheets.file import MOST, sent, when
from steun.web.kernel.actor import Actor


@require_GET
def sheet(http: HttpRequest, form: str) -> HttpResponse:
    """What the filters leave, newest first."""
    actor = Actor.of(http)
    wanted, _fault = wanted_of(http)
    found, _older = queries.page(queries.entries(actor, wanted), None, MOST)
    head = [
        _("No."), _("When"), _("Written down"), _("What"), _("Who"), _("Person"), _("Case"), _("Legal basis"),
        _("Reasons"),
    ]  # fmt: skip
    return sent("steun-journal", form, head, [cells(row) for row in queries.in_words(found, actor)])


def cells(row: Row) -> list[object]:
    line = row.line
    return [
        row.entry.number,
        when(line.at),
        when(row.entry.recorded_at),
        " · ".join(filter(None, (line.action, row.what, *changes(row)))),
        line.who,
        line.person,
        row.called,
        row.entry.basis.replace(",", "; "),
        line.reason,
    ]


def changes(row: Row) -> list[str]:
    """Field, what it was, what it is."""
    return [f"{it['label']}: {it['was']} → {it['now']}" for it in row.line.changes]


urlpatterns = [
    path("journal/sheet.csv", sheet, {"form": "csv"}, name="sheet"),
    path("journal/sheet.xlsx", sheet, {"form": "xlsx"}, name="sheet_xlsx"),
]
