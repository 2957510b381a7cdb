"""The words of people who search, from their files: `lexicon/*.toml`. People search in both languages at once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from steun.core.kernel.text.folding import folded
from steun.core.kernel.text.terms import Lexicon, synonyms
from steun.core.know.question import Asking
from steun.rules.load import HOME, read_toml
from steun.rules.table import Faults, Table

FOLDER = HOME / "lexicon"


def load_lexicon(folder: Path = FOLDER) -> Lexicon:
    """Endings and synonyms. Raises ValueError that names every fault at once, with file and key."""
    faults = Faults()
    forms = Table(read_toml(folder / "endings.toml", faults), "endings.toml", faults)
    means = Table(read_toml(folder / "synonyms.toml", faults), "synonyms.toml", faults)
    plain = Lexicon(
        endings=tuple(sorted(forms.texts("endings"), key=len, reverse=True)),
        weak=forms.texts("weak"),
        separable=forms.texts("separable"),
        idle=frozenset(folded(word) for word in forms.texts("idle")),
    )
    groups = means.items("same")
    for group in groups:
        if not (isinstance(group, list) and len(group) > 1 and all(isinstance(it, str) and it for it in group)):
            means.fault("same", f"holds groups of two texts or more, not {group!r}")
    for table in (forms, means):
        table.close()
    faults.throw()
    return replace(plain, synonyms=synonyms(groups, plain))


def load_asking(folder: Path = FOLDER) -> Asking:
    """How people ask for what is near, and soon. Raises ValueError that names every fault at once."""
    faults = Faults()
    table = Table(read_toml(folder / "question.toml", faults), "question.toml", faults)
    units = table.table("minutes")
    found = Asking(table.texts("near"), table.texts("within"), {name: units.whole(name) for name in units.raw})
    for it in (units, table):
        it.close()
    faults.throw()
    return found


@cache
def lexicon() -> Lexicon:
    """Read once."""
    return load_lexicon()


@cache
def asking() -> Asking:
    """Read once."""
    return load_asking()
