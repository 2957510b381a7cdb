"""What the tests need of the machine: a Chromium. Debian's is installed by apt when we are root and it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium",)


def chromium() -> str | None:
    """The path of a Chromium on this machine, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None) or playwrights_own()


def playwrights_own() -> str | None:
    """Playwright's own browser, when somebody installed it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as browsers:
        path = browsers.chromium.executable_path
    return path if os.path.exists(path) else None


def install() -> None:
    """Try apt, then playwright; say plainly what did not work."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Setting up: chromium for the browser tests (once)")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *PACKAGES], check=False, **quiet)
    if chromium() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if chromium() is None:
        install()
    if chromium() is None:
        print(
            "NO CHROMIUM: the browser tests will be skipped",
            "and fail, because CI is set" if os.environ.get("CI") else "",
        )
