"""The one list of lives, of what later rooms do to earlier ones, and of other rows that entries are about.

A new life is added here, and nowhere else.
"""

from steun.web.agree.agreement import life as agreement
from steun.web.agree.edition import life as edition
from steun.web.ask.addition import life as addition
from steun.web.ask.attachment import life as attachment
from steun.web.ask.incident import life as incident
from steun.web.ask.request import life as request
from steun.web.decide.commitment import life as commitment
from steun.web.decide.gate import life as gate
from steun.web.decide.policy.journalled import JOURNALLED as policy
from steun.web.decide.proposal import life as proposal
from steun.web.decide.recalibration import life as recalibration
from steun.web.decide.request import life as means
from steun.web.decide.stock import life as absence
from steun.web.decide.stock.journalled import JOURNALLED as stock
from steun.web.deliver.clearance import life as clearance
from steun.web.deliver.deployment import life as deployment
from steun.web.deliver.evacuation import life as evacuation
from steun.web.deliver.movement import life as movement
from steun.web.deliver.roadplan import life as roadplan
from steun.web.kernel.life.declaration import collect
from steun.web.know.assessment import life as assessment
from steun.web.know.closure import life as closure
from steun.web.know.decree import life as decree
from steun.web.know.designation import life as designation
from steun.web.know.flow import life as flow
from steun.web.know.headcount import life as headcount
from steun.web.know.listing import life as listing
from steun.web.know.merge import life as merge
from steun.web.know.need import life as need
from steun.web.know.poll import life as poll
from steun.web.know.risk import life as risk
from steun.web.learn.evaluation import life as evaluation
from steun.web.learn.lesson import life as lesson
from steun.web.learn.report.journalled import JOURNALLED as report
from steun.web.people.journalled import JOURNALLED as people

THINGS = (
    decree, closure, flow, need, designation, risk, assessment, headcount, poll, merge, listing, agreement, edition,
    incident, request, addition, attachment, gate, commitment, absence, proposal, recalibration, deployment, evaluation,
    lesson, movement, clearance, evacuation, roadplan,
)  # fmt: skip
LATER = (
    addition.ON_REQUESTS, gate.ON_REQUESTS, means.ON_REQUESTS, deployment.ON_REQUESTS, evaluation.ON_REQUESTS,
    evaluation.ON_DEPLOYMENTS,
)  # fmt: skip
LIVES = collect([thing.LIFE for thing in THINGS], LATER)
JOURNALLED = {it.kind: it for it in (*people, *policy, *stock, *report)}
"""Rows without a life of which entries record fields: mandates, keys, policy, counts."""
