"""The sample API for the tests of this folder, in this process and as one of its own."""

from tests.shared.http.sample import app
from tests.shared.processes import start

__all__ = ["app", "start"]
