"""The published JSON Schemas of both formats, made from the annotations of `problem`, `policy` and `plan`.

`python -m steun.optimise.allocation.format.schema` writes them anew beside this module (`make docs` does).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from steun.optimise.allocation.format.files import PLAN, PROBLEM
from steun.optimise.allocation.format.plan import PlanFile
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.format.schema import schema_of

FORMATS = {"problem": (Problem, PROBLEM), "plan": (PlanFile, PLAN)}


def schema(name: str) -> dict[str, Any]:
    """JSON Schema of `problem` or `plan`."""
    return schema_of(*FORMATS[name])


def path_of(name: str) -> Path:
    """Where the schema of `problem` or `plan` is published."""
    return Path(__file__).with_name(f"{name}.schema.json")


if __name__ == "__main__":
    for name in FORMATS:
        path_of(name).write_text(json.dumps(schema(name), indent=1) + "\n", encoding="utf-8")
