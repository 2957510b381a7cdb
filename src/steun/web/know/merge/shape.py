"""What is said of a merge, from a form or through the API."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Letters, Shape


class MergeIn(Shape):
    """`needs`: of the answers of one poll, of several organisations. `counts`: the one that counts, for all of them.
    `why`: why they are one need; each of these organisations reads it."""

    poll: UUID
    needs: Annotated[list[UUID], Field(max_length=50)] = []
    counts: UUID
    why: Annotated[str, Letters(1000, least=1)]


class MergeProposeIn(ActIn, MergeIn):
    """Propose it: each organisation whose need it is gets a message."""
