"""The sample API for the tests of this folder."""

from tests.shared.http.sample import app

__all__ = ["app"]
