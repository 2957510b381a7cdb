"""How long the indicators over a hundred thousand requests take: the page, and which rule hindered.
`python -m bench.indicators`"""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import Any

from bench.databases import ROOT, environment

REQUESTS, DAYS, AIM = 100_000, 700, 1000
"""How many there are, over how many days; milliseconds."""
PAGES = ("/indicators", "/indicators?figure=in-time&region=VR24", "/indicators/rules")


def main() -> None:
    databases = [name for name in sys.argv[1:] if name != "--one"] or ["sqlite", "postgresql"]
    for database in databases:
        with environment(database) as env:
            env |= {"DJANGO_SETTINGS_MODULE": "steun.web.settings"}
            subprocess.run([sys.executable, "-m", "bench.indicators", "--one", database], env=env, check=True, cwd=ROOT)


def measured(database: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from bench.growth.measure import cost, logged_in

    fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for reader in (("locc", "LOCC"), ("duty-officer", "VR24")):
        for page in PAGES:
            it = cost(logged_in(reader), page, 3)
            said = f"{it.whole:.0f} ms (aim {AIM}), statements {it.sql:.0f} ms of {it.statements}"
            print(f"{database} {reader[0]} {page}: {said}, the slowest {it.worst_ms:.0f} ms")


def fill() -> None:
    """Evaluated requests of every region, each with a part, its gates, a promise, a deployment, an evaluation."""
    from bench.growth.rows import Rows
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
    tables = {
        "request": Rows(like), "party": Rows(party), "part": Rows(part),
        "commitment": Rows(deployment.commitment), "deployment": Rows(deployment), "evaluation": Rows(evaluation),
        **{f"gate-{n}": Rows(gate) for n, gate in enumerate(gates)},
    }  # fmt: skip
    regions = list(Organisation.objects.filter(kind="safety-region").values_list("pk", flat=True))
    now = clock.now()
    guards.make_way(plan=(None,))
    keys: dict[str, Any] = {}
    for n in range(REQUESTS):
        region, sent = regions[n % len(regions)], now - timedelta(minutes=(DAYS * 1440 * n) // REQUESTS)
        keys = {name: new_key() for name in tables}
        case: dict[str, Any] = {"request_id": keys["request"]}
        tables["request"].add(
            id=keys["request"], number=f"X-{n:09d}", requester_id=region, sent_at=sent, urgent=n % 2 == 0,
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
        if n % 5000 == 4999:
            for name in tables:
                tables[name].write()
    for name in tables:
        tables[name].write()
    assert Party.objects.count() >= REQUESTS
    guards.install()


if __name__ == "__main__":
    measured(sys.argv[-1]) if "--one" in sys.argv else main()
