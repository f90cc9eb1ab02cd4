"""The API of the registry: the one place that knows all its parts."""

from collections.abc import Sequence

from fastapi import FastAPI

from services.registry.accounts.endpoints import router as accounts_router
from services.registry.divisions.endpoints import router as divisions_router
from services.registry.grants.endpoints import router as grants_router
from services.registry.imports.endpoints import router as imports_router
from services.registry.network.endpoints import router as network_router
from services.registry.network.queries import Occupancy
from services.registry.party.endpoints import router as party_router
from services.registry.party.queries import ACTIVE_MIRROR
from services.registry.roles.endpoints import router as roles_router
from services.registry.roles.queries import ACTIVE_ROLES
from services.registry.settings import Settings
from services.registry.setup.endpoints import router as setup_router
from services.registry.tokens.endpoints import router as tokens_router
from services.registry.veterans.endpoints import router as veterans_router
from services.registry.veterans.queries import ACTIVE_VETERANS
from shared.auth.keys import usable_keys
from shared.auth.signing import SigningKey
from shared.service.app import create_service_app
from shared.service.run import run_api

# What a unit must no longer hold when it closes, besides units under it (events.md R10).
CLOSING_CHECKS: Sequence[Occupancy] = (ACTIVE_MIRROR, ACTIVE_VETERANS, ACTIVE_ROLES)

# Tried in this order: what is asked most stands first.
ROUTERS = (
    veterans_router,
    accounts_router,
    tokens_router,
    network_router,
    imports_router,
    roles_router,
    grants_router,
    party_router,
    divisions_router,
    setup_router,
)


def create_app(settings: Settings) -> FastAPI:
    """The application, ready to serve; its engine lives as long as it does."""
    signing_key = SigningKey.from_pem(settings.signing_key.get_secret_value())
    app = create_service_app(
        settings,
        name="registry",
        title="Registry · 退役军人登记",
        routers=ROUTERS,
        own_keys=usable_keys(signing_key.public_keys()["keys"]),
    )
    app.state.registrar = settings.registrar
    app.state.closing_checks = CLOSING_CHECKS
    app.state.signing_key = signing_key
    return app


if __name__ == "__main__":
    run_api(create_app, Settings)
