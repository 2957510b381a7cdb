"""What a database is made of, so that two that were made in different ways can be compared: by content, not by names
that the database gave, nor by the order of columns."""

from __future__ import annotations

import re
from typing import Any

FOUND = {
    "postgresql": (
        "SELECT table_name, concat_ws(' ', column_name, data_type, character_maximum_length, is_nullable,"
        " column_default) FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT tablename, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON') FROM pg_indexes"
        " WHERE schemaname = 'public'",
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
    ),
    "sqlite": ("SELECT tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL",),
}


def parts(statement: str) -> list[str]:
    """What stands between the outer brackets of a `CREATE TABLE`; another statement as a whole, without its name."""
    if not statement.startswith("CREATE TABLE"):
        return [re.sub(r'INDEX "[^"]*"', "INDEX", statement)]
    found, depth = [""], 0
    for letter in statement[statement.index("(") + 1 : statement.rindex(")")]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return [re.sub(r'"new__(\w+)"', r'"\1"', part).strip() for part in found]


def tables(connection: Any) -> dict[str, list[str]]:
    """Of each table of ours: its columns, keys, checks and indexes."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for query in FOUND[connection.vendor]:
            cursor.execute(query)
            for table, facts in cursor.fetchall():
                if table.startswith("steun_"):
                    found.setdefault(table, []).extend(parts(facts))
    return {table: sorted(facts) for table, facts in sorted(found.items())}
