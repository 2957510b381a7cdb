"""What a life is to the web: its table of moves, its rows in the database, its acts, and what its entries record.

Each thing declares its life once, in `life.py`. `steun.web.lives` collects them; triggers, the replay check, the pages,
the API, the handbook and the tests read from there, and there is no second list. A move without an act, an act without
a move, an act that takes what its shape does not have: the program does not start.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model
from ninja import Router

from steun.core.kernel.errors import Unknown
from steun.core.kernel.machine import Machine
from steun.web.kernel.input.shape import ActIn, Shape
from steun.web.kernel.journal.cases import CASES
from steun.web.kernel.life.journalled import Journalled, Values, nothing
from steun.web.kernel.life.once import NAMES
from steun.web.kernel.life.pages import Pages

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor
    from steun.web.kernel.life.guards import Guard

CLOCK = "clock"
"""Who makes a move that only the passing of time makes, or a worker."""


@dataclass(frozen=True)
class Act:
    """One thing that a person or a machine does to a life.

    shape: what it takes, from a form and from JSON alike; its fields are the keyword arguments of `do`.
    do: the act itself, `do(key, *, by, ...)`, with its consequences inside it; it returns a row.
    moves: the moves of the life that it makes; by default the one of its own name.
    whole: the shape of an argument of `do` that takes these fields together; the others come beside it.
    about: the life whose key it takes, when it bears a row about another ("" = its own).
    box: the place on the page of its case where its form stands; "" when it stands on a page of its own.
    path, method, status: where the API has it, when that is not the address of the life and 200; None = it has an
    operation of its own, because it takes more than JSON.
    """

    name: str
    shape: type[ActIn]
    do: Callable[..., Model]
    moves: tuple[str, ...] = ()
    whole: type[Shape] | None = None
    about: str = ""
    box: str = "moves"
    path: str | None = ""
    method: str = "POST"
    status: int = 200

    @property
    def makes(self) -> tuple[str, ...]:
        return self.moves or (self.name,)

    def __call__(self, key: UUID | None, given: ActIn, *, by: Actor, **marks: Any) -> Model:
        """Do it. `key`: of the row or of what it is about; None for a birth about nothing. `marks`: see `record`."""
        fields = {name: getattr(given, name) for name in type(given).model_fields}
        about: list[Any] = [] if key is None else [key]
        if self.whole:
            inner = {name: fields.pop(name) for name in self.whole.model_fields}
            about.append(self.whole.model_construct(_fields_set=given.model_fields_set & inner.keys(), **inner))
        return self.do(*about, by=by, **fields, **marks)


def no_guards(vendor: str) -> Iterable[Guard]:
    return ()


@dataclass(frozen=True)
class Life:
    """One life.

    acts: what people and machines do to it, in this room. Acts of later rooms are declared there (`Acts`).
    follows: moves that are no act of their own, and what makes them: an act (`gate.pass`) or the clock.
    recorded, derived, reads, related: what entries record of a row, which the replay check compares.
    case: the column that names the case to which a row belongs ("" = to none).
    born_by: the act of another life that bears this one ("" = a birth is an entry of its own).
    guards: what the database refuses beside the table of moves, for a kind of database.
    router, path: where its acts stand in the API; the name of an act is added. show: the row as the API has it.
    tick: what the passing of time does to it, for `steun tick`; it gives how many steps it made.
    pages: how people see it, when its rows are cases of their own and no desk of their own shows them.
    audiences: by model and field, who reads the words of it (`steun.web.audiences`). codes: fields without words.
    """

    machine: Machine[Any]
    model: type[Model]
    acts: tuple[Act, ...] = ()
    follows: Mapping[str, str] = field(default_factory=dict)
    recorded: tuple[str, ...] = ()
    case: str = "request_id"
    born_by: str = ""
    guards: Callable[[str], Iterable[Guard]] = no_guards
    derived: Callable[[Any], Values] = nothing
    reads: Callable[[Any], Values] = nothing
    related: tuple[str, ...] = ()
    router: Router | None = None
    path: str = ""
    show: Callable[[UUID, Actor], Any] | None = None
    response: Any = None
    tick: Callable[[datetime], int] | None = None
    pages: Pages | None = None
    audiences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def journalled(self) -> Journalled:
        return Journalled(self.name, self.model, self.recorded, self.derived, self.reads, self.related)

    @property
    def name(self) -> str:
        return self.machine.name

    def boxed(self, box: str) -> frozenset[str]:
        """The moves whose form stands in that place."""
        return frozenset(move for act in self.acts if act.box == box for move in act.makes)

    def act(self, name: str) -> Act:
        """The act of this name. Raises `Unknown`."""
        for act in self.acts:
            if act.name == name:
                return act
        raise Unknown("act", name)


@dataclass(frozen=True)
class Acts:
    """Acts on the life of an earlier room: each stands in the last room that it touches."""

    life: str
    acts: tuple[Act, ...]


DECLARED: dict[str, Life] = {}
"""Every life by name, once `steun.web.lives` has collected them."""


def collect(lives: Iterable[Life], acts: Iterable[Acts] = ()) -> dict[str, Life]:
    """Lives by name, each with all its acts. Raises TypeError with every fault of a life that is declared by halves."""
    found: dict[str, Life] = {}
    faults = []
    for life in lives:
        faults += [f"{life.name} is declared twice"] if life.name in found else []
        found[life.name] = life
    for more in acts:
        if more.life in found:
            life = found[more.life]
            found[more.life] = Life(**{**vars(life), "acts": (*life.acts, *more.acts)})
        else:
            faults.append(f"{more.life}: acts of a life that nobody declared")
    names = NAMES | {f"{life.name}.{act.name}" for life in found.values() for act in life.acts}
    for life in found.values():
        faults += [f"{life.name}: {fault}" for fault in (*halves(life, names), *columns(life))]
    if faults:
        raise TypeError("; ".join(faults))
    DECLARED.clear()
    DECLARED.update(found)
    CASES[:] = [life.model for life in found.values() if life.case == "id"]
    return found


def halves(life: Life, names: set[str]) -> Iterable[str]:
    """What is declared by halves: moves that nobody makes, acts that make none, shapes that do not fit."""
    moves = {move.name for move in life.machine.moves}
    made = [name for act in life.acts for name in act.makes]
    yield from (f"nothing makes the move {name}" for name in sorted(moves - set(made) - life.follows.keys()))
    yield from (f"the life has no move {name}" for name in sorted((set(made) | life.follows.keys()) - moves))
    for name, maker in life.follows.items():
        if maker != CLOCK and maker not in names:
            yield f"the move {name} follows from {maker}, which is no act"
    twice = {act.name for act in life.acts if [a.name for a in life.acts].count(act.name) > 1}
    yield from (f"the act {name} is declared twice" for name in sorted(twice))
    if life.born_by and life.born_by not in names:
        yield f"it is born by {life.born_by}, which is no act"
    for act in life.acts:
        accepted = parameters(act.do)
        inner = act.whole.model_fields.keys() if act.whole else set()
        needed = {"by", *(act.shape.model_fields.keys() - inner)}
        yield from (f"the act {act.name} does not take {name}" for name in sorted(needed - accepted))


def parameters(do: Callable[..., Any]) -> set[str]:
    """The names of what a function takes and a `partial` of it has not bound yet."""
    bound = set(do.keywords) if isinstance(do, partial) else set()
    return set(inspect.signature(do.func if isinstance(do, partial) else do).parameters) - bound


def columns(life: Life) -> Iterable[str]:
    """Columns that every life needs, and those that it names itself, which its table lacks."""
    there = {f.attname for f in life.model._meta.concrete_fields} | {"pk"}
    recorded = life.recorded if life.reads is nothing else ()  # what is read of related rows is no column
    needed = ("state", "entry_id", life.case or "pk", *recorded)
    return [f"{life.model.__name__} has no column {name}" for name in needed if name not in there]
