"""The rules of a request. F: the facts of an empty request."""

from dataclasses import replace

from steun.core.ask import rules as r
from steun.core.ask.rules import RequestFacts as F
from steun.core.kernel.verdict import Verdict
from tests.core.tables.samples import DAY, GUESSED, MINUTE, NOON, basis
from tests.core.tables.truth import ASKS, WARNS, row, table

FORM = "LOCC-formulier (reden van de aanvraag, te verwachten taakopdracht)"
POLICY = "beleid LOCC en Defensie"
PHONE = "beleid van Steun (telefonisch)"
ACT = "Act, art. 1"
BASIS = basis()
DOUBT = Verdict(False, "point-is-not-swapped", "Steun", binding=False)
MISFIT = Verdict(False, "basis-carries-the-task", "Act, art. 9")
NOTE = Verdict(False, "text-was-read", "Act, art. 8", binding=False)
SPECIAL = basis(conditions=("special-case",))
REASONS = basis(last_resort="reasons")
MARKET = basis(last_resort="market-test", market_test_exempt=("minister-bzk",))
ANSWERED = {"own": {"answer": "too few"}, "neighbours": {"answer": "too far"}}
TESTED = {**ANSWERED, "market": {"answer": "no firm"}}
HOME = {"assembly_point": "hall", "lodging": "school", "meals": "kitchen", "contact": "desk"}
SPAN = F(starts_at=NOON, ends_at=NOON + DAY, now=NOON)

TABLES = [
    table(r.effect_is_named, "effect-is-named", FORM, met=[F(effect="dry feet")], unmet=[F(), F(effect=" \n")]),
    table(r.place_is_named, "place-is-named", FORM, met=[F(place="Meerssen")], unmet=[F(), F(place=" ")]),
    table(r.start_is_set, "start-is-set", FORM, met=[F(starts_at=NOON)], unmet=[F(), F(ends_at=NOON)]),
    table(
        r.period_is_forward, "end-lies-after-start", FORM,
        met=[F(), F(starts_at=NOON), F(ends_at=NOON), F(starts_at=NOON, ends_at=NOON + MINUTE)],
        unmet=[F(starts_at=NOON, ends_at=NOON), F(starts_at=NOON, ends_at=NOON - MINUTE)],
    ),
    table(
        r.incident_is_open, "incident-is-open", "Steun", unmet_is=ASKS,
        met=[F(), F(incident="open"), F(incident="closed", knowingly=True)], unmet=[F(incident="closed")],
    ),
    table(
        r.start_is_recent, "start-lies-long-past", "Steun", unmet_is=WARNS,
        met=[F(), F(now=NOON), F(starts_at=NOON), row(F(starts_at=NOON - 7 * DAY, now=NOON), days=7),
             row(F(starts_at=NOON - 8 * DAY + MINUTE, now=NOON), days=7),
             row(F(starts_at=NOON + 9 * DAY, now=NOON), days=0)],
        unmet=[row(F(starts_at=NOON - 8 * DAY, now=NOON), days=8)],
    ),
    table(
        r.start_is_near, "start-lies-far-ahead", "Steun", unmet_is=WARNS,
        met=[row(F(), days=0), row(F(starts_at=NOON + 365 * DAY, now=NOON), days=365),
             row(F(starts_at=NOON - DAY, now=NOON), days=0)],
        unmet=[row(F(starts_at=NOON + 366 * DAY, now=NOON), days=366)],
    ),
    table(
        r.end_is_ahead, "end-is-over", "Steun", unmet_is=WARNS,
        met=[F(), F(now=NOON), F(ends_at=NOON), row(F(ends_at=NOON + MINUTE, now=NOON), days=0)],
        unmet=[row(F(ends_at=NOON, now=NOON), days=0), row(F(ends_at=NOON - 2 * DAY, now=NOON), days=2)],
    ),
    table(
        r.end_is_near, "end-lies-far-ahead", "Steun", unmet_is=WARNS,
        met=[F(), row(F(ends_at=NOON + 365 * DAY, now=NOON), days=365)],
        unmet=[row(F(ends_at=NOON + 366 * DAY, now=NOON), days=366)],
    ),
    table(
        r.point_is_plausible, "point-is-plausible", "Steun", unmet_is=WARNS,
        met=[F()], unmet=[row(F(point_doubts=(DOUBT,)), because=("point-is-not-swapped",))],
    ),
    table(
        r.requirements_are_plausible, "requirements-are-plausible", "Steun", unmet_is=WARNS,
        met=[row(F(), rows="")], unmet=[row(F(far_beyond=(1, 3)), rows="1, 3")],
    ),
    table(r.a_basis_is_chosen, "basis-is-chosen", "Kamerstuk 34 919, nr. 68", met=[F(bases=(BASIS,))], unmet=[F()]),
    table(
        r.addressee_is_named, "addressee-is-named", FORM,
        met=[F(), F(needs_addressee=True, addressee="RWS")], unmet=[F(needs_addressee=True)],
    ),
    table(
        r.addressee_is_named, "addressee-is-named", ACT,
        met=[F(bases=(BASIS,)), F(bases=(BASIS,), needs_addressee=True, addressee="RWS")],
        unmet=[F(bases=(BASIS,), needs_addressee=True)],
    ),
    table(
        r.addressee_is_asked, "addressee-is-asked", FORM,
        met=[F(), F(needs_addressee=True), F(needs_addressee=True, addressee="RWS")], unmet=[F(addressee="RWS")],
    ),
    table(
        r.addressee_is_asked, "addressee-is-asked", ACT,
        met=[F(bases=(BASIS,))], unmet=[F(bases=(BASIS,), addressee="RWS")],
    ),
    table(
        r.authority_is_known, "authority-is-known", FORM,
        met=[row(F(), seats="")], unmet=[row(F(unplaced=("mayor", "rmoa")), seats="mayor, rmoa")],
    ),
    table(
        r.authority_is_known, "authority-is-known", ACT,
        met=[F(bases=(BASIS,))], unmet=[row(F(bases=(BASIS,), unplaced=("mayor",)), seats="mayor")],
    ),
    table(r.basis_fits_task, "basis-fits-task", "", met=[F(), F(fits=(NOTE,))], unmet=[]),
    table(
        r.basis_fits_task, "basis-fits-task", "Act, art. 9",
        met=[], unmet=[row(F(fits=(NOTE, MISFIT)), because=("basis-carries-the-task",))],
    ),
    table(
        r.required_signatures_given, "signatures-are-given", FORM,
        met=[row(F(), seats="")], unmet=[row(F(unsigned=("mayor@GM1", "mayor@GM2")), seats="mayor@GM1, mayor@GM2")],
    ),
    table(
        r.required_signatures_given, "signatures-are-given", ACT,
        met=[F(bases=(BASIS,))], unmet=[row(F(bases=(BASIS,), unsigned=("mayor@GM1",)), seats="mayor@GM1")],
    ),
    table(
        r.motivated, "request-is-motivated", FORM,
        met=[row(F(reason="flood", task="sandbags"), missing="")],
        unmet=[row(F(reason=" ", task=" "), missing="reason, task"), row(F(reason="flood"), missing="task"),
               row(F(task="sandbags"), missing="reason")],
    ),
    table(r.special_case_is_argued, "special-case-is-argued", "", met=[F(), F(bases=(BASIS,))], unmet=[]),
    table(
        r.special_case_is_argued, "special-case-is-argued", ACT,
        met=[F(bases=(BASIS, SPECIAL), special_case="armed")],
        unmet=[F(bases=(BASIS, SPECIAL)), F(bases=(SPECIAL,), special_case=" ")],
    ),
    table(
        r.special_case_is_argued, "special-case-is-argued", "Act, art. 2", unmet_is=WARNS,
        met=[], unmet=[F(bases=(replace(SPECIAL, source=GUESSED),))],
    ),
    table(
        r.last_resort_shown_if_basis_asks, "last-resort-is-shown", "",
        met=[F(), row(F(bases=(BASIS,)), missing="")], unmet=[],
    ),
    table(
        r.last_resort_shown_if_basis_asks, "last-resort-is-shown", ACT,
        met=[
            F(bases=(BASIS, REASONS), last_resort=ANSWERED),
            F(bases=(MARKET,), last_resort=TESTED),
            F(bases=(MARKET,), last_resort={**ANSWERED, "trade": {"answer": "agrees"}}),
            F(bases=(MARKET,), signer_roles=("minister-bzk",), last_resort=ANSWERED),
        ],
        unmet=[
            row(F(bases=(REASONS,)), missing="own, neighbours"),
            row(F(bases=(BASIS, REASONS), last_resort={"own": {"answer": " "}}), missing="own, neighbours"),
            row(F(bases=(REASONS,), last_resort={"own": {}, "neighbours": {"answer": "far"}}), missing="own"),
            row(F(bases=(MARKET,), last_resort=ANSWERED), missing="market"),
            row(F(bases=(MARKET,), signer_roles=("mayor",), last_resort=ANSWERED), missing="market"),
            row(F(bases=(MARKET,), last_resort={"own": ANSWERED["own"]}), missing="neighbours, market"),
            row(F(bases=(REASONS, MARKET)), missing="own, neighbours, market"),
        ],
    ),
    table(
        r.last_resort_shown_if_basis_asks, "last-resort-is-shown", "Act, art. 2", unmet_is=WARNS,
        met=[], unmet=[row(F(bases=(replace(REASONS, source=GUESSED),)), missing="own, neighbours")],
    ),
    table(r.end_is_set, "end-is-set", POLICY, met=[F(ends_at=NOON)], unmet=[F(), F(starts_at=NOON)]),
    table(
        r.reception_is_arranged, "reception-is-arranged", POLICY,
        met=[row(F(reception=HOME), missing="")],
        unmet=[row(F(), missing="assembly_point, lodging, meals, contact"),
               row(F(reception={**HOME, "meals": " "}), missing="meals"),
               row(F(reception={**HOME, "meals": ""}, priority=2), missing="meals"),
               row(F(reception={**HOME, "contact": "", "meals": ""}, priority=1), missing="meals, contact")],
    ),
    table(
        r.reception_is_arranged, "reception-is-arranged", POLICY, unmet_is=WARNS,
        met=[row(F(reception=HOME, priority=1), missing="")],
        unmet=[row(F(reception={**HOME, "meals": ""}, priority=1), missing="meals"),
               row(F(reception={**HOME, "lodging": "", "meals": ""}, priority=1), missing="lodging, meals")],
    ),
    table(r.means_are_committed, "means-are-committed", "Steun", met=[F(committed=1)], unmet=[F()]),
    table(
        r.decisions_are_confirmed, "decisions-are-confirmed", PHONE,
        met=[row(F(), gates=""), row(F(unconfirmed=("a",), lives_first=True), gates="a")],
        unmet=[row(F(unconfirmed=("a", "b")), gates="a, b")],
    ),
    table(
        r.ordered_by_another, "ordered-by-another", PHONE,
        met=[F(), F(actor="ann"), F(actor="ann", askers=frozenset({"bob"})), F(askers=frozenset({""}))],
        unmet=[F(actor="ann", askers=frozenset({"ann", "bob"}))],
    ),
    table(r.something_is_unconfirmed, "something-is-unconfirmed", PHONE, met=[F(unconfirmed=("a",))], unmet=[F()]),
    table(r.said_once, "lives-go-first-already", PHONE, met=[F()], unmet=[F(lives_first=True)]),
    table(
        r.urging_has_words, "reason-is-given", "Awb, art. 3:46 (norm)",
        met=[F(urging="drowning")], unmet=[F(), F(urging=" ")],
    ),
    table(
        r.it_saves_lives, "priority-is-saving-lives", PHONE, unmet_is=WARNS,
        met=[F(priority=1)], unmet=[F(), F(priority=2)],
    ),
    table(
        r.urged_by_another, "urged-by-another", PHONE,
        met=[F(), F(actor="ann", actor_organisation="TOC", requester="VR24", askers=frozenset({"bob"})),
             F(actor_organisation="VR24", requester="VR24")],
        unmet=[F(actor="ann", actor_organisation="TOC", requester="VR24", askers=frozenset({"ann"})),
               F(actor="ann", actor_organisation="VR24", requester="VR24")],
    ),
    table(
        r.every_part_is_decided, "every-part-is-decided", "Steun",
        met=[F(), F(outcomes=("granted", "refused"))], unmet=[F(outcomes=("granted", "open"))],
    ),
    table(
        r.some_part_is_granted, "some-part-is-granted", "Steun",
        met=[F(outcomes=("refused", "granted"))], unmet=[F(), F(outcomes=("refused", "open"))],
    ),
    table(
        r.no_part_is_granted, "no-part-is-granted", "Steun",
        met=[F(), F(outcomes=("refused",))], unmet=[F(outcomes=("refused", "granted"))],
    ),
    table(
        r.some_unit_is_there, "some-unit-is-there", "Steun",
        met=[F(deployments_arrived=1)], unmet=[F(deployments_open=1)],
    ),
    table(
        r.every_unit_is_back, "every-unit-is-back", POLICY,
        met=[row(F(deployments_arrived=1), open=0)], unmet=[row(F(deployments_open=1), open=1)],
    ),
    table(
        r.new_end_lies_later, "new-end-lies-later", "Steun",
        met=[F(wanted_end=NOON), F(ends_at=NOON, wanted_end=NOON + MINUTE)],
        unmet=[F(), F(ends_at=NOON), F(ends_at=NOON, wanted_end=NOON), F(ends_at=NOON, wanted_end=NOON - MINUTE)],
    ),
    table(
        r.new_end_is_near, "end-lies-far-ahead", "Steun", unmet_is=WARNS,
        met=[F(), row(F(now=NOON, wanted_end=NOON + 365 * DAY), days=365)],
        unmet=[row(F(now=NOON, wanted_end=NOON + 366 * DAY), days=366)],
    ),
    table(
        r.new_end_lies_earlier, "new-end-lies-earlier", "Steun",
        met=[F(wanted_end=NOON), replace(SPAN, wanted_end=NOON), replace(SPAN, wanted_end=NOON + DAY - MINUTE),
             F(ends_at=NOON + DAY, wanted_end=NOON)],
        unmet=[F(), F(now=NOON), SPAN, replace(SPAN, wanted_end=NOON + DAY), replace(SPAN, wanted_end=NOON - MINUTE)],
    ),
    table(
        r.extended_by_another, "extended-by-another", "Steun",
        met=[F(), F(actor="ann"), F(actor="ann", askers=frozenset({"bob"}), longer_by="cas")],
        unmet=[F(actor="ann", longer_by="ann"), F(actor="ann", askers=frozenset({"ann"}), longer_by="cas")],
    ),
    table(r.extension_was_asked, "extension-was-asked", "Steun", met=[F(wanted_end=NOON)], unmet=[F(ends_at=NOON)]),
    table(
        r.evaluation_is_given, "evaluation-is-given", "Kamerstuk 33 763, nr. 160",
        met=[F(evaluated=True)], unmet=[F()],
    ),
    table(
        r.joined_request_is_open, "joined-request-is-open", "Steun",
        met=[F(joins=state) for state in ("asked", "granted", "ordered", "deployed")],
        unmet=[F(joins=state) for state in ("", "draft", "joined", "refused", "withdrawn", "ended", "closed")],
    ),
]  # fmt: skip
