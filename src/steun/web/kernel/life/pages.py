"""How people see a life whose rows are cases of their own: its list, the form that begins one, the page of one.

A thing declares it once (`page.py`, named in its `life.py`). From it `steun.web.desks.own` serves the addresses
(`/needs`, `/needs/new`, `/needs/{id}`), the menu, what waits for me and the search; its templates stand in
`templates/<room>/<thing>/` over those of `desks/own`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from steun.core.kernel.machine import Offer
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError

if TYPE_CHECKING:
    from steun.web.kernel.life.declaration import Life

Context = dict[str, Any]
Table = tuple[Sequence[str], Iterable[Sequence[object]]]
"""The head of a sheet and its rows."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case that waits for somebody. `what`: a code (context `task`); `until`: when it should be done."""

    what: str
    it: Any
    until: datetime


def waits_for_nobody(actor: Actor) -> Iterable[Waiting]:
    return ()


def no_name(row: Any) -> str:
    return str(row)


@dataclass(frozen=True)
class Pages:
    """begin: the act of the form that begins one. beginners: roles that may try.
    form: the context of that form; it is given the error, when there was one. shown: the context of the page of a row.
    offers: every step from here as it stands for an actor, as if reasons and the like were filled in.
    name: what a row is called in lists of several lives.
    states: the list can be asked for these (name -> states), the first unless somebody says otherwise; none = no list.
    menu: its words in the menu; "" = it is not in there. back: the page above it, when that is not its list.
    order: of the list. waiting: what waits for an actor, in these `tasks`. main: acts for which
    one comes to the page: they stand open. sheet: what can be taken along of a row,
    as CSV and XLSX.
    """

    begin: str
    beginners: Callable[[], Iterable[str]]
    form: Callable[[HttpRequest, Actor, FormError | None], Context]
    shown: Callable[[Any, Actor], Context]
    offers: Callable[[Any, Actor], list[Offer[Any]]]
    name: Callable[[Any], str] = no_name
    states: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: tuple[str, ...] = ("-pk",)
    menu: str = ""
    back: Callable[[], str] | None = None
    tasks: tuple[str, ...] = ()
    main: tuple[str, ...] = ()
    waiting: Callable[[Actor], Iterable[Waiting]] = waits_for_nobody
    sheet: Callable[[Any, Actor], Table] | None = None


def room_of(life: Life) -> str:
    """The verb under which it stands."""
    return life.model.__module__.split(".")[2]


def templates_of(life: Life) -> str:
    """Where its templates stand: `agree/agreement`."""
    return "/".join(life.model.__module__.split(".")[2:4])
