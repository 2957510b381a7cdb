"""The tables of moves against a second, hand-kept record of them; and the seats that their functions give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from steun.core.kernel.machine import Machine, Move
from tests.core.modules import LIVES
from tests.core.tables.seats import BASES, ROWS

RECORD = Path(__file__).parent / "tables" / "moves.txt"


def recorded() -> dict[str, list[str]]:
    """The moves of each life, one text each; a line that is indented more goes on with the one before."""
    found: dict[str, list[str]] = {}
    life: list[str] = []
    for line in RECORD.read_text().splitlines():
        if line.startswith("      "):
            life[-1] += " " + line.strip()
        elif line.startswith("  "):
            life.append(line.strip())
        elif line and not line.startswith("#"):
            life = found[line] = []
    return found


def as_text(move: Move[Any]) -> str:
    by = move.by.__name__ if callable(move.by) else ", ".join(sorted(move.by))
    when = " when " + ", ".join(rule.__name__ for rule in move.when) if move.when else ""
    spends = f" spends {move.spends.__name__}" if move.spends else ""
    return f"{move.name}: {move.source or '-'} > {move.target} by {by}{when}{spends}"


def test_the_lives_are_those_on_record():
    assert [life.name for life in LIVES] == list(recorded())


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_a_life_has_the_moves_on_record(life: Machine[Any]):
    assert [as_text(move) for move in life.moves] == recorded()[life.name]


@pytest.mark.parametrize(("give", "facts", "seats"), ROWS, ids=[f"{row[0].__name__}-{n}" for n, row in enumerate(ROWS)])
def test_the_seats_of_a_move_follow_from_the_facts(give, facts, seats):
    assert give(facts) == seats


def test_whatever_gives_seats_or_pieces_to_a_move_has_a_row():
    asked = {move.by for life in LIVES for move in life.moves if callable(move.by)}
    asked |= {move.spends for life in LIVES for move in life.moves if move.spends}

    assert not sorted(it.__qualname__ for it in asked - {row[0] for row in ROWS})


@pytest.mark.parametrize(("name", "facts", "bases"), BASES)
def test_a_life_rests_on_the_legal_bases_of_its_request(name, facts, bases):
    [life] = [it for it in LIVES if it.name == name]

    assert life.rests_on is not None and life.rests_on(facts) == bases


def test_no_other_life_rests_on_a_legal_basis():
    assert {it.name for it in LIVES if it.rests_on} == {name for name, _, _ in BASES}
