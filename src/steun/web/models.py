"""Collects the models of all rooms for Django: of every `model.py` of a thing, and of modules of the kernel."""

from importlib import import_module
from pathlib import Path

from steun.web.kernel.cached import Cached
from steun.web.kernel.clock import Clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.edits import Edited
from steun.web.kernel.life.once import Done
from steun.web.kernel.people.models import Mandate, Notice, Organisation, Person, Token
from steun.web.people.account.access import Access

__all__ = [
    "Access", "Cached", "Clock", "Done", "Edited", "Entry", "Mandate", "Notice", "Organisation", "Person", "Token",
]  # fmt: skip

ROOMS = Path(__file__).parent
for found in sorted(ROOMS.glob("*/*/model.py")):
    import_module(".".join(("steun.web", *found.relative_to(ROOMS).with_suffix("").parts)))
