"""The signs of set-up: those of APP-6, drawn with npm's milsymbol, all in one SVG file (`python -m steun.vendor`).

Which signs there are: `web/desks/picture/symbols.toml`. It goes to the git-ignored `static/vendor/`, so that no page
needs a script for its signs.
"""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIST = HERE / "web" / "desks" / "picture" / "symbols.toml"
DRAWN = HERE / "web" / "static" / "vendor" / "symbols.svg"
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


def drawn(wanted: dict[str, str], packages: Path, node: str) -> dict[str, tuple[bool, str]]:
    """Each sign as milsymbol draws it, and whether it knows it."""
    words = [node, "-e", SCRIPT, str(packages / "milsymbol")]
    done = subprocess.run(words, check=True, input=json.dumps(wanted), capture_output=True, text=True)
    return {name: (known, svg) for name, (known, svg) in json.loads(done.stdout).items()}


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


def make(packages: Path, node: str) -> None:
    """Write the signs, with the milsymbol in a folder of npm's packages."""
    DRAWN.parent.mkdir(parents=True, exist_ok=True)
    DRAWN.write_text(sheet(drawn(signs(), packages, node)), "utf-8")
