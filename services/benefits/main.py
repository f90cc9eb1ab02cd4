"""The API of benefits: the one place that knows all its parts."""

from fastapi import FastAPI

from services.benefits.cases import endpoints as cases
from services.benefits.directory import endpoints as directory
from services.benefits.programmes import endpoints as programmes
from services.benefits.settings import Settings
from services.benefits.worker import PROJECTIONS
from shared.service.app import create_service_app
from shared.service.run import run_api


def create_app(settings: Settings) -> FastAPI:
    """The application, ready to serve; the engine lives as long as it does."""
    app = create_service_app(
        settings,
        name="benefits",
        title="Benefits · 优待帮扶",
        routers=(directory.router, programmes.router, cases.router),
        projections=PROJECTIONS,
    )
    app.state.keyring = settings.keyring
    return app


if __name__ == "__main__":
    run_api(create_app, Settings)
