"""The life of an incident, declared."""

from steun.core.ask.incident import INCIDENT
from steun.web.ask.incident import acts
from steun.web.ask.incident.api import IncidentOut, router, shown
from steun.web.ask.incident.model import Incident
from steun.web.ask.incident.shape import CloseIn, IncidentIn, NoteIn, OpenIn, ReopenIn, ScaleIn
from steun.web.kernel.lives import Act, Life

LIFE = Life(
    INCIDENT, Incident,
    acts=(
        Act("open", OpenIn, acts.open_incident, whole=IncidentIn, path="/incidents", status=201),
        Act("scale", ScaleIn, acts.scale),
        Act("note", NoteIn, acts.note),
        Act("close", CloseIn, acts.close),
        Act("reopen", ReopenIn, acts.reopen),
    ),
    follows={"resume": "request.submit"},
    recorded=("grip",), case="id",
    path="/incidents/{uuid:pk}/moves/", response=IncidentOut, show=shown, router=router,
)  # fmt: skip
