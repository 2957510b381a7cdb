"""Settings under which mypy looks at the models: those of a demo, whatever the environment says."""

import os

os.environ.setdefault("STEUN_WORLD", "demo")

from steun.web.settings import *  # noqa: F403  # the world must be named before
