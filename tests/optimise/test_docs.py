"""The tutorial in docs/planner.md runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path


def test_the_ten_lines_run():
    text = (Path(__file__).parents[2] / "docs" / "planner.md").read_text()
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)

    exec(compile(code[1], "docs/planner.md", "exec"), {})
