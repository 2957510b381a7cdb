"""Answers to polls as tables, for machines: the same preview as the page, and the same act."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File
from ninja.files import UploadedFile

from steun.core.kernel.errors import Malformed
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.forms import received_bytes
from steun.web.kernel.input.shape import Shape
from steun.web.kernel.life.own import one
from steun.web.know.answersheet import acts
from steun.web.know.answersheet.weighing import of_file
from steun.web.know.intake.api import RowChangeOut
from steun.web.know.intake.preview import Row
from steun.web.know.poll.model import Poll

router = Room()


class NeedRowOut(Shape):
    """`row`: its number in the file. `kind`: new, change or same. `need`: which one it is, none when it is new."""

    row: int
    need: UUID | None
    name: str
    kind: str
    changes: list[RowChangeOut]


class AnswerSheetOut(Shape):
    """`left`: needs of the answer so far that the table does not have. `taken_over`: how many needs the answer names
    now; 0 when it was only shown."""

    rows: list[NeedRowOut]
    left: list[str]
    taken_over: int


def row_out(row: Row) -> dict[str, Any]:
    changes = [{"what": it.label, "was": it.was, "now": it.now} for it in row.changes]
    return {"row": row.number, "need": row.shape.need, "name": row.name, "kind": row.kind, "changes": changes}


@router.post("/polls/{uuid:pk}/import", response=AnswerSheetOut)
def poll_import(
    http: HttpRequest, pk: UUID, file: File[UploadedFile], take_over: bool = False, id: UUID | None = None
) -> dict[str, Any]:
    """What a table (XLSX, CSV) would change in the needs of one's own organisation. With `take_over` new needs are
    stated, changed ones revised, and the poll is answered with these; with any fault (422, each at its cell) nothing
    is."""
    actor = Actor.of(http)
    poll = one(Poll.objects.visible_to(actor), pk)
    acts.may_answer(poll, actor)
    content = received_bytes(file)
    found = of_file(content.name, content.content, poll, actor.organisation)
    if found.faults:
        raise Malformed(found.faults)
    rows = found.to_take_over
    if take_over:
        acts.bring_in(pk, acts.AnswerRowsIn.of((row.number, row.shape) for row in rows), by=actor, id=id)
    return {
        "rows": [row_out(row) for row in rows],
        "left": found.left,
        "taken_over": len(rows) if take_over else 0,
    }
