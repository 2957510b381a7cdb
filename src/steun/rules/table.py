"""A TOML table read key by key: what is missing, of the wrong kind or unknown is noted, and raised all together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Protocol

LANGUAGES = ("nl", "en")
AGES_AGO = date(1, 1, 1)


class Wording(Protocol):
    """What holds from a day on, and perhaps until a day."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


@dataclass
class Faults:
    """Everything wrong with the rules, at file and key."""

    found: list[str] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        self.found.append(f"{where}: {what}")

    def follow(self, where: str, wordings: Iterable[Wording]) -> None:
        """Of each rule one wording holds on any day from its first to its last: no two, and no hole between them."""
        ordered = sorted(wordings, key=lambda wording: wording.valid_from)
        for one, after in pairwise(ordered):
            if one.valid_to is None or one.valid_to >= after.valid_from:
                self.add(where, f"two wordings hold on {after.valid_from}")
            elif one.valid_to + timedelta(days=1) < after.valid_from:
                self.add(where, f"no wording holds from {one.valid_to + timedelta(days=1)} to {after.valid_from}")

    def throw(self) -> None:
        """Raises ValueError naming all faults at once, when there are any."""
        if self.found:
            raise ValueError(f"{len(self.found)} fault(s) in the rules:\n" + "\n".join(self.found))


class Table:
    """One table of a rules file. `where` says which: `msob.toml: basis msob`."""

    def __init__(self, raw: Any, where: str, faults: Faults) -> None:
        self.where, self.faults, self.used = where, faults, set[str]()
        self.raw: dict[str, Any] = raw if isinstance(raw, dict) else {}
        if not isinstance(raw, dict):
            faults.add(where, f"is a table, not {raw!r}")

    def fault(self, key: str, what: str) -> None:
        self.faults.add(f"{self.where}: {key}" if key else self.where, what)

    def has(self, key: str) -> bool:
        return key in self.raw

    def _get(self, key: str, kind: type, default: Any, empty: Any) -> Any:
        self.used.add(key)
        if key not in self.raw:
            if default is None:
                self.fault(key, "is missing")
                return empty
            return default
        value = self.raw[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fault(key, f"is {kind.__name__}, not {value!r}")
            return empty
        return value

    def text(self, key: str, default: str | None = None) -> str:
        return str(self._get(key, str, default, ""))

    def flag(self, key: str, default: bool | None = None) -> bool:
        return bool(self._get(key, bool, default, False))

    def whole(self, key: str, default: int | None = None) -> int:
        return int(self._get(key, int, default, 0))

    def day(self, key: str, default: date | None = None) -> date:
        found: date = self._get(key, date, default, AGES_AGO)
        return found

    def items(self, key: str, default: list[Any] | None = None) -> list[Any]:
        return list(self._get(key, list, default, []))

    def texts(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        found = self.items(key, default)
        for item in found:
            if not isinstance(item, str):
                self.fault(key, f"holds texts, not {item!r}")
        return tuple(i for i in found if isinstance(i, str))

    def table(self, key: str, default: dict[str, Any] | None = None) -> Table:
        return Table(self._get(key, dict, default, {}), f"{self.where}: {key}", self.faults)

    def bilingual(self, key: str, may_be_empty: bool = False) -> Mapping[str, str]:
        """A text in Dutch and in English."""
        inner = self.table(key)
        found = {language: inner.text(language) for language in LANGUAGES}
        if len(set(map(bool, found.values()))) > 1 or not (may_be_empty or all(found.values())):
            self.fault(key, "is a text in Dutch and in English")
        inner.close()
        return found

    def one_of(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        found = self.text(key, default)
        if found not in allowed and (key in self.raw or default is None):
            self.fault(key, f"{found!r} is none of {', '.join(sorted(allowed))}")
        return found

    def some_of(self, key: str, allowed: Collection[str], default: list[str] | None = None) -> tuple[str, ...]:
        found = self.texts(key, default)
        for word in found:
            if word not in allowed:
                self.fault(key, f"{word!r} is none of {', '.join(sorted(allowed))}")
        return found

    def close(self) -> None:
        """Whatever nobody asked for is a typing error."""
        for key in self.raw.keys() - self.used:
            self.fault(key, "is unknown here")
