"""Two editors of one thing, as a table: what others changed, what is sent, and what comes of it."""

import pytest

from steun.core.kernel.mending.merge import Edit, Merge, apart, joined, mark, merge

OLD, NEW, OTHER, THIRD = mark("old"), mark("new"), mark("other"), mark("third")
TABLE = [
    # name, edits since it was shown, what stands, what is sent, what comes of it
    ("nobody changed it", [], "old", "mine", Merge()),
    ("I send what was shown", [Edit({"f": OLD})], "new", "old", Merge((), ("f",))),
    ("both to something else", [Edit({"f": OLD})], "new", "mine", Merge(("f",))),
    ("both to the same", [Edit({"f": OLD})], "new", "new", Merge()),
    ("another field", [Edit({"g": OLD})], "old", "mine", Merge()),
    ("I did, from this page", [Edit({"f": OLD}, own=True)], "new", "mine", Merge()),
    ("I, then somebody else", [Edit({"f": OLD}, own=True), Edit({"f": NEW})], "other", "new", Merge((), ("f",))),
    ("the same, and I typed on", [Edit({"f": OLD}, own=True), Edit({"f": NEW})], "other", "mine", Merge(("f",))),
    ("somebody else, then I over theirs", [Edit({"f": OLD}), Edit({"f": NEW}, own=True)], "other", "mine", Merge()),
    ("two others: shown is the first", [Edit({"f": OLD}), Edit({"f": NEW})], "third", "old", Merge((), ("f",))),
    ("two others, and mine is as the first", [Edit({"f": OLD}), Edit({"f": NEW})], "third", "new", Merge(("f",))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edits", "stands", "sent", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_what_comes_of_two_editors(name, edits, stands, sent, expected):
    assert merge(edits, {"f": stands}, {"f": sent}) == expected


def test_a_press_that_sets_what_was_shown_is_a_change_all_the_same():
    assert merge([Edit({"f": OLD})], {"f": "new"}, {"f": "old"}, chosen=["f"]) == Merge(("f",))


def test_what_is_not_sent_is_nobodys_to_judge():
    assert merge([Edit({"f": OLD})], {"f": "new"}, {}) == Merge()


def test_empty_is_empty_however_it_is_written():
    assert mark("") == mark(None) == mark([]) == mark({}) and mark(0) != mark(None) != mark(False)


@pytest.mark.parametrize("fields", [("title",), ("point",), ("said.x",), ("title", "said.y", "point")])
def test_taken_apart_and_put_together_it_is_the_same(fields):
    whole = {"title": "T", "said": {"x": 1, "y": None}, "lon": 5, "lat": 50}
    pair = {"lon": "point", "lat": "point"}
    parts = apart(whole, ["said"], pair)
    assert set(parts) == {"title", "said.x", "said.y", "point"}
    again = joined(fields, parts, pair)
    assert again == {k: ({n: whole[k][n] for n in v} if isinstance(v, dict) else whole[k]) for k, v in again.items()}
    assert joined(parts, parts, pair) == whole
