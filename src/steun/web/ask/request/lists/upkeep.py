"""What the database itself keeps up to date in a row of `Party`: what lists of cases are ordered by.

It is a trigger, because it must hold whoever changes a request, and because a list that misses a case tells nobody so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from steun.core.ask.request import FINISHED
from steun.web.kernel.life.guards import Guard, listed

KEPT = ("is_open", "saved_at", "needed_at", "priority")


@dataclass(frozen=True, slots=True)
class Upkeep(Guard):
    """A trigger that refuses nothing, but does `then` after the event, when `when`."""

    then: str = ""

    def on_sqlite(self) -> str:
        event = f"AFTER {self.event} ON {self.table} WHEN {self.when}"
        return f"CREATE TRIGGER {self.name} {event} BEGIN {self.then}; END"

    @property
    def body(self) -> str:
        return f" BEGIN IF {self.when} THEN {self.then}; END IF; RETURN NULL; END "

    @property
    def trigger(self) -> str:
        event = f"AFTER {self.event} ON {self.table} FOR EACH ROW"
        return f"CREATE TRIGGER {self.name} {event} EXECUTE FUNCTION {self.name}()"


def of_parties(vendor: str) -> Iterable[Guard]:
    """A party row follows its request, and is right from its first moment."""
    endless = "9999-12-31 00:00:00+00" if vendor == "postgresql" else "9999-12-31 00:00:00"
    over = listed(FINISHED)

    def values(row: str) -> str:
        return f"{row}.state NOT IN ({over}), {row}.saved_at, COALESCE({row}.starts_at, '{endless}'), {row}.priority"

    def compared(row: str) -> tuple[str, ...]:
        return f"{row}.state", f"{row}.saved_at", f"COALESCE({row}.starts_at, '{endless}')", f"{row}.priority"

    names = ", ".join(KEPT)
    yield Upkeep(
        "steun_party_follows", "steun_request", "UPDATE", "",
        when=" OR ".join(f"{one} <> {other}" for one, other in zip(compared("NEW"), compared("OLD"), strict=True)),
        then=f"UPDATE steun_party SET ({names}) = (SELECT {values('NEW')}) WHERE request_id = NEW.id",
    )  # fmt: skip
    yield Upkeep(
        "steun_party_begins", "steun_party", "INSERT", "",
        then=f"UPDATE steun_party SET ({names}) = (SELECT {values('asked')} FROM steun_request asked "
        "WHERE asked.id = NEW.request_id) WHERE id = NEW.id",
    )  # fmt: skip
