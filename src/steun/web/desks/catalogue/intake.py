"""The catalogue as a table: taken along, changed, and brought back with a preview of every change and every fault."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.know.catalogue.listing import keepers
from steun.exchange.tables.cells import MOST_ROWS
from steun.rules.load import roles
from steun.web.desks.sheets.file import FORMS, sent
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError, Posted, form_error, page_with, received_bytes, see_other
from steun.web.know.catalogue.model import Capability
from steun.web.know.intake import acts, preview
from steun.web.know.intake.columns import LISTS, NAMES
from steun.web.know.intake.preview import Preview
from steun.web.know.listing.read import terms_of

TEMPLATE = "desks/catalogue/intake.html"


def keeper(http: HttpRequest) -> Actor:
    """Whoever may propose. Raises `NotYours`."""
    actor = Actor.of(http)
    if actor.role not in (may := frozenset(keepers(roles()))):
        raise NotYours(may)
    return actor


@require_http_methods(["GET", "POST"])
def intake(http: HttpRequest) -> HttpResponse:
    """The form for a file, and with a file its preview: nothing is changed by looking."""
    actor = keeper(http)
    if http.method == "GET":
        return page(http)
    try:
        file = received_bytes(http.FILES.get("file"))
        found = preview.of_file(file.name, file.content, actor)
    except Malformed as error:
        return page(http, wrong=form_error(http, "intake", error))
    return page(http, found, status=422 if found.faults else 200)


@require_POST
def take_over(http: HttpRequest) -> HttpResponse:
    """What was shown, as it was shown; when the catalogue changed since, it is shown anew."""
    actor, posted = keeper(http), Posted(http.POST.dict())
    try:
        found = preview.again(posted.values.get("rows", ""))
        if found.seen != posted.values.get("seen") or found.faults:
            return page(http, found, status=409, changed=True)
        rows = [(row.number, row.shape) for row in found.to_take_over]
        if not rows:
            raise Malformed([Fault("file", "table-changes-nothing")])
        acts.take_over(acts.RowsIn.of(rows), by=actor, id=posted.id)
    except Malformed as error:
        return page(http, wrong=form_error(http, "intake", error))
    messages.success(http, _("%(count)s proposals were made. They are reviewed like any other.") % {"count": len(rows)})
    return see_other(reverse("know:listings"))


def page(
    http: HttpRequest, found: Preview | None = None, wrong: FormError | None = None, *, status: int = 0,
    changed: bool = False,
) -> HttpResponse:  # fmt: skip
    """`changed`: the catalogue says something else than when this was shown before."""
    faults = (
        [(fault.field, words.sentence("fault", fault.code, fault.facts)) for fault in found.faults] if found else []
    )
    context: dict[str, Any] = {
        "preview": found, "faults": faults, "changed": changed, "most": MOST_ROWS, "form_error": wrong,
    }  # fmt: skip
    answer = page_with(http, TEMPLATE, context, wrong)
    answer.status_code = status or answer.status_code
    return answer


@require_GET
def taken_along(http: HttpRequest, form: str) -> HttpResponse:
    """The whole catalogue with the columns that can be brought back."""
    Actor.of(http)
    rows = Capability.objects.current().select_related("owner").prefetch_related("effects")
    return sent("steun-catalogue", form, NAMES, (cells(it) for it in rows))


def cells(it: Capability) -> list[object]:
    terms = {**terms_of(it), "code": it.pk}
    return ["; ".join(terms[name]) if name in LISTS else plain(terms[name]) for name in NAMES]


def plain(value: object) -> object:
    return value if isinstance(value, int | str) or value is None else str(value)


urlpatterns = [
    path("listings/import", intake, name="intake"),
    path("listings/import/take-over", take_over, name="intake_take_over"),
    *(path(f"listings/import/table.{form}", taken_along, {"form": form}, name=f"intake_{form}") for form in FORMS),
]
