"""Rows of the journal as a database writes them into a copy or a dump, as lines for `core.kernel.journal.chain`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from steun.core.kernel.journal import entry as journal


def line(row: Mapping[str, Any]) -> dict[str, Any]:
    """One row as an exported line. A moment without an offset is UTC: so SQLite keeps it.

    >>> row = dict.fromkeys((*journal.FIELDS, "hash"), "")
    >>> row |= {"number": "7", "id": "0" * 31 + "1", "case": None, "data": '{"to": "asked"}'}
    >>> row |= {"happened_at": "2021-07-14 22:00:00", "recorded_at": "2021-07-15 00:00:00.5+02"}
    >>> found = line(row)
    >>> found["number"], found["happened_at"], found["recorded_at"], found["data"]
    (7, '2021-07-14T22:00:00.000000Z', '2021-07-14T22:00:00.500000Z', {'to': 'asked'})
    """
    fields = {name: row[name] for name in (*journal.FIELDS, "hash")}
    for name in ("happened_at", "recorded_at"):
        moment = datetime.fromisoformat(row[name])
        fields[name] = journal.timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    fields |= {"number": int(row["number"]), "id": str(UUID(row["id"])), "data": json.loads(row["data"])}
    return {**fields, "case": str(UUID(row["case"])) if row["case"] else ""}
