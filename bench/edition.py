"""How long an edition of 400 capabilities takes: to compile, to publish, and as page, PDF, workbook and JSON.
`python -m bench.edition [sqlite] [postgresql]`"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter, process_time
from typing import Any

from bench.databases import ROOT, environment

CAPABILITIES, EFFECTS, AGREEMENTS, NEEDS, AIM = 400, 60, 200, 2_000, 10
"""Each capability achieves two effects. AIM: seconds of CPU, all of it together."""


def main() -> None:
    databases = [name for name in sys.argv[1:] if name != "--one"] or ["sqlite", "postgresql"]
    for database in databases:
        with environment(database) as env:
            env |= {"DJANGO_SETTINGS_MODULE": "steun.web.settings"}
            subprocess.run([sys.executable, "-m", "bench.edition", "--one", database], env=env, check=True, cwd=ROOT)


def measured(database: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.growth.measure import logged_in
    from steun.web.agree.edition import acts
    from steun.web.agree.edition.shape import WordsIn

    world = made()
    spent: list[Any] = []
    first = acts.compile_edition(WordsIn(title="First"), by=world.actor("locc", "LOCC"))
    acts.publish(first.pk, by=world.actor("dops", "DOPS"))
    take(
        spent, "compile, with changes", lambda: acts.compile_edition(WordsIn(title="S"), by=world.actor("locc", "LOCC"))
    )
    it = acts.Edition.objects.get(title="S")
    take(spent, "publish", lambda: acts.publish(it.pk, by=world.actor("dops", "DOPS")))
    client = logged_in(("duty-officer", "VR24"))
    for what, address in (
        ("page", ""), ("PDF, nl", "/pdf?language=nl"), ("PDF, en", "/pdf?language=en"), ("XLSX", "/xlsx"),
        ("JSON", "/file"),
    ):  # fmt: skip
        take(spent, what, lambda address=address: client.get(f"/editions/{it.pk}{address}"))
    for what, cpu, clock, size in spent:
        print(f"{database} {what}: {cpu:.2f} s CPU, {clock:.2f} s, {size // 1000} kB")
    cpu, clock = (sum(row[n] for row in spent) for n in (1, 2))
    print(f"{database} together: {cpu:.2f} s CPU (aim {AIM}), {clock:.2f} s")


def take(spent: list[Any], what: str, do: Callable[[], Any]) -> None:
    cpu, clock = process_time(), perf_counter()
    answer = do()
    size = len(answer.content) if hasattr(answer, "status_code") else 0
    assert size or not hasattr(answer, "status_code")
    spent.append((what, process_time() - cpu, perf_counter() - clock, size))


def made() -> Any:
    """A catalogue of 400, agreements that count, and needs of every region."""
    from bench.growth.rows import Rows
    from steun.web.kernel import clock
    from steun.web.kernel.keys import new_key
    from steun.web.kernel.life import guards
    from steun.web.kernel.people.models import Organisation
    from steun.web.know.catalogue import load
    from tests import builders
    from tests.web.samples import agreement, need

    builders.load()
    load.effects([{"code": f"effect-{n}", "nl": f"Effect {n}", "en": f"Effect {n}"} for n in range(EFFECTS)])
    like = builders.CAPABILITIES[0]
    said = {"quantity_nl": "2 teams van elk 24 mensen", "constraint_nl": "Niet op de Wadden", "place_nl": "Soesterberg"}
    codes = [f"means-{n}" for n in range(CAPABILITIES)]
    load.capabilities(
        {**like, **said, "number": 200 + n, "code": code, "nl": f"Capaciteit {n} van Defensie", "en": f"Capability {n}",
         "effects": [f"effect-{n % EFFECTS}", f"effect-{(n * 7 + 1) % EFFECTS}"]}
        for n, code in enumerate(codes)
    )  # fmt: skip
    world = builders.World()
    regions = list(Organisation.objects.filter(kind="safety-region").values_list("pk", flat=True)[:25])
    deals = Rows(agreement.deal(world, "DOPS", "VR24"))
    needs = Rows(need.stated(world))
    guards.make_way(plan=(None,))
    today = clock.today()
    for n in range(AGREEMENTS):
        days = {"starts_on": today - timedelta(days=1), "ends_on": today + timedelta(days=300)}
        deals.add(id=new_key(), capability_id=codes[n * 2], quantity=n + 1, **days)
    for n in range(NEEDS):
        needs.add(id=new_key(), organisation_id=regions[n % 25], capability_id=codes[n % CAPABILITIES], quantity=n + 1)
    deals.write()
    needs.write()
    guards.install()
    return world


if __name__ == "__main__":
    measured(sys.argv[-1]) if "--one" in sys.argv else main()
