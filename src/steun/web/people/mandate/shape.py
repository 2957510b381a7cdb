"""What a mandate or a delegation looks like when it comes in, from a form or through the API."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from steun.web.kernel.input.shape import Code, Count, Moment, Shape

Rank = Annotated[int, Field(strict=True, ge=0, le=9)]


class MandateIn(Shape):
    """A role for a person. No end = until revoked; no limits = the whole power of the role."""

    person: UUID
    role: Code
    valid_from: Moment | None = None  # None = now
    valid_until: Moment | None = None
    rank: Rank = 0
    delegable: bool = False
    bases: Annotated[list[Code], Field(max_length=60)] | None = None
    quantity: Count | None = None  # pieces of one request, all acts taken together
    acts: Annotated[list[Code], Field(max_length=120)] | None = None  # gate.pass, request.submit ...
    on_behalf_of: UUID | None = None


class DelegationIn(Shape):
    """One's own mandate passed on. What is left out is as wide and as long as one's own, never wider or longer."""

    person: UUID
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    rank: Rank = 1
    delegable: bool = False
    bases: Annotated[list[Code], Field(max_length=60)] | None = None
    quantity: Count | None = None  # pieces of one request, all acts taken together
    acts: Annotated[list[Code], Field(max_length=120)] | None = None  # gate.pass, request.submit ...
