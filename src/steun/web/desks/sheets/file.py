"""What the sheets of several desks share: how a file is sent, and how a moment stands in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpResponse

from steun.exchange.tables import sheet, workbook
from steun.web.kernel import clock, moments
from steun.web.kernel.input.filters import MOST_IN_A_SHEET

MOST = MOST_IN_A_SHEET


FORMS = {"csv": sheet, "xlsx": workbook}
"""How a table can be taken along."""


def sent(name: str, form: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The file as a download, in one of the `FORMS`, under a name with its moment."""
    return download(name, form, FORMS[form].write(head, rows))


def sent_all(name: str, form: str, sheets: Sequence[workbook.Sheet]) -> HttpResponse:
    """Several tables; a form that holds one has the first of them."""
    if form != "xlsx":
        return sent(name, form, sheets[0].head, sheets[0].rows)
    return download(name, form, workbook.write_all(sheets))


def download(name: str, form: str, content: bytes) -> HttpResponse:
    stamp = moments.wall(clock.now()).strftime("%Y%m%d-%H%M")
    response = HttpResponse(content, content_type=FORMS[form].MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}-{stamp}.{form}"'
    return response


def when(moment: datetime | None) -> str:
    """Dutch time to the minute, as a spreadsheet reads it in any language."""
    return f"{moments.wall(moment):%Y-%m-%d %H:%M}" if moment else ""
