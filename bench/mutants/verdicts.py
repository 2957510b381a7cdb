"""What was judged of each mutant, kept from run to run in `var/mutants.jsonl`: the last row of a mutant holds.

A kill holds as long as the module and the file of the test that noticed are the same; that it was survived, as long as
the module and all tests are. What does not hold any more is judged again, and the test that noticed is asked first: by
far the most mutants cost one call of one test then. A statement that moves to another module takes its rows along.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from bench.mutants.mutations import Mutant


@cache
def _text(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def digest(*paths: Path) -> str:
    return hashlib.sha256(b"\0".join(_text(path) for path in paths)).hexdigest()[:16]


class Verdicts:
    def __init__(self, file: Path, root: Path, *, anew: bool) -> None:
        self.file, self.root, self.anew = file, root, anew
        folders = (root / "tests" / "core", root / "tests" / "rules", root / "src" / "steun" / "rules" / "nl" / "cases")
        tests = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".txt", ".toml"}]
        self.tests = sorted(tests)
        rows = file.read_text().splitlines() if file.exists() else []
        self.rows: dict[str, dict[str, str]] = {row["key"]: row for row in map(json.loads, rows)}

    def holds(self, mutant: Mutant) -> str | None:
        """The test that noticed, "" when none did, None when it is to be judged."""
        row = self._row(mutant)
        return row["by"] if row and "so far" not in row else None

    def passed(self, mutant: Mutant) -> str:
        """Which tests let it pass, of one that is still to be judged: "", "quick" ones, or "slow" ones too."""
        return (self._row(mutant) or {}).get("so far", "")

    def _row(self, mutant: Mutant) -> dict[str, str] | None:
        """What is known of it and still holds."""
        row = self.rows.get(mutant.key)
        if row is None or (self.anew and "run" not in row) or row["at"] != self._at(mutant, row["by"]):
            return None
        return row

    def first(self, mutant: Mutant) -> str:
        """The test that noticed the last time."""
        return self.rows.get(mutant.key, {}).get("by", "")

    def note(self, mutant: Mutant, by: str, *, so_far: str = "") -> None:
        """`so_far`: which tests let it pass, when others are still to be asked."""
        row = {"key": mutant.key, "at": self._at(mutant, by), "by": by, "what": f"{mutant.name}:{mutant.what}"}
        row |= {"so far": so_far} if so_far else {}
        self.rows[mutant.key] = row | {"run": "this"}
        self.file.parent.mkdir(exist_ok=True)
        with self.file.open("a") as file:
            file.write(json.dumps(row) + "\n")

    def _at(self, mutant: Mutant, by: str) -> str:
        tests = [self.root / by.partition("::")[0]] if by else self.tests
        return digest(mutant.path, *tests)
