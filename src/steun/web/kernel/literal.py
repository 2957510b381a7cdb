"""Codes that stand in a statement itself. A partial index is used only when the database can see that its condition
holds, and SQLite does not see it through a parameter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Value

CODE = re.compile(r"[a-z][a-z-]*")


class Literal(Value):
    """One code, written out."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # Django's own Value gives a list
        if not CODE.fullmatch(self.value):
            raise ValueError(f"{self.value!r} is no code")
        return f"'{self.value}'", []


def literals(codes: Iterable[str]) -> list[Literal]:
    return [Literal(code) for code in codes]
