"""Rules of the fields of all files of the planners: whole numbers, texts, moments and intervals.

Times are whole minutes from the `start` of a problem; intervals are half open. A reader, the faults with their places
and the JSON Schema follow from these annotations.
"""

from __future__ import annotations

from typing import Annotated, Any, LiteralString

from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

FURTHEST = 5_000_000
"""Minutes (nine years): no time may lie further from `start`. It bounds the memory of the slot grid."""
MOST = 1_000_000
"""Pieces: no amount, weight or capacity may be larger; sums then stay far inside 64 bits."""
RULES = ConfigDict(extra="forbid", revalidate_instances="always")


def whole(low: int, high: int, **more: Any) -> Any:
    """The rule of a whole number from low to high; true and 1.0 are none."""
    return Field(strict=True, ge=low, le=high, **more)


def number(low: float | None = None, high: float | None = None, **more: Any) -> Any:
    """The rule of a finite number from low to high."""
    return Field(strict=True, ge=low, le=high, allow_inf_nan=False, **more)


Text = Annotated[str, Field(min_length=0)]
"""A constraint makes pydantic look inside: JSON can hold half of a surrogate pair, which no file can."""
Name = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Text, ...], Field(description="a list of texts")]
Flag = Annotated[bool, Field(strict=True)]
Longitude = Annotated[float, number(-180, 180)]
Latitude = Annotated[float, number(-90, 90)]
Minute = Annotated[int, whole(-FURTHEST, FURTHEST)]
Amount = Annotated[int, whole(1, MOST)]


def refused(message: LiteralString, **facts: Any) -> PydanticCustomError:
    """What a validator raises: a message in the words of the format (`faults`)."""
    return PydanticCustomError("relation", message, facts)


def forward(start: int, until: int) -> None:
    if until <= start:
        raise refused("ends at {until}, not after it starts at {start}", start=start, until=until)


def _interval(pair: tuple[int, int]) -> tuple[int, int]:
    forward(*pair)
    return pair


Interval = Annotated[tuple[Minute, Minute], Field(description="a pair of minutes"), AfterValidator(_interval)]
