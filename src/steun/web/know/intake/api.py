"""Tables of capabilities for machines: the same preview as the page, and the same act."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File
from ninja.files import UploadedFile

from steun.core.kernel.errors import Malformed, NotYours
from steun.core.know.catalogue.listing import keepers
from steun.rules.load import roles
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.forms import received_bytes
from steun.web.kernel.input.shape import Shape
from steun.web.know.intake import acts
from steun.web.know.intake.capabilities import of_file
from steun.web.know.intake.preview import Row

router = Room()


class RowChangeOut(Shape):
    """One thing that would be said otherwise, in words."""

    what: str
    was: str
    now: str


class IntakeRowOut(Shape):
    """`row`: its number in the file. `kind`: new, change or same."""

    row: int
    code: str
    name: str
    kind: str
    changes: list[RowChangeOut]


class IntakeOut(Shape):
    """`taken_over`: how many proposals were made; 0 when it was only shown."""

    rows: list[IntakeRowOut]
    taken_over: int


def row_out(row: Row) -> dict[str, Any]:
    changes = [{"what": it.label, "was": it.was, "now": it.now} for it in row.changes]
    own = {"row": row.number, "code": row.shape.code, "name": row.shape.name_nl, "kind": row.kind}
    return {**own, "changes": changes}


@router.post("/listings/import", response=IntakeOut)
def listing_import(
    http: HttpRequest, file: File[UploadedFile], take_over: bool = False, id: UUID | None = None
) -> dict[str, Any]:
    """What a table (XLSX, CSV) would change in the catalogue. With `take_over` each row that changes something becomes
    a proposal; all of them, or with any fault (422, each at its cell) none."""
    actor = Actor.of(http)
    if actor.role not in (may := frozenset(keepers(roles()))):
        raise NotYours(may)
    content = received_bytes(file)
    found = of_file(content.name, content.content, actor)
    if found.faults:
        raise Malformed(found.faults)
    rows = [(row.number, row.shape) for row in found.to_take_over]
    if take_over:
        acts.take_over(acts.RowsIn.of(rows), by=actor, id=id)
    return {"rows": [row_out(row) for row in found.rows], "taken_over": len(rows) if take_over else 0}
