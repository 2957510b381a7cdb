"""A million requests from ten thousand: rows that the database copies itself, each with keys, numbers and moments of
its own. The entries of copies are no links of the hash chain: verifying a million is measured apart."""

from __future__ import annotations

from django.db import connection
from django.db.models import Max, Min, Model

from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.request.model import Party, Request
from steun.web.kernel.journal.models import Entry

MOMENTS = ("happened_at", "recorded_at", "created_at", "saved_at", "sent_at", "starts_at", "ends_at", "needed_at")
MOMENTS_OF_GATES = ("ready_at", "due_at")


class Copying:
    """One copy of the requests with serial numbers `first` up to and including `last`, renumbered from `begin`."""

    def __init__(self, first: int, last: int, begin: int) -> None:
        self.first, self.last, self.further = first, last, begin - first
        mine = Request.objects.filter(number__gte=number(first), number__lte=number(last))
        low = mine.aggregate(low=Min("entry_id"))["low"]
        high = Entry.objects.aggregate(high=Max("position"))["high"]
        self.later = high + 1 - low
        self.lite = connection.vendor == "sqlite"

    def key(self, column: str) -> str:
        """The key of the copy: of an earlier minute, so that each copy has keys beside each other."""
        place = 0x0190_0000 + self.further
        plain = f"'{place:08x}' || substr({column if self.lite else f'{column}::text'}, 9)"
        return plain if self.lite else f"({plain})::uuid"

    def moment(self, column: str) -> str:
        seconds = 1 + self.further % 86_400
        if self.lite:
            return f"strftime('%Y-%m-%d %H:%M:%f', {column}, '-{seconds} seconds') || '000'"
        return f"{column} - interval '{seconds} seconds'"

    def copy(self, model: type[Model], join: str, **columns: str) -> None:
        fields = [f for f in model._meta.concrete_fields if f.get_internal_type() not in ("BigAutoField", "AutoField")]
        moments = {m: self.moment(f"it.{m}") for m in (*MOMENTS, *MOMENTS_OF_GATES)}
        values = [columns.get(f.column) or moments.get(f.column) or f'it."{f.column}"' for f in fields]
        names = ", ".join(f'"{f.column}"' for f in fields)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(values)} "
                f"FROM steun_request asked JOIN {model._meta.db_table} it ON {join} "
                f"WHERE asked.number BETWEEN '{number(self.first)}' AND '{number(self.last)}' ORDER BY asked.number"
            )

    def all(self) -> None:
        serial = "CAST(substr(it.number, 8) AS integer)"
        new = f"({serial} + {self.further})"
        padded = f"printf('%07d', {new})" if self.lite else f"lpad({new}::text, 7, '0')"
        self.copy(
            Entry, "it.position = asked.entry_id", position=f"it.position + {self.later}",
            number=f"it.number + {self.later}", id=self.key("it.id"), case=self.key('it."case"'),
            subject=f"'request:' || {self.key('substr(it.subject, 9)').removesuffix('::uuid')}",
        )  # fmt: skip
        self.copy(
            Request, "it.id = asked.id", id=self.key("it.id"), number=f"'B-1999-' || {padded}",
            entry_id=f"it.entry_id + {self.later}", title=f"'Keep the water out of place ' || {new}",
            place=f"'Place ' || {new}",
            search=f"replace(it.search, 'place ' || {serial} || ' ', 'place ' || {new} || ' ')",
        )  # fmt: skip
        mine = {"id": self.key("it.id"), "request_id": self.key("it.request_id")}
        self.copy(Part, "it.request_id = asked.id", **mine)
        self.copy(Party, "it.request_id = asked.id", request_id=mine["request_id"])
        entry = f"it.entry_id + {self.later}"
        self.copy(Gate, "it.request_id = asked.id", **mine, part_id=self.key("it.part_id"), entry_id=entry)


def number(serial: int) -> str:
    return f"B-1999-{serial:07d}"
