"""One small named world: Zuid-Limburg and its neighbours, with one person per role. Every web test lives here.

`World` looks things up by name, so that a test reads as a story: `world.actor("mayor", "GM0994")`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from steun.web.ask.gate.model import Gate
from steun.web.ask.incident import acts as incidents
from steun.web.ask.incident.model import Incident
from steun.web.ask.incident.shape import IncidentIn
from steun.web.ask.request import acts as ask
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RequestIn
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.gate import acts as gates
from steun.web.deliver.deployment import acts as deliver
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Mandate, Person
from steun.web.know.catalogue import load as know
from steun.web.know.unit.model import Unit
from steun.web.learn.evaluation import endings
from steun.web.people.organisation import load as people
from tests.tape import Tape, kept_case

VALKENBURG = {"lon": 5.83, "lat": 50.87}

ORGANISATIONS = [
    ("PV-LI", "province", "Provincie Limburg", "Province of Limburg"),
    ("MIN-JENV", "ministry", "Ministerie van Justitie en Veiligheid", "Ministry of Justice and Security"),
    ("MIN-DEF", "ministry", "Ministerie van Defensie", "Ministry of Defence"),
    (
        "MIN-IENW",
        "ministry",
        "Ministerie van Infrastructuur en Waterstaat",
        "Ministry of Infrastructure and Water Management",
    ),
    ("LOCC", "locc", "LOCC", "LOCC"),
    ("TOC", "toc", "Territoriaal Operatiecentrum", "Territorial Operations Centre"),
    ("DOPS", "dops", "Directie Operaties", "Directorate of Operations"),
    ("OM", "prosecution", "Openbaar Ministerie", "Public Prosecution Service"),
    ("KORPS", "police", "Politie", "National Police"),
    ("WS-limburg", "water-authority", "Waterschap Limburg", "Water authority Limburg"),
    ("RWS", "civil-provider", "Rijkswaterstaat", "Rijkswaterstaat"),
    ("REKENKAMER", "oversight", "Algemene Rekenkamer", "Court of Audit"),
    ("STEUN", "oversight", "Beheer van Steun", "Administration of Steun"),
    ("RMC-ZUID", "rmc", "RMC Zuid", "RMC South"),
    ("DEF-13LB", "defence-unit", "13 Lichte Brigade", "13 Light Brigade"),
]

PEOPLE = [
    ("duty-officer", "VR24"),
    ("safety-region-chair", "VR24"),
    ("rmoa", "VR24"),
    ("mayor", "GM0994"),
    ("mayor", "GM0935"),
    ("duty-officer", "GM0994"),
    ("duty-officer", "VR23"),
    ("safety-region-chair", "VR23"),
    ("duty-officer", "VR01"),
    ("commissaris", "PV-LI"),
    ("dijkgraaf", "WS-limburg"),
    ("public-prosecutor", "OM"),
    ("police-chief", "PU-limburg"),
    ("locc", "LOCC"),
    ("minister-jenv", "MIN-JENV"),
    ("minister-defence", "MIN-DEF"),
    ("minister", "MIN-IENW"),
    ("dops", "DOPS"),
    ("legal-duty-officer", "DOPS"),
    ("toc", "TOC"),
    ("unit-commander", "DEF-13LB"),
    ("provider", "RWS"),
    ("auditor", "REKENKAMER"),
    ("administrator", "STEUN"),
]

EFFECTS = [
    {"code": "water-kept-out", "nl": "Water buiten gehouden", "en": "Water kept out"},
    {"code": "power-supplied", "nl": "Noodstroom geleverd", "en": "Emergency power supplied", "keywords_en": ["power"]},
    {"code": "parking-ground", "nl": "Parkeerterrein voor een konvooi", "en": "Parking ground for a convoy"},
]

CAPABILITIES = [
    {
        "number": 43,
        "code": "sandbags",
        "nl": "Zandzakken vullen, dijk ophogen",
        "en": "Sandbag filling, dyke raising",
        "class": ["ad-hoc"],
        "effects": ["water-kept-out"],
        "counted_nl": "militairen",
        "counted_en": "soldiers",
        "source": "domain 7.2",
        "year": 2021,
        "evidence": "S",
    },
    {
        "number": 25,
        "code": "girder-bridge",
        "nl": "Medium Girder Bridge",
        "en": "Medium Girder Bridge",
        "class": ["ad-hoc"],
        "effects": [],
        "source": "blik 289238",
        "year": 2021,
        "evidence": "S",
    },
    {
        "number": 101,
        "code": "generator",
        "nl": "Noodstroomaggregaat",
        "en": "Emergency generator",
        "class": ["civil"],
        "effects": ["power-supplied"],
        "source": "illustrative",
        "year": 2026,
        "evidence": "I",
        "illustrative": True,
    },
    {
        "number": 102,
        "code": "hard-standing",
        "nl": "Verhard terrein",
        "en": "Hard standing",
        "class": ["civil"],
        "effects": ["parking-ground"],
        "source": "illustrative",
        "year": 2026,
        "evidence": "I",
        "illustrative": True,
    },
]

SITES = [
    {"code": "oirschot", "name": "De Ruyter van Steveninckkazerne", "town": "Oirschot", "lon": 5.36, "lat": 51.49},
    {"code": "maastricht", "name": "Maastricht", "town": "Maastricht", "lon": 5.69, "lat": 50.85},
]


def unit(
    code: str, organisation: str, capability: str, capacity: int, *, site: str, **words: object
) -> dict[str, object]:
    offers = [{"capability": capability, "quantity": capacity}]
    return {
        "code": code,
        "nl": code,
        "en": code,
        "organisation": organisation,
        "site": site,
        "capacity": capacity,
        "counted_nl": "stuks",
        "counted_en": "pieces",
        "divisible": True,
        "notice_minutes": 120,
        "rest_minutes": 240,
        "speed_kmh": 60,
        "airborne": False,
        "illustrative": True,
        "offers": offers,
        **words,
    }


UNITS = [
    unit("alpha", "DEF-13LB", "sandbags", 100, site="oirschot"),
    unit("bravo", "DEF-13LB", "sandbags", 60, site="oirschot"),
    unit("bridge", "DEF-13LB", "girder-bridge", 1, site="oirschot", divisible=False),
    unit("rws-ground", "RWS", "hard-standing", 80, site="maastricht", notice_minutes=60, rest_minutes=0),
]


def load() -> None:
    """Write the world into an empty database; done once per test database."""
    now = timezone.now()
    rows = [{"code": c, "kind": k, "nl": nl, "en": en} for c, k, nl, en in ORGANISATIONS]
    people.store([*people.regional(), *people.organisations(rows)])
    people.persons(
        [
            {
                "code": f"{role}@{organisation}",
                "name": f"{role} {organisation}",
                "email": f"{role}.{organisation}@example.org",
                "mandates": [{"role": role, "organisation": organisation}],
            }
            for role, organisation in PEOPLE
        ],
        now - timedelta(days=3650),
    )
    know.effects(EFFECTS)
    know.capabilities(CAPABILITIES)
    know.sites(SITES)
    know.units(UNITS, now)


@dataclass
class World:
    """The named world, and the shortest ways to bring a case somewhere."""

    now: datetime = field(default_factory=timezone.now)
    tape: Tape | None = None  # puts cases back that were made before, see there

    def mandate(self, role: str, organisation: str) -> Mandate:
        return Mandate.objects.select_related("organisation", "person").get(role=role, organisation=organisation)

    def actor(self, role: str, organisation: str) -> Actor:
        return Actor.of_mandate(self.mandate(role, organisation))

    def person(self, role: str, organisation: str) -> Person:
        return self.mandate(role, organisation).person

    def unit(self, code: str) -> Unit:
        return Unit.objects.get(code=code)

    @property
    def desk(self) -> Actor:
        """The duty officer of Zuid-Limburg."""
        return self.actor("duty-officer", "VR24")

    @kept_case
    def incident(self, *, knowingly: bool = False, **words: object) -> Incident:
        shape = IncidentIn(name="High water", kind="flood", place="Valkenburg", **VALKENBURG, **words)
        return incidents.open_incident(shape, by=self.desk, knowingly=knowingly)

    def shape(self, **words: object) -> RequestIn:
        """A flood request as a duty officer fills it in. `words` replace."""
        given: dict[str, object] = {
            "effect": "water-kept-out",
            "title": "Keep the water out of Valkenburg",
            "place": "Valkenburg",
            **VALKENBURG,
            "starts_at": self.now + timedelta(hours=4),
            "ends_at": self.now + timedelta(hours=28),
            "task_kind": "disaster",
            "reason": "The Geul rises above its banks",
            "task": "Fill and lay sandbags",
            "municipalities": ["GM0994"],
            "lines": [{"capability": "sandbags", "quantity": 68}],
            "bases": ["wvr-51"],
            "assembly_point": "Sittard",
            "lodging": "Water board",
            "meals": "Water board",
            "contact": "Duty officer VRZL",
        }
        return RequestIn(**{**given, **words})

    @kept_case
    def draft(self, *, by: Actor | None = None, **words: object) -> Request:
        return ask.draft(self.shape(**words), by=by or self.desk)

    def gate(self, request: Request, code: str) -> Gate:
        return request.gates.exclude(state="dropped").get(code=code)

    def holder(self, gate: Gate) -> Actor:
        """Somebody who may act on a gate."""
        roles = [r for r in gate.roles.split("|") if r]
        rows = Mandate.objects.select_related("organisation", "person").filter(role__in=roles)
        rows = rows.filter(organisation=gate.organisation_id) if gate.organisation_id else rows
        return Actor.of_mandate(rows.order_by("role")[0])

    def sign(self, request: Request) -> None:
        """Everybody whose signature is asked signs."""
        while gate := request.gates.filter(phase="before-sending", state="open", ready_at__isnull=False).first():
            gates.act(gate.pk, "pass", by=self.holder(gate))

    @kept_case
    def asked(self, **words: object) -> Request:
        request = self.draft(**words)
        self.sign(request)
        return ask.submit(request.pk, by=self.desk)

    @kept_case
    def granted(self, **words: object) -> Request:
        request = self.asked(**words)
        while (
            gate := request.gates.filter(phase="before-grant", state="open", ready_at__isnull=False)
            .exclude(kind="inform")
            .first()
        ):
            gates.act(gate.pk, "pass", by=self.holder(gate), extent="full" if gate.kind in {"decide", "agree"} else "")
        return Request.objects.get(pk=request.pk)

    @kept_case
    def commit(self, request: Request, unit: str = "alpha", quantity: int = 68, **words: object) -> Commitment:
        row = self.unit(unit)
        capability = row.offerings.get().capability_id
        return commitments.reserve(
            request.pk, unit=row.code, capability=capability, quantity=quantity, by=self.actor("toc", "TOC"), **words
        )

    @kept_case
    def ordered(self, **words: object) -> Request:
        request = self.granted(**words)
        self.commit(request)
        return deliver.order(request.pk, by=self.actor("toc", "TOC"))

    @kept_case
    def deployed(self, **words: object) -> Request:
        request = self.ordered(**words)
        return self.reported(request, "depart", "arrive")

    @kept_case
    def ended(self, **words: object) -> Request:
        request = self.deployed(**words)
        return self.reported(request, "release", "return")

    def reported(self, request: Request, *steps: str) -> Request:
        """The commander reports these steps, one after the other."""
        commander = self.actor("unit-commander", "DEF-13LB")
        for step in steps:
            endings.report(request.deployments.get().pk, step, by=commander)
        return Request.objects.get(pk=request.pk)


def key(text: str) -> UUID:
    """A fixed UUID from a short text, for acts that are sent twice."""
    return UUID(int=int.from_bytes(text.encode()[:16].ljust(16, b"-"), "big"))
