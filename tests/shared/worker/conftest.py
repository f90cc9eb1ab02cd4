"""The worker as a process."""

from tests.shared.processes import start

__all__ = ["start"]
