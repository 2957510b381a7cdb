"""What must be true before a request may be sent or ordered. Each rule: one claim, one verdict, one source.

Only law blocks sending, and the three things without which nobody can help: what, where, from when. At three in the
night everything else is asked again later and blocks the order, not the request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from steun.core.ask import states
from steun.core.kernel.law import LegalBasis
from steun.core.kernel.seats import Roles
from steun.core.kernel.verdict import Verdict

FORM = "LOCC-formulier (reden van de aanvraag, te verwachten taakopdracht)"
POLICY = "beleid LOCC en Defensie"
PHONE_POLICY = "beleid van Steun (telefonisch)"
SAVING_LIVES = 1
BESIDE_LIVES = frozenset({"lodging", "meals"})
"""Of the reception, what may be arranged while they are on their way, when lives are to be saved."""
REASONS = ("own", "neighbours")
MARKET = ("market", "trade")
LONG_PAST, FAR_AHEAD = timedelta(days=7), timedelta(days=365)
"""Policy of Steun: a start or end beyond these is asked about, because a year is easily mistyped. It blocks nothing."""


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What the rules of a request look at: what is not in it cannot influence a decision."""

    requester: str = ""  # organisation code
    requester_roles: tuple[str, ...] = ()  # who may speak for the requester
    adviser: str = ""  # organisation whose military adviser helps
    addressee: str = ""  # who in particular is asked: by Defence, or a region by its neighbour
    roles: Roles = field(default_factory=Roles)  # who does what no article gives to anybody: rules/nl/country.toml
    needs_addressee: bool = False  # a basis under which somebody in particular is asked
    unplaced: tuple[str, ...] = ()  # roles of which nobody knows yet for which organisation
    bases: tuple[LegalBasis, ...] = ()
    signer_roles: tuple[str, ...] = ()  # the role that signs, per basis
    fits: tuple[Verdict, ...] = ()  # from the route finder
    effect: str = ""
    place: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    reason: str = ""
    task: str = ""
    special_case: str = ""
    last_resort: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    reception: Mapping[str, str] = field(default_factory=dict)  # assembly_point, lodging, meals, contact
    unsigned: tuple[str, ...] = ()  # seats that still have to sign
    outcomes: tuple[str, ...] = ()  # of the parts
    judges: frozenset[str] = frozenset()  # seats that may send it back
    deciders: frozenset[str] = frozenset()  # seats whose gate may be the last
    committed: int = 0  # commitments that stand
    deployments_open: int = 0
    deployments_arrived: int = 0
    wanted_end: datetime | None = None
    now: datetime | None = None
    evaluated: bool = False
    askers: frozenset[str] = frozenset()  # persons who signed or sent it
    longer_by: str = ""  # the person who asked for more time
    actor: str = ""  # the person who acts
    actor_organisation: str = ""
    urging: str = ""  # why the saving of lives goes first, as now said
    unconfirmed: tuple[str, ...] = ()  # gates that were only said on the phone, and need a second person
    lives_first: bool = False  # Defence or LOCC said that it need not wait for that
    priority: int = 0
    rescuers: frozenset[str] = frozenset()  # seats that may say so
    asked: int = 0  # pieces that it asks in all
    ordering: int = 0  # pieces that this mandate sets going, with what it did before
    separators: frozenset[str] = frozenset()  # seats whose act makes a joined request a draft again
    joins: str = ""  # state of the request that it joins
    incident: str = ""  # state of its incident
    knowingly: bool = False  # the question was put before, and the answer is yes
    point_doubts: tuple[Verdict, ...] = ()  # what speaks against the point on the map
    far_beyond: tuple[int, ...] = ()  # rows of requirements that ask far more than there is of anything like it


def bases_of(facts: RequestFacts) -> frozenset[str]:
    """The codes of the bases that a request rests on: what a mandate may be limited to."""
    return frozenset(basis.code for basis in facts.bases)


def effect_is_named(facts: RequestFacts) -> Verdict:
    """Ask for an effect, not for means. Source: LOCC form; Werkwijze Defensie."""
    return Verdict(bool(facts.effect.strip()), "effect-is-named", FORM)


def place_is_named(facts: RequestFacts) -> Verdict:
    """Help must know where to go. Source: form field."""
    return Verdict(bool(facts.place.strip()), "place-is-named", FORM)


def start_is_set(facts: RequestFacts) -> Verdict:
    """From when. Source: form field."""
    return Verdict(facts.starts_at is not None, "start-is-set", FORM)


def period_is_forward(facts: RequestFacts) -> Verdict:
    """The end lies after the start. Source: logic."""
    wrong = facts.starts_at is not None and facts.ends_at is not None and facts.ends_at <= facts.starts_at
    return Verdict(not wrong, "end-lies-after-start", FORM)


def incident_is_open(facts: RequestFacts) -> Verdict:
    """A request under a closed incident opens it again: that is asked once. Source: policy of Steun."""
    met = facts.knowingly or facts.incident != "closed"
    return Verdict(met, "incident-is-open", "Steun", askable=True)


def start_is_recent(facts: RequestFacts) -> Verdict:
    """Help is seldom asked for a week ago; a wrong year is easily typed. Source: policy of Steun (LONG_PAST)."""
    gone = days_from(facts.starts_at, facts.now)
    return Verdict(gone <= LONG_PAST.days, "start-lies-long-past", "Steun", {"days": gone}, binding=False)


def start_is_near(facts: RequestFacts) -> Verdict:
    """Help is asked for now or soon. Source: policy of Steun (FAR_AHEAD)."""
    ahead = days_from(facts.now, facts.starts_at)
    return Verdict(ahead <= FAR_AHEAD.days, "start-lies-far-ahead", "Steun", {"days": ahead}, binding=False)


def end_is_ahead(facts: RequestFacts) -> Verdict:
    """What is over can no longer be helped. Source: logic."""
    over = facts.ends_at is not None and facts.now is not None and facts.ends_at <= facts.now
    return Verdict(not over, "end-is-over", "Steun", {"days": days_from(facts.ends_at, facts.now)}, binding=False)


def end_is_near(facts: RequestFacts) -> Verdict:
    """Help is temporary. Source: policy of Steun (FAR_AHEAD); MSOB 5."""
    ahead = days_from(facts.now, facts.ends_at)
    return Verdict(ahead <= FAR_AHEAD.days, "end-lies-far-ahead", "Steun", {"days": ahead}, binding=False)


def days_from(start: datetime | None, end: datetime | None) -> int:
    """Whole days between two moments; 0 when one is not known, or when they lie the other way round."""
    return max(0, (end - start).days) if start and end else 0


def point_is_plausible(facts: RequestFacts) -> Verdict:
    """The point on the map can be where help is needed; what is computed starts there, or from the place named.

    Source: policy of Steun (a check on typing).
    """
    return Verdict(not facts.point_doubts, "point-is-plausible", "Steun", binding=False, because=facts.point_doubts)


def requirements_are_plausible(facts: RequestFacts) -> Verdict:
    """Nothing is asked of which there is not nearly so much. Source: policy of Steun (a check on typing)."""
    rows = ", ".join(str(row) for row in facts.far_beyond)
    return Verdict(not rows, "requirements-are-plausible", "Steun", {"rows": rows}, binding=False)


PLAUSIBLE = (start_is_recent, start_is_near, end_is_ahead, end_is_near, point_is_plausible, requirements_are_plausible)
"""What only warns: dates, a point and numbers that are hardly meant."""


def a_basis_is_chosen(facts: RequestFacts) -> Verdict:
    """Defence acts in the Netherlands on a legal basis only.

    Source: Kamerstuk 34 919, nr. 68 ("gebaseerd op wet- en regelgeving").
    """
    return Verdict(bool(facts.bases), "basis-is-chosen", "Kamerstuk 34 919, nr. 68")


def addressee_is_named(facts: RequestFacts) -> Verdict:
    """Civil support, and help of the region next door, is asked of somebody, who decides.

    Source: contract or Inkwartieringswet 6; Wvr 51(5).
    """
    source = facts.bases[0].source.title if facts.bases else FORM
    return Verdict(not facts.needs_addressee or bool(facts.addressee), "addressee-is-named", source)


def addressee_is_asked(facts: RequestFacts) -> Verdict:
    """Who is named as asked decides and sends; under a basis that asks nobody in particular that is somebody else.

    Source: contract or Inkwartieringswet 6; Wvr 51(5).
    """
    source = facts.bases[0].source.title if facts.bases else FORM
    return Verdict(facts.needs_addressee or not facts.addressee, "addressee-is-asked", source)


def authority_is_known(facts: RequestFacts) -> Verdict:
    """The place decides which mayor is competent. Source: PolW 11 (gezag), MSOB 1(c): the body itself."""
    source = facts.bases[0].source.title if facts.bases else FORM
    return Verdict(not facts.unplaced, "authority-is-known", source, {"seats": ", ".join(facts.unplaced)})


def basis_fits_task(facts: RequestFacts) -> Verdict:
    """Every basis carries this task and this requester. Source: the law of each basis (route finder)."""
    wrong = tuple(v for v in facts.fits if v.blocks)
    return Verdict(not wrong, "basis-fits-task", wrong[0].source if wrong else "", because=wrong)


def required_signatures_given(facts: RequestFacts) -> Verdict:
    """The competent authority asks. Source: Wvr 51(1), PolW 57-58, MSOB 1(c): who is named as requester."""
    source = facts.bases[0].source.title if facts.bases else FORM
    return Verdict(not facts.unsigned, "signatures-are-given", source, {"seats": ", ".join(facts.unsigned)})


def motivated(facts: RequestFacts) -> Verdict:
    """A request says why, and which task is expected. Source: MSOB 3(2); LOCC form; Awb 3:46 as design norm."""
    missing = [name for name, text in (("reason", facts.reason), ("task", facts.task)) if not text.strip()]
    return Verdict(not missing, "request-is-motivated", FORM, {"missing": ", ".join(missing)})


def special_case_is_argued(facts: RequestFacts) -> Verdict:
    """Armed forces help police or KMar in special cases only.

    Source: Politiewet 2012, art. 58(1), 62(1) ("bijzondere gevallen").
    """
    asks = [b for b in facts.bases if "special-case" in b.conditions]
    met = not asks or bool(facts.special_case.strip())
    source = asks[0].source if asks else None
    return Verdict(
        met, "special-case-is-argued", source.title if source else "", binding=source.binds if source else True
    )


def last_resort_shown_if_basis_asks(facts: RequestFacts) -> Verdict:
    """Not, not in time, or not adequately able itself; and the market test. Source: MSOB 3(2), 3(3), 3(4)."""
    missing: list[str] = []
    source, binding = "", True
    for basis, signer in zip(facts.bases, facts.signer_roles or ("",) * len(facts.bases), strict=False):
        if basis.last_resort == "none":
            continue
        source, binding = basis.source.title, basis.source.binds
        missing += [k for k in REASONS if not _answered(facts, k)]
        tested = any(_answered(facts, k) for k in MARKET)
        if basis.last_resort == "market-test" and signer not in basis.market_test_exempt and not tested:
            missing.append("market")
    return Verdict(not missing, "last-resort-is-shown", source, {"missing": ", ".join(dict.fromkeys(missing))}, binding)


def _answered(facts: RequestFacts, kind: str) -> bool:
    return bool(str(facts.last_resort.get(kind, {}).get("answer", "")).strip())


def end_is_set(facts: RequestFacts) -> Verdict:
    """Help is temporary: no order without an end. Source: MSOB 5; policy of Defence."""
    return Verdict(facts.ends_at is not None, "end-is-set", POLICY)


def reception_is_arranged(facts: RequestFacts) -> Verdict:
    """Where to report, who lodges and feeds, whom to call. Bed and board never hold up the saving of lives.

    Source: Inkwartieringswet 15 (public order); policy of Defence.
    """
    missing = [k for k in ("assembly_point", "lodging", "meals", "contact") if not facts.reception.get(k, "").strip()]
    waits = facts.priority != SAVING_LIVES or bool(set(missing) - BESIDE_LIVES)
    return Verdict(not missing, "reception-is-arranged", POLICY, {"missing": ", ".join(missing)}, waits)


def means_are_committed(facts: RequestFacts) -> Verdict:
    """Nobody is ordered who was not reserved. Source: policy of Steun (a commitment is a reservation in time)."""
    return Verdict(facts.committed > 0, "means-are-committed", "Steun")


def decisions_are_confirmed(facts: RequestFacts) -> Verdict:
    """What was only said on the phone to one person sends nobody, unless lives are to be saved first.

    Source: policy of Steun (`rules/nl/phone.toml`).
    """
    met = not facts.unconfirmed or facts.lives_first
    return Verdict(met, "decisions-are-confirmed", PHONE_POLICY, {"gates": ", ".join(facts.unconfirmed)})


def ordered_by_another(facts: RequestFacts) -> Verdict:
    """Who signed or sent a request does not order the units for it. Source: policy of Steun (two pairs of eyes)."""
    return Verdict(not facts.actor or facts.actor not in facts.askers, "ordered-by-another", PHONE_POLICY)


def something_is_unconfirmed(facts: RequestFacts) -> Verdict:
    """Lives go before something that is still to come. Source: logic."""
    return Verdict(bool(facts.unconfirmed), "something-is-unconfirmed", PHONE_POLICY)


def said_once(facts: RequestFacts) -> Verdict:
    """It is said once. Source: logic."""
    return Verdict(not facts.lives_first, "lives-go-first-already", PHONE_POLICY)


def urging_has_words(facts: RequestFacts) -> Verdict:
    """Whoever lets help go before the confirmation says why. Source: Awb 3:46 as design norm."""
    return Verdict(bool(facts.urging.strip()), "reason-is-given", "Awb, art. 3:46 (norm)")


def it_saves_lives(facts: RequestFacts) -> Verdict:
    """Asked with another priority than saving lives: shown, not forbidden. Source: policy (classes of priority)."""
    return Verdict(facts.priority == SAVING_LIVES, "priority-is-saving-lives", PHONE_POLICY, binding=False)


def urged_by_another(facts: RequestFacts) -> Verdict:
    """Not by who asks: neither the person nor the organisation. Source: policy of Steun (two pairs of eyes)."""
    own = facts.actor in facts.askers or facts.actor_organisation == facts.requester
    return Verdict(not facts.actor or not own, "urged-by-another", PHONE_POLICY)


def every_part_is_decided(facts: RequestFacts) -> Verdict:
    """Each legal basis has its own decision. Source: law of each basis."""
    return Verdict("open" not in facts.outcomes, "every-part-is-decided", "Steun")


def some_part_is_granted(facts: RequestFacts) -> Verdict:
    """A grant rests on at least one basis. Source: law of each basis."""
    return Verdict("granted" in facts.outcomes, "some-part-is-granted", "Steun")


def no_part_is_granted(facts: RequestFacts) -> Verdict:
    """A refusal is of all parts. Source: law of each basis."""
    return Verdict("granted" not in facts.outcomes, "no-part-is-granted", "Steun")


def some_unit_is_there(facts: RequestFacts) -> Verdict:
    """Deployed means: somebody arrived. Source: policy of Steun."""
    return Verdict(facts.deployments_arrived > 0, "some-unit-is-there", "Steun")


def every_unit_is_back(facts: RequestFacts) -> Verdict:
    """A request ends when its last unit has returned. Source: policy of Defence."""
    return Verdict(facts.deployments_open == 0, "every-unit-is-back", POLICY, {"open": facts.deployments_open})


def new_end_lies_later(facts: RequestFacts) -> Verdict:
    """An extension moves the end further away. Source: logic."""
    later = facts.wanted_end is not None and (facts.ends_at is None or facts.wanted_end > facts.ends_at)
    return Verdict(later, "new-end-lies-later", "Steun")


def new_end_is_near(facts: RequestFacts) -> Verdict:
    """Whoever grants more time is warned of a date that is hardly meant. Source: policy of Steun (FAR_AHEAD)."""
    ahead = days_from(facts.now, facts.wanted_end)
    return Verdict(ahead <= FAR_AHEAD.days, "end-lies-far-ahead", "Steun", {"days": ahead}, binding=False)


def new_end_lies_earlier(facts: RequestFacts) -> Verdict:
    """Shortening brings the end nearer, and not before now. Source: logic."""
    wanted, now = facts.wanted_end, facts.now
    nearer = wanted is not None and (facts.ends_at is None or wanted < facts.ends_at) and (now is None or wanted >= now)
    return Verdict(nearer, "new-end-lies-earlier", "Steun")


def extension_was_asked(facts: RequestFacts) -> Verdict:
    """Only what was asked is decided. Source: policy of Steun."""
    return Verdict(facts.wanted_end is not None, "extension-was-asked", "Steun")


def extended_by_another(facts: RequestFacts) -> Verdict:
    """Who asked for help or for more time does not grant that time. Source: policy of Steun (two pairs of eyes)."""
    own = facts.actor in facts.askers or facts.actor == facts.longer_by
    return Verdict(not facts.actor or not own, "extended-by-another", "Steun")


def evaluation_is_given(facts: RequestFacts) -> Verdict:
    """Nothing closes without an evaluation. Source: Kamerstuk 33 763, nr. 160 (Algemene Rekenkamer, 2025)."""
    return Verdict(facts.evaluated, "evaluation-is-given", "Kamerstuk 33 763, nr. 160")


def joined_request_is_open(facts: RequestFacts) -> Verdict:
    """One joins a request that still runs. Source: policy of Steun."""
    return Verdict(facts.joins in states.OPEN, "joined-request-is-open", "Steun")
