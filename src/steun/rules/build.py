"""From tables of the rules files to objects of law. Facts only: what they mean is said in `steun.core`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from steun.core.kernel.law import (
    GATE_KINDS,
    GATE_PHASES,
    HOLDERS,
    MARKS,
    ORIGINS,
    REFUSALS,
    Authority,
    Country,
    Deadline,
    Gate,
    Gezag,
    GripLevel,
    LegalBasis,
    PhonePolicy,
    Provision,
    Remedy,
    Source,
)
from steun.rules.table import AGES_AGO, Faults, Table
from steun.rules.texts import ArticleText, Texts, version_read, words_alone

STEUN = "steun"
"""The act that stands for our own policy, which has no address."""
SOURCE_KEYS = ("act", "article", "paragraph", "evidence")
OF_ONE_ROW = ("quote", "at_latest", "text_kept")
"""What a source does not hand on to the sources within it."""
GATE_KEYS = ("kind", "by", "phase", "origin", "refusal", "per", "at", "confirm", "answer", "waived_when", "audience",
             "only_when", "by_phone", "second", "source", "of_gezag")  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Builds objects; knows the acts, the general gates and the deadlines that they refer to by code."""

    acts: Mapping[str, Any]
    gates: Mapping[str, Any]
    deadlines: Mapping[str, Deadline]
    faults: Faults
    phone: PhonePolicy | None = None
    country: Country = field(default_factory=lambda: Country("nl"))
    texts: Texts = field(default_factory=lambda: Texts(()))

    def source(self, table: Table, base: Mapping[str, Any] | None = None) -> Source:
        """A source from its table; what the table leaves out comes from `base`, the source around it."""
        around = {k: v for k, v in (base or {}).items() if k not in OF_ONE_ROW}
        merged = Table({**around, **table.raw}, table.where, self.faults)
        act = merged.text("act")
        valid_from, valid_to = merged.day("valid_from"), merged.day("valid_to", date.max)
        evidence = merged.one_of("evidence", MARKS)
        article, paragraph = merged.text("article", ""), merged.text("paragraph", "")
        in_force, quote = merged.flag("in_force", True), merged.text("quote", "")
        at_latest = merged.flag("at_latest", bool(self.acts.get(act, {}).get("at_latest")))
        text_kept = merged.flag("text_kept", True)
        merged.close()
        if valid_to < valid_from:
            merged.fault("valid_to", "lies before valid_from")
        if act not in self.acts:
            merged.fault("act", f"{act!r} is not in acts.toml")
            return Source(act, evidence, valid_from)
        known = self.acts[act]
        title = known["title"] + (f", art. {article}" if article else "") + (f"({paragraph})" if paragraph else "")
        url, read = known.get("url", ""), None
        texts = self.texts_of(merged, act, article, (valid_from, valid_to), quote)
        if identifier := known.get("bwb_id", ""):
            read = known["read"].get(evidence)
            if read is None:
                merged.fault("evidence", f"acts.toml names no version of {act} for mark {evidence!r}")
            elif texts:
                read = version_read(texts, read, valid_to)
            anchor = f"#Artikel{article.split('-')[0]}" if article else ""
            url = self.country.link.format(id=identifier, read=read, anchor=anchor, article=article.split("-")[0])
        return Source(
            title=title,
            evidence=evidence,
            valid_from=valid_from,
            valid_to=None if valid_to == date.max else valid_to,
            bwb_id=identifier,
            article=article,
            paragraph=paragraph,
            url=url,
            in_force=in_force,
            practice=not identifier,
            read_version=read,
            read_on=known.get("read_on"),
            quote=quote,
            text_sha256=next((t.sha256 for t in texts if read in t.read), texts[0].sha256 if texts else ""),
            text_kept=text_kept,
            covered_from=known.get("covered_from"),
            at_latest=at_latest,
        )

    def texts_of(
        self, table: Table, act: str, article: str, days: tuple[date, date], quote: str
    ) -> tuple[ArticleText, ...]:
        """The literal texts of these days, in each of which the quote stands; none when they are not kept."""
        texts = self.texts.of(act, article, *days)
        if quote and not texts:
            table.fault("quote", f"the text of {act} {article} on {days[0]} is not in texts/")
        for text in texts:
            if quote and words_alone(quote) not in words_alone(text.text):
                table.fault("quote", f"these words do not stand in {act} {article} of {text.valid_from}: {quote!r}")
        return texts

    def gate(self, raw: Any, where: str, base: Mapping[str, Any]) -> Gate:
        """A gate of one basis: the general gate of that code, and what this basis says otherwise."""
        own = Table(raw, where, self.faults)
        code = own.text("code")
        own.where = f"{where} {code}"
        after, overriding = own.texts("after", []), {k: own.raw[k] for k in SOURCE_KEYS if k in own.raw}
        own.used |= {*SOURCE_KEYS, *GATE_KEYS}
        own.close()
        if code not in self.gates:
            own.fault("code", f"{code!r} is not in gates.toml")
        general = self.gates.get(code, {})
        table = Table({**general, **{k: own.raw[k] for k in GATE_KEYS if k in own.raw}}, own.where, self.faults)
        days = {k: base[k] for k in ("valid_from", "valid_to") if k in base}
        around = {**days, **general["source"]} if "source" in general and "act" not in overriding else dict(base)
        if "article" in overriding or "act" in overriding:
            around.pop("paragraph", None)
        if "act" in overriding:
            around.pop("article", None)
        table.used.add("source")
        kind = table.one_of("kind", GATE_KINDS)
        asked = self.phone and kind in self.phone.kinds
        gate = Gate(
            code=code,
            kind=kind,
            by=table.texts("by"),
            phase=table.one_of("phase", GATE_PHASES),
            origin=table.one_of("origin", ORIGINS),
            source=self.source(Table(overriding, own.where, self.faults), around),
            after=after,
            refusal=table.one_of("refusal", REFUSALS, "reasons"),
            per=table.one_of("per", ("request", "authority"), "request"),
            by_phone=table.flag("by_phone", True),
            confirm_within=self.minutes(table, "confirm"),
            answer_within=self.minutes(table, "answer"),
            waived_when=table.one_of("waived_when", ("urgent",), ""),
            audience=table.one_of("audience", ("all", "defence"), "all"),
            only_when=table.text("only_when", ""),
            at=table.one_of("at", HOLDERS, ""),
            second=table.texts("second", list(self.phone.second) if asked and self.phone else []),
            of_gezag=table.flag("of_gezag", False),
        )
        table.close()
        return gate

    def phone_policy(self, raw: Any, file: str) -> PhonePolicy:
        table = Table(raw, file, self.faults)
        found = PhonePolicy(
            kinds=table.some_of("kinds", GATE_KINDS),
            second=table.texts("second"),
            lives_first=table.texts("lives_first"),
            source=self.source(table.table("source")),
        )
        table.close()
        return found

    def minutes(self, table: Table, key: str) -> int | None:
        code = table.text(key, "")
        if code and code not in self.deadlines:
            table.fault(key, f"{code!r} is not in deadlines.toml")
        return self.deadlines[code].minutes if code in self.deadlines else None

    def basis(self, raw: Any, file: str) -> LegalBasis:
        """One wording of a legal basis. Who decides, agrees, is consulted and told is read off its gates."""
        table = Table(raw, file, self.faults)
        code = table.text("code")
        table.where = f"{file}: basis {code}"
        around = {**table.table("source").raw}
        table.where += f" ({around.get('valid_from')})"
        source = self.source(table.table("source"))
        days = {k: around[k] for k in ("valid_from", "valid_to") if k in around}
        gates = tuple(self.gate(g, f"{table.where}: gates", around) for g in table.items("gates"))
        conditions = table.table("conditions", {})
        condition_sources = {
            c: self.source(conditions.table(c), _around(around, conditions.raw[c])) for c in conditions.raw
        }
        territory = table.text("territory", self.country.home)
        if territory not in {"any", self.country.home, *self.country.overseas}:
            table.fault("territory", f"{territory!r} is no territory of this country")
        basis = LegalBasis(
            code=code,
            title=table.bilingual("title"),
            source=source,
            more_sources=tuple(
                self.source(Table(s, f"{table.where}: more_sources", self.faults))
                for s in table.items("more_sources", [])
            ),
            tasks=table.some_of("tasks", self.country.tasks),
            number_prefix=table.one_of("number_prefix", ("B", "S", "C")),
            requesters=table.texts("requesters"),
            addressee=table.text("addressee"),
            deciders=_roles(gates, "decide"),
            agree=_roles(gates, "agree"),
            consult=_roles(gates, "consult") + _roles(gates, "view"),
            inform=_roles(gates, "inform"),
            command=table.texts("command", []),
            conditions=tuple(conditions.raw),
            refusal_grounds=table.texts("refusal_grounds", []),
            last_resort=table.one_of("last_resort", ("none", "reasons", "market-test"), "none"),
            market_test_exempt=table.texts("market_test_exempt", []),
            urgency=table.text("urgency"),
            force=table.one_of("force", self.country.forces),
            cost_payer=table.text("cost_payer", "") or None,
            form_per_municipality=table.flag("form_per_municipality"),
            gates=gates,
            changed=table.bilingual("changed", may_be_empty=True),
            direct_alarm=bool(table.text("alarm_line", "")),
            dormant=not source.in_force,
            via=table.texts("via", []),
            supplies=table.some_of("supplies", self.country.supplies, []),
            receivers=table.some_of("receivers", self.country.receivers, []),
            territory=territory,
            prepared_by=table.texts("prepared_by", []),
            requester_origin=table.one_of("requester_origin", ORIGINS, "law"),
            above_local=table.texts("above_local", []),
            condition_sources=condition_sources,
            replaces=table.texts("replaces", []),
            goes_before=table.texts("goes_before", []),
            alarm_line=table.text("alarm_line", ""),
            duties=table.texts("duties", []),
            gezag=table.some_of("gezag", ("task", "asker", *self.country.tasks), []),
            overseas=territory in self.country.overseas,
            awakened_by=table.texts("awakened_by", []),
            market_test_exempt_kinds=table.texts("market_test_exempt_kinds", []),
            after_refusal=tuple(
                self.remedy(r, f"{table.where}: after_refusal", around) for r in table.items("after_refusal", [])
            ),
        )
        table.close()
        for gate in gates:
            if gate.source.valid_from == AGES_AGO or not days:
                table.fault("source", "has a first day")
        return basis

    def remedy(self, raw: Any, where: str, around: Mapping[str, Any]) -> Remedy:
        """What opens after a refusal; its source is that of the basis, but for what it says itself."""
        table = Table(raw, where, self.faults)
        own = {k: table.raw[k] for k in SOURCE_KEYS if k in table.raw}
        table.used |= set(SOURCE_KEYS)
        found = Remedy(
            code=table.text("code"),
            by=table.texts("by", []),
            to=table.text("to"),
            source=self.source(Table(own, where, self.faults), _around(around, own)),
            basis=table.text("basis", ""),
        )
        table.close()
        return found

    def gezag(self, raw: Any, file: str) -> Gezag:
        """One row of who has authority over a task."""
        table = Table(raw, file, self.faults)
        table.where = f"{file}: {raw.get('task')} {raw.get('role')}"
        found = Gezag(
            task=table.one_of("task", self.country.tasks),
            role=table.text("role"),
            source=self.source(table.table("source")),
            receivers=table.some_of("receivers", self.country.receivers, []),
            overseas=table.flag("overseas", False),
            under_minister=table.flag("under_minister", False),
            above_local=table.text("above_local", ""),
        )
        table.close()
        return found

    def provision(self, raw: Any, file: str) -> Provision:
        table = Table(raw, file, self.faults)
        code = table.text("code")
        table.where = f"{file}: provision {code}"
        found = Provision(
            code=code,
            title=table.bilingual("title"),
            says=table.bilingual("says"),
            source=self.source(table.table("source")),
            replaces=table.texts("replaces", []),
            replaces_when_used=table.flag("replaces_when_used", False),
            tasks=table.some_of("tasks", self.country.tasks, []),
            when=table.texts("when", []),
        )
        table.close()
        return found

    def authority(self, code: str, raw: Any, file: str) -> Authority:
        table = Table(raw, f"{file}: {code}", self.faults)
        side = table.one_of("side", ("civil", "defence", "national", "oversight", "administration"))
        found = Authority(
            code=code,
            title=table.bilingual("title"),
            side=side,
            organisation_kinds=table.texts("organisation_kinds"),
            source=self.source(table.table("source")),
            overseas=table.flag("overseas", False),
            of_asker=table.flag("of_asker", False),
        )
        table.close()
        return found

    def grip(self, raw: Any, file: str) -> GripLevel:
        table = Table(raw, file, self.faults)
        code = table.text("code")
        table.where = f"{file}: level {code}"
        level = GripLevel(
            code=code,
            title=table.bilingual("title"),
            trigger=table.bilingual("trigger"),
            team=table.text("team"),
            head=table.texts("head"),
            alarms=table.texts("alarms"),
            set_by=table.texts("set_by"),
            source=self.source(table.table("source")),
            head_title=table.bilingual("head_title"),
            above_local=table.flag("above_local", False),
        )
        table.close()
        return level

    def deadline(self, code: str, raw: Any, file: str) -> Deadline:
        table = Table(raw, f"{file}: {code}", self.faults)
        origin, minutes = table.one_of("origin", ORIGINS), table.whole("minutes")
        if minutes <= 0:
            table.fault("minutes", "is more than nothing")
        found = Deadline(code, table.bilingual("title"), minutes, origin, self.source(table.table("source")))
        table.close()
        return found


def _around(base: Mapping[str, Any], own: Any) -> dict[str, Any]:
    """The source around a condition: naming an article or act drops the narrower places of the basis."""
    around = dict(base)
    if isinstance(own, dict) and ("article" in own or "act" in own):
        around.pop("paragraph", None)
    if isinstance(own, dict) and "act" in own:
        around.pop("article", None)
    return around


def _roles(gates: tuple[Gate, ...], kind: str) -> tuple[str, ...]:
    """The roles of all gates of one kind, each once, in order."""
    return tuple(dict.fromkeys(role for gate in gates if gate.kind == kind for role in gate.by))
