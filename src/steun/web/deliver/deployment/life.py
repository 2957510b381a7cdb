"""The life of a deployment, declared."""

from steun.core.deliver.deployment import DEPLOYMENT
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel.lives import Life

LIFE = Life(DEPLOYMENT, Deployment, recorded=("quantity",))
