"""The worlds of `make bench-growth`: `fresh` (all asked), `aged` (95 % closed), each of any size, and `crowded`.

Each request has its part, parties, gate and one journal entry. The first `BLOCK` are made one by one, under the hash
chain; what is more is copied from them by the database. A water authority takes part in `FEW`, however many there are:
the reader for whom a table must not be read from end to end.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import connection, transaction

from bench.growth.copies import Copying
from bench.growth.rows import Rows
from bench.world import written
from steun.core.kernel.text.folding import folded
from steun.rules.load import law
from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.request.model import Line, Party, Request
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import head
from steun.web.kernel.keys import new_key
from steun.web.kernel.life import guards
from steun.web.kernel.people.models import Organisation

FEW, BATCH, BLOCK = 20, 5_000, 10_000
YEAR = 60 * 24 * 365
INDEXED = {
    "sqlite": (
        "INSERT INTO steun_words (request_id) SELECT id FROM steun_request asked "
        "WHERE NOT EXISTS (SELECT 1 FROM steun_words WHERE request_id = asked.id)",
        "INSERT INTO steun_words_index (rowid, words) SELECT doc, search || ' ' || search_parties FROM steun_words "
        "JOIN steun_request asked ON asked.id = request_id "
        "WHERE doc > (SELECT COUNT(*) FROM steun_words_index_docsize)",
    ),
    "postgresql": (
        "INSERT INTO steun_words (request_id, pieces) SELECT id, steun_trigrams(search || ' ' || search_parties) "
        "FROM steun_request asked WHERE NOT EXISTS (SELECT 1 FROM steun_words WHERE request_id = asked.id)",
    ),
}
"""The words of requests that were written past their triggers."""
AGED = 95
"""Percent of the requests of an aged world that are closed."""


def fill(total: int, *, aged: bool, seed: int = 7) -> None:
    """Bring the number of requests up to `total`. The first ones have the water authority among their parties."""
    guards.make_way(plan=(None,))
    have = Request.objects.count()
    many = total - have > BLOCK
    indexes = hurry() if many else []
    try:
        while have < total:
            with transaction.atomic():
                if have < BLOCK:
                    count = min(BATCH, total - have, BLOCK - have)
                    batch(have, count, aged, random.Random(seed * 1_000_003 + have))
                else:
                    count = min(BLOCK - FEW, total - have)
                    Copying(FEW + 1, FEW + count, have + 1).all()
            have += count
        run(*INDEXED[connection.vendor])
    finally:
        run(*indexes)
        guards.install()
    run("ANALYZE" if connection.vendor == "sqlite" or connection.in_atomic_block else "VACUUM ANALYZE")
    if many:
        connection.close()  # as in service again


def hurry() -> list[str]:
    """Indexes that only readers need are away while rows are written in bulk; how they are made again. On SQLite also
    a large cache, and no wait for the disk."""
    if connection.vendor == "sqlite":
        run("PRAGMA cache_size=-1000000", "PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF")
        found = "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql NOT LIKE 'CREATE UNIQUE%%'"
    else:
        found = "SELECT indexname, indexdef, tablename FROM pg_indexes WHERE indexdef NOT LIKE 'CREATE UNIQUE%%'"
    filled = {m._meta.db_table for m in (Entry, Request, Part, Party, Gate)} | {"steun_words"}
    with connection.cursor() as cursor:
        cursor.execute(found)
        away = [(n, made) for n, made, table in cursor.fetchall() if table in filled and "_request_id_" not in n]
    run(*(f"DROP INDEX {connection.ops.quote_name(name)}" for name, _ in away))
    return [made for _, made in away]


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def batch(have: int, count: int, aged: bool, dice: random.Random) -> None:
    regions = list(Organisation.objects.filter(kind="safety-region").order_by("code"))
    towns = list(Organisation.objects.filter(kind="municipality").select_related("region").order_by("code"))
    water = Organisation.objects.get(code="WS-limburg")
    now, number, previous = clock.now(), head().number, head().hash
    entries, requests, parts, parties, gates = templates(regions[0], now)
    for serial in range(have + 1, have + count + 1):
        region = dice.choice(regions)
        town = dice.choice(towns) if dice.random() < 0.3 else None
        asker, around = (town, town.region_id) if town else (region, None)
        saved = now - timedelta(minutes=dice.randrange(YEAR))
        starts = saved + timedelta(minutes=dice.randrange(3 * 24 * 60))
        state = "closed" if aged and dice.randrange(100) < AGED else "asked"
        priority = dice.randint(1, 5)
        key, part, title = new_key(), new_key(), f"Keep the water out of place {serial}"
        entry = written(number + 1, previous, key, asker.pk, saved)
        number, previous = entry.number, entry.hash
        entries.add(**{f.attname: getattr(entry, f.attname) for f in entry._meta.concrete_fields})
        requests.add(
            id=key, number=f"B-1999-{serial:07d}", requester_id=asker.pk, title=title, place=f"Place {serial}",
            starts_at=starts, ends_at=starts + timedelta(days=1), state=state, entry_id=number, created_at=saved,
            saved_at=saved, sent_at=saved, search=folded(f"{title} {asker.name_nl}"), priority=priority,
        )  # fmt: skip
        parts.add(id=part, request_id=key)
        among = {asker.pk: "requester", **({around: "region"} if around else {})}
        if serial <= FEW:
            among[water.pk] = "named"
        for code, why in among.items():
            parties.add(
                request_id=key, organisation_id=code, why=why, is_open=state == "asked", saved_at=saved,
                needed_at=starts, priority=priority,
            )  # fmt: skip
        gates.add(
            id=new_key(), request_id=key, part_id=part, state="open" if state == "asked" else "passed",
            entry_id=number, ready_at=saved, due_at=saved + timedelta(hours=4),
        )  # fmt: skip
    for rows in (entries, requests, parts, parties, gates):
        rows.write()


def templates(region: Organisation, now: datetime) -> tuple[Rows, ...]:
    wording = law().on(clock.today())["wvr-51"].source.valid_from
    key, part = new_key(), new_key()
    return (
        Rows(written(1, "", key, region.pk, now)),
        Rows(Request(
            id=key, requester=region, reason="High water", task="Sandbags", state="asked", entry_id=1, created_at=now,
            saved_at=now, sent_at=now,
        )),
        Rows(Part(id=part, request_id=key, basis="wvr-51", wording_from=wording)),
        Rows(Party(request_id=key, organisation=region, why="requester")),
        Rows(Gate(
            id=new_key(), request_id=key, part_id=part, code="locc-judges", kind="judge", phase="before-grant",
            roles="|locc|", state="open", entry_id=1, position=2, ready_at=now,
        )),
    )  # fmt: skip


def crowd(incident: int = 500, told: int = 200, lines: int = 5_000) -> dict[str, str]:
    """One incident with so many requests, one request with so many entries, so many open lines; where they are."""
    from tests.builders import World

    world = World()
    large, long = world.incident(), world.asked(lines=[])
    guards.make_way(plan=(None,))
    try:
        with transaction.atomic():
            asked = Request.objects.filter(state="asked").order_by("-pk").values_list("pk", flat=True)
            keys = list(asked[1 : lines + 1])
            Request.objects.filter(pk__in=keys[:incident]).update(incident=large)
            wish = Rows(Line(request_id=long.pk, capability_id="sandbags", quantity=10))
            for key in keys:
                wish.add(id=new_key(), request_id=key)
            wish.write()
            for n in range(0, len(keys), BATCH):
                ahead = timedelta(hours=6)
                spot = {"lon": 5.83, "lat": 50.87, "starts_at": world.now + ahead, "ends_at": world.now + 4 * ahead}
                Request.objects.filter(pk__in=keys[n : n + BATCH]).update(**spot)
            entries, number, previous = None, head().number, head().hash
            for _ in range(told):
                entry = written(number + 1, previous, long.pk, "VR24", world.now)
                number, previous = entry.number, entry.hash
                entries = entries or Rows(entry)
                entries.add(**{f.attname: getattr(entry, f.attname) for f in entry._meta.concrete_fields})
            if entries:
                entries.write()
    finally:
        guards.install()
    return {"incident": str(large.pk), "told": str(long.pk)}
