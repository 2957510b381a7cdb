"""What a life is to the web: its table of moves, its table in the database, and what its entries say about it.

Each thing declares its life once, in `life.py`. `steun.web.lives` collects them; triggers, the replay check, the pages,
the API, the handbook and the tests read from there, and there is no second list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from steun.core.kernel.machine import Machine

if TYPE_CHECKING:
    from steun.web.kernel.guards import Guard


DECLARED: dict[str, Life] = {}
"""Every life by name, once `steun.web.lives` has collected them."""


def no_guards(vendor: str) -> Iterable[Guard]:
    return ()


@dataclass(frozen=True)
class Life:
    """One life.

    recorded: columns of the table that entries state under the same name; the replay check compares them.
    case: the column that names the case to which a row belongs ("" = to none).
    born_by: the act of another life that bears this one ("" = a birth is an entry of its own).
    guards: what the database refuses beside the table of moves, for a kind of database.
    """

    machine: Machine[Any]
    model: type[Model]
    recorded: tuple[str, ...] = ()
    case: str = "request_id"
    born_by: str = ""
    guards: Callable[[str], Iterable[Guard]] = no_guards

    @property
    def name(self) -> str:
        return self.machine.name

    @property
    def table(self) -> str:
        return self.model._meta.db_table


def collect(lives: Iterable[Life]) -> dict[str, Life]:
    """Lives by name. Raises TypeError for one that is declared by halves: the program does not start with it."""
    found: dict[str, Life] = {}
    for life in lives:
        wrong = [
            *([f"{life.name} is declared twice"] if life.name in found else []),
            *(f"{life.name}: {life.model.__name__} has no column {c}" for c in missing_columns(life)),
        ]
        if wrong:
            raise TypeError("; ".join(wrong))
        found[life.name] = life
    DECLARED.clear()
    DECLARED.update(found)
    return found


def missing_columns(life: Life) -> list[str]:
    """Columns that every life needs, and those that it names itself, which its table lacks."""
    columns = {f.attname for f in life.model._meta.concrete_fields} | {"pk"}
    return [c for c in ("state", "entry_id", life.case or "pk", *life.recorded) if c not in columns]
