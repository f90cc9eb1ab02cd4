"""The API of notifications: the one place that knows all its parts."""

from fastapi import FastAPI

from services.notifications.contacts import endpoints as contacts
from services.notifications.deliveries import endpoints as deliveries
from services.notifications.settings import Settings
from services.notifications.templates import endpoints as templates
from services.notifications.worker import PROJECTIONS
from shared.service.app import create_service_app
from shared.service.run import run_api


def create_app(settings: Settings) -> FastAPI:
    """The application, ready to serve; the engine lives as long as it does."""
    app = create_service_app(
        settings,
        name="notifications",
        title="Notifications · 通知",
        routers=(contacts.router, templates.router, deliveries.router),
        projections=PROJECTIONS,
    )
    app.state.keyring = settings.keyring
    return app


if __name__ == "__main__":
    run_api(create_app, Settings)
