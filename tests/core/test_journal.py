"""The chain: what was changed, removed, swapped or rewritten in a journal is found."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steun.core.kernel.errors import Tampered
from steun.core.kernel.journal import GENESIS, HASHED, Entry, canonical, digest, timestamp, verify, whole

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
wholes = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | texts
values = st.recursive(
    wholes, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=10
)
contents = st.dictionaries(texts, values, max_size=5)


def entry(number: int, previous: str, **changes: Any) -> dict[str, Any]:
    """One line of an export, with its hash."""
    moment = timestamp(datetime(2021, 7, 14, 22, number, tzinfo=UTC))
    words = Entry(
        number=number, id=f"id-{number}", happened_at=moment, recorded_at=moment, actor="a", role="locc",
        organisation="LOCC", on_behalf_of="", action="gate.pass", subject=f"gate:{number}", case="c", basis="wvr-51",
        reason="De Geul stijgt", audience="all", previous=previous, data={"to": "passed"},
    ).as_dict()  # fmt: skip
    return hashed({**words, **changes})


def hashed(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "hash": digest({name: line[name] for name in HASHED})}


def chain(length: int) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for number in range(1, length + 1):
        lines.append(entry(number, lines[-1]["hash"] if lines else GENESIS))
    return lines


def rehashed(lines: list[dict[str, Any]], start: int) -> list[dict[str, Any]]:
    """What a forger with access to everything does: compute every hash from `start` on anew."""
    forged = lines[:start]
    for line in lines[start:]:
        forged.append(hashed({**line, "previous": forged[-1]["hash"] if forged else GENESIS}))
    return forged


def test_an_untouched_journal_verifies_and_tells_its_length_and_head() -> None:
    lines = chain(5)
    assert verify(lines) == (5, lines[-1]["hash"])


def test_an_empty_journal_verifies() -> None:
    assert verify([]) == (0, GENESIS)


@pytest.mark.parametrize("field", [name for name in HASHED if name not in {"number", "previous"}])
def test_a_changed_word_is_found_in_every_field(field: str) -> None:
    lines = chain(5)
    lines[2][field] = {"to": "refused"} if field == "data" else "something else"
    with pytest.raises(Tampered, match="entry 3: its content does not match its hash"):
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
        verify(forged, published)
    assert verify(lines, published)[0] == 5


def test_a_cut_off_tail_is_found_against_a_published_head_only() -> None:
    lines = chain(5)
    verify(lines[:3])
    with pytest.raises(Tampered, match="published head"):
        verify(lines[:3], lines[4]["hash"])


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
    lines = chain(4)
    stub = {"number": 2, "previous": lines[1]["previous"], "hash": lines[1]["hash"], "withheld": True}
    assert verify([lines[0], stub, *lines[2:]]) == (4, lines[-1]["hash"])


def test_a_withheld_entry_tells_nothing_else() -> None:
    lines = chain(2)
    with pytest.raises(Tampered, match="outside its hash"):
        verify([lines[0], {**lines[1], "withheld": True}])


def test_an_entry_withheld_in_name_only_is_refused() -> None:
    lines = chain(2)
    stub = {"number": 2, "previous": lines[1]["previous"], "hash": lines[1]["hash"], "withheld": "yes"}
    with pytest.raises(Tampered, match="lacks"):
        verify([lines[0], stub])


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
    assert digest(json.loads(canonical(content))) == digest(content)


@given(contents)
def test_the_order_of_keys_does_not_change_the_hash(content: dict[str, Any]) -> None:
    assert digest(dict(reversed(content.items()))) == digest(content)


def test_one_moment_has_one_text_in_every_time_zone() -> None:
    noon = datetime(2021, 7, 14, 12, tzinfo=UTC)
    summer = noon.astimezone(timezone(timedelta(hours=2)))
    assert timestamp(noon) == timestamp(summer) == "2021-07-14T12:00:00.000000Z"
