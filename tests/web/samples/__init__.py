"""Samples of the lives whose rows are cases of their own: a module each, by the name of the life, with a `SAMPLE`.

The tests of every life take them from here: the triggers, forgeries, page and API side by side, what comes in wrong,
the walk at random, and who reads what. A life without a sample fails `test_every_life_of_its_own_has_a_sample`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.web.samples.sample import Sample

NOT_LIVES = {"__init__", "sample"}
SAMPLES: dict[str, Sample] = {
    name: import_module(f"tests.web.samples.{name}").SAMPLE
    for name in sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    if name not in NOT_LIVES
}
