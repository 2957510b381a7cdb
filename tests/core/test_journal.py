"""The chain: what was changed, removed, swapped or rewritten in a journal is found."""

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from steun.core.kernel.errors import Tampered
from steun.core.kernel.journal.chain import verify
from steun.core.kernel.journal.entry import (  # fmt: skip
    CONTENT,
    FIELDS,
    GENESIS,
    Entry,
    Head,
    canonical,
    digest,
    hash_of,
    link,
    stub,
    timestamp,
    whole,
)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
wholes = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | texts
values = st.recursive(
    wholes, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=10
)
contents = st.dictionaries(texts, values, max_size=5)


def entry(number: int, previous: str, node: str = "national", **changes: Any) -> dict[str, Any]:
    """One line of an export, with its hash."""
    moment = timestamp(datetime(2021, 7, 14, 22, number, tzinfo=UTC))
    words = Entry(
        node=node, number=number, id=f"id-{number}", happened_at=moment, recorded_at=moment, actor="a", role="locc",
        organisation="LOCC", on_behalf_of="", action="gate.pass", subject=f"gate:{number}", case="c", basis="wvr-51",
        reason="De Geul stijgt", audience="all", previous=previous, data={"to": "passed"},
    ).as_dict()  # fmt: skip
    return hashed({**words, **changes})


def hashed(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "hash": hash_of(line)}


def chain(length: int, node: str = "national") -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for number in range(1, length + 1):
        lines.append(entry(number, lines[-1]["hash"] if lines else GENESIS, node))
    return lines


def end(lines: list[dict[str, Any]]) -> Head:
    return Head(lines[-1]["node"], lines[-1]["number"], lines[-1]["hash"])


def rehashed(lines: list[dict[str, Any]], start: int) -> list[dict[str, Any]]:
    """What a forger with access to everything does: compute every hash from `start` on anew."""
    forged = lines[:start]
    for line in lines[start:]:
        forged.append(hashed({**line, "previous": forged[-1]["hash"] if forged else GENESIS}))
    return forged


def test_an_untouched_journal_verifies_and_tells_its_length_and_head() -> None:
    lines = chain(5)
    report = verify(lines)
    assert (report.entries, report.heads) == (5, (end(lines),))


def test_an_empty_journal_verifies() -> None:
    assert verify([]).heads == ()
    assert verify([], [GENESIS]).entries == 0


def test_a_reader_in_another_language_computes_the_same_hash() -> None:
    """The format, by hand: two steps of SHA-256 over JSON with sorted keys, as docs/journal.md says."""
    (line,) = chain(1)
    content = {name: line[name] for name in CONTENT}
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    place = f'{{"digest":"{sha256(plain).hexdigest()}","node":"national","number":1,"previous":"{"0" * 64}"}}'
    assert line["hash"] == sha256(place.encode()).hexdigest()


@pytest.mark.parametrize("field", CONTENT)
def test_a_changed_word_is_found_in_every_field(field: str) -> None:
    lines = chain(5)
    lines[2][field] = {"to": "refused"} if field == "data" else "something else"
    with pytest.raises(Tampered, match="national, entry 3: its content does not match its hash"):
        verify(lines)


def test_a_removed_entry_is_found() -> None:
    lines = chain(5)
    del lines[2]
    with pytest.raises(Tampered, match="entry 3: number 4 stands where 3 should"):
        verify(lines)


def test_a_removed_entry_is_found_after_renumbering() -> None:
    lines = chain(5)
    del lines[2]
    lines = [{**line, "number": n} for n, line in enumerate(lines, 1)]
    with pytest.raises(Tampered, match="entry 3: does not follow"):
        verify(lines)


def test_a_swapped_pair_is_found() -> None:
    lines = chain(5)
    lines[1], lines[2] = lines[2], lines[1]
    with pytest.raises(Tampered, match="entry 2"):
        verify(lines)


def test_a_swapped_pair_is_found_after_renumbering() -> None:
    lines = chain(5)
    lines[1], lines[2] = {**lines[2], "number": 2}, {**lines[1], "number": 3}
    with pytest.raises(Tampered, match="entry 2: does not follow"):
        verify(lines)


def test_a_rehashed_tail_verifies_alone_and_is_found_against_a_published_head() -> None:
    lines = chain(5)
    published = lines[3]["hash"]
    forged = [dict(line) for line in lines]
    forged[2]["reason"] = "never said"
    forged = rehashed(forged, 2)
    verify(forged)
    with pytest.raises(Tampered, match="published head"):
        verify(forged, [published])
    with pytest.raises(Tampered, match="entry 4: is not what was witnessed"):
        verify(forged, [Head("national", 4, published)])
    assert verify(lines, [published, Head("national", 4, published)]).entries == 5


def test_a_cut_off_tail_is_found_against_a_published_head_only() -> None:
    lines = chain(5)
    verify(lines[:3])
    with pytest.raises(Tampered, match="published head"):
        verify(lines[:3], [lines[4]["hash"]])
    with pytest.raises(Tampered, match="or is gone"):
        verify(lines[:3], [end(lines)])


def test_a_field_beside_the_hashed_ones_is_refused() -> None:
    lines = chain(2)
    lines[1]["approved_by"] = "minister"
    with pytest.raises(Tampered, match="outside its hash: approved_by"):
        verify(lines)


def test_a_missing_field_is_named() -> None:
    lines = chain(2)
    del lines[1]["basis"]
    with pytest.raises(Tampered, match="entry 2: lacks basis"):
        verify(lines)


def test_a_withheld_entry_keeps_its_place_in_the_chain() -> None:
    lines = chain(6)
    exported = [stub(line) if line["number"] in {2, 3, 5} else line for line in lines]
    report = verify(exported, [end(lines)])
    assert report.heads == (end(lines),)
    assert report.chains[0].withheld == [(2, 3), (5, 5)] and report.chains[0].stubs == 3


def test_a_stub_tells_nothing_of_the_content() -> None:
    (line,) = chain(1)
    assert set(stub(line)) == {"node", "number", "previous", "digest", "hash", "withheld"}
    assert "Geul" not in json.dumps(stub(line))


def test_an_entry_rewritten_before_a_stub_is_found() -> None:
    """The forgery that once passed: entry k rewritten, and a stub with the old hash put in the place of k + 1."""
    lines = chain(6)
    forged = hashed({**lines[2], "reason": "never said"})
    cover = {**stub(lines[3]), "previous": forged["hash"]}
    for published in ([], [end(lines)], [lines[-1]["hash"]]):
        with pytest.raises(Tampered, match="entry 4: its digest does not match its hash"):
            verify([*lines[:2], forged, cover, *lines[4:]], published)


@given(st.data())
def test_no_stub_stands_in_another_place_or_for_another_content(data: st.DataObject) -> None:
    """Whatever a forger changes of a line, whatever he withholds: without new hashes to the end it is found, and with
    them it is found against the witnessed head."""
    lines = chain(6)
    place = data.draw(st.integers(0, 5))
    field = data.draw(st.sampled_from([*FIELDS, "hash"]))
    value = data.draw(st.sampled_from([1, True, "x", "0" * 64, "f" * 64, lines[0]["hash"], lines[place - 1]["hash"]]))
    forged = [dict(line) for line in lines]
    forged[place][field] = {"to": value} if field == "data" else value
    if data.draw(st.booleans()):
        forged[place]["hash"] = hash_of(forged[place])
    assume(forged != lines)
    hidden = data.draw(st.sets(st.integers(0, 5)))
    exported = [stub(line) if n in hidden else line for n, line in enumerate(forged)]
    if data.draw(st.booleans()) and place < 5:
        exported[place + 1] = {**stub(lines[place + 1]), "previous": forged[place]["hash"]}
    with pytest.raises(Tampered):
        verify(exported, [end(lines)])


def test_a_withheld_entry_tells_nothing_else() -> None:
    lines = chain(2)
    with pytest.raises(Tampered, match="outside its hash"):
        verify([lines[0], {**lines[1], "withheld": True, "digest": digest(lines[1])}])


def test_an_entry_withheld_in_name_only_is_refused() -> None:
    lines = chain(2)
    with pytest.raises(Tampered, match="lacks"):
        verify([lines[0], {**stub(lines[1]), "withheld": "yes"}])


def test_chains_of_several_nodes_lie_side_by_side() -> None:
    national, region = chain(3), chain(2, "vr24")
    mixed = [national[0], region[0], national[1], region[1], national[2]]
    report = verify(mixed, [end(national), end(region), national[0]["hash"]])
    assert report.heads == (end(national), end(region)) and report.entries == 5
    with pytest.raises(Tampered, match="vr24, entry 1"):
        verify([*national, *region[1:]])


def test_an_entry_cannot_be_moved_to_another_node() -> None:
    region = chain(1, "vr24")
    assert hash_of({**region[0], "node": "national"}) != region[0]["hash"]
    with pytest.raises(Tampered, match="national, entry 1: its content does not match"):
        verify([{**region[0], "node": "national"}])


def test_a_line_without_a_node_is_refused() -> None:
    lines = chain(1)
    del lines[0]["node"]
    with pytest.raises(Tampered, match="names no node"):
        verify(lines)


def test_an_entry_may_rest_on_one_of_another_node_which_then_reads_as_it_says() -> None:
    region = chain(2, "vr24")
    rests = entry(1, GENESIS, data={"rests_on": [end(region).as_dict()]})
    assert verify([rests, *region]).elsewhere == ()
    assert verify([rests]).elsewhere == (end(region),), "the chain of that node is not here: told, not judged"
    other = rehashed([region[0], {**region[1], "reason": "never said"}], 1)
    with pytest.raises(Tampered, match="national, entry 1: rests on entry 2 of vr24"):
        verify([rests, *other])
    with pytest.raises(Tampered, match="rests on entry 2 of vr24"):
        verify([rests, region[0]])


@pytest.mark.parametrize("odd", [None, 1, "x", ["x"], [{}], [{"node": "vr24", "number": 0, "hash": "x"}], {"a": 1}])
def test_what_names_no_entry_is_no_ground(odd: object) -> None:
    assert verify([entry(1, GENESIS, data={"rests_on": odd})]).elsewhere == ()


def test_the_link_binds_every_part() -> None:
    parts = ("national", 2, "a" * 64, "b" * 64)
    others = [("vr24", *parts[1:]), ("national", 3, *parts[2:]), (*parts[:2], "c" * 64, parts[3]), (*parts[:3], "d")]
    assert len({link(*parts), *(link(*other) for other in others)}) == 5


@pytest.mark.parametrize("data", [1.5, {"a": 1e22}, [0.0], {"a": [{"b": float("nan")}]}])
def test_floats_are_refused_with_their_place(data: object) -> None:
    with pytest.raises(TypeError, match=r"data.*float is not allowed"):
        whole(data)


def test_a_key_that_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="keys must be text"):
        whole({1: "a"})


@given(contents)
def test_content_without_floats_comes_back_from_json_with_the_same_hash(content: dict[str, Any]) -> None:
    whole(content)
    assert canonical(json.loads(canonical(content))) == canonical(content)


@given(contents)
def test_the_order_of_keys_does_not_change_the_hash(content: dict[str, Any]) -> None:
    assert canonical(dict(reversed(content.items()))) == canonical(content)


def test_one_moment_has_one_text_in_every_time_zone() -> None:
    noon = datetime(2021, 7, 14, 12, tzinfo=UTC)
    summer = noon.astimezone(timezone(timedelta(hours=2)))
    assert timestamp(noon) == timestamp(summer) == "2021-07-14T12:00:00.000000Z"


def withheld(lines: list[dict[str, Any]], *numbers: int) -> list[dict[str, Any]]:
    return [stub(line) if line["number"] in numbers else line for line in lines]


def test_the_report_says_each_chain_its_head_and_which_entries_are_stubs() -> None:
    here, there = chain(6), chain(2, "vr-zl")

    assert verify([*withheld(here, 2, 3, 5), *there]).lines() == [
        f"national: 6 entries, the chain holds. Head: {here[-1]['hash']}",
        "national: content withheld, place proven, of 3 entries: 2-3, 5",
        f"vr-zl: 2 entries, the chain holds. Head: {there[-1]['hash']}",
    ]
    assert verify([]).lines() == ["0 entries: the journal is empty."]


def test_the_report_names_what_entries_rest_on_that_is_not_here() -> None:
    [ground] = chain(1, "vr-zl")
    line = entry(1, GENESIS, data={"rests_on": [{"node": "vr-zl", "number": 1, "hash": ground["hash"]}]})

    assert verify([line]).lines()[1:] == [f"not here, so not looked at: entry 1 of vr-zl, {ground['hash']}"]
    assert verify([line, ground]).elsewhere == ()


@pytest.mark.parametrize(
    ("lines", "heads", "number", "why"),
    [
        (lambda: [{**entry(1, GENESIS), "node": ""}], [], 0, "a line names no node; a journal from before"),
        (lambda: [{**entry(1, GENESIS), "node": 7}], [], 0, "a line names no node; a journal from before"),
        (lambda: [{**entry(1, GENESIS), "number": True}], [], 1, "number True stands where 1 should"),
        (lambda: chain(3)[1:], [], 1, "number 2 stands where 1 should"),
        (lambda: [*chain(1), entry(2, GENESIS)], [], 2, "does not follow the entry before it"),
        (lambda: chain(2), ["0" * 64 if GENESIS != "0" * 64 else "1" * 64], 0, "does not occur in this journal"),
        (lambda: chain(2), [Head("vr-zl", 2, "ab")], 2, "is not what was witnessed earlier, or is gone"),
        (lambda: chain(2), [Head("national", 2, "ab")], 2, "is not what was witnessed earlier, or is gone"),
    ],
)
def test_each_fault_is_told_with_the_entry_at_which_it_stands(lines, heads, number, why) -> None:
    with pytest.raises(Tampered) as found:
        verify(lines(), heads)

    assert found.value.number == number
    assert why in found.value.why and not found.value.why.endswith("?")
