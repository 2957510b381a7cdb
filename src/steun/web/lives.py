"""The one list of lives, and of what later rooms do to earlier ones. A new life is added here, and nowhere else."""

from steun.web.ask.attachment import life as attachment
from steun.web.ask.incident import life as incident
from steun.web.ask.request import life as request
from steun.web.decide.commitment import life as commitment
from steun.web.decide.gate import life as gate
from steun.web.decide.proposal import life as proposal
from steun.web.decide.stock.acts import recount
from steun.web.deliver.deployment import life as deployment
from steun.web.kernel.lives import collect
from steun.web.learn.evaluation import life as evaluation

THINGS = (incident, request, attachment, gate, commitment, proposal, deployment, evaluation)
LATER = (
    gate.ON_REQUESTS, commitment.ON_REQUESTS, deployment.ON_REQUESTS, evaluation.ON_REQUESTS, evaluation.ON_DEPLOYMENTS,
)  # fmt: skip
LIVES = collect([thing.LIFE for thing in THINGS], LATER, beside=(recount,))
