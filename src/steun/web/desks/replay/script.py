"""The script of a replay: what happened when, by which source, what is reconstructed. Reads `demo/replay_*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed
from steun.demo import world_files
from steun.web.kernel import moments

FILE = "replay_limburg_2021"
PRECISIONS = ("minute", "hour", "part-of-day", "day", "month")
KINDS = (
    "open", "note", "draft", "gate", "submit", "complete", "reserve", "order", "report", "ask-longer", "extend",
)  # fmt: skip
ABOUT = ("code", "at", "precision", "do", "nl", "en", "source", "reconstructed", "row", "gates", "every", "part")
"""What tells about an act; all else is what the act itself needs."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `nl` and `en` say what happens; `sources` are the letters; `words` what the act itself needs."""

    code: str
    at: datetime
    precision: str
    do: str
    nl: str
    en: str
    script: str
    sources: tuple[str, ...] = ()
    reconstructed: bool = False
    row: int = 0  # of the table of facts; 0 = no row says so
    part: str = ""  # of the day, when the clock would say more than the source
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> dict[str, str]:
        return {"nl": self.nl, "en": self.en}

    @property
    def id(self) -> UUID:
        """The id of the act in the journal, or of what it brings into being: always the same, so it is done once."""
        return key_of(self.at, self.script, self.code)

    @property
    def skip_id(self) -> UUID:
        """The id of the note that says that this act was skipped."""
        return key_of(self.at, self.script, f"{self.code} skipped")


@dataclass(frozen=True, slots=True)
class Script:
    """A replay. Incidents and requests by their code; acts in the order of time."""

    code: str
    nl: str
    en: str
    begins: datetime
    over: datetime
    sources: Mapping[str, str]
    units: tuple[Mapping[str, Any], ...]
    incidents: Mapping[str, Mapping[str, Any]]
    requests: Mapping[str, Mapping[str, Any]]
    acts: tuple[Act, ...]

    @property
    def name(self) -> dict[str, str]:
        return {"nl": self.nl, "en": self.en}

    def born(self, do: str, what: str) -> UUID:
        """The id of an incident (`open`) or request (`draft`) of the script."""
        name = "incident" if do == "open" else "request"
        return next(a.id for a in self.acts if a.do == do and a.words[name] == what)

    def incident_of(self, act: Act) -> UUID:
        """The incident that an act belongs to."""
        code = act.words.get("incident") or self.requests[act.words["request"]]["incident"]
        return self.born("open", code)

    def place_of(self, act: Act) -> UUID:
        """The request that an act belongs to, else its incident."""
        code = act.words.get("request")
        return self.born("draft", code) if code else self.incident_of(act)

    def cited(self, act: Act) -> str:
        """Where it was seen, as the journal keeps it."""
        return " ; ".join(self.sources[letter] for letter in act.sources)

    def marks(self, act: Act) -> dict[str, Any]:
        """What the journal keeps beside the act: precision of its time, source, and whether it is reconstructed."""
        found: dict[str, Any] = {"precision": act.precision}
        if act.sources:
            found["source"] = self.cited(act)
        if act.reconstructed:
            found["reconstructed"] = True
        return found


MARKS = frozenset({"precision", "source", "reconstructed"})


def key_of(moment: datetime, *names: str) -> UUID:
    """A UUID of version 7 at this moment whose random part follows from the names.

    >>> from datetime import UTC
    >>> key_of(datetime(2021, 7, 14, tzinfo=UTC), "a", "b").version
    7
    """
    milliseconds = int(moment.timestamp() * 1000)
    rest = int.from_bytes(sha256("/".join(names).encode()).digest()[:10], "big")
    value = milliseconds << 80 | rest & ~(0xF << 76) & ~(0b11 << 62)
    return UUID(int=value | 7 << 76 | 0b10 << 62)


def read(name: str) -> dict[str, Any]:
    """One file of the worlds, as TOML, its moments in UTC. Raises OSError when it is not there."""
    text = (world_files() / f"{name}.toml").read_text(encoding="utf-8")
    return {key: in_utc(value) for key, value in tomllib.loads(text).items()}


def in_utc(value: Any) -> Any:
    """The content of a file, with every moment in UTC: files have them with the offset of the Netherlands."""
    match value:
        case datetime() if value.tzinfo:
            return moments.utc(value)
        case dict():
            return {key: in_utc(inside) for key, inside in value.items()}
        case list():
            return [in_utc(inside) for inside in value]
    return value


@cache
def read_script(file: str = FILE) -> Script:
    """The script, read once. Raises `Malformed` with every fault at its act."""
    raw = read(file)
    acts = tuple(act for row in raw["act"] for act in one_or_more(row, raw["code"]))
    script = Script(
        code=raw["code"], nl=raw["nl"], en=raw["en"], begins=raw["begins"], over=raw["over"], sources=raw["sources"],
        units=tuple(raw.get("unit", ())), incidents=raw["incident"], requests=raw["request"],
        acts=tuple(sorted(acts, key=lambda a: a.at)),
    )  # fmt: skip
    if found := list(faults(script)):
        raise Malformed(found)
    return script


def one_or_more(row: Mapping[str, Any], script: str) -> Iterator[Act]:
    """The act of a row, or, of a row with several gates, one act per gate, `every` so many minutes."""
    words = {k: v for k, v in row.items() if k not in ABOUT}
    gates = row.get("gates", [""])
    for number, gate in enumerate(gates):
        yield Act(
            code=f"{row['code']}-{gate}" if len(gates) > 1 else row["code"],
            at=row["at"] + timedelta(minutes=number * row.get("every", 0)),
            precision=row["precision"], do=row["do"], nl=row["nl"], en=row["en"], script=script,
            sources=tuple(row.get("source", "")), reconstructed=row.get("reconstructed", False), row=row.get("row", 0),
            part=row.get("part", ""),
            words={**words, "gate": gate} if gate else words,
        )  # fmt: skip


def faults(script: Script) -> Iterator[Fault]:
    """What does not hang together in a script."""
    seen: set[str] = set()
    for act in script.acts:
        known = {
            "code": act.code not in seen,
            "at": act.at.tzinfo is not None,
            "precision": act.precision in PRECISIONS,
            "do": act.do in KINDS,
            "source": set(act.sources) <= set(script.sources) and bool(act.sources or act.reconstructed),
            "incident": act.words.get("incident", next(iter(script.incidents))) in script.incidents,
            "request": act.words.get("request", next(iter(script.requests))) in script.requests,
        }
        yield from (Fault(f"{act.code}.{name}", "invalid") for name, good in known.items() if not good)
        seen.add(act.code)
