"""What the tests need of the machine: a Chromium. Debian's is installed by apt when we are root and it is missing.

The headless shell is the same engine without the window of a browser around it: three quarters of the work.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = (SHELL, "chromium")
"""In the order in which we want them; a distribution may not have the first."""
APT = ("apt-get", "-q", "-y", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=15")


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
    """Try apt, then playwright."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Setting up: chromium for the browser tests (once)")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*APT, "update"], check=False, **quiet)
        for package in PACKAGES:
            if (
                subprocess.run([*APT, "install", "--no-install-recommends", package], check=False, **quiet).returncode
                == 0
            ):
                break
    if chromium() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if shutil.which(SHELL) is None:
        install()
    if chromium() is None:
        print(
            "NO CHROMIUM: the browser tests will be skipped",
            "and fail, because CI is set" if os.environ.get("CI") else "",
        )
