"""The API of reporting: the one place that knows all its parts."""

from fastapi import FastAPI

from services.reporting.consistency import endpoints as consistency
from services.reporting.figures import endpoints as figures
from services.reporting.settings import Settings
from services.reporting.snapshots import endpoints as snapshots
from services.reporting.worker import PROJECTIONS
from shared.service.app import create_service_app
from shared.service.run import run_api


def create_app(settings: Settings) -> FastAPI:
    """The application, ready to serve; its engine lives as long as it does."""
    return create_service_app(
        settings,
        name="reporting",
        title="Reporting · 统计报表",
        routers=(figures.router, snapshots.router, consistency.router),
        projections=PROJECTIONS,
    )


if __name__ == "__main__":
    run_api(create_app, Settings)
