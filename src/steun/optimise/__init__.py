"""Who gets what is scarce, and why: problem in, proposal with reasons out. Pure; usable on files alone.

    from steun.optimise import plan, read_problem
    proposal = plan(read_problem("problem.json"))

Names load on first use: importing this package imports neither numpy nor numba.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

PLACES = {
    "problem": (
        "Alternative",
        "Assignment",
        "Change",
        "Earmark",
        "Line",
        "MAX_MIN",
        "Plan",
        "Policy",
        "Problem",
        "Stop",
        "Supply",
        "Unit",
    ),
    "planner": ("plan",),
    "replan": ("Event", "replan"),
    "promise": ("Offer", "promise"),
    "explain": ("Explanation", "Remedy", "explain"),
    "check": ("Violation", "check"),
    "rolling": ("Rolling", "simulate"),
    "requirements": ("CapacityPlan", "requirements"),
    "generate": ("generate",),
    "files": ("read_plan", "read_problem", "write_plan", "write_problem"),
    "faults": ("Faulty",),
}
FROM = {name: place for place, names in PLACES.items() for name in names}
__all__ = sorted(FROM)  # computed: the table above is the list


def __getattr__(name: str) -> Any:
    if name not in FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{FROM[name]}"), name)


class _Package(ModuleType):
    """Some functions are named as their module (`promise.promise`): the package shows the function, whoever
    came first."""

    def __setattr__(self, name: str, value: Any) -> None:
        own = isinstance(value, ModuleType) and FROM.get(name) == name
        super().__setattr__(name, getattr(value, name) if own else value)


sys.modules[__name__].__class__ = _Package
