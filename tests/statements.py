"""Which tests of the run on PostgreSQL send no statement, and meet no answer to one, that no other of them does.

A test that has already passed on SQLite can learn on PostgreSQL only what the database says differently. So the second
run needs each statement once, with each way in which it ended: done, or refused, and by what.

    STEUN_TEST_STATEMENTS=var/statements.jsonl STEUN_TEST_DATABASE=postgresql pytest tests/web tests/journeys
    python -m tests.statements var/statements.jsonl > tests/sqlite_only.txt

The first line notes what each test sent, in a second run of the whole; the other says what to leave out: whole modules,
or single tests of one. Never left out: what says `both_databases`, and a test that this file does not know yet.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from time import process_time
from typing import Any

import pytest

MANY = re.compile(r"\((?:%s|NULL)(?:, (?:%s|NULL))*\)(?:, \((?:%s|NULL)(?:, (?:%s|NULL))*\))*")
NAMES = re.compile(r'"s\d+_x\d+"|"?_django_curs_\w+"?')
QUOTED = re.compile(r"'[^']*'|\b\d+\b")
FIRST_LINE = re.compile(r"[0-9a-f-]{32,36}|\d+|\(.*\)")


def mark(statement: str, ending: str = "") -> str:
    """The statement without its values and names of a moment, and how it ended: the same for the same question."""
    plain = QUOTED.sub("?", NAMES.sub("", MANY.sub("(?)", statement)))
    return blake2b(f"{plain} {ending}".encode(), digest_size=6).hexdigest()


def ending(error: Exception) -> str:
    """What refused a statement: a constraint, a trigger, a lock; without the keys of its rows."""
    return f"{type(error).__name__} {FIRST_LINE.sub('', str(error).partition(chr(10))[0])}"


class Recorder:
    """Notes for each test what it sent, in whatever thread."""

    def __init__(self, file: Path) -> None:
        self.file, self.sent = file, set[str]()

    def watch(self, execute: Callable[..., Any]) -> Callable[..., Any]:
        def noted(cursor: Any, sql: str, *rest: Any) -> Any:
            try:
                answer = execute(cursor, sql, *rest)
            except Exception as error:
                self.sent.add(mark(str(sql), ending(error)))
                raise
            self.sent.add(mark(str(sql)))
            return answer

        return noted

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        from django.db.backends.utils import CursorWrapper

        began = process_time()
        self.sent = set()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("_execute", "_executemany"):
                patch.setattr(CursorWrapper, name, self.watch(getattr(CursorWrapper, name)))
            done = yield
        always = bool(item.get_closest_marker("both_databases"))
        line = [item.nodeid, round(process_time() - began, 3), always, sorted(self.sent)]
        with self.file.open("a") as out:
            out.write(json.dumps(line) + "\n")
        return done


def left_out(lines: list[tuple[str, float, bool, list[str]]]) -> list[str]:
    """The tests that send nothing of their own, when those are chosen first that send most in their time."""
    sent, cost, always = defaultdict[str, set[str]](set), defaultdict[str, float](float), set[str]()
    for node, seconds, both, marks in lines:
        test = node.partition("[")[0]
        sent[test].update(marks)
        cost[test] += seconds
        always |= {test} if both else set()
    known = set[str]().union(*(sent[test] for test in always))
    open_ = {test: marks - known for test, marks in sent.items() if test not in always}
    while open_:
        best = max(open_, key=lambda test: (len(open_[test]) / (cost[test] + 0.05), test))
        if not open_[best]:
            break
        new = open_.pop(best)
        for rest in open_.values():
            rest -= new
    return by_module(set(open_), set(sent))


def by_module(out: set[str], every: set[str]) -> list[str]:
    """A module whose tests are all left out is one line."""
    modules = defaultdict[str, set[str]](set)
    for test in every:
        modules[test.partition("::")[0]].add(test)
    return sorted(
        line for module, tests in modules.items() for line in ([f"{module}::"] if tests <= out else sorted(tests & out))
    )


if __name__ == "__main__":
    print("\n".join(left_out([tuple(json.loads(line)) for line in Path(sys.argv[1]).read_text().splitlines()])))
