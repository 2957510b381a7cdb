"""What goes into and comes out of the API of proposals."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from steun.web.decide.policy.shape import PolicyIn, PolicyOut, policy_of
from steun.web.decide.proposal.acts import LONGEST, SECONDS
from steun.web.kernel.input.shape import ActIn, Moment, ReasonIn, Shape, Short

Key = Annotated[str, Field(max_length=60, pattern=r"^(line|commitment):[0-9a-f-]{36}$")]
Keys = Annotated[list[Key], Field(max_length=10_000)]


class OpenOut(Shape):
    """A requirement that is still open. `assumed`: what the request does not say, and the planner assumes.
    `stands`: promised already; what is only held counts for who may know of holds."""

    key: str
    request: UUID
    number: str | None
    requester: str
    addressee: str | None
    capability: str
    asked: int
    stands: int
    minimum: int
    priority: int
    wanted: datetime | None
    latest: datetime | None
    ends: datetime | None
    assumed: list[str]


class UnplannedOut(Shape):
    request: UUID
    number: str | None
    why: str


class RegionServedOut(Shape):
    """What part of its requirements of one class a region is given (by a proposal) or promised (now); `region` null:
    all together. A requirement counts alike, large or small. `whole`: in full. `percent` is rounded down."""

    priority: int
    region: str | None
    lines: int
    whole: int
    percent: int


class AllocationOut(Shape):
    at: datetime
    policy: PolicyOut
    lines: list[OpenOut]
    unplanned: list[UnplannedOut]
    regions: list[RegionServedOut]


class ProposalIn(ActIn):
    """Ask for a proposal. `locked`: lines of `based_on` that stay; `left_out`: lines that get nothing this time."""

    trial: Annotated[PolicyIn, AfterValidator(policy_of)] | None = None
    based_on: UUID | None = None
    locked: Keys = []
    left_out: Keys = []
    seconds: Annotated[int, Field(strict=True, ge=1, le=LONGEST)] = SECONDS


class ProposalRow(Shape):
    """`best`: the best so far while it is being made. `summary`: what was found, when it is ready. Who may not know of
    every hold reads its figures per class with the proposal itself, not in a list."""

    id: UUID
    number: str
    state: str
    made_at: datetime
    ready_at: datetime | None
    progress: int
    best: dict[str, Any]
    policy: PolicyOut
    based_on: UUID | None
    locked: list[str]
    left_out: list[str]
    seconds: int
    summary: dict[str, Any]
    failure: str


class PieceOut(Shape):
    """Pieces of a unit. Whoever may not see that unit reads on which side it is, and no more. Whoever may not know it
    exactly reads by which block of the day pieces arrive, not when they leave home and are back."""

    unit: str | None
    side: str
    capability: str
    quantity: int
    starts_at: datetime | None
    arrives_at: datetime
    leaves_at: datetime
    ends_at: datetime | None
    commitment: UUID | None


class ProposalLineOut(Shape):
    """One line of a proposal. `reason` and `answer`: why, and what would help, as codes and facts. `stands`, `given`
    and `first_come` count what is only held for who may know of holds."""

    key: str
    request: UUID
    number: str | None
    capability: str
    commitment: UUID | None
    priority: int
    asked: int
    minimum: int
    stands: int
    given: int
    first_come: int
    reason: str
    answer: dict[str, Any]
    outcome: str
    pieces: list[PieceOut]


class ProposalOut(ProposalRow):
    """What is only held, not granted, counts in no figure for who may not know of holds."""

    regions: list[RegionServedOut]
    lines: list[ProposalLineOut]


class AdoptIn(ReasonIn):
    """These keys, or null for all that change something. `agreed`: by key of a displaced line, who agreed and how."""

    keys: Keys | None = None
    agreed: Annotated[dict[Key, Short], Field(max_length=10_000)] = {}
    hold_until: Moment | None = None


class OverruleIn(ReasonIn):
    """These keys, with a reason."""

    keys: Keys = []
