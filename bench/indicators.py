"""How long the indicators over a hundred thousand requests take: the page, and which rule hindered.
`python -m bench.indicators`; `--plans` shows how the database goes about the slowest statement of each page."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

from bench.databases import ROOT, environment

REQUESTS = int(os.environ.get("BENCH_REQUESTS", "100000"))
BLOCK, DAYS, AIM, MARK = 5_000, 700, 1000, "X"
"""How many there are, and of these written one by one; over how many days; milliseconds; how their numbers begin."""
PAGES = ("/indicators", "/indicators?figure=in-time&region=VR24", "/indicators/rules")


def main() -> None:
    more = [name for name in sys.argv[1:] if name.startswith("--")]
    databases = [name for name in sys.argv[1:] if name not in more] or ["sqlite", "postgresql"]
    for database in databases:
        with environment(database) as env:
            env |= {"DJANGO_SETTINGS_MODULE": "steun.web.settings"}
            command = [sys.executable, "-m", "bench.indicators", "--one", *more, database]
            subprocess.run(command, env=env, check=True, cwd=ROOT)


def measured(database: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from bench.growth.measure import least, logged_in

    fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for reader in (("locc", "LOCC"), ("duty-officer", "VR24")):
        for page in PAGES:
            it = least(logged_in(reader), page, 3)
            said = f"{it.whole:.0f} ms (aim {AIM}), statements {it.sql:.0f} ms of {it.statements}"
            print(f"{database} {reader[0]} {page}: {said}, the slowest {it.worst_ms:.0f} ms", flush=True)
            if "--plans" in sys.argv:
                print(it.worst, flush=True)


def fill() -> None:
    """Evaluated requests of every region, each with a part, its gates, a promise, a deployment, an evaluation. The
    first `BLOCK` are written row by row, the others are copied from them by the database."""
    from bench.growth.rows import Rows
    from bench.growth.world import run
    from steun.web.ask.request.model import Party, Request
    from steun.web.kernel import clock
    from steun.web.kernel.keys import new_key
    from steun.web.kernel.life import guards
    from steun.web.kernel.people.models import Organisation
    from steun.web.learn.evaluation import acts as learn
    from tests import builders

    builders.load()
    world = builders.World()
    like = world.ended()
    answers = {"effect_reached": "yes", "in_time": "yes", "promise_kept": "yes"}
    evaluation = learn.evaluate(like.pk, by=world.desk, **answers)
    like = Request.objects.get(pk=like.pk)
    [part], deployment, gates = like.parts.all(), like.deployments.get(), list(like.gates.all())
    party = like.party_rows.get(organisation=like.requester)
    party.pk = None  # the database gives it one
    rows = {
        "request": like, "party": party, "part": part, "commitment": deployment.commitment, "deployment": deployment,
        "evaluation": evaluation, **{f"gate-{n}": gate for n, gate in enumerate(gates)},
    }  # fmt: skip
    tables = {name: Rows(row) for name, row in rows.items()}
    regions = list(Organisation.objects.filter(kind="safety-region").values_list("pk", flat=True))
    now = clock.now()
    guards.make_way(plan=(None,))
    if connection_is_sqlite():
        run("PRAGMA cache_size=-500000", "PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF")
    block = min(BLOCK, REQUESTS)
    for n in range(block):
        region, sent = regions[n % len(regions)], now - timedelta(minutes=(DAYS * 1440 * n) // block)
        keys = {name: new_key() for name in tables}
        case: dict[str, Any] = {"request_id": keys["request"]}
        tables["request"].add(
            id=keys["request"], number=f"{MARK}-{n:06d}", requester_id=region, sent_at=sent, urgent=n % 2 == 0,
            state="closed" if n % 3 else "refused", extent="full" if n % 5 else "partial",
        )  # fmt: skip
        tables["party"].add(**case, organisation_id=region)
        tables["part"].add(id=keys["part"], **case)
        tables["commitment"].add(id=keys["commitment"], **case)
        there = sent + timedelta(minutes=60 + n % 600)
        tables["deployment"].add(
            id=keys["deployment"], **case, commitment_id=keys["commitment"], arrived_at=there,
        )  # fmt: skip
        tables["evaluation"].add(id=keys["evaluation"], **case, in_time="yes" if n % 4 else "unknown")
        for name in tables:
            if name.startswith("gate-"):
                tables[name].add(id=keys[name], **case, part_id=keys["part"], ready_at=sent)
    for name in tables:
        tables[name].write()
    models = list(dict.fromkeys(type(row) for row in rows.values()))
    for further in range(1, REQUESTS // block):
        for model in models:  # what others name comes first; the first block alone is copied
            copy(model, further, set(models))
    assert Party.objects.count() >= REQUESTS and Request.objects.filter(state="closed").count() > REQUESTS // 2
    guards.install()


def connection_is_sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


def copy(model: Any, further: int, models: set[Any]) -> None:
    """The first block once more, under keys and numbers of its own, each some minutes earlier."""
    from django.db import connection

    lite = connection.vendor == "sqlite"
    table = model._meta.db_table

    def value(field: Any) -> str:
        column, kind = f'it."{field.column}"', field.get_internal_type()
        if field.column == "number" and table == "steun_request":
            return f"'{MARK}-{further}-' || substr({column}, {len(MARK) + 2})"
        named = model if field.primary_key else field.related_model
        if named in models and (field.primary_key or kind in ("ForeignKey", "OneToOneField")):
            plain = f"'{0x0190_0000 + further:08x}' || substr({column if lite else f'{column}::text'}, 9)"
            return plain if lite else f"({plain})::uuid"
        if kind == "DateTimeField":
            back = f"strftime('%Y-%m-%d %H:%M:%f', {column}, '-{further} minutes') || '000'"
            return back if lite else f"{column} - interval '{further} minutes'"
        return column

    fields = [it for it in model._meta.concrete_fields if it.get_internal_type() not in ("BigAutoField", "AutoField")]
    names = ", ".join(f'"{it.column}"' for it in fields)
    case = 'it."id"' if table == "steun_request" else 'it."request_id"'
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(map(value, fields))} FROM {table} it "
            f"JOIN steun_request asked ON asked.id = {case} WHERE asked.number LIKE '{MARK}-______'"
        )


if __name__ == "__main__":
    measured(sys.argv[-1]) if "--one" in sys.argv else main()
