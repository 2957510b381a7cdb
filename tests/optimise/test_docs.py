"""The tutorials in the documents of the planners run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["planner", "movement"])
def test_the_ten_lines_run(name):
    text = (Path(__file__).parents[2] / "docs" / f"{name}.md").read_text()
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)

    exec(compile(code[1], f"docs/{name}.md", "exec"), {})
