"""What entries tell of units: how many pieces a count found. Units themselves are loaded, not told."""

from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.told import Kept, Values
from steun.web.know.unit.model import Unit


def derived(entry: Entry) -> Values:
    return {"code": entry.data.get("unit")}


KEPT = (Kept("unit", Unit, ("capacity",), derived),)
