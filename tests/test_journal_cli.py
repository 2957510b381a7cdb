"""`steun journal verify` and `witness`: a forged journal is found against what somebody else kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from steun import cli
from steun.core.kernel.journal.entry import stub
from steun.exchange.journal_jsonl import write
from tests.core.test_journal import chain, rehashed


@pytest.fixture
def export(tmp_path: Path) -> Any:
    def save(lines: list[dict[str, Any]]) -> Path:
        file = tmp_path / "export.jsonl"
        file.write_bytes(b"".join(write(lines)))
        return file

    return save


def run(*words: object) -> int:
    return cli.main(["journal", *map(str, words)])


def test_stubs_are_counted_and_named(export, capsys):
    lines = chain(6)
    exported = [stub(line) if line["number"] in {2, 3, 5} else line for line in lines]
    assert run("verify", export(exported), "--head", lines[-1]["hash"]) == 0
    said = capsys.readouterr().out
    assert f"national: 6 entries, the chain holds. Head: {lines[-1]['hash']}" in said
    assert "content withheld, place proven, of 3 entries: 2-3, 5" in said


def test_a_forgery_under_a_stub_does_not_pass(export, capsys):
    lines = chain(6)
    forged = rehashed([*lines[:2], {**lines[2], "reason": "never said"}], 2)
    cover = {**stub(lines[3]), "previous": forged[2]["hash"]}
    assert run("verify", export([*forged, cover, *lines[4:]]), "--head", lines[-1]["hash"]) == 1
    assert "entry 4: its digest does not match its hash" in capsys.readouterr().err


def test_a_witness_keeps_every_head_and_finds_a_journal_that_was_rewritten(export, tmp_path, capsys):
    lines, heads = chain(6), tmp_path / "heads.jsonl"
    for length in (2, 4, 4, 6):
        assert run("witness", heads, "--export", export(lines[:length])) == 0
    kept = [json.loads(line) for line in heads.read_text().splitlines()]
    assert [it["number"] for it in kept] == [2, 4, 6], "a head that was seen already is not kept twice"

    forged = rehashed([*lines[:2], {**lines[2], "reason": "never said"}, *lines[3:]], 2)
    before = heads.read_bytes()
    assert run("witness", heads, "--export", export(forged)) == 1
    assert "entry 4: is not what was witnessed earlier" in capsys.readouterr().err
    assert heads.read_bytes() == before, "what is forged is not witnessed"
    assert run("verify", export(forged), "--heads", heads) == 1
    assert run("verify", export(lines), "--heads", heads) == 0


def test_a_journal_cut_short_is_found(export, tmp_path, capsys):
    lines, heads = chain(4), tmp_path / "heads.jsonl"
    assert run("witness", heads, "--export", export(lines)) == 0
    assert run("witness", heads, "--export", export(lines[:3])) == 1
    assert run("witness", heads, "--export", export([])) == 1
    assert "or is gone" in capsys.readouterr().err


def test_heads_of_every_node_are_kept(export, tmp_path):
    heads = tmp_path / "heads.jsonl"
    assert run("witness", heads, "--export", export([*chain(2), *chain(3, "vr24")])) == 0
    kept = {(it["node"], it["number"]) for it in map(json.loads, heads.read_text().splitlines())}
    assert kept == {("national", 2), ("vr24", 3)}


@pytest.mark.parametrize("content", ["once upon a time\n", '{"node":"x"}\n', "[]\n"])
def test_a_file_that_holds_no_heads_is_said_to_be_so(export, tmp_path, capsys, content):
    heads = tmp_path / "heads.jsonl"
    heads.write_text(content)
    assert run("witness", heads, "--export", export(chain(1))) == 2
    assert "line 1" in capsys.readouterr().err and heads.read_text() == content


def test_a_file_that_is_not_there_is_no_journal_that_holds(tmp_path, capsys):
    assert run("verify", tmp_path / "gone.jsonl") == 2
    assert run("verify", tmp_path / "gone.jsonl", "--heads", tmp_path / "gone") == 2
    assert "gone" in capsys.readouterr().err
