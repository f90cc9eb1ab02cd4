"""The four migrated databases, each as the service's own role sees it."""

from collections.abc import Mapping

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine


@pytest.fixture
def engines(
    registry_engine: AsyncEngine,
    benefits_engine: AsyncEngine,
    reporting_engine: AsyncEngine,
    notifications_engine: AsyncEngine,
) -> Mapping[str, AsyncEngine]:
    """Service name → engine."""
    return {
        "registry": registry_engine,
        "benefits": benefits_engine,
        "reporting": reporting_engine,
        "notifications": notifications_engine,
    }
