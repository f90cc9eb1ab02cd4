"""The sample API in this process."""

from tests.shared.http.sample import app

__all__ = ["app"]
