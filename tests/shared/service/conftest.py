"""The sample API and the sample worker, in this process and as processes of their own."""

from tests.shared.http.sample import app
from tests.shared.processes import start

__all__ = ["app", "start"]
