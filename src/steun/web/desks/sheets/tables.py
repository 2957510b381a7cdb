"""Any table of any page as a file: `?sheet=units.xlsx` answers with what the page shows under that name.

The page itself chooses rows and words, so a file holds what its reader may see, and no list has two views.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.formats import get_format

from steun.core.kernel.errors import Unknown
from steun.exchange.tables import shown
from steun.web.desks.sheets.file import FORMS, sent, when
from steun.web.kernel import moments
from steun.web.kernel.failure.responses import as_page
from steun.web.kernel.input.filters import SHEET


def middleware(get: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    def answer(http: HttpRequest) -> HttpResponseBase:
        asked = http.GET.get(SHEET, "") if http.method == "GET" else ""
        response = get(http)
        if not asked or not isinstance(response, HttpResponse) or not is_page(response):
            return response
        return taken_along(http, response, asked)

    return answer


def is_page(response: HttpResponse) -> bool:
    return response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")


def taken_along(http: HttpRequest, response: HttpResponse, asked: str) -> HttpResponse:
    """The table of a page as a file; not there when the page has no table of that name."""
    name, _, form = asked.rpartition(".")
    group = get_format("THOUSAND_SEPARATOR")
    table = shown.read(response.content.decode(), name, moment, group) if form in FORMS else None
    if table is None:
        return as_page(http, Unknown("sheet", asked))
    return sent(f"steun-{name}", form, *table)


def moment(written: str) -> str:
    """A moment of a page as a spreadsheet reads it in any language; a day stays as it is."""
    return when(moments.parsed(written)) if "T" in written else written
