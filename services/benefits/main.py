"""The API of benefits: the one place that knows all its parts."""

from collections.abc import Mapping

from fastapi import FastAPI

from services.benefits.cases import endpoints as cases
from services.benefits.cases.domain import CaseAlreadyResolved, CaseNotAssigned, CaseNotFound, ContentErased
from services.benefits.cases.rules import AssignmentRefused, OpeningRefused, ResolutionRefused
from services.benefits.directory import endpoints as directory
from services.benefits.directory.domain import MediatorNotKnownYet, OrgUnitNotKnownYet, VeteranNotKnownYet
from services.benefits.programmes import endpoints as programmes
from services.benefits.programmes.domain import ProgrammeRefused
from services.benefits.settings import Settings
from services.benefits.worker import PROJECTIONS
from shared.refusal import Refusal
from shared.service.app import create_service_app
from shared.service.run import run_api

STATUSES: Mapping[type[Refusal], int] = {
    CaseNotFound: 404,
    VeteranNotKnownYet: 409,
    OrgUnitNotKnownYet: 409,
    MediatorNotKnownYet: 409,
    CaseNotAssigned: 409,
    CaseAlreadyResolved: 409,
    ContentErased: 410,
    OpeningRefused: 422,
    AssignmentRefused: 422,
    ResolutionRefused: 422,
    ProgrammeRefused: 422,
}


def create_app(settings: Settings) -> FastAPI:
    """The application, ready to serve; the engine lives as long as it does."""
    app = create_service_app(
        settings,
        name="benefits",
        title="Benefits · 优待帮扶",
        routers=(directory.router, programmes.router, cases.router),
        statuses=STATUSES,
        projections=PROJECTIONS,
    )
    app.state.keyring = settings.keyring
    return app


if __name__ == "__main__":
    run_api(create_app, Settings)
