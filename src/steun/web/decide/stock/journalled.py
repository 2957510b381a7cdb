"""What entries record of units: how many pieces a count found. Units themselves are loaded, not recorded."""

from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.journalled import Journalled, Values
from steun.web.know.unit.model import Unit


def derived(entry: Entry) -> Values:
    return {"code": entry.data.get("unit")}


JOURNALLED = (Journalled("unit", Unit, ("capacity",), derived),)
