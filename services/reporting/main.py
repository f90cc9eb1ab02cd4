"""The API of reporting: the one place that knows all its parts."""

from collections.abc import Mapping

from fastapi import FastAPI

from services.reporting.consistency import endpoints as consistency
from services.reporting.figures import endpoints as figures
from services.reporting.figures.domain import UnknownFigure
from services.reporting.settings import Settings
from services.reporting.snapshots import endpoints as snapshots
from services.reporting.snapshots.domain import DayNotOver, UnknownSnapshot
from services.reporting.units.domain import NoCentre, UnitNotNamed, UnknownUnit
from services.reporting.worker import PROJECTIONS
from shared.refusal import Refusal
from shared.service.app import create_service_app
from shared.service.run import run_api

STATUSES: Mapping[type[Refusal], int] = {
    UnknownUnit: 404,
    UnknownFigure: 404,
    UnknownSnapshot: 404,
    NoCentre: 409,
    UnitNotNamed: 422,
    DayNotOver: 422,
}


def create_app(settings: Settings) -> FastAPI:
    """The application, ready to serve; its engine lives as long as it does."""
    return create_service_app(
        settings,
        name="reporting",
        title="Reporting · 统计报表",
        routers=(figures.router, snapshots.router, consistency.router),
        statuses=STATUSES,
        projections=PROJECTIONS,
    )


if __name__ == "__main__":
    run_api(create_app, Settings)
