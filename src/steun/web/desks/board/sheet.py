"""The board as a sheet: what its filters leave, with what this reader may see of each request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steun.web.ask.timeliness import words as timeliness
from steun.web.desks.board.page import chosen, rows_of_table, table
from steun.web.desks.sheets.file import MOST, sent, when
from steun.web.kernel import words
from steun.web.kernel.actor import Actor


@require_GET
def sheet(http: HttpRequest, form: str) -> HttpResponse:
    """As many rows as a shift can have; who needs more asks for less at a time."""
    actor = Actor.of(http)
    cases, asked = chosen(http, actor)
    rows = cases.page(rows_of_table(), asked["sort"], MOST)
    head = [
        _("Number"), _("Prio"), _("Effect"), words.word("field", "place"), _("Asked by"), _("Asked of"),
        _("Needed at"), _("State"), _("In time?"), _("Whose turn"), _("Units"),
    ]  # fmt: skip
    return sent("steun-requests", form, head, [cells(row) for row in table(rows, actor)])


def cells(row: dict[str, Any]) -> list[object]:
    it = row["it"]
    return [
        it.number or _("draft"),
        it.priority,
        it.title or (words.named(it.effect) if it.effect else ""),
        it.place,
        words.named(it.requester),
        words.named(it.addressee) if it.addressee else "",
        when(it.starts_at),
        words.word("state", it.state if row["outlined"] else it.standing),
        "" if row["outlined"] or not it.timeliness else timeliness.text(it.timeliness),
        "; ".join(turn.who for turn in row["turn"]),
        "; ".join(row["units"]),
    ]


urlpatterns = [
    path("requests/sheet.csv", sheet, {"form": "csv"}, name="board_sheet"),
    path("requests/sheet.xlsx", sheet, {"form": "xlsx"}, name="board_sheet_xlsx"),
]
