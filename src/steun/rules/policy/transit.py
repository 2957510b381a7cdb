"""Which permissions movements need and within how long they are answered, from their file: `nl/transit.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from steun.core.deliver.movement.permissions import (
    COUNTED,
    GOODS,
    MEASURES,
    PLACES,
    STATUSES,
    AnswerTime,
    Permission,
    Support,
    TransitPolicy,
)
from steun.core.kernel.law import Law
from steun.rules.build import Reader
from steun.rules.load import chosen, law, read_toml
from steun.rules.table import Faults, Table

FILE = "transit.toml"


def load_transit(known: Law, folder: Path | None = None) -> TransitPolicy:
    """The policy; an empty one in a country that has none. Raises ValueError that names every fault at once."""
    home, faults = folder or chosen(), Faults()
    if not (home / FILE).is_file():
        return TransitPolicy()
    reader = Reader(read_toml(home / "acts.toml", faults), {}, {}, faults, None, known.country)
    table = Table(read_toml(home / FILE, faults), FILE, faults)
    packet = table.table("packet")
    least, most = packet.whole("least"), packet.whole("most")
    if not 1 <= least <= most:
        packet.fault("least, most", "are whole numbers from one upwards, the least first")
    source = reader.source(packet.table("source"))
    packet.close()
    times = tuple(_time(raw, reader) for raw in table.items("answer_time", []))
    permissions = tuple(_permission(raw, known, reader) for raw in table.items("permission", []))
    supports = tuple(_support(raw, reader) for raw in table.items("support", []))
    table.close()
    for name, rows in (("permission", permissions), ("answer_time", times), ("support", supports)):
        for code in dict.fromkeys(row.code for row in rows):
            faults.follow(f"{FILE}: {name} {code}", [row.source for row in rows if row.code == code])
    for one in permissions:
        if one.answer and one.answer not in {time.code for time in times}:
            faults.add(f"{FILE}: permission {one.code}: answer", f"no such answer time: {one.answer!r}")
    faults.throw()
    return TransitPolicy(least, most, source, permissions, times, supports)


def _time(raw: Any, reader: Reader) -> AnswerTime:
    table = Table(raw, FILE, reader.faults)
    code = table.text("code")
    table.where = f"{FILE}: answer_time {code}"
    found = AnswerTime(
        code=code,
        title=table.bilingual("title"),
        minutes=table.whole("minutes"),
        status=table.one_of("status", STATUSES),
        source=reader.source(table.table("source")),
    )
    if found.minutes < 1:
        table.fault("minutes", "is one minute or more")
    table.close()
    return found


def _permission(raw: Any, known: Law, reader: Reader) -> Permission:
    table = Table(raw, FILE, reader.faults)
    code = table.text("code")
    table.where = f"{FILE}: permission {code}"
    found = Permission(
        code=code,
        title=table.bilingual("title"),
        authority=table.bilingual("authority"),
        source=reader.source(table.table("source")),
        at=table.texts("at", []),
        beyond=_beyond(table.table("beyond", {})),
        goods=table.some_of("goods", GOODS, []),
        unknown=table.flag("unknown", False),
        organisation=table.text("organisation", ""),
        roles=table.some_of("roles", known.authorities, []),
        answer=table.text("answer", ""),
    )
    table.close()
    return found


def _support(raw: Any, reader: Reader) -> Support:
    table = Table(raw, FILE, reader.faults)
    code = table.text("code")
    table.where = f"{FILE}: support {code}"
    found = Support(
        code=code,
        title=table.bilingual("title"),
        effect=table.text("effect"),
        capability=table.text("capability"),
        at=table.one_of("at", PLACES),
        per=table.one_of("per", COUNTED),
        each=table.whole("each"),
        source=reader.source(table.table("source")),
        guards=table.flag("guards", False),
    )
    if found.each < 1:
        table.fault("each", "is one or more")
    table.close()
    return found


def _beyond(table: Table) -> Mapping[str, int]:
    found = {name: table.whole(name) for name in table.raw if name in MEASURES}
    table.close()
    return found


@cache
def transit() -> TransitPolicy:
    """The policy that Steun runs on, read once."""
    return load_transit(law())
