"""What a request looks like when it comes in, from a form or through the API: one shape for both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, ValidationInfo, create_model, field_validator

from steun.core.kernel.law_facts import ANY, Question
from steun.rules.load import law
from steun.web.kernel.input.shape import ActIn, Code, Count, Lat, Lon, Moment, Position, ReasonIn, Shape, Short, Text


class LineIn(Shape):
    capability: Code
    quantity: Count
    minimum: Count = 1
    note: Short = ""

    @field_validator("minimum")
    @classmethod
    def no_more_than_asked(cls, minimum: int, info: ValidationInfo) -> int:
        """The least that still helps is at most what is asked."""
        if minimum > info.data.get("quantity", minimum):
            raise ValueError("minimum-above-quantity")
        return minimum


class Evidence(Shape):
    tried: bool = False
    answer: Text = ""
    when: Moment | None = None


class LastResort(Shape):
    """What was tried before: own means, neighbours, market or a trade statement, others."""

    own: Evidence = Evidence()
    neighbours: Evidence = Evidence()
    market: Evidence = Evidence()
    trade: Evidence = Evidence()
    others: Evidence = Evidence()


def one_of(codes: tuple[str, ...]) -> Any:
    """The type of a code that is one of these, which are known when the program runs, not when it is checked."""
    form: Any = Literal
    return form[codes]


def field_of(question: Question) -> tuple[Any, Any]:
    """What an answer may be, and what stands there until somebody answers."""
    if question.kept_in:
        several: Any = list.__class_getitem__(one_of(question.answers))
        return Annotated[several | None, Field(max_length=len(question.answers))], None
    if not question.is_yes_or_no:
        return one_of((*question.answers, "")), ""
    presumed = question.presumed(ANY)
    return (bool, presumed == "yes") if question.recorded and presumed else (bool | None, None)


if TYPE_CHECKING:
    TaskKind = str
    SituationIn = Shape
else:
    TaskKind = one_of(law().country.tasks)
    SituationIn = create_model(
        "SituationIn", __base__=Shape, __module__=__name__,
        __doc__="Answers to the questions of the route finder; what is not answered stays unknown.",
        **{question.code: field_of(question) for question in law().questions},
    )  # fmt: skip


class Reception(Shape):
    """How those who come are received. Its fields are named here alone: forms, pages, API and journal follow."""

    assembly_point: Short | None = None
    lodging: Short | None = None
    meals: Short | None = None
    contact: Short | None = None


RECEPTION = tuple(Reception.model_fields)


class RequestIn(Reception):
    """A draft, or a change to one: what is absent stays as it is."""

    incident: UUID | None = None
    task_kind: TaskKind | None = None
    effect: Code | None = None
    title: Short | None = None
    place: Short | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    radius_m: Annotated[int, Field(strict=True, ge=0, le=500_000)] | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    latest_at: Moment | None = None
    priority: Annotated[int, Field(strict=True, ge=1, le=5)] | None = None
    urgent: bool | None = None
    reason: Text | None = None
    task: Text | None = None
    special_case: Text | None = None
    last_resort: LastResort | None = None
    situation: SituationIn | None = None
    municipalities: Annotated[list[Code], Field(max_length=342)] | None = None
    bases: Annotated[list[Code], Field(max_length=4)] | None = None
    addressee: Code | None = None
    lines: Annotated[list[LineIn], Field(max_length=50)] | None = None


COLUMNS = (
    "task_kind", "title", "place", "lon", "lat", "radius_m", "starts_at", "ends_at", "latest_at", "priority", "urgent",
    "reason", "task", "special_case", *RECEPTION,
)  # fmt: skip
"""Fields of a request that are columns of its row as they are."""
LATER = frozenset({"ends_at", "incident", *RECEPTION})
"""What may still be filled in after sending: policy asks it, and the order waits for it."""


class DraftIn(ActIn, RequestIn):
    """Begin a request; `requester`: for whom, when that is not the own organisation."""

    requester: Short = ""


class CompleteIn(ActIn, RequestIn):
    """Fill in after sending what the order waits for: end, assembly point, lodging, meals, contact.

    `seen`: the `last_act` of the request when you read it; then what others filled in since is never overwritten.
    """

    seen: Position | None = None


class ShareIn(ActIn):
    """Let an organisation read along in a draft."""

    organisation: Code


class JoinIn(ActIn):
    """Join a request that runs already."""

    joins: UUID


class UntilIn(ReasonIn):
    """Longer or shorter: the new end."""

    until: Moment
