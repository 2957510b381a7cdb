"""Puts a mutated module in the place of the present one, while everybody keeps the objects that they imported.

Functions keep their identity and get new code; tables, constants and defaults are replaced wherever they were imported
by name. What other modules computed from them while they were imported stays as it was: `bench.mutants` tries
survivors once more with a fresh import.
"""

from __future__ import annotations

import dataclasses
import gc
import sys
from types import CodeType, FunctionType, ModuleType
from typing import Any

from bench.mutants.mutations import Mutant


class Grafts:
    def __init__(self) -> None:
        self.functions: dict[str, list[FunctionType]] = {}
        gc.unfreeze()  # what `tests.plugin` took out of the collector's sight is looked at too
        for it in gc.get_objects():
            if isinstance(it, FunctionType) and "/steun/core/" in it.__code__.co_filename:
                self.functions.setdefault(it.__code__.co_filename, []).append(it)

    def put(self, mutant: Mutant) -> None:
        if mutant.inside:
            self._swap(mutant, compile(mutant.statement, str(mutant.path), "exec"))
        else:
            self._renew(sys.modules[mutant.module], compile(mutant.tree, str(mutant.path), "exec"))

    def _swap(self, mutant: Mutant, statement: CodeType) -> None:
        codes: dict[tuple[str, int], CodeType] = {}
        todo = [statement]
        while todo:
            code = todo.pop()
            codes[code.co_qualname, code.co_firstlineno] = code
            todo += [it for it in code.co_consts if isinstance(it, CodeType)]
        for it in self.functions.get(str(mutant.path), ()):
            it.__code__ = codes.get((it.__code__.co_qualname, it.__code__.co_firstlineno), it.__code__)

    def _renew(self, module: ModuleType, whole: CodeType) -> None:
        fresh: dict[str, Any] = {"__name__": module.__name__, "__file__": module.__file__}
        exec(whole, fresh)
        known: dict[int, Any] = {}
        for name, new in fresh.items():
            old = vars(module).get(name)
            if isinstance(new, FunctionType) and isinstance(old, FunctionType):
                known[id(new)] = _same(old, new)
            elif isinstance(new, type) and isinstance(old, type) and new is not old:
                known[id(new)] = old
                if dataclasses.is_dataclass(new) and dataclasses.is_dataclass(old):
                    fields = {field.name: field for field in dataclasses.fields(old)}
                    for field in dataclasses.fields(new):
                        fields[field.name].default = field.default
                for key, value in vars(new).items():
                    if isinstance(value, FunctionType) and isinstance(vars(old).get(key), FunctionType):
                        _same(vars(old)[key], value)
                    elif isinstance(value, str | int | tuple) and not key.startswith("__"):
                        setattr(old, key, value)
        for name in [*vars(module)]:
            old = vars(module)[name]
            if name.startswith("__") or isinstance(old, FunctionType | type | ModuleType):
                continue
            new = _back(fresh[name], known)
            if dataclasses.is_dataclass(old) and type(old) is type(new):
                for field in dataclasses.fields(old):
                    object.__setattr__(old, field.name, getattr(new, field.name))
                continue
            for other in [it for key, it in sys.modules.items() if key.startswith(("steun.", "tests."))]:
                if vars(other).get(name) is old:
                    setattr(other, name, new)


def _same(old: FunctionType, new: FunctionType) -> FunctionType:
    old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    return old


def _back(value: Any, known: dict[int, Any]) -> Any:
    """A value of the fresh module, made of the functions and classes that everybody knows."""
    if id(value) in known:
        return known[id(value)]
    if isinstance(value, tuple | list | frozenset | set) and type(value) in (tuple, list, frozenset, set):
        return type(value)(_back(it, known) for it in value)
    if type(value) is dict:
        return {key: _back(it, known) for key, it in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind = known.get(id(type(value)), type(value))
        found = object.__new__(kind)
        for field in dataclasses.fields(value):
            object.__setattr__(found, field.name, _back(getattr(value, field.name), known))
        return found
    return value
