"""How long the page of a national poll of needs takes: 25 regions, 400 needs each. `python -m bench.poll`"""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import Any

from bench.databases import ROOT, environment

REGIONS, NEEDS, MEANS, AIM = 25, 400, 60, 300
"""How many are asked; how many needs each has, of how many capabilities; milliseconds."""


def main() -> None:
    databases = [name for name in sys.argv[1:] if name != "--one"] or ["sqlite", "postgresql"]
    for database in databases:
        with environment(database) as env:
            env |= {"DJANGO_SETTINGS_MODULE": "steun.web.settings"}
            subprocess.run([sys.executable, "-m", "bench.poll", "--one", database], env=env, check=True, cwd=ROOT)


def measured(database: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.growth.measure import least, logged_in

    poll = made()
    for reader in (("locc", "LOCC"), ("duty-officer", "VR24")):
        it = least(logged_in(reader), f"/polls/{poll}", 9)
        print(f"{database} {reader[0]}: {it.whole:.0f} ms (aim {AIM}), statements {it.sql:.0f} ms, {it.kilobytes} kB")


def made() -> Any:
    """A round that every region answered, of sixty capabilities."""
    from bench.growth.rows import Rows
    from steun.web.kernel import clock
    from steun.web.kernel.keys import new_key
    from steun.web.kernel.life import guards
    from steun.web.kernel.people.models import Organisation
    from steun.web.know.catalogue import load
    from steun.web.know.need.model import Need
    from steun.web.know.poll import acts
    from steun.web.know.poll.model import Asked
    from steun.web.know.poll.shape import PollIn
    from tests import builders
    from tests.web.samples import need

    builders.load()
    like = builders.CAPABILITIES[1]
    codes = [f"means-{n}" for n in range(MEANS)]
    load.capabilities([{**like, "number": 200 + n, "code": it, "nl": it, "en": it} for n, it in enumerate(codes)])
    world = builders.World()
    rows = Rows(need.stated(world))
    regions = list(Organisation.objects.filter(kind="safety-region").values_list("pk", flat=True)[:REGIONS])
    asked = PollIn(title="All", question="What?", asked=regions, closes_on=clock.today() + timedelta(days=9))
    poll = acts.open_poll(asked, by=world.actor("locc", "LOCC"))
    guards.make_way(plan=(None,))
    for region in regions:
        for n in range(NEEDS):
            rows.add(id=new_key(), organisation_id=region, capability_id=codes[n % MEANS], quantity=n + 1)
    rows.write()
    link = Asked.needs.through
    for it in Asked.objects.filter(poll=poll):
        keys = Need.objects.filter(organisation=it.organisation).values_list("pk", flat=True)
        link.objects.bulk_create(link(asked=it, need_id=pk) for pk in keys)
    Asked.objects.filter(poll=poll).update(answered_at=clock.now())
    guards.install()
    return poll.pk


if __name__ == "__main__":
    measured(sys.argv[-1]) if "--one" in sys.argv else main()
