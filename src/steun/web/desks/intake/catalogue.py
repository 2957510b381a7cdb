"""The catalogue as a table: taken along, changed, and brought back with a preview of every change and every fault."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steun.core.kernel.errors import NotYours
from steun.core.know.catalogue.listing import keepers
from steun.rules.load import roles
from steun.web.desks.intake.page import Intake, looked_at, taken_over
from steun.web.desks.sheets.file import FORMS, sent
from steun.web.kernel.actor import Actor
from steun.web.know.catalogue.model import Capability
from steun.web.know.intake import acts
from steun.web.know.intake.capabilities import COLUMNS, again, of_file
from steun.web.know.intake.preview import Preview
from steun.web.know.listing.read import terms_of


def intake_for(http: HttpRequest) -> Intake:
    """For whoever may propose. Raises `NotYours`."""
    actor = Actor.of(http)
    if actor.role not in (may := frozenset(keepers(roles()))):
        raise NotYours(may)

    def take(found: Preview, id: UUID | None) -> tuple[str, str]:
        rows = [(row.number, row.shape) for row in found.to_take_over]
        acts.take_over(acts.RowsIn.of(rows), by=actor, id=id)
        said = _("%(count)s proposals were made. They are reviewed like any other.") % {"count": len(rows)}
        return reverse("know:listings"), said

    return Intake("desks/intake/catalogue.html", lambda name, content: of_file(name, content, actor), again, take)


@require_http_methods(["GET", "POST"])
def intake(http: HttpRequest) -> HttpResponse:
    return looked_at(http, intake_for(http))


@require_POST
def take_over(http: HttpRequest) -> HttpResponse:
    return taken_over(http, intake_for(http))


@require_GET
def taken_along(http: HttpRequest, form: str) -> HttpResponse:
    """The whole catalogue with the columns that can be brought back."""
    Actor.of(http)
    rows = Capability.objects.current().select_related("owner").prefetch_related("effects")
    return sent("steun-catalogue", form, COLUMNS.names, (cells(it) for it in rows))


def cells(it: Capability) -> list[object]:
    terms = {**terms_of(it), "code": it.pk}
    return ["; ".join(terms[name]) if name in COLUMNS.lists else plain(terms[name]) for name in COLUMNS.names]


def plain(value: object) -> object:
    return value if isinstance(value, int | str) or value is None else str(value)


urlpatterns = [
    path("listings/import", intake, name="intake"),
    path("listings/import/take-over", take_over, name="intake_take_over"),
    *(path(f"listings/import/table.{form}", taken_along, {"form": form}, name=f"intake_{form}") for form in FORMS),
]
