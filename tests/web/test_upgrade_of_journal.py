"""What is there is migrated by `steun manage migrate`: a journal from before there were nodes is walked by the old rule
and linked anew; an attachment gets its life. The index of words can be left behind. A new database gets
the same tables at once."""

import json
import re

import pytest
from django.db import connection

from tests.web.tables_of import tables
from tests.web.test_backup import empty, manage  # noqa: F401  # a fixture: pytest finds it by its name

pytestmark = pytest.mark.both_databases
BEFORE = "0003_what_still_helps"
FILL = """
import json, uuid
from datetime import UTC, datetime
from hashlib import sha256
from django.db import connection
from django.utils import timezone
last = "0" * 64
def text(moment): return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
with connection.cursor() as cursor:
    for number in range(1, 6):
        at = datetime(2026, 7, 14, 22, number, 0, 17 * number, tzinfo=UTC)
        told = dict(number=number, id=str(uuid.UUID(int=number)), happened_at=text(at), recorded_at=text(at),
            actor="a", role="locc", organisation="LOCC", on_behalf_of="", action="gate.pass", subject="gate:1",
            case=str(uuid.UUID(int=9)) if number > 2 else "", basis="", reason="Súdwest", audience="all",
            data={"to": "passed", "n": [number, None]}, previous=last)
        plain = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        last = sha256(plain.encode()).hexdigest()
        key = (lambda k: k) if connection.vendor == "postgresql" else (lambda k: k.replace("-", "") if k else k)
        row = {**told, "id": key(told["id"]), "case": key(told["case"]) or None, "data": json.dumps(told["data"]),
            "hash": last, "happened_at": at, "recorded_at": at}
        if connection.vendor == "sqlite":
            row |= {k: row[k].replace(tzinfo=None).isoformat(" ") for k in ("happened_at", "recorded_at")}
        names = ", ".join(f'"{n}"' for n in row)
        cursor.execute(f"INSERT INTO steun_entry ({names}) VALUES ({', '.join(['%s'] * len(row))})", list(row.values()))
    new = key(str(uuid.UUID(int=7)))
    cursor.execute("INSERT INTO steun_dials (id, number, displace, hold, fairness, reserve, lead, since, entry_id) "
        "VALUES (%s, 1, '[]', '[]', %s, %s, 0, %s, 3)", [new, True, True, row["happened_at"]])
print("HEAD", last)
"""
LOOK = """
from steun.web.decide.policy.model import AllocationPolicy
from steun.web.kernel.journal.models import Entry
print([(e.position, e.node, e.number) for e in Entry.objects.all()], AllocationPolicy.objects.get().entry.number)
print(Entry.objects.last().action, Entry.objects.last().data)
"""
CHANGE = """
try:
    Entry.objects.update(reason="1")
except Exception as refused:
    print("CHANGED", refused)
"""
TABLES = """
import json
from django.db import connection
from tests.web.tables_of import tables
print("TABLES", json.dumps(tables(connection)))
"""
MADE_THEN = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from steun.web.kernel.life import guards
executor = MigrationExecutor(connection)
executor.loader.replace_migrations = False  # step by step, as it was done then
executor.loader.build_graph()
executor.migrate([("steun", "{}")])
guards.install()
"""
FORGE = """
from django.db import connection
from steun.web.kernel.life.guards import guards
on = " ON steun_entry" if connection.vendor == "postgresql" else ""
cursor = connection.cursor()
cursor.execute("DROP TRIGGER steun_entry_no_update" + on)
cursor.execute("UPDATE steun_entry SET reason = 'never said' WHERE number = 2")
"""


def shell(database, files, *steps):
    """What the test itself sets up or looks at, step after step in one process; what people give is a command each."""
    done = manage(database, files, "shell", "-v0", "-c", "\n".join(steps))
    assert done.returncode == 0, done.stderr
    return done.stdout


def migrated_to(*place):
    """A step: to this migration, or to the newest."""
    return f"from django.core.management import call_command\ncall_command('migrate', *{place}, verbosity=0)"


@pytest.fixture
def old(empty, tmp_path):  # noqa: F811  # the fixture
    """A database as it was before, with five entries; returns its address and its head."""
    said = shell(empty, tmp_path, MADE_THEN.format(BEFORE), FILL)
    return empty, re.search("HEAD ([0-9a-f]{64})", said)[1]


def test_a_journal_of_before_is_linked_anew_and_tells_where_the_old_one_ended(old, tmp_path):
    database, head = old
    done = manage(database, tmp_path, "migrate", "-v0")
    assert done.returncode == 0, done.stderr
    said = manage(database, tmp_path, "verify_journal").stdout
    assert "national: 6 entries, the chain holds" in said
    said = shell(database, tmp_path, LOOK, CHANGE)
    places = [(n, "national", n) for n in range(1, 7)]
    assert f"{places} 3" in said, "whatever pointed at an entry still does"
    assert "journal.rehash" in said and head in said
    assert "append-only" in said.rpartition("CHANGED")[2], "the guards are back"


def test_tables_that_were_made_in_steps_are_those_that_are_made_at_once(old, tmp_path, db):
    database, _ = old
    said = shell(database, tmp_path, migrated_to(), TABLES)
    found = json.loads(said.rpartition("TABLES ")[2])
    assert len(found) > 30
    assert found == tables(connection)


def test_a_journal_that_was_forged_before_is_not_migrated(old, tmp_path):
    database, _ = old
    shell(database, tmp_path, FORGE)
    done = manage(database, tmp_path, "migrate", "-v0")
    assert done.returncode != 0 and "does not verify at entry 2: nothing was migrated" in done.stderr


ATTACHED = """
from datetime import UTC, datetime
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from steun.web.kernel.life import guards
guards.make_way(plan=["those of today do not fit the tables of then"])
apps = MigrationExecutor(connection).loader.project_state([("steun", "0007_done")]).apps
make = lambda model, **fields: apps.get_model("steun", model).objects.create(**fields)
at = datetime(2026, 7, 14, 22, tzinfo=UTC)
vr24 = make("Organisation", code="VR24", kind="safety-region", name_nl="x", name_en="x")
entry = make("Entry", position=1, node="national", number=1, id="0" * 31 + "1", happened_at=at, recorded_at=at,
    organisation="VR24", action="request.attach", subject="request:1")
request = make("Request", requester=vr24, state="draft", entry=entry, created_at=at, saved_at=at)
for name in ("a.pdf", "b.pdf"):
    make("Attachment", request=request, name=name, media_type="application/pdf", size=1, sha256="0", entry=entry)
"""
KEPT = """
from steun.web.ask.attachment.model import Attachment
print([(a.name, a.state, a.attached_by_id, a.attached_at.day) for a in Attachment.objects.all()])
"""


def test_an_attachment_of_before_is_attached_by_whom_its_entry_says(empty, tmp_path):  # noqa: F811  # the fixture
    shell(empty, tmp_path, MADE_THEN.format("0007_done"), ATTACHED)
    done = manage(empty, tmp_path, "migrate", "-v0")
    assert done.returncode == 0, done.stderr
    said = shell(empty, tmp_path, KEPT)
    assert "[('a.pdf', 'attached', 'VR24', 14), ('b.pdf', 'attached', 'VR24', 14)]" in said


DRAFT = """
from django.db import connection
from django.utils import timezone
now, uuid = timezone.now(), connection.vendor == "postgresql"
from steun.web.ask.request.model import Request, case_terms
from steun.web.ask.request.search.index import holding
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.keys import new_key
vr24 = Organisation.objects.get_or_create(code="VR24", kind="safety-region", name_nl="x", name_en="x")[0]
n = Entry.objects.count() + 1
key = new_key()
entry = Entry.objects.create(position=n, node="national", number=n, id=new_key(), happened_at=now, recorded_at=now,
    organisation="VR24", action="request.draft", subject=f"request:{key}", audience="all", data={}, hash=str(n))
from django.db.migrations.loader import MigrationLoader
loader = MigrationLoader(connection)
there = max(key for key in loader.graph.nodes if key[0] == "steun" and key in loader.applied_migrations)
AsThen = loader.project_state(there).apps.get_model("steun", "Request")
AsThen.objects.create(pk=key, requester_id="VR24", state="draft", entry_id=entry.pk, created_at=now, saved_at=now,
    search="zandzak")
"""


def test_the_index_of_words_has_a_way_back_and_is_made_again_of_what_was_written_meanwhile(empty, tmp_path):  # noqa: F811  # the fixture
    shell(empty, tmp_path, migrated_to(), DRAFT, migrated_to("steun", "0001_squashed_0016_sides"), DRAFT)
    done = manage(empty, tmp_path, "migrate", "-v0")
    assert done.returncode == 0, done.stderr
    look = "print('FOUND', len(holding(case_terms('zandzak'))))"
    assert "FOUND 3" in shell(empty, tmp_path, DRAFT, look)
