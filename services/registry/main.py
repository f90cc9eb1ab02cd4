"""The API of the registry: the one place that knows all its parts."""

from collections.abc import Mapping, Sequence

from fastapi import FastAPI

from services.registry.accounts import domain as accounts
from services.registry.accounts.endpoints import router as accounts_router
from services.registry.divisions import domain as divisions
from services.registry.divisions.endpoints import router as divisions_router
from services.registry.grants import domain as grants
from services.registry.grants.endpoints import router as grants_router
from services.registry.imports import domain as imports
from services.registry.imports.endpoints import router as imports_router
from services.registry.network import domain as network
from services.registry.network.endpoints import router as network_router
from services.registry.network.queries import Occupancy
from services.registry.party import domain as party
from services.registry.party.endpoints import router as party_router
from services.registry.party.queries import ACTIVE_MIRROR
from services.registry.roles import domain as roles
from services.registry.roles.endpoints import router as roles_router
from services.registry.roles.queries import ACTIVE_ROLES
from services.registry.settings import Settings
from services.registry.setup import domain as setup
from services.registry.setup.endpoints import router as setup_router
from services.registry.tokens.endpoints import router as tokens_router
from services.registry.veterans import queries as veterans
from services.registry.veterans.domain import registration
from services.registry.veterans.endpoints import router as veterans_router
from services.registry.veterans.queries import ACTIVE_VETERANS
from shared.auth.keys import usable_keys
from shared.auth.signing import SigningKey
from shared.refusal import Refusal
from shared.service.app import create_service_app
from shared.service.run import run_api

STATUSES: Mapping[type[Refusal], int] = {
    # setup
    setup.SetupTokenRefused: 403,
    setup.AlreadySetUp: 409,
    # accounts
    accounts.SignInRefused: 401,
    accounts.AccountUnknown: 404,
    accounts.UsernameTaken: 409,
    accounts.PasswordUnfit: 422,
    accounts.CurrentPasswordWrong: 422,
    # grants
    grants.GrantToOneself: 403,
    grants.GrantUnknown: 404,
    grants.DutiesNotSeparate: 409,
    grants.GrantAlreadyRevoked: 409,
    grants.LastAdministrator: 409,
    grants.GrantInvalid: 422,
    # divisions
    divisions.DivisionsUnreadable: 422,
    divisions.DivisionsInvalid: 422,
    # network
    network.OrgUnitUnknown: 404,
    network.OrgCodeTaken: 409,
    network.CentreExists: 409,
    network.OrgUnitIsClosed: 409,
    network.OrgUnitOccupied: 409,
    network.OrgUnitInvalid: 422,
    network.RenamingDateInvalid: 422,
    network.ClosureDateInvalid: 422,
    # party
    party.PartyOrgCodeTaken: 409,
    party.AlreadyMirrored: 409,
    party.StationHasNoBranch: 409,
    party.PartyOrganisationInvalid: 422,
    # veterans
    veterans.VeteranUnknown: 404,
    registration.AlreadyRegistered: 409,
    registration.RegistrationInvalid: 422,
    registration.IdentityNumberInvalid: 422,
    # roles
    roles.RoleUnknown: 404,
    roles.RoleAlreadyHeld: 409,
    roles.RoleAlreadyEnded: 409,
    roles.RoleDateInvalid: 422,
    roles.NotAVillage: 422,
    # registers handed in as files
    imports.ImportUnknown: 404,
    imports.ImportUnfinished: 409,
    imports.FileTooLarge: 413,
    imports.UnpacksTooLarge: 413,
    imports.TooManyRows: 413,
    imports.NotASpreadsheet: 415,
    imports.OldWorkbook: 415,
    imports.FileMissing: 422,
    imports.FileUnreadable: 422,
    imports.FormulasFound: 422,
    imports.HeadersWrong: 422,
    imports.SheetEmpty: 422,
}

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
        statuses=STATUSES,
        own_keys=usable_keys(signing_key.public_keys()["keys"]),
    )
    app.state.registrar = settings.registrar
    app.state.closing_checks = CLOSING_CHECKS
    app.state.signing_key = signing_key
    return app


if __name__ == "__main__":
    run_api(create_app, Settings)
