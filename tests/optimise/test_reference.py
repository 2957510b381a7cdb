"""The reference of the planner: every public name stands in it, says what its fields are, and what it raises."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, is_dataclass

import pytest

from steun import optimise
from tests.planner_reference import GROUPS, INSIDE, kind, reference

PUBLIC = {name: getattr(optimise, name) for name in optimise.__all__}
DATA = {name: it for name, it in PUBLIC.items() if is_dataclass(it)}
FUNCTIONS = {name: it for name, it in PUBLIC.items() if inspect.isfunction(it)}


def test_every_public_name_stands_in_the_reference_once():
    named = [name for names in GROUPS.values() for name in names]

    assert sorted(named) == optimise.__all__


@pytest.mark.parametrize("name", DATA)
def test_a_dataclass_says_what_each_of_its_fields_is(name):
    text = inspect.getdoc(DATA[name])
    said = set(re.findall(r"\w+", text))

    assert not [it.name for it in fields(DATA[name]) if it.name not in said | INSIDE]
    assert not text.startswith(name + "(")  # what dataclasses write where nobody wrote anything


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_what_it_raises_and_what_its_options_do(name):
    text = inspect.getdoc(FUNCTIONS[name])
    options = [it.name for it in inspect.signature(FUNCTIONS[name]).parameters.values() if it.kind is it.KEYWORD_ONLY]

    assert "Raises" in text
    assert not [it for it in options if it not in re.findall(r"\w+", text) and it not in {"policy", "stop", "seed"}]


def test_no_array_is_untyped():
    """`Any` and a bare array would say nothing of units and shape."""
    assert "Any" not in re.findall(r"\w+", " ".join(kind(it) for it in DATA.values()))
    assert "ndarray" not in reference()
