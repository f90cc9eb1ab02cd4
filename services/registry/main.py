"""The API of the registry."""

from collections.abc import Sequence

from fastapi import FastAPI

from services.registry import SERVICE
from services.registry.accounts.queries import find_name
from services.registry.applicants.queries import APPLICATIONS_AFTER, OPEN_APPLICATIONS_AT_BRANCH
from services.registry.branch_life.queries import FIRST_RECORD, RECORDS_AFTER
from services.registry.categories.commands import cancel_categories
from services.registry.corrections.commands import forget_unknown
from services.registry.issuers.driver import Issuers
from services.registry.network.queries import Occupancy
from services.registry.party.queries import Began, Lasted, find_first_mirror
from services.registry.party_memberships.queries import (
    AFFILIATED_MEMBERS,
    FIRST_AFFILIATION,
    FIRST_MEMBER,
    FORMAL_MEMBERS,
    MEMBERS_AFTER,
    TAKING_PART_AFTER,
)
from services.registry.settings import Settings, enrolment_audience
from services.registry.veterans.queries.story import list_acts
from shared.auth.tokens import TokenVerifier
from shared.followed import Followed
from shared.service.app import create_service_app
from shared.service.assembly import projections_of, routers_of
from shared.service.run import run_api
from shared.settings import renewal

# What a Party organisation must no longer hold when it is dissolved by itself, besides groups under it.
PARTY_CHECKS: Sequence[Occupancy] = (OPEN_APPLICATIONS_AT_BRANCH, FORMAL_MEMBERS, AFFILIATED_MEMBERS)
# What it must not have had on the day on which it is dissolved, nor later.
PARTY_LASTED: Sequence[Lasted] = (APPLICATIONS_AFTER, MEMBERS_AFTER, TAKING_PART_AFTER, RECORDS_AFTER)
# After the first day of which it was not founded.
PARTY_BEGAN: Sequence[Began] = (FIRST_MEMBER, FIRST_AFFILIATION, FIRST_RECORD)


def create_app(settings: Settings) -> FastAPI:
    """The application, ready to serve; its engine lives as long as it does."""
    terms = settings.session_terms
    signing_keys = terms.signing_keys
    app = create_service_app(
        settings,
        name=SERVICE.name,
        title=SERVICE.title,
        routers=routers_of(SERVICE),
        projections=projections_of(SERVICE),
        own_keys=lambda: signing_keys.verifying,
    )
    app.state.registrar = settings.registrar
    app.state.party_checks = PARTY_CHECKS
    app.state.party_lasted = PARTY_LASTED
    app.state.party_began = PARTY_BEGAN
    app.state.forgets = forget_unknown
    app.state.cancels = cancel_categories
    app.state.first_mirror = find_first_mirror
    app.state.acts_of = list_acts
    app.state.name_of_account = find_name
    app.state.signing_keys = signing_keys
    app.state.session_terms = terms
    app.state.setup_token = Followed(settings.setup_token, renewal(settings, lambda told: told.setup_token))
    app.state.external_issuers = settings.issuers
    app.state.issuers = Issuers(app.state.external_issuers, settings.site_url)
    app.state.enrolments = TokenVerifier(
        settings.token_issuer, enrolment_audience(settings.token_audience), app.state.tokens.keys
    )
    return app


if __name__ == "__main__":
    run_api(create_app, Settings)
