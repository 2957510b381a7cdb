"""What tests need to know of a life to try it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from steun.web.kernel.actor import Actor
from tests.builders import World

Seat = tuple[str, str]
May = Callable[[Actor], bool]


@dataclass
class Case:
    """An act in a situation: who does it to what, with what, as JSON would have it. `key`: None for a birth."""

    who: Seat
    key: Any
    given: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    """row: one that can still take a step. cases: of every act, by its name.
    may: who reads the words of a row, said anew. words: fields in which a mark is planted through the act that begins
    one; more: fields in which it is planted in the table; shaped: the same, where a field makes a value of it.
    bad: changes to the birth that make it unsound, with the fields at which that is said.
    seats: who takes part in a walk at random, besides everybody. clock: moves that time makes.
    share: what brings it before the eyes of who may read it; planted: other rows of it that then hold words, with the
    fields in which a mark is planted. later: acts after which every field stands on record.
    """

    row: Callable[[World], Any]
    cases: Mapping[str, Callable[[World], Case]]
    begin: str
    may: Callable[[Any], May]
    words: tuple[str, ...] = ()
    more: tuple[str, ...] = ("search",)
    shaped: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)
    bad: Sequence[tuple[Mapping[str, Any], set[str]]] = ()
    seats: tuple[Seat, ...] = ()
    share: Callable[[World, Any], None] = lambda world, row: None
    planted: Callable[[Any], Sequence[tuple[Any, str]]] = lambda row: ()
    later: Callable[[World, Any], None] = lambda world, row: None
