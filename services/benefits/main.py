"""The API of benefits."""

from fastapi import FastAPI

from services.benefits import SERVICE
from services.benefits.settings import Settings
from shared.service.app import create_service_app
from shared.service.assembly import projections_of, routers_of
from shared.service.run import run_api


def create_app(settings: Settings) -> FastAPI:
    """The application, ready to serve; the engine lives as long as it does."""
    return create_service_app(
        settings,
        name=SERVICE.name,
        title=SERVICE.title,
        routers=routers_of(SERVICE),
        projections=projections_of(SERVICE),
    )


if __name__ == "__main__":
    run_api(create_app, Settings)
