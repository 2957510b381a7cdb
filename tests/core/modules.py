"""The core as it stands: its modules and its lives, found by looking."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import steun.core
from steun.core.kernel.machine import Machine

CORE = Path(steun.core.__file__).parent


def modules(folder: Path, package: str) -> list[ModuleType]:
    """Every module under a folder. Those of `tests/core/tables` have the names of the modules that they are about."""
    names = sorted(".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("*.py"))
    return [importlib.import_module(f"{package}.{name}") for name in names if not name.endswith("__init__")]


MODULES = modules(CORE, "steun.core")
LIVES: list[Machine[Any]] = sorted(
    {id(it): it for module in MODULES for it in vars(module).values() if isinstance(it, Machine)}.values(),
    key=lambda life: life.name,
)
