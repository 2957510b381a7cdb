"""What the database itself refuses, whoever writes: triggers, installed after every migrate on both databases.

* the journal is append-only;
* a life begins in a state of birth, takes only steps that its table of moves has, each with a new entry about itself,
  and is never deleted;
* what a life adds of its own: the pieces of a unit that are committed, held or away never exceed its stock.

SQLite loses triggers whenever Django rebuilds a table, so `install` is idempotent and runs after each migrate; a test
checks that all are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from steun.core.kernel.machine import Machine
from steun.web.kernel.life.declaration import DECLARED


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger: refuse `event` on `table` with `message` when `refuse` (SQL over NEW and OLD) is true."""

    name: str
    table: str
    event: str  # INSERT, UPDATE, DELETE, TRUNCATE
    message: str
    refuse: str = "TRUE"
    when: str = "TRUE"  # cheap test first; only then `refuse` is asked
    lock: str = ""  # PostgreSQL: a statement that makes concurrent writers wait for each other
    uses: str = ""  # another table, without which this one is not installed

    def on_sqlite(self) -> str:
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} WHEN {self.when} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}') WHERE {self.refuse}; END"
        )

    def on_postgresql(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $${self.body}$$; "
            f"{self.trigger}"
        )

    @property
    def body(self) -> str:
        """PostgreSQL: what the function of this trigger does."""
        back = "NULL" if self.event == "TRUNCATE" else "OLD" if self.event == "DELETE" else "NEW"
        return (
            f" BEGIN IF {self.when} THEN {self.lock} IF {self.refuse} THEN "
            f"RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; "
            f"RETURN {back}; END "
        )

    @property
    def trigger(self) -> str:
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        event = f"BEFORE {self.event} ON {self.table} FOR EACH {each}"
        return f"CREATE TRIGGER {self.name} {event} EXECUTE FUNCTION {self.name}()"

    def as_installed(self, vendor: str) -> str:
        """How the database shows this guard when it is there unchanged; see `installed`."""
        return f"{self.trigger} {self.body}" if vendor == "postgresql" else self.on_sqlite()


def listed(words: Iterator[str] | tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def of_life(machine: Machine[Any], vendor: str) -> Iterator[Guard]:
    """The guards of one life, from its table of moves."""
    table = f"steun_{machine.name}"
    steps = " OR ".join(f"(OLD.state = '{a}' AND NEW.state = '{b}')" for a, b in sorted(machine.steps))
    own = (
        f"entry.subject = '{machine.name}:' || NEW.id"
        if vendor == "postgresql"
        else f"replace(entry.subject, '-', '') = '{machine.name}:' || NEW.id"
    )
    entry_exists = f"EXISTS (SELECT 1 FROM steun_entry entry WHERE entry.position = NEW.entry_id AND {own})"
    yield Guard(
        f"{table}_birth", table, "INSERT", f"a {machine.name} begins at its beginning",
        refuse=f"NEW.state NOT IN ({listed(machine.births)})",
    )  # fmt: skip
    yield Guard(
        f"{table}_step", table, "UPDATE", f"a {machine.name} moves only as its table of moves says",
        when="NEW.state <> OLD.state OR NEW.entry_id <> OLD.entry_id", refuse=f"NOT ({steps})",
    )  # fmt: skip
    yield Guard(
        f"{table}_recorded", table, "UPDATE", f"a {machine.name} moves only with a new journal entry about it",
        when="NEW.state <> OLD.state OR NEW.entry_id <> OLD.entry_id",
        refuse=f"NEW.entry_id <= OLD.entry_id OR NOT {entry_exists}",
    )  # fmt: skip
    yield Guard(f"{table}_stays", table, "DELETE", f"a {machine.name} is never deleted")
    if vendor == "postgresql":
        yield Guard(f"{table}_stays_whole", table, "TRUNCATE", f"a {machine.name} is never deleted")


def guards(vendor: str) -> list[Guard]:
    """Every guard of a database of this kind."""
    events = ("UPDATE", "DELETE", "TRUNCATE") if vendor == "postgresql" else ("UPDATE", "DELETE")
    journal = [
        Guard(f"steun_entry_no_{event.lower()}", "steun_entry", event, "the journal is append-only") for event in events
    ]
    journal.append(Guard("steun_access_no_update", "steun_access", "UPDATE", "the log of log-ins is not rewritten"))
    declared = DECLARED.values()
    return [*journal, *(g for life in declared for g in (*of_life(life.machine, vendor), *life.guards(vendor)))]


def install(using: str = "default", **_: object) -> None:
    """Put every guard in place, replacing older ones. Called after each migrate."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards(connection.vendor):
            if not {guard.table, guard.uses or guard.table} <= tables:
                continue
            on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{on}")
            cursor.execute(guard.on_postgresql() if connection.vendor == "postgresql" else guard.on_sqlite())


def make_way(using: str = "default", plan: Sequence[object] = (), **_: object) -> None:
    """Take every guard away when a table may change. Called before each migrate; `install` follows it."""
    if not plan:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            found = [(name, f" ON {table}") for name, table in cursor.fetchall()]
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            found = [(name, "") for (name,) in cursor.fetchall()]
        for name, on in found:
            if name.startswith("steun_"):
                cursor.execute(f"DROP TRIGGER {name}{on}")


def installed(using: str = "default") -> dict[str, str]:
    """The triggers that are really there, each with its text; on PostgreSQL one that was switched off says so."""
    connection = connections[using]
    query = (
        "SELECT t.tgname, replace(pg_get_triggerdef(t.oid), ' ON ' || quote_ident(n.nspname) || '.', ' ON ') || "
        "CASE t.tgenabled WHEN 'O' THEN ' ' ELSE ' OFF ' END || p.prosrc FROM pg_trigger t "
        "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def differences(using: str = "default") -> Iterator[tuple[str, str, str, str]]:
    """Triggers that are missing, changed, switched off, or not ours: name, what, as it should be, as it is."""
    vendor = connections[using].vendor
    there = installed(using)
    for guard in guards(vendor):
        found = there.pop(guard.name, None)
        wanted = guard.as_installed(vendor)
        if found is None:
            yield guard.name, "trigger", "installed", "absent"
        elif found != wanted:
            yield guard.name, "text", wanted, found
    yield from ((name, "trigger", "unknown", text) for name, text in there.items())
