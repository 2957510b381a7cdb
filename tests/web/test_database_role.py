"""The role under which the services run owns nothing: it works a whole case, and takes no trigger away.

The SQL is the one of `docs/run/install.md`, as it stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tests.web.test_backup import manage

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles"),
]
DOCS = Path(__file__).parents[2] / "docs" / "run" / "install.md"
CASE = """
from tests import builders
from tests.builders import World
from steun.web.processes import tick
from steun.web.learn.evaluation import acts as learn
builders.load()
world = World()
request = world.ended()
learn.evaluate(request.pk, by=world.desk, effect_reached="yes", in_time="yes", promise_kept="yes")
learn.close(request.pk, by=world.desk)
tick.once()
print("CLOSED", request.pk)
"""
TAME = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
ATTACKS = (
    "DROP TRIGGER steun_entry_no_update ON steun_entry", "ALTER TABLE steun_entry DISABLE TRIGGER ALL",
    "DROP FUNCTION steun_entry_no_update() CASCADE", "SET session_replication_role = replica",
    f"CREATE OR REPLACE FUNCTION steun_entry_no_update() {TAME}", f"CREATE FUNCTION sly() {TAME}",
    "CREATE TABLE sly (x int)",
    "UPDATE steun_entry SET reason = 'never said'", "DELETE FROM steun_entry", "TRUNCATE steun_entry CASCADE",
    "DROP TABLE steun_entry CASCADE", "ALTER TABLE steun_entry RENAME TO gone", "TRUNCATE steun_request CASCADE",
    "ALTER TABLE steun_request DROP CONSTRAINT steun_request_state",
    "ALTER TABLE steun_entry OWNER TO CURRENT_USER",
)  # fmt: skip


@pytest.fixture
def roles() -> Iterator[tuple[str, dict[str, str]]]:
    """A database made as the handbook says: (its name, by role its address)."""
    settings, mark = connection.settings_dict, uuid4().hex[:8]
    names = {"steun_owner": f"owner_{mark}", "steun": f"plain_{mark}"}
    before, inside, after = (renamed(block, names) for block in re.findall(r"```sql\n(.*?)```", DOCS.read_text(), re.S))
    server = {name: settings[name.upper()] for name in ("host", "port", "user", "password") if settings[name.upper()]}
    name = names["steun"]
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        for statement in filter(str.strip, before.split(";")):
            admin.execute(statement)
    with psycopg.connect(dbname=name, autocommit=True, **server) as admin:
        admin.execute(inside)
    where = f"host={settings['HOST']}" + (f"&port={settings['PORT']}" if settings["PORT"] else "")
    address = {role: f"postgresql://{who}@/{name}?{where}" for role, who in names.items()}
    try:
        assert manage(address["steun_owner"], Path("/nowhere"), "migrate", "-v0").returncode == 0
        with psycopg.connect(dbname=name, autocommit=True, **{**server, "user": names["steun_owner"]}) as owner:
            owner.execute(after)
        yield name, {**address, "user": name}
    finally:
        with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            for who in names.values():
                admin.execute(f'DROP ROLE IF EXISTS "{who}"')


def renamed(block: str, names: dict[str, str]) -> str:
    """The names of the handbook, made those of this test; not in names of tables, as `steun_entry`."""
    return re.sub(r"\bsteun(_owner)?\b(?!_)", lambda match: names[match[0]], block)


def done_by(plain: psycopg.Connection, attack: str) -> str:
    """The kind of refusal, or "done"."""
    try:
        plain.execute(attack)
    except psycopg.Error as error:
        return type(error).__name__
    return "done"


def test_a_role_that_owns_nothing_works_a_case_and_takes_no_trigger_away(roles, tmp_path):
    name, address = roles
    done = manage(address["steun"], tmp_path, "shell", "-v0", "-c", CASE)
    assert done.returncode == 0 and "CLOSED" in done.stdout, done.stderr
    for command in ("verify_journal", "check_replay"):
        done = manage(address["steun"], tmp_path, command)
        assert done.returncode == 0, done.stderr

    settings = connection.settings_dict
    server = {key: settings[key.upper()] for key in ("host", "port") if settings[key.upper()]}
    with psycopg.connect(dbname=name, autocommit=True, user=address["user"], **server) as plain:
        for attack in ATTACKS:
            assert done_by(plain, attack) == "InsufficientPrivilege", attack
    assert "the chain holds" in manage(address["steun"], tmp_path, "verify_journal").stdout
