"""Taking over an answer that came as a table: its needs are stated or revised and the poll is answered, or nothing is
done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import Field

from steun.core.kernel.errors import Fault, Malformed
from steun.core.know.poll import POLL
from steun.exchange.tables.cells import MOST_ROWS
from steun.rules.load import roles
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.shape import Count, Shape
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import seen
from steun.web.kernel.people.notices import notify
from steun.web.know.answersheet.weighing import RowIn, Standing, terms_of, weighed
from steun.web.know.intake.preview import NEW, SAME
from steun.web.know.intake.reading import at_row
from steun.web.know.need import acts as needs
from steun.web.know.need.model import Need
from steun.web.know.need.shape import NeedIn
from steun.web.know.poll import acts as polls
from steun.web.know.poll.model import Poll


class NumberedIn(Shape):
    """A row, with its number in the file."""

    number: Count
    said: RowIn


class AnswerRowsIn(Shape):
    """The rows of an answer: all of its needs."""

    rows: Annotated[list[NumberedIn], Field(min_length=1, max_length=MOST_ROWS)]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, RowIn]]) -> AnswerRowsIn:
        return cls(rows=[NumberedIn(number=number, said=said) for number, said in rows])


def may_answer(poll: Poll, by: Actor) -> None:
    """Raises `NotYours` or `Refused` when this actor cannot answer it now."""
    POLL.check(poll.state, "answer", by, poll.facts(needs=1))


@once("poll.bring-in")
def bring_in(pk: UUID, shape: AnswerRowsIn, *, by: Actor, id: UUID | None = None) -> Poll:
    """All of it in one transaction, checked anew against what stands. Raises `Malformed` with every fault at its row.
    Of whom several are needed hears it once."""
    poll = seen(Poll, pk, by)
    may_answer(poll, by)
    standing = Standing(poll, by.organisation)
    found = weighed(((row.number, row.said) for row in shape.rows), standing, at_row)
    if found.faults:
        raise Malformed(found.faults)
    keys, made = [], []
    for row in found.rows:
        said = NeedIn(**terms_of(row.shape))
        if row.kind == NEW:
            need = needs.stated(needs.draft(said, by=by).pk, by=by, quietly=True)
            made.append(need)
        else:
            need = standing.needs[row.shape.need] if row.kind == SAME else needs.revise(row.shape.need, said, by=by)
        keys.append(need.pk)
    if not made and all(row.kind == SAME for row in found.rows) and set(keys) == standing.answered:
        raise Malformed([Fault("file", "table-changes-nothing")])
    notify_addressees(made, by)
    return polls.answer(pk, by=by, needs=keys)


def notify_addressees(made: list[Need], by: Actor) -> None:
    """Of whom they are needed, of one need or of several at once."""
    for code in sorted({need.addressee_id for need in made if need.addressee_id}):
        theirs = [need for need in made if need.addressee_id == code]
        if len(theirs) == 1:
            needs.notify_addressee(theirs[0])
            continue
        facts = {"count": len(theirs), "places": by.organisation}
        notify("needs-stated", roles().drafters, code, entry=theirs[-1].entry, path="/needs", facts=facts)
