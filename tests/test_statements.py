"""What the run on PostgreSQL leaves out is sent by another test of it, statement by statement, refusal by refusal."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.statements import ending, left_out, mark

LINES = st.dictionaries(
    st.sampled_from([f"web/test_{m}.py::test_{t}{case}" for m in "abc" for t in "xyz" for case in ("", "[1]", "[2]")]),
    st.tuples(st.floats(0, 9), st.booleans(), st.frozensets(st.sampled_from("abcdefgh"))),
).map(lambda found: [(node, *rest[:2], sorted(rest[2])) for node, rest in found.items()])


@given(LINES)
def test_every_statement_is_still_sent_by_a_test_that_stays(lines):
    out = set(left_out(lines))
    stays = [line for line in lines if not out & {line[0].partition("[")[0], f"{line[0].partition('::')[0]}::"}]

    assert {m for *_, marks in stays for m in marks} == {m for *_, marks in lines for m in marks}
    assert all(line in stays for line in lines if line[2]), "what works with the database in a way of its own stays"


def test_a_test_that_sends_the_same_in_more_time_is_left_out():
    lines = [
        ("a.py::quick", 0.1, False, ["1", "2"]),
        ("a.py::slow", 3.0, False, ["2"]),
        ("b.py::own", 9.0, False, ["3"]),
    ]

    assert left_out(lines) == ["a.py::slow"]
    assert left_out([*lines, ("c.py::same", 1.0, False, ["3", "1"])]) == ["a.py::slow", "b.py::"]


def test_values_and_keys_are_not_part_of_a_statement_but_its_refusal_is():
    asked = "SELECT a FROM b WHERE c IN (%s, %s) AND d = 'x' LIMIT 21"

    assert mark(asked) == mark("SELECT a FROM b WHERE c IN (%s) AND d = 'y' LIMIT 50")
    assert mark(asked) != mark(asked, ending(ValueError("append-only")))
    assert ending(ValueError("key 7 (a)=(b) is there\nDETAIL")) == ending(ValueError("key 8 (c)=(d) is there"))
    assert ending(ValueError("one trigger")) != ending(ValueError("another"))


def test_what_is_left_out_exists():
    root = Path(__file__).parent.parent
    for line in (root / "tests/sqlite_only.txt").read_text().split():
        module, _, test = line.partition("::")
        assert f"def {test}" in (root / module).read_text(), (
            f"{line} is gone: python -m tests.statements makes the list"
        )
