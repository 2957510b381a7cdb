"""Organisations for machines."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query

from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.kernel.people.models import Organisation
from steun.web.people.organisation.read import named_like

router = Room()


class OrganisationOut(Shape):
    code: str
    kind: str
    name: str
    parent: str | None
    region: str | None
    police_unit: str | None
    rmc: str | None
    illustrative: bool


def organisation_out(it: Organisation) -> dict[str, Any]:
    return {
        "code": it.pk,
        "kind": it.kind,
        "name": words.named(it),
        "parent": it.parent_id,
        "region": it.region_id,
        "police_unit": it.police_unit_id,
        "rmc": it.rmc_id,
        "illustrative": it.illustrative,
    }


@router.get("/organisations", response=Page[OrganisationOut])
def organisation_list(
    http: HttpRequest,
    q: Annotated[str, Query(), Letters(200)] = "",
    kind: Annotated[str, Query(), Letters(24)] = "",
    region: Annotated[str, Query(), Letters(60)] = "",
    after: After = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """Organisations, by name, kind or region."""
    Actor.of(http)
    rows = Organisation.objects.all()
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(Q(region=region) | Q(pk=region)) if region else rows
    rows = rows.filter(pk__in=named_like(q)) if q else rows
    return page(rows, organisation_out, after, limit)
