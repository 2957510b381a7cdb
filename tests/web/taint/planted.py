"""One world with a mark in every field of every kind of row: a draft, a case under way, one that is over, the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator

from steun.core.decide.policy import AllocationPolicy
from steun.core.kernel.journal.entry import canonical
from steun.rules.policy.outline import outlined
from steun.web.ask.addition import acts as additions
from steun.web.ask.attachment import acts as attachments
from steun.web.ask.incident import acts as incidents
from steun.web.ask.request.model import Request
from steun.web.audiences import FIELDS
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.gate import acts as gates
from steun.web.decide.planning import job
from steun.web.decide.policy import acts as policies
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal.model import Proposal
from steun.web.decide.stock import acts as stock
from steun.web.deliver.deployment import acts as deliver
from steun.web.desks.report import acts as reports
from steun.web.kernel.actor import Actor
from steun.web.kernel.cached import Cached
from steun.web.kernel.people.models import Mandate, Notice, Organisation, Person
from steun.web.know.unit.model import Offering, Site, Unit
from steun.web.learn.evaluation import acts as learn
from steun.web.learn.evaluation import endings
from steun.web.learn.evaluation.shape import LessonIn
from steun.web.lives import LIVES
from steun.web.people.account.access import Access
from steun.web.people.filter.model import SavedFilter
from steun.web.people.mandate import acts as mandate_acts
from steun.web.people.mandate.shape import MandateIn
from steun.web.people.person import acts as person_acts
from steun.web.people.person import key as tokens
from steun.web.people.person.shape import PersonIn
from tests.builders import World
from tests.web.ask.test_attachments import PDF, upload
from tests.web.samples import SAMPLES
from tests.web.samples.sample import Sample
from tests.web.taint.marks import Marks, May

REGION = "VR24"
CASE = ("title", "place", "reason", "task", "special_case", "assembly_point", "lodging", "meals", "contact")
"""Fields of a request that a region fills in: they stand in its entries too."""
DIVIDING, KNOWING = ("national", "defence", "oversight"), ("defence", "oversight")


def divides(actor: Actor) -> bool:
    return actor.side in DIVIDING


def knows(actor: Actor) -> bool:
    return actor.side in KNOWING or actor.role == "locc"


def parties(request: Request) -> set[str]:
    """Whose case it is. Lying in somebody's region is no reason to read a draft."""
    rows = request.party_rows if request.sent_at else request.party_rows.exclude(why="region")
    return set(rows.values_list("organisation_id", flat=True))


def whole(request: Request) -> May:
    codes, sent = parties(request), request.sent_at is not None
    return lambda actor: actor.organisation in codes or (sent and divides(actor))


def informed(request: Request) -> May:
    codes, all_of_it = parties(request), whole(request)
    concerns = request.sent_at is not None and request.state != "draft" and request.task_kind in outlined()
    return lambda actor: all_of_it(actor) or (concerns and actor.region in codes)


def concerned(actor: Actor) -> bool:
    """By the incident: its region, and whoever takes part in a case of it."""
    takes_part = Request.objects.filter(incident__isnull=False, party_rows__organisation=actor.organisation)
    return divides(actor) or actor.region == REGION or takes_part.exists()


def case_of(row: Any) -> Request:
    return row if isinstance(row, Request) else row.request


def of_unit(unit: Unit) -> May:
    if unit.side == "defence":
        return lambda actor: knows(actor) or actor.organisation == unit.organisation_id
    region = unit.organisation.region_id
    return lambda actor: divides(actor) or actor.organisation == unit.organisation_id or bool(
        region and actor.region == region
    )  # fmt: skip


def keeps(unit: Unit) -> May:
    return lambda actor: knows(actor) or actor.organisation == unit.organisation_id


def account(person: Person) -> May:
    return lambda actor: actor.person == str(person.pk) or actor.role == "administrator" or actor.side == "oversight"


def of_sides(row: Any) -> May:
    """As the life says it of its row; of a row that is part of such a case, as of that case."""
    if row._meta.model_name not in SAMPLES:
        links = [it for it in row._meta.concrete_fields if it.is_relation]
        [link] = [it for it in links if it.related_model._meta.model_name in SAMPLES]
        row = getattr(row, link.name)
    return SAMPLES[row._meta.model_name].may(row)


WHO: dict[str, Any] = {
    "everybody": lambda row: lambda actor: True,
    "nobody": lambda row: lambda actor: False,
    "dividers": lambda row: divides,
    "planners": lambda row: knows,
    "region": lambda row: concerned,
    "outline": lambda row: informed(case_of(row)),
    "parties": lambda row: whole(case_of(row)),
    "defence": lambda row: lambda actor: whole(case_of(row))(actor) and knows(actor),
    "unit": of_unit,
    "sides": of_sides,
    "keepers": keeps,
    "account": account,
    "maker": lambda row: lambda actor: (actor.role, actor.organisation) == (row.role, row.organisation_id),
    "seat": lambda row: lambda actor: actor.organisation == row.organisation or actor.person == str(row.person_id),
}
"""Each audience of the table, for a row, said anew: not by asking the product."""


@dataclass
class Planting:
    """The world, its marks, and what may stand in an address."""

    world: World
    marks: Marks = field(default_factory=lambda: Marks(WHO))
    rows: dict[str, Any] = field(default_factory=dict)
    bystander: tuple[str, str] = ("provider", "HOSPITAL")

    def seat(self, role: str, organisation: str) -> Actor:
        return self.world.actor(role, organisation)

    def fill(self) -> Planting:
        self.hospital()
        self.shared()
        self.rows["draft"] = self.request("draft", lambda **words: self.world.draft(**words))
        self.rows["sent"] = self.request("sent", self.sent)
        self.rows["ended"] = self.request("ended", self.ended)
        for part in (
            self.own,
            self.details,
            self.joined,
            self.held,
            self.delivered,
            self.means,
            self.people,
            self.planner,
            self.reported,
            self.journal,
        ):
            part()
        return self

    def hospital(self) -> None:
        """A body of the region that takes part in no case, with a unit of its own."""
        region = Organisation.objects.get(pk=REGION)
        place = Organisation.objects.create(
            code="HOSPITAL", kind="civil-provider", name_nl="Ziekenhuis", name_en="Hospital", region=region
        )
        person = Person.objects.create_user("provider.hospital@example.org", name="provider HOSPITAL")
        Mandate.objects.create(
            person=person, role="provider", organisation=place, valid_from=self.world.now - timedelta(days=1)
        )
        site = Site.objects.create(code="ward", name="-", town="-", lon=5.7, lat=50.84)
        unit = Unit.objects.create(
            code="beds", name_nl="-", name_en="-", organisation=place, side="civil", site=site, capacity=20,
            counted_nl="-", counted_en="-", notice=60,
        )  # fmt: skip
        Offering.objects.create(unit=unit, capability_id="generator", quantity=20)
        self.marks.plant(place, "name_nl", "name_en")

    def shared(self) -> None:
        """What belongs to everybody: the catalogue; and the incident of the region."""
        from steun.web.know.catalogue.model import Capability, Effect

        self.marks.plant(Effect.objects.get(pk="water-kept-out"), "name_nl", "name_en", "search")
        self.marks.plant(
            Capability.objects.get(pk="sandbags"), "name_nl", "name_en", "source", "search",
            texts=lambda mark: {"quantity": {"nl": mark, "en": mark}},
        )  # fmt: skip
        incident = self.rows["incident"] = self.world.incident()
        self.marks.plant(incident, "name", "description", "place", "search")

    def own(self) -> None:
        """One row of each life whose rows are cases of their own, with its words from its first entry on."""
        for name, sample in SAMPLES.items():
            life, case, box = LIVES[name], sample.cases[sample.begin](self.world), dict[str, Any]()
            act, model = life.act(sample.begin), life.model.__name__

            def may(actor: Actor, sample: Sample = sample, box: dict[str, Any] = box) -> bool:
                return sample.may(box["it"])(actor)

            words = {word: self.marks.new(f"{model}.{word}", FIELDS[model][word], may) for word in sample.words}
            it = box["it"] = act(None, act.shape(**{**case.given, **words}), by=self.seat(*case.who))
            sample.share(self.world, it)
            it.refresh_from_db()
            self.rows[name] = it
            self.marks.plant(it, *sample.more, **sample.shaped)
            for other, name in sample.planted(it):
                self.marks.plant(other, name)

    def request(self, label: str, make: Any) -> Request:
        """A request whose fields hold marks from its first entry on; who may read them is known when it stands."""
        box: dict[str, Request] = {}
        marks = {}

        def of_what_stands(audience: str) -> Callable[[Actor], bool]:
            return lambda actor: bool(WHO[audience](box["it"])(actor))

        for name in CASE:
            audience = "outline" if name in {"title", "place"} else "parties"
            marks[name] = self.marks.new(f"Request.{name} of {label}", audience, of_what_stands(audience))

        def late(actor: Actor) -> bool:
            return bool(whole(box["it"])(actor))

        note = self.marks.new(f"Line.note of {label}", "parties", late)
        tried = self.marks.new(f"Request.last_resort of {label}", "parties", late)
        it = make(
            **marks, incident=str(self.rows["incident"].pk),
            lines=[{"capability": "sandbags", "quantity": 40, "note": note}],
            last_resort={"own": {"tried": True, "answer": tried}},
        )  # fmt: skip
        box["it"] = it
        self.marks.plant(it, "granted_note", "search", "search_parties")
        return it

    def sent(self, **words: Any) -> Request:
        """Asked, with a judgement that all parties read, and one of Defence that they do not."""
        request = self.world.asked(**words)
        reasons = {"locc-judges": "parties", "dops-may": "defence", "dops-can": "defence", "dops-will": "defence"}
        for code, audience in reasons.items():
            gate = self.world.gate(request, code)
            mark = self.marks.of("Gate", "reason", gate, audience)
            gates.act(gate.pk, "pass", by=self.world.holder(gate), reason=mark)
        return Request.objects.get(pk=request.pk)

    def ended(self, **words: Any) -> Request:
        """Ordered with words for the unit, carried out, home again."""
        request = self.world.granted(**words)
        self.world.commit(request)
        mark = self.marks.of("Deployment", "orders", request)
        deliver.order(request.pk, by=self.seat("toc", "TOC"), orders=mark)
        commander = self.seat("unit-commander", "DEF-13LB")
        for step in ("depart", "arrive", "release", "return"):
            endings.report(request.deployments.get().pk, step, by=commander)
        return Request.objects.get(pk=request.pk)

    def details(self) -> None:
        """What hangs on a case: attachments, who was on the phone."""
        for label in ("draft", "sent"):
            request = self.rows[label]
            mark = self.marks.of("Attachment", "name", request)
            added = attachments.attach(request.pk, upload(f"{mark}.pdf", PDF), by=self.world.desk)
            self.rows[f"attachment-{label}"] = added
            gate = request.gates.order_by("position").first()
            self.marks.plant(gate, "phoned_person")

    def joined(self) -> None:
        """A draft of a party joins the case under way, and is judged."""
        desk = self.seat("duty-officer", "GM0994")
        mine = self.world.draft(by=desk, bases=[], title="Another street")
        additions.join(mine.pk, self.rows["sent"].pk, by=desk)
        self.marks.plant(self.rows["sent"].additions.get(), "judgement")

    def held(self) -> None:
        """Means that are held for the case, and some that were given back."""
        request, toc = self.rows["sent"], self.seat("toc", "TOC")
        until = self.world.now + timedelta(hours=9)
        self.rows["hold"] = self.world.commit(request, "bravo", 12, hold_until=until)
        back = self.world.commit(request, "bravo", 5, hold_until=until)
        mark = self.marks.new("Entry.reason of a hold", "defence", WHO["defence"](request))
        commitments.release(back.pk, by=toc, reason=mark)

    def delivered(self) -> None:
        """What was ordered, reported, evaluated and learned."""
        request = self.rows["ended"]
        self.rows["deployment"] = request.deployments.get()
        lesson = LessonIn(
            text=self.marks.of("LessonLine", "text", request),
            points_at=self.marks.of("LessonLine", "points_at", request),
        )
        learn.evaluate(
            request.pk, by=self.world.desk, effect_reached="yes", in_time="yes", promise_kept="yes",
            explanation=self.marks.of("Evaluation", "explanation", request), lessons=[lesson],
        )  # fmt: skip

    def means(self) -> None:
        """Units of Defence and civil ones: names, homes, absences with their reasons."""
        for code in ("alpha", "bridge", "rws-ground", "beds"):
            unit = self.world.unit(code)
            keeper = {"alpha": ("toc", "TOC"), "bridge": ("toc", "TOC"), "rws-ground": ("provider", "RWS")}
            by = self.seat(*keeper.get(code, self.bystander))
            start = self.world.now + timedelta(days=3)
            why = self.marks.new(f"Absence.reason of {code}", "keepers", keeps(unit))
            stock.away(unit.pk, 1, start, start + timedelta(hours=4), by=by, reason=why)
            why = self.marks.new(f"Entry.reason of a count of {code}", "keepers", keeps(unit))
            stock.recount(unit.pk, unit.capacity + 1, by=by, reason=why)
            self.rows[f"unit-{code}"] = unit = self.world.unit(code)
            # the units that went to the case are known by name to its parties: those marks stand on the others
            if code != "alpha":
                self.marks.plant(unit, "name_nl", "name_en", "counted_nl", "counted_en", "search")
        for code, unit in (("maastricht", "rws-ground"), ("ward", "beds")):
            site = Site.objects.get(pk=code)
            for name in ("name", "town"):
                mark = self.marks.new(f"Site.{name} of {code}", "unit", of_unit(self.world.unit(unit)))
                Site.objects.filter(pk=site.pk).update(**{name: mark})
        mark = self.marks.new("Site.town of oirschot", "unit", of_unit(self.world.unit("bridge")))
        Site.objects.filter(pk="oirschot").update(town=mark)

    def people(self) -> None:
        """Accounts: telephone and address of everybody; why somebody was let go."""
        admin = self.seat("administrator", "STEUN")
        for role, organisation in (("mayor", "GM0994"), ("provider", "HOSPITAL"), ("auditor", "REKENKAMER")):
            person = self.world.person(role, organisation)
            self.marks.plant(person, "name", "phone")
        informed = self.world.person("mayor", "GM0994")
        self.marks.plant(informed, email=lambda mark: f"{mark}@example.org")
        key, _ = tokens.issue(self.marks.of("Token", "name", informed), by=self.seat("mayor", "GM0994"))
        type(key).objects.filter(pk=key.pk).update(digest=self.marks.of("Token", "digest", informed))
        where, what = self.marks.of("Access", "address", informed), self.marks.of("Access", "agent", informed)
        Access.objects.create(at=self.world.now, kind="log-in", person=informed, address=where, agent=what)
        mine = {name: self.marks.of("SavedFilter", name, informed) for name in ("name", "query")}
        self.rows["filter"] = SavedFilter.objects.create(person=informed, path="/requests", **mine)
        kept = self.marks.of("Cached", "value", None)
        Cached.objects.create(cache_key="kept", value=kept, expires=self.world.now + timedelta(days=1))
        gone = person_acts.invite(PersonIn(email="gone@example.org", name="Gone", language="en"), "GM0994", by=admin)
        shape = MandateIn(person=gone.pk, role="duty-officer")
        mandate = mandate_acts.give_mandate(shape, "GM0994", by=admin, reason=self.why(gone, "a mandate"))
        mandate_acts.revoke_mandate(mandate.pk, by=admin, reason=self.why(gone, "a revocation"))
        Authenticator.objects.create(user=gone, type="totp", data={})
        person_acts.reset_second_step(gone.pk, by=admin, reason=self.why(gone, "a second step"))
        person_acts.deactivate(gone.pk, by=admin, reason=self.why(gone, "a dismissal"))
        self.rows |= {"gone": gone, "mandate": mandate, "mayor": informed}
        notice = Notice.objects.filter(entry__case=self.rows["sent"].pk).first()
        assert notice is not None
        Notice.objects.filter(pk=notice.pk).update(given_up_at=self.world.now, role=notice.role)
        self.marks.plant(notice, "last_error", facts=lambda mark: {"title": mark})

    def why(self, person: Person, what: str) -> str:
        return self.marks.new(f"Entry.reason of {what}", "account", account(person))

    def planner(self) -> None:
        """The policy, prices, and proposals: one that was made, one that failed."""
        minister = self.seat("minister-jenv", "MIN-JENV")
        every, divide = WHO["everybody"](None), WHO["dividers"](None)
        why = self.marks.new("Entry.reason of a policy", "everybody", every)
        policies.set_policy(AllocationPolicy(displace=(4, 5)), by=minister, reason=why)
        name = self.marks.new("PriceList.name", "everybody", every)
        why = self.marks.new("Entry.reason of prices", "dividers", divide)
        listed = policies.load_prices(name, {"alpha": 3}, by=minister, reason=why)
        self.marks.plant(listed, prices=lambda mark: {mark: 3})
        locc = self.seat("locc", "LOCC")
        made = proposals.make(by=locc, seconds=1)
        job.make(made.pk)
        made = self.rows["proposal"] = Proposal.objects.get(pk=made.pk)
        assert made.state == "ready", made.failure
        self.marks.plant(made, summary=lambda mark: {**made.summary, "note": mark})
        line = made.lines.filter(request=self.rows["sent"]).first()
        self.marks.plant(line, answer=lambda mark: {**line.answer, "note": mark})
        other = proposals.make(by=locc, seconds=1)
        self.marks.plant(
            other, "failure", best=lambda mark: {"step": mark, "met": []},
            problem=lambda mark: json.dumps({"note": mark}), plan=lambda mark: json.dumps({"note": mark}),
        )  # fmt: skip
        self.rows["failed"] = other

    def reported(self) -> None:
        """A situation report holds what its maker could read: nobody else reads it."""
        made = self.rows["report"] = reports.make(by=self.seat("duty-officer", REGION))
        self.marks.plant(made, content=lambda mark: {**made.content, "about": {"incident": None, "name": mark}})
        made.sha256 = sha256(canonical(made.content)).hexdigest()
        made.save(update_fields=["sha256"])

    def journal(self) -> None:
        """A note on the time line of the incident; a word that passes on a request."""
        incident = self.rows["incident"]
        mark = self.marks.new("Entry.data of a note", "region", WHO["region"](incident))
        incidents.note(incident.pk, mark, by=self.world.desk)
        password = self.world.person("provider", "RWS")
        self.marks.plant(password, "password")
