"""The journal as a file: what was written is read back, and what cannot be used is named by its line."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steun.core.kernel.errors import Malformed
from steun.exchange import journal_jsonl
from steun.exchange.journal_jsonl import read, write

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(texts, values, max_size=5), max_size=4))
def test_what_is_written_is_read_back(lines: list[dict[str, Any]]) -> None:
    assert list(read(io.BytesIO(b"".join(write(lines))))) == lines


def test_each_line_is_one_line_whatever_it_tells() -> None:
    (line,) = write([{"reason": "eerste\ntweede\u2028derde"}])
    assert line.count(b"\n") == 1 and line.endswith(b"\n")


def test_accents_are_written_as_they_are() -> None:
    assert next(write([{"place": "Súdwest-Fryslân"}])) == '{"place":"Súdwest-Fryslân"}\n'.encode()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{not json}\n", "not-json"),
        (b"\n", "not-json"),
        (b'{"a":1} {"b":2}\n', "not-json"),
        (b"[1,2]\n", "not-an-object"),
        (b'"text"\n', "not-an-object"),
        (b'{"a":"\xff"}\n', "not-utf-8"),
        (b'{"a":1.0}\n', "float"),
        (b'{"a":{"b":[1e3]}}\n', "float"),
        (b'{"a":NaN}\n', "float"),
        (b'{"a":-Infinity}\n', "float"),
        (b'{"a":1,"a":2}\n', "key-twice"),
        (b'{"a":{"b":1,"b":1}}\n', "key-twice"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "not-json"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(line: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        list(read([b'{"number":1}\n', b'{"number":2}\n', line]))
    (fault,) = refused.value.faults
    assert (fault.field, fault.code, fault.facts) == ("line 3", code, {"line": 3})


def test_the_lines_before_a_bad_one_are_given_first() -> None:
    stream = read([b'{"number":1}\n', b"oops\n"])
    assert next(stream) == {"number": 1}
    with pytest.raises(Malformed):
        next(stream)


def test_a_line_without_end_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_jsonl, "LONGEST", 10)
    with pytest.raises(Malformed, match="line 1: line-too-long"):
        list(read([b'{"reason":"a long story"}\n']))


def test_a_last_line_without_line_end_is_read() -> None:
    assert list(read([b'{"number":1}'])) == [{"number": 1}]
